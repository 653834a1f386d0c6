package kith.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The rules for what is written in Markdown, as functions from a text to what is wrong with it.
final class Documents {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FILE =
            Pattern.compile("(\\./|(core|node|lab|examples|browser|web|docs|\\.ci|\\.dev)/)\\S*");
    private static final Pattern NAME =
            Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\(.*\\))?");
    private static final Pattern BOLD = Pattern.compile("\\*\\*(.+?)\\*\\*");
    private static final Pattern ARTIFACT =
            Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*(?:<version>([^<]+)</version>)?");
    private static final Pattern VERSION = Pattern.compile("<([\\w.]+\\.version)>([^<]+)</\\1>");
    private static final Pattern ERROR_HEADING = Pattern.compile("(?m)^### (.*)$");
    private static final Pattern ERROR_CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /// Where a code is given: in a note, a refusal, the end of a link, the failure of a command.
    private static final List<Pattern> CODES_ANYWHERE =
            List.of(
                    Pattern.compile(
                            "(?:report\\(|(?:new Note|refuse|hangUp|tell|blame)\\([\\w.() ,]*?)"
                                    + "\\s*\"([a-z]+(?:-[a-z]+)*)(?=[\":])"),
                    Pattern.compile("(?:new Failure|Failure\\.of)\\(\\s*\"([a-z]+(?:-[a-z]+)*)\""),
                    Pattern.compile("Failure\\.(usage)\\("),
                    Pattern.compile("new Refused\\(\\s*\"([a-z]+(?:-[a-z]+)*)\""),
                    Pattern.compile("put\\(\"code\", \"([a-z]+(?:-[a-z]+)*)\"\\)"));

    private static final Pattern CODE_OF_ENUM =
            Pattern.compile("(?m)^ +[A-Z_]+\\(\"([a-z]+(?:-[a-z]+)*)\"");
    private static final Pattern CODE_CONSTANT =
            Pattern.compile("public static final String [A-Z_]+ =\\s*\"([a-z]+(?:-[a-z]+)*)\"");

    /// Files beside those of failures whose constants are codes.
    private static final Set<String> CONSTANTS =
            Set.of("Link.java", "Links.java", "HomeLocked.java");

    /// Notes that tell what happened and that nobody need do anything about.
    private static final Set<String> FACTS =
            Set.of("link-down", "link-up", "recording", "started", "stopped");

    private Documents() {}

    /// Links that lead to no file. They are relative to the folder of the document.
    static List<String> deadLinks(Path document, String text) {
        var broken = new ArrayList<String>();
        Matcher matcher = LINK.matcher(FENCED.matcher(text).replaceAll(""));
        while (matcher.find()) {
            String target = matcher.group(1);
            boolean outside = target.contains(":"); // https: and the like
            if (!outside && !Files.exists(document.resolveSibling(target))) {
                broken.add(document.getFileName() + " links to " + target + ", which is not there");
            }
        }
        return broken;
    }

    /// The documents that can be reached by links, from one on, that one included.
    static Set<Path> reachedFrom(Path document) {
        var reached = new TreeSet<Path>();
        var open = new ArrayDeque<Path>();
        open.add(document.normalize());
        while (!open.isEmpty()) {
            Path next = open.remove();
            if (next.toString().endsWith(".md") && Files.exists(next) && reached.add(next)) {
                Matcher matcher = LINK.matcher(Repository.text(next));
                while (matcher.find()) {
                    open.add(next.resolveSibling(matcher.group(1)).normalize());
                }
            }
        }
        return reached;
    }

    /// Paths in code marks that are not there. What begins with the name of a folder at the top of
    /// the repository, or with `./`, is meant as a file, up to the first blank.
    static List<String> deadPaths(Path document, String text) {
        var broken = new ArrayList<String>();
        Matcher matcher = CODE.matcher(FENCED.matcher(text).replaceAll(""));
        while (matcher.find()) {
            Matcher file = FILE.matcher(matcher.group(1));
            if (file.lookingAt() && !Files.exists(Repository.ROOT.resolve(file.group()))) {
                broken.add(document.getFileName() + " names " + file.group() + ": not there");
            }
        }
        return broken;
    }

    /// Types, and members of types, that a document names in code marks (`Space`, `Space.settle`,
    /// `Engine.step(Input, Now)`) and that no source declares. A member is a method or an inner
    /// type of a file that declares the type.
    static List<String> unknownNames(Path document, String text, List<Source> sources) {
        var broken = new ArrayList<String>();
        Matcher matcher = CODE.matcher(FENCED.matcher(text).replaceAll(""));
        while (matcher.find()) {
            Matcher name = NAME.matcher(matcher.group(1));
            if (name.matches() && !isDeclared(name.group(1), name.group(2), sources)) {
                broken.add(document.getFileName() + " names " + name.group() + ": not there");
            }
        }
        return broken;
    }

    private static boolean isDeclared(String type, @Nullable String member, List<Source> sources) {
        for (Source source : sources) {
            boolean declares = source.types().stream().anyMatch(one -> one.name().equals(type));
            if (declares && (member == null || hasMember(source, member))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasMember(Source source, String member) {
        return source.methods().stream().anyMatch(method -> method.name().equals(member))
                || source.types().stream().anyMatch(type -> type.name().equals(member));
    }

    /// Rows of the table of papers whose files do not name the source: each word in bold must stand
    /// in one of them.
    static List<String> unnamedSources(String text) {
        var broken = new ArrayList<String>();
        for (String row : text.lines().filter(line -> line.startsWith("| ")).toList()) {
            String[] cells = row.split("\\|");
            var files = new StringBuilder();
            Matcher file = CODE.matcher(cells.length > 2 ? cells[2] : "");
            while (file.find()) {
                files.append(Repository.text(file.group(1)).replaceAll("\\s*\n\\s*///\\s*", " "));
            }
            Matcher source = BOLD.matcher(cells[1]);
            while (source.find()) {
                if (files.indexOf(source.group(1)) < 0) {
                    broken.add("no file of its row names " + source.group(1));
                }
            }
        }
        return broken;
    }

    /// Dependencies and plugins of a `pom.xml` that the list does not name in a row with their
    /// version. Our own modules are none.
    static List<String> unlistedDependencies(
            String pom, Map<String, String> versions, String list) {
        var broken = new ArrayList<String>();
        Matcher artifact = ARTIFACT.matcher(pom);
        while (artifact.find()) {
            String name = artifact.group(1);
            String told = artifact.group(2) == null ? "" : artifact.group(2);
            String version = told.startsWith("${") ? versions.getOrDefault(told, told) : told;
            boolean ours = name.startsWith("kith");
            if (!ours && list.lines().noneMatch(line -> isRowOf(line, name, version))) {
                broken.add("docs/dependencies.md has no row of " + name + " " + version);
            }
        }
        return broken;
    }

    private static boolean isRowOf(String line, String name, String version) {
        return line.startsWith("|")
                && line.contains("`" + name + "`")
                && (version.isEmpty() || line.contains("| " + version + " |"));
    }

    /// Packages in the `package.json` of that folder that the list does not name in a row with the
    /// folder and their version. A row may be of several packages, with their versions in one cell.
    static List<String> unlistedPackages(String folder, String json, String list) {
        var broken = new ArrayList<String>();
        for (String kind : List.of("dependencies", "devDependencies")) {
            Value.Obj all = Json.parse(json) instanceof Value.Obj read ? read : Value.Obj.EMPTY;
            Value.Obj some = all.find(kind) instanceof Value.Obj found ? found : Value.Obj.EMPTY;
            for (int i = 0; i < some.size(); i++) {
                String name = some.name(i);
                String version = some.value(i) instanceof Value.Text text ? text.value() : "";
                if (list.lines().noneMatch(row -> isRowOf(row, folder, name, version))) {
                    broken.add(
                            "docs/dependencies.md has no row of %s %s (npm, in `%s`)"
                                    .formatted(name, version, folder));
                }
            }
        }
        return broken;
    }

    private static boolean isRowOf(String row, String folder, String name, String version) {
        String[] cells = row.split("\\|");
        return cells.length > 2
                && cells[1].contains("`" + name + "`")
                && cells[1].contains("(npm, in `" + folder + "`)")
                && List.of(cells[2].strip().split(", ")).contains(version);
    }

    /// The properties of a `pom.xml` that are versions, as they are used.
    static Map<String, String> versions(String pom) {
        var versions = new TreeMap<String, String>();
        Matcher property = VERSION.matcher(pom);
        while (property.find()) {
            versions.put("${" + property.group(1) + "}", property.group(2));
        }
        return versions;
    }

    /// The codes that a source can give to a user: of refusals, failures and notes.
    static List<String> codes(String fileName, String text) {
        var codes = new TreeSet<String>();
        for (Pattern pattern : CODES_ANYWHERE) {
            pattern.matcher(text).results().forEach(found -> codes.add(found.group(1)));
        }
        if (fileName.endsWith("Problem.java")) {
            CODE_OF_ENUM.matcher(text).results().forEach(found -> codes.add(found.group(1)));
        }
        if (fileName.endsWith("Failure.java") || CONSTANTS.contains(fileName)) {
            CODE_CONSTANT.matcher(text).results().forEach(found -> codes.add(found.group(1)));
        }
        codes.removeAll(FACTS);
        return List.copyOf(codes);
    }

    /// The codes that `docs/errors.md` explains.
    static List<String> explained(String text) {
        return ERROR_HEADING.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /// What is wrong with the headings of the error codes.
    static List<String> errorHeadings(String text) {
        List<String> codes =
                ERROR_HEADING.matcher(text).results().map(found -> found.group(1)).toList();
        var broken = new ArrayList<String>();
        for (String code : codes) {
            if (!ERROR_CODE.matcher(code).matches()) {
                broken.add("no error code: \"" + code + "\", wanted lower-case-words");
            }
        }
        List<String> sorted = List.copyOf(new TreeSet<>(codes));
        if (!sorted.equals(codes)) {
            broken.add("the codes must be sorted, each once: " + sorted);
        }
        return broken;
    }
}
