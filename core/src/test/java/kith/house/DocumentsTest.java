package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    void everyPathInTheMapsIsThere() {
        var broken = new ArrayList<String>();
        for (String name : List.of("README.md", "ARCHITECTURE.md", "docs/papers.md")) {
            Path document = Repository.ROOT.resolve(name);
            broken.addAll(Documents.deadPaths(document, Repository.text(document)));
        }
        Verdict.none(broken);
    }

    @Test
    void everyErrorCodeIsAPlainWordAndStandsInOrder() {
        Verdict.none(Documents.errorHeadings(Repository.text("docs/errors.md")));
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
