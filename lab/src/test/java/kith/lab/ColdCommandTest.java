package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The caches of the JVM that `./kith` starts with: used where they are good, and not noticed where
/// they are not.
@DisabledOnOs(OS.WINDOWS)
final class ColdCommandTest {
    private static final int GARBAGE_BYTES = 1 << 20;

    @TempDir Path folder;
    private Shell shell;
    private Path product;

    @BeforeEach
    void aProductWithoutCaches() throws IOException {
        shell = Shell.in(folder);
        product = shell.repository().resolve(".kith-build/app-test");
    }

    private void assertSilent(String what) throws Exception {
        String said = shell.run("./kith version");
        assertTrue(said.startsWith("kith/") && said.lines().count() == 1, what + ": " + said);
    }

    @Test
    void aCacheThatIsMissingOrBrokenIsNotNoticed() throws Exception {
        Path cache = product.resolve("commands.aot");
        assertSilent("none");
        Files.write(cache, new byte[0]);
        assertSilent("an empty one");
        Files.write(cache, new byte[GARBAGE_BYTES]);
        assertSilent("one of zeros");
        Files.delete(cache);
        Files.createDirectory(cache);
        assertSilent("a folder");
    }

    /// Training takes several seconds of processor time.
    @Test
    @Tag("soak")
    void whatIsTrainedIsUsedAndATornOneIsNotNoticed() throws Exception {
        String train = "here=$PWD; . .dev/build.sh; train \"$PWD/.kith-build/app-test\"";
        shell.run("sh -c '" + train + "'");
        Path cache = product.resolve("commands.aot");
        assertTrue(Files.size(cache) > GARBAGE_BYTES && Files.exists(product.resolve("peer.aot")));
        String loaded = "KITH_JAVA_OPTS=-Xlog:class+load ./kith version";
        long fromJars =
                shell.run("env " + loaded)
                        .lines()
                        .filter(line -> line.contains(" kith.") && !line.contains("shared objects"))
                        .count();
        assertEquals(0, fromJars, "classes of ours that are not in the cache");
        byte[] whole = Files.readAllBytes(cache);
        Files.write(cache, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertSilent("half of one");
        assertFalse(Files.exists(shell.repository().resolve(".kith-build/rehearsal")));
    }
}
