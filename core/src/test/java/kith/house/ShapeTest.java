package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Holds all sources to the rules of [Shape], and the rules to planted sources.
class ShapeTest {
    private static final String MAIN = "node/src/main/java/kith/node/X.java";
    private static final String TEST = "node/src/test/java/kith/node/XTest.java";
    private static final String INFO = "node/src/main/java/kith/node/package-info.java";

    @Test
    void everySourceKeepsItsShape() {
        List<Source> sources = Source.all();
        assertFalse(sources.isEmpty(), "no sources found");
        var broken = new ArrayList<String>();
        sources.forEach(source -> broken.addAll(Shape.against(source)));
        broken.addAll(Shape.againstPackages(sources));
        Verdict.none(broken);
    }

    @Test
    void aFileThatIsTooLongIsReported() {
        String text = "class X {\n" + "\n".repeat(Shape.FILE_LINES_MAX - 2) + "}\n";
        assertEquals(List.of(), against(TEST, text));
        assertEquals(List.of(TEST + " has 601 lines, at most 600"), against(TEST, "\n" + text));
    }

    @Test
    void aMethodThatIsTooLongIsReportedWhereverItStands() {
        String inner = "void m() {\n" + "m();\n".repeat(Shape.METHOD_LINES_MAX - 2) + "}\n";
        String longer = inner.replace("}", "\n}");
        assertEquals(List.of(), against(TEST, "class X {\nclass Y {\n" + inner + "} }"));
        assertEquals(
                List.of(TEST + ":3 m has 61 lines, at most 60"),
                against(TEST, "class X {\nclass Y {\n" + longer + "} }"));
        assertEquals(
                List.of(MAIN + ":2 m has 61 lines, at most 60"),
                against(MAIN, "interface X { Object Y = new Object() {\n" + longer + "}; }"));
    }

    @Test
    void aNameThatEndsInAnEmptyWordIsReported() {
        for (String word : Shape.EMPTY_WORDS) {
            String path = "lab/src/main/java/kith/lab/Link" + word + ".java";
            assertEquals(1, against(path, "final class Link" + word + " { }").size(), word);
            assertEquals(1, against(MAIN, "enum X { A; record " + word + "() { } }").size(), word);
        }
        for (String fine : List.of("Database", "Metadata", "BaseLine", "Impl2", "InfoPage")) {
            assertEquals(List.of(), against(MAIN, "class " + fine + " { }"), fine);
        }
    }

    @Test
    void anAccessorWithGetIsReportedUnlessALibraryAsksForIt() {
        assertEquals(
                List.of(MAIN + ":1 getName: an accessor is called by what it gives, without get"),
                against(MAIN, "class X { String getName() { return null; } }"));
        assertEquals(List.of(), against(MAIN, "class X { @Override int getName() { return 1; } }"));
        assertEquals(List.of(), against(MAIN, "class X { int get() { return getaway(); } }"));
        assertEquals(List.of(), against(TEST, "class X { int getName() { return 1; } }"));
    }

    @Test
    void aMarkOfUnfinishedWorkIsReportedInMainOnly() {
        String mark = "TO" + "DO";
        String text = "class X {\n    // " + mark + ": later\n}\n";
        assertEquals(
                List.of(MAIN + ":2 has a mark of unfinished work: an open question is a sentence"),
                against(MAIN, text));
        assertEquals(List.of(), against(TEST, text));
    }

    @Test
    void aPackageWithTooManyTypesIsReported() {
        var texts = new TreeMap<String, String>();
        texts.put(INFO, "/// What it is.\n@NullMarked package kith.node;");
        for (int i = 0; i < Shape.PACKAGE_TYPES_MAX; i++) {
            String text = "package kith.node; class X" + i + " { class Inner { } }";
            texts.put("node/src/main/java/kith/node/X" + i + ".java", text);
        }
        assertEquals(List.of(), Shape.againstPackages(Source.parse(texts)));
        texts.put(MAIN, "package kith.node; interface More { }");
        assertEquals(
                List.of("node kith.node has 21 types, at most 20"),
                Shape.againstPackages(Source.parse(texts)));
    }

    @Test
    void aPackageWithoutAnEssayIsReported() {
        String type = "package kith.node; class X { }";
        assertEquals(
                List.of("node kith.node has no package-info.java"),
                Shape.againstPackages(Source.parse(Map.of(MAIN, type))));
        assertEquals(
                List.of(INFO + " does not say in /// what the package is"),
                Shape.againstPackages(
                        Source.parse(Map.of(MAIN, type, INFO, "@NullMarked package kith.node;"))));
    }

    @Test
    void aPackageWithUncheckedNullsIsReportedUnlessItsModuleIsMarked() {
        String essay = "/// What it is.\npackage kith.node;";
        String module = "node/src/main/java/module-info.java";
        assertEquals(
                List.of(INFO + " is not @NullMarked, so nulls go unchecked in it"),
                Shape.againstPackages(Source.parse(Map.of(INFO, essay))));
        assertEquals(
                List.of(),
                Shape.againstPackages(
                        Source.parse(Map.of(INFO, essay, module, "@NullMarked module node { }"))));
    }

    private static List<String> against(String path, String text) {
        return Shape.against(Source.parse(Map.of(path, text)).getFirst());
    }
}
