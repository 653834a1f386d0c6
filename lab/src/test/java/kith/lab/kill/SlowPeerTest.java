package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kith.node.client.Field;
import kith.node.client.HttpConnection;
import kith.node.client.HttpReply;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Three real peers, of which one is stopped (SIGSTOP): its sockets stay open and nobody reads
/// them.
@Tag("alone")
@DisabledOnOs(OS.WINDOWS)
final class SlowPeerTest {
    /// 6 MB: more than a link's credit and than the buffers of the system.
    private static final int WRITES = 300;

    private static final int WRITE_BYTES = 20_000;

    /// A write waits for a sync here and at the other; a machine under load takes its time. What
    /// waits for the one that is stopped waits for ever.
    private static final long WRITE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    @TempDir private Path folder;
    private final List<RealPeer> peers = new ArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() {
        peers.forEach(RealPeer::close);
    }

    private RealPeer up(String name) {
        RealPeer peer = RealPeer.up(folder.resolve(name));
        peers.add(peer);
        return peer;
    }

    @Test
    @Timeout(600)
    void aPeerThatStandsStillSlowsNobodyAndCatchesUp() throws IOException {
        RealPeer ada = up("ada");
        RealPeer bob = up("bob");
        RealPeer carl = up("carl");
        ada.ask("PUT", "/slow", "{}");
        for (RealPeer newcomer : List.of(bob, carl)) {
            var invited = new Field(ada.ask("POST", "/.kith/invite", "{}"));
            String link = Json.print(new Value.Text(invited.at("link").text()));
            newcomer.ask("POST", "/.kith/join", "{\"link\":" + link + "}");
        }
        write(ada, 0, 20);
        awaitEqual(ada, carl);
        long[] before = write(ada, 20, WRITES);
        carl.signal("STOP");
        long[] meanwhile;
        try {
            meanwhile = write(ada, WRITES, 2 * WRITES);
            awaitEqual(ada, bob);
        } finally {
            carl.signal("CONT");
        }
        long slowest = meanwhile[meanwhile.length - 1];
        assertTrue(
                slowest < WRITE_NANOS_MAX,
                () -> "before: " + shown(before) + ", while one stands still: " + shown(meanwhile));
        awaitEqual(ada, carl);
    }

    /// Writes that are durable here and on one other; how long each took, sorted.
    private static long[] write(RealPeer peer, int first, int end) throws IOException {
        var took = new long[end - first];
        String value = "\"" + "x".repeat(WRITE_BYTES) + "\"";
        byte[] body = value.getBytes(StandardCharsets.UTF_8);
        try (HttpConnection connection = peer.connect()) {
            for (int i = first; i < end; i++) {
                long start = System.nanoTime();
                connection.send("PUT", "/slow/k" + i + "?durable=1", Map.of(), body);
                HttpReply reply = connection.receive();
                String answer = new String(reply.bytes(), StandardCharsets.UTF_8);
                assertTrue(reply.isGood(), answer);
                took[i - first] = System.nanoTime() - start;
            }
        }
        Arrays.sort(took);
        return took;
    }

    private static String shown(long[] sorted) {
        long middle = sorted[sorted.length / 2] / 1_000;
        long late = sorted[sorted.length * 99 / 100] / 1_000;
        return "median "
                + middle
                + " us, 99 % "
                + late
                + " us, all "
                + sorted[sorted.length - 1] / 1_000
                + " us";
    }

    /// Equal heads are equal states.
    private static void awaitEqual(RealPeer one, RealPeer other) {
        String heads = "/.peer/spaces/home/slow/heads";
        RealPeer.await(
                other.home().getFileName() + " has all",
                () -> {
                    try {
                        return one.get(heads).equals(other.get(heads));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
