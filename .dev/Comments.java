import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Wraps the paragraphs of `///` comments that are out of shape, and leaves all others as they are.
///
/// The formatter knows nothing of Markdown: it breaks a `///` line of over 100 columns at the last
/// blank, and the tail stands on a line of its own. So this runs before it. A paragraph is wrapped
/// anew when one of its lines is too long, when the formatter broke one (a full line, then one that
/// is nearly empty), or when a tag such as `@param` stands in the middle of a line. Fences, tables,
/// headings and what is indented like code stay as they are; items of lists and tags hang.
///
/// Run from `./dev fmt` with the repository: it mends and tells nothing. With `check` behind it
/// names the places instead, and ends with 1 when there is one.
final class Comments {
    private static final int COLUMNS_MAX = 100;

    /// A line this long counts as full, and one this short behind it as a tail: measured on what
    /// the formatter left.
    private static final int FULL_COLUMNS = 84;

    private static final int TAIL_CHARS_MAX = 44;
    private static final int TAG_INDENT = 4;

    private static final List<String> MODULES =
            List.of("core", "node", "lab", "examples", "browser");
    private static final Pattern COMMENT = Pattern.compile("( *)///(.*)");
    private static final Pattern ITEM = Pattern.compile("(- |\\* |\\d+\\. ).*");
    private static final Pattern RAW = Pattern.compile("|\\|.*|#.*|>.*");
    private static final Pattern INNER_TAG = Pattern.compile(" (?=@(param|return|throws)( |$))");

    private final List<String> out = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private String indent = "";
    private boolean fenced;
    private int line;

    private Comments() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        boolean check = arguments.length > 1 && arguments[1].equals("check");
        boolean found = false;
        for (Path file : sources(root)) {
            String text = Files.readString(file);
            var comments = new Comments();
            String mended = comments.mend(text);
            if (!check && !mended.equals(text)) {
                Files.writeString(file, mended);
            }
            for (int place : check ? comments.places : List.<Integer>of()) {
                System.out.println(root.relativize(file) + ":" + place + " wants ./dev fmt");
                found = true;
            }
        }
        System.exit(found ? 1 : 0);
    }

    private static List<Path> sources(Path root) throws IOException {
        var all = new ArrayList<Path>();
        for (String module : MODULES) {
            Path source = root.resolve(module).resolve("src");
            if (Files.isDirectory(source)) {
                try (Stream<Path> walk = Files.walk(source)) {
                    walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(all::add);
                }
            }
        }
        return all;
    }

    private String mend(String text) {
        for (String one : text.split("\n", -1)) {
            line++;
            Matcher comment = COMMENT.matcher(one);
            if (!comment.matches()) {
                flush();
                fenced = false;
                out.add(one);
                continue;
            }
            if (!comment.group(1).equals(indent)) {
                flush();
                indent = comment.group(1);
            }
            take(comment.group(2));
        }
        flush();
        return String.join("\n", out);
    }

    private void take(String body) {
        String bare = body.strip();
        boolean fence = bare.startsWith("```");
        boolean code = paragraph.isEmpty() && body.startsWith("     ") && !bare.startsWith("@");
        if (fence || fenced || code || RAW.matcher(bare).matches()) {
            flush();
            fenced ^= fence;
            out.add(indent + "///" + body);
            return;
        }
        if (ITEM.matcher(bare).matches() || bare.startsWith("@")) {
            flush();
        }
        paragraph.add(body);
    }

    private void flush() {
        if (paragraph.isEmpty()) {
            return;
        }
        if (isOutOfShape()) {
            places.add(line - paragraph.size());
            String joined = String.join(" ", paragraph.stream().map(String::strip).toList());
            for (String part : INNER_TAG.split(joined)) {
                wrap(part);
            }
        } else {
            paragraph.forEach(body -> out.add(indent + "///" + body));
        }
        paragraph.clear();
    }

    private boolean isOutOfShape() {
        for (int i = 0; i < paragraph.size(); i++) {
            String body = paragraph.get(i);
            if (columns(body) > COLUMNS_MAX || INNER_TAG.matcher(body.strip()).find()) {
                return true;
            }
            boolean inside = i > 0 && i + 1 < paragraph.size();
            if (inside && columns(paragraph.get(i - 1)) >= FULL_COLUMNS && isTail(i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the line is nearly empty and the next one's first word had room in it.
    private boolean isTail(int i) {
        String body = paragraph.get(i);
        String next = paragraph.get(i + 1).strip();
        int word = next.indexOf(' ') < 0 ? next.length() : next.indexOf(' ');
        return body.strip().length() <= TAIL_CHARS_MAX
                && columns(body) + 1 + word <= COLUMNS_MAX - TAG_INDENT;
    }

    private int columns(String body) {
        return indent.length() + 3 + body.length();
    }

    private void wrap(String text) {
        String first = paragraph.getFirst();
        String lead = first.substring(0, first.length() - first.stripLeading().length());
        Matcher item = ITEM.matcher(text);
        int hang = text.startsWith("@") ? TAG_INDENT : item.matches() ? item.group(1).length() : 0;
        var now = new StringBuilder(lead);
        boolean empty = true;
        for (String word : text.split(" +")) {
            if (!empty && columns(now.toString()) + 1 + word.length() > COLUMNS_MAX) {
                out.add(indent + "///" + now);
                now = new StringBuilder(lead).append(" ".repeat(hang));
                empty = true;
            }
            now.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.add(indent + "///" + now);
    }
}
