package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Holds the documents to the repository: what they point at is there.
class DocumentsTest {
    private static final Path PAGE = Repository.ROOT.resolve("docs/page.md");

    @Test
    void everyLinkLeadsToAFile() {
        var broken = new ArrayList<String>();
        for (Path document : all()) {
            broken.addAll(Documents.deadLinks(document, Repository.text(document)));
        }
        Verdict.none(broken);
    }

    @Test
    void fromTheReadmeThereIsAWayToEveryDocument() {
        var lost = new TreeSet<>(all());
        lost.removeAll(Documents.reachedFrom(Repository.ROOT.resolve("README.md")));
        assertEquals(Set.of(), lost);
    }

    @Test
    void everyPathInTheMapsIsThere() {
        var broken = new ArrayList<String>();
        for (String name : List.of("README.md", "ARCHITECTURE.md", "docs/papers.md")) {
            Path document = Repository.ROOT.resolve(name);
            broken.addAll(Documents.deadPaths(document, Repository.text(document)));
        }
        Verdict.none(broken);
    }

    @Test
    void everyTypeAndMethodInTheArchitectureIsThere() {
        List<Source> mains = Source.all().stream().filter(Source::inMain).toList();
        var broken = new ArrayList<String>();
        for (String name : List.of("ARCHITECTURE.md", "docs/not-bugs.md")) {
            Path document = Repository.ROOT.resolve(name);
            broken.addAll(Documents.unknownNames(document, Repository.text(document), mains));
        }
        Verdict.none(broken);
    }

    @Test
    void everyFileOfVectorsIsInTheListAndIsReadByATest() {
        String list = Repository.text("docs/protocol.md");
        var tests = new StringBuilder();
        for (Source source : Source.all()) {
            tests.append(source.inMain() ? "" : source.text());
        }
        var broken = new ArrayList<String>();
        for (Path file : Repository.files(Repository.ROOT.resolve("docs/vectors"), name -> true)) {
            String name = file.getFileName().toString();
            if (!list.contains("`" + name + "`")) {
                broken.add(name + " is not in the list of docs/protocol.md");
            }
            if (!name.endsWith(".py") && tests.indexOf(name + "\"") < 0) {
                broken.add(name + " is read by no test");
            }
        }
        Verdict.none(broken);
    }

    @Test
    void everyPartOfTheProtocolIsNamedOnItsPage() {
        String page = Repository.text("docs/protocol.md");
        var broken = new ArrayList<String>();
        for (Path part : Repository.files(Repository.ROOT.resolve("docs/protocol"), name -> true)) {
            if (!page.contains(part.getFileName().toString())) {
                broken.add(part.getFileName() + " is not named in docs/protocol.md");
            }
        }
        Verdict.none(broken);
    }

    @Test
    void everyFileNamesTheSourceThatItCarriesOut() {
        String papers = Repository.text("docs/papers.md");
        Verdict.none(Documents.unnamedSources(papers));
        String wrong = "| **Nobody**, *Nothing* | `pom.xml` | none |\n";
        assertEquals(List.of("no file of its row names Nobody"), Documents.unnamedSources(wrong));
    }

    @Test
    void everyDependencyStandsInTheListWithItsVersion() {
        String list = Repository.text("docs/dependencies.md");
        Map<String, String> versions = Documents.versions(Repository.text("pom.xml"));
        var broken = new ArrayList<String>();
        var poms = new ArrayList<>(List.of("pom.xml"));
        for (String module : Repository.MODULES) {
            poms.add(module + "/pom.xml");
            poms.add(module + "/src/test/pom.xml");
        }
        for (String pom : poms) {
            if (Files.exists(Repository.ROOT.resolve(pom))) {
                String text = Repository.text(pom);
                broken.addAll(Documents.unlistedDependencies(text, versions, list));
            }
        }
        Verdict.none(broken);
    }

    @Test
    void aDependencyThatIsNotListedIsReported() {
        String pom =
                "<artifactId>left-pad</artifactId> <version>${pad.version}</version>"
                        + "<artifactId>kith-core</artifactId><artifactId>plain</artifactId>";
        Map<String, String> versions = Documents.versions("<pad.version>2</pad.version>");
        assertEquals(
                List.of(),
                Documents.unlistedDependencies(
                        pom, versions, "| `left-pad` | 2 | x |\n| `plain` | 1 |\n"));
        assertEquals(
                List.of(
                        "docs/dependencies.md has no row of left-pad 2",
                        "docs/dependencies.md has no row of plain "),
                Documents.unlistedDependencies(pom, versions, "| `left-pad` | 1 | plain |\n"));
    }

    @Test
    void everyNpmPackageStandsInTheListWithItsVersion() {
        String list = Repository.text("docs/dependencies.md");
        var broken = new ArrayList<String>();
        for (String folder : List.of("web", "lab/peers")) {
            String json = Repository.text(folder + "/package.json");
            broken.addAll(Documents.unlistedPackages(folder, json, list));
        }
        Verdict.none(broken);
    }

