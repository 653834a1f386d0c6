package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `./dev fmt` wraps comments before the formatter breaks them.
class CommentsTest {
    private static final String SOUND =
            """
            /// Short.
            /// Lines are the writer's.
            ///
            /// - a
            ///   hangs
            ///
            /// ```
            /// code   -> stays, however long it is, for nobody can know where a line of it may be broken
            /// ```
            ///
            /// | a table | stays |
            ///
            /// @param one a tag
            ///     hangs
            /// @param two another
            record Sound(int one, int two) {}
            """;

    /// Starts quickly, as `./dev` starts it.
    private static final String ONE_LEVEL = "-XX:TieredStopAtLevel=1";

    private static final String LONG = "words ".repeat(15) + "words words words";

    @TempDir static Path classes;

    @TempDir Path root;

    @BeforeAll
    static void compile() {
        Path source = Repository.ROOT.resolve(".dev/Comments.java");
        int exit =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString());
        assertEquals(0, exit, "javac " + source);
    }

    @Test
    void whatIsInShapeStaysAsItIs() throws IOException {
        Path file = plant(SOUND);
        assertEquals(new Shell.Outcome(0, ""), run(root, "check"));
        assertEquals(new Shell.Outcome(0, ""), run(root));
        assertEquals(SOUND, Files.readString(file));
    }

    @Test
    void whatIsTooLongOrWasBrokenOrHasATagInsideIsWrapped() throws IOException {
        String tooLong = "/// - " + LONG + "\nclass A {}\n";
        String broken =
                "/// " + LONG.substring(0, 95) + "\n/// words\n/// more words\nclass B {}\n";
        String tags = "/// @param a one @param\n/// b two\nrecord C(int a, int b) {}\n";
        Path file = plant(tooLong + broken + tags);
        String places = "core/src/X.java:%d wants ./dev fmt\n";
        String said = places.formatted(1) + places.formatted(3) + places.formatted(7);
        assertEquals(new Shell.Outcome(1, said), run(root, "check"));
        assertEquals(new Shell.Outcome(0, ""), run(root));
        String full = "words ".repeat(15) + "words";
        assertEquals(
                "/// - "
                        + full.substring(0, 89)
                        + "\n///   words words words\nclass A {}\n/// "
                        + full
                        + "\n/// words more words\nclass B {}\n"
                        + "/// @param a one\n/// @param b two\nrecord C(int a, int b) {}\n",
                Files.readString(file));
        assertEquals(new Shell.Outcome(0, ""), run(root, "check"));
    }

    @Test
    void allCommentsAreInShape() {
        assertEquals(new Shell.Outcome(0, ""), run(Repository.ROOT, "check"));
    }

    private Path plant(String text) throws IOException {
        Path file = root.resolve("core/src/X.java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Shell.Outcome run(Path folder, String... more) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return more.length == 0
                ? new Shell().run(java, ONE_LEVEL, "-cp", classes, "Comments", folder)
                : new Shell().run(java, ONE_LEVEL, "-cp", classes, "Comments", folder, more[0]);
    }
}
