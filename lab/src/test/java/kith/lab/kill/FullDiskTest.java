package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kith.node.client.HttpConnection;
import kith.node.client.HttpReply;
import kith.node.verify.Findings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real peer whose home is on a file system of a few megabytes: one in memory, in a mount
/// namespace of its own. Where the system allows no such thing to its users the test is left out;
/// the node's own tests have a disk that pretends.
@EnabledOnOs(OS.LINUX)
final class FullDiskTest {
    private static final int DISK_MEGABYTES = 6;
    private static final int WRITES_MAX = 200;
    private static final int WRITE_BYTES = 100_000;

    @TempDir private Path folder;

    @Test
    @Timeout(600)
    void whenTheDiskIsFullThatIsSaidReadingGoesOnAndNothingIsCorrupt() throws Exception {
        Assumptions.assumeTrue(canMount(), "no mounts for users here");
        Path small = Files.createDirectory(folder.resolve("small"));
        Path outside = Files.createDirectory(folder.resolve("outside"));
        int written;
        try (RealPeer peer = RealPeer.upOnSmallDisk(small, DISK_MEGABYTES, outside)) {
            written = fill(peer);
            assertTrue(written > 0, "nothing was written");
            try (HttpConnection connection = peer.connect()) {
                String last = "/full/k" + (written - 1);
                assertEquals(WRITE_BYTES + 3, ask(connection, "GET", last, "").length());
                String refused = ask(connection, "PUT", "/full/more", "1");
                assertTrue(refused.contains("\"disk-failed\""), refused);
                assertTrue(refused.contains("no space"), refused);
                String health = ask(connection, "GET", "/.peer/store", "");
                assertTrue(health.contains("\"writable\":false"), health);
            }
            peer.ask("POST", "/.kith/stop", "");
            assertEquals(0, peer.awaitEnd(), peer::output);
        }
        Findings findings = RealPeer.verify(outside.resolve("home"));
        assertTrue(findings.sound(), () -> "the store is not sound: " + findings.faults());
        assertKept(outside.resolve("home"), written);
    }

    /// Its home, copied to where there is room.
    private static void assertKept(Path home, int written) throws IOException {
        try (RealPeer peer = RealPeer.up(home)) {
            for (int i = 0; i < written; i++) {
                assertTrue(peer.get("/full/k" + i) instanceof kith.value.Value.Text, "k" + i);
            }
            peer.ask("PUT", "/full/more", "1");
        }
    }

    /// Writes until it is told that nothing can be written; how many writes were safe.
    private static int fill(RealPeer peer) throws IOException {
        String value = "\"" + "x".repeat(WRITE_BYTES) + "\"";
        try (HttpConnection connection = peer.connect()) {
            for (int i = 0; i < WRITES_MAX; i++) {
                String answer = ask(connection, "PUT", "/full/k" + i + "?durable=0", value);
                if (!answer.contains("\"here\":true")) {
                    assertTrue(answer.contains("\"disk-failed\""), answer);
                    return i;
                }
            }
        }
        throw new AssertionError(WRITES_MAX + " writes fit onto the disk");
    }

    private static String ask(HttpConnection connection, String method, String target, String body)
            throws IOException {
        byte[] bytes = body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
        connection.send(method, target, Map.of(), bytes);
        HttpReply reply = connection.receive();
        return new String(reply.bytes(), StandardCharsets.UTF_8);
    }

    private static boolean canMount() throws IOException, InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder("unshare", "-rm", "true").redirectErrorStream(true).start();
        } catch (IOException none) {
            return false;
        }
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