    @Test
    void anNpmPackageThatIsNotListedIsReported() {
        String json =
                "{\"name\":\"x\",\"dependencies\":{\"a\":\"1.0\"},"
                        + "\"devDependencies\":{\"@b/c\":\"2.1\"}}";
        String row = "| `a`, with `@b/c` (npm, in `web`) | 1.0, 2.1 | MIT |";
        assertEquals(List.of(), Documents.unlistedPackages("web", json, row));
        assertEquals(
                List.of("docs/dependencies.md has no row of @b/c 2.1 (npm, in `web`)"),
                Documents.unlistedPackages("web", json, row.replace("2.1", "2.10")));
        assertEquals(2, Documents.unlistedPackages("lab", json, row).size());
    }

    @Test
    void everyErrorCodeIsAPlainWordAndStandsInOrder() {
        Verdict.none(Documents.errorHeadings(Repository.text("docs/errors.md")));
    }

    @Test
    void everyCodeInTheSourcesIsExplained() {
        List<String> explained = Documents.explained(Repository.text("docs/errors.md"));
        var codes = new TreeMap<String, String>();
        for (String module : List.of("core", "node")) {
            for (Path source : Repository.sources(module + "/src/main/java")) {
                String name = source.getFileName().toString();
                Documents.codes(name, Repository.text(source))
                        .forEach(code -> codes.put(code, name));
            }
        }
        for (String one : List.of("disk-failed", "fork", "quota-bytes", "port-in-use", "usage")) {
            assertTrue(codes.containsKey(one), one + " is not found in the sources");
        }
        codes.keySet().removeAll(explained);
        assertEquals(Map.of(), codes, "codes that docs/errors.md does not explain, and where");
    }

    @Test
    void codesAreFoundWhereverTheyAreGiven() {
        assertEquals(
                List.of("disk-failed"),
                Documents.codes("Problem.java", "    DISK(\"disk-failed\"),"));
        assertEquals(
                List.of("port-in-use"),
                Documents.codes(
                        "XFailure.java",
                        "public static final String PORT_IN_USE =\n        \"port-in-use\";"));
        assertEquals(
                List.of("bug", "file-gone"),
                Documents.codes(
                        "X.java",
                        "new Note(\"started\", a); new Note(\n\"bug\", b); Failure.of(\"file-gone\""));
        assertEquals(
                List.of("link-silent"),
                Documents.codes("Y.java", "session.hangUp(\"link-silent: for so long\");"));
        assertEquals(List.of(), Documents.codes("Z.java", "String A = \"no-code\";"));
    }

    @Test
    void aLinkToNowhereIsReported() {
        String text =
                "[a](nowhere.md) [b](errors.md) [c](https://example.org/x) [d](errors.md#codes)";
        assertEquals(
                List.of("page.md links to nowhere.md, which is not there"),
                Documents.deadLinks(PAGE, text));
    }

    @Test
    void aPathThatIsNotThereIsReported() {
        String text =
                "`core/attic/Trunk.java` `core/pom.xml` `./kith up --port 0` `tasks/milk` `core`";
        assertEquals(
                List.of("page.md names core/attic/Trunk.java: not there"),
                Documents.deadPaths(PAGE, text));
        assertEquals(List.of(), Documents.deadPaths(PAGE, "```\n`docs/attic`\n```\n"));
    }

    @Test
    void aTypeOrMethodThatIsNotThereIsReported() {
        String code = "class Tree { void grow(int by) { } record Leaf() { } }";
        List<Source> sources = Source.parse(Map.of("core/src/main/java/kith/Tree.java", code));
        String text =
                "`Tree` `Tree.grow` `Tree.grow(int)` `Tree.Leaf` `Leaf` `GET` `grow` `a.Tree`";
        assertEquals(List.of(), Documents.unknownNames(PAGE, text, sources));
        assertEquals(
                List.of("page.md names Bush: not there", "page.md names Tree.fell(): not there"),
                Documents.unknownNames(PAGE, "`Bush` `Tree.fell()`", sources));
    }

    @Test
    void anErrorCodeOutOfOrderOrTwiceOrInCapitalsIsReported() {
        assertEquals(
                List.of(), Documents.errorHeadings("### disk-full\n\ntext\n\n### port-in-use\n"));
        assertEquals(1, Documents.errorHeadings("### b\n### a\n").size());
        assertEquals(1, Documents.errorHeadings("### a\n### a\n").size());
        assertEquals(1, Documents.errorHeadings("### Disk full\n").size());
    }

    private static List<Path> all() {
        var out = new ArrayList<Path>();
        out.addAll(Repository.files(Repository.ROOT.resolve("docs"), name -> name.endsWith(".md")));
        for (String name : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md")) {
            out.add(Repository.ROOT.resolve(name));
        }
        assertTrue(out.size() > 5, "too few documents found: " + out);
        return out;
    }
}
