package kith.examples.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of Java in the documentation.
///
/// @param file where it stands
/// @param line its first line there
/// @param program the name of the class, where it is a whole program; else empty
record Block(String file, int line, String program, List<String> lines) {
    /// In Markdown, what says that the next block is a whole program.
    private static final Pattern PROGRAM = Pattern.compile("<!-- program: (\\w+) -->");

    /// What a statement prints by itself.
    private static final Pattern PRINTED =
            Pattern.compile("println\\(.*\\);\\s*// (?!prints )(.*)$");

    /// What an observer prints because of it, sooner or later.
    private static final Pattern LED_TO = Pattern.compile("// prints (.*)$");

    private static final String BEGIN = "```java";
    private static final String END = "```";
    private static final String COMMENT = "///";

    /// All blocks of a file: of a Java source, those in its `///` comments.
    static List<Block> of(String file, List<String> lines) {
        boolean source = file.endsWith(".java");
        var blocks = new ArrayList<Block>();
        String program = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = text(lines.get(i), source);
            Matcher named = PROGRAM.matcher(line);
            if (named.matches()) {
                program = named.group(1);
            } else if (line.equals(BEGIN)) {
                var body = new ArrayList<String>();
                int first = i + 2;
                for (i++; !text(lines.get(i), source).equals(END); i++) {
                    body.add(text(lines.get(i), source));
                }
                blocks.add(new Block(file, first, program, List.copyOf(body)));
                program = "";
            }
        }
        return blocks;
    }

    private static String text(String line, boolean source) {
        if (!source) {
            return line;
        }
        String stripped = line.strip();
        if (!stripped.startsWith(COMMENT)) {
            return "";
        }
        String text = stripped.substring(COMMENT.length());
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    /// The lines that it says it prints, in order. One that ends in `…` says how its line begins.
    List<String> prints() {
        return said(PRINTED);
    }

    /// The lines that it says are printed because of it, in any order.
    List<String> leadsTo() {
        return said(LED_TO);
    }

    private List<String> said(Pattern how) {
        var said = new ArrayList<String>();
        for (String line : lines) {
            Matcher one = how.matcher(line);
            if (one.find()) {
                said.add(one.group(1));
            }
        }
        return said;
    }

    /// The source of a class that does it.
    String source(String name) {
        if (!program.isEmpty()) {
            return String.join("\n", lines);
        }
        var imports = new StringBuilder();
        var body = new StringBuilder();
        for (String line : lines) {
            (line.startsWith("import ") ? imports : body).append(line).append('\n');
        }
        return """
        package kith.doc;
        import java.time.*;
        import java.util.*;
        import java.util.concurrent.*;
        import kith.node.app.*;
        import kith.node.app.work.*;
        import kith.value.Value;
        %s
        public final class %s extends kith.examples.doc.Example {
            @Override public void run() throws Exception {
                %s
            }
        }
        """
                .formatted(imports, name, body);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
