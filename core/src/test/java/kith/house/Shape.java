package kith.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shape of our sources: what a reader can take in, and names that say something.
///
/// Each rule is a function from sources to what is wrong with them. Width and layout are the
/// formatter's business.
final class Shape {
    static final int FILE_LINES_MAX = 600;
    static final int METHOD_LINES_MAX = 60;
    static final int PACKAGE_TYPES_MAX = 20;

    /// Last words of type names that say nothing about the type.
    static final Set<String> EMPTY_WORDS =
            Set.of(
                    "Manager",
                    "Helper",
                    "Util",
                    "Utils",
                    "Impl",
                    "Base",
                    "Data",
                    "Info",
                    "Processor");

    /// `path#method` of accessors whose name a library calls; each with the reason beside it.
    private static final Set<String> FORCED_GETTERS = Set.of();

    private static final Pattern LAST_WORD = Pattern.compile("[A-Z][a-z0-9]*$");
    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final Pattern ESSAY = Pattern.compile("(?m)^///\\s+\\S");

    private Shape() {}

    /// What is wrong with one file by itself.
    static List<String> against(Source source) {
        var broken = new ArrayList<String>();
        if (source.lines() > FILE_LINES_MAX) {
            broken.add(
                    source.path() + " has " + source.lines() + " lines, at most " + FILE_LINES_MAX);
        }
        source.types().forEach(type -> name(source, type.name(), broken));
        source.methods().forEach(method -> method(source, method, broken));
        if (source.inMain()) {
            unfinished(source, broken);
        }
        return broken;
    }

    private static void name(Source source, String name, List<String> broken) {
        Matcher word = LAST_WORD.matcher(name);
        if (word.find() && EMPTY_WORDS.contains(word.group())) {
            broken.add(
                    source.path() + ": " + name + " ends in " + word.group() + ", say what it is");
        }
    }

    private static void method(Source source, Source.Method method, List<String> broken) {
        String place = source.path() + ":" + method.line() + " " + method.name();
        if (method.lines() > METHOD_LINES_MAX) {
            broken.add(place + " has " + method.lines() + " lines, at most " + METHOD_LINES_MAX);
        }
        boolean getter = GETTER.matcher(method.name()).matches() && !method.overrides();
        if (source.inMain()
                && getter
                && !FORCED_GETTERS.contains(source.path() + "#" + method.name())) {
            broken.add(place + ": an accessor is called by what it gives, without get");
        }
    }

    private static void unfinished(Source source, List<String> broken) {
        int line = 0;
        for (String text : source.text().lines().toList()) {
            line++;
            if (UNFINISHED.matcher(text).find()) {
                broken.add(
                        source.path()
                                + ":"
                                + line
                                + " has a mark of unfinished work: an open question is a sentence");
            }
        }
    }

    /// What is wrong with packages in main: too many types, no essay, null checks switched off.
    static List<String> againstPackages(List<Source> sources) {
        var types = new TreeMap<String, Integer>();
        var essays = new TreeMap<String, Source>();
        Set<String> nullMarkedModules = new TreeSet<>();
        for (Source source : sources) {
            if (source.path().endsWith("src/main/java/module-info.java")) {
                if (source.text().contains("@NullMarked")) {
                    nullMarkedModules.add(source.module());
                }
            } else if (source.inMain()) {
                String key = source.module() + " " + source.packageName();
                types.merge(key, topTypes(source), Integer::sum);
                if (source.path().endsWith("/package-info.java")) {
                    essays.put(key, source);
                }
            }
        }
        var broken = new ArrayList<String>();
        types.forEach((key, count) -> tooMany(key, count, broken));
        types.keySet().forEach(key -> essay(key, essays, nullMarkedModules, broken));
        return broken;
    }

    private static int topTypes(Source source) {
        return (int) source.types().stream().filter(Source.Type::top).count();
    }

    private static void tooMany(String key, int count, List<String> broken) {
        if (count > PACKAGE_TYPES_MAX) {
            broken.add(key + " has " + count + " types, at most " + PACKAGE_TYPES_MAX);
        }
    }

    private static void essay(
            String key, Map<String, Source> essays, Set<String> marked, List<String> broken) {
        Source source = essays.get(key);
        if (source == null) {
            broken.add(key + " has no package-info.java");
            return;
        }
        if (!ESSAY.matcher(source.text()).find()) {
            broken.add(source.path() + " does not say in /// what the package is");
        }
        if (!marked.contains(source.module())
                && !source.packageAnnotations().contains("NullMarked")) {
            broken.add(source.path() + " is not @NullMarked, so nulls go unchecked in it");
        }
    }
}
