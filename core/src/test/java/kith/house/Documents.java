package kith.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ERROR_HEADING = Pattern.compile("(?m)^### (.*)$");
    private static final Pattern ERROR_CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

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
