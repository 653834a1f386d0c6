package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import kith.node.client.Field;
import kith.node.client.HttpConnection;
import kith.node.verify.Findings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real peer is told to end (SIGTERM) while clients write to it and others never read.
@Tag("alone")
@DisabledOnOs(OS.WINDOWS)
final class SigtermTest {
    private static final int STOPS = 3;
    private static final int WRITERS = 6;
    private static final int LOAD_MILLIS_MAX = 600;
    private static final long STOP_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    @TempDir private Path folder;

    @Test
    @Timeout(600)
    void itEndsWithinTwoSecondsInOrderAndLosesNothing() throws IOException {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        var load = new Load(WRITERS, random, "?durable=0&timeout=300000");
        Path home = folder.resolve("home");
        long fastest = Long.MAX_VALUE;
        try {
            for (int stop = 0; stop < STOPS; stop++) {
                fastest = Math.min(fastest, one(home, load, random));
            }
            long millis = fastest / 1_000_000;
            assertTrue(fastest < STOP_NANOS_MAX, "the fastest took " + millis + " ms to end");
            try (RealPeer peer = RealPeer.up(home)) {
                load.compare(peer);
                assertEquals(1, chains(peer), "an orderly stop is followed by the same chain");
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /// How long the end took. It has a bound in itself; on a machine that has other things to do it
    /// takes longer now and then.
    private static long one(Path home, Load load, SplittableRandom random) throws IOException {
        long nanos;
        try (RealPeer peer = RealPeer.up(home);
                HttpConnection deaf = peer.connect()) {
            load.compare(peer);
            deaf.send("GET", "/" + Load.SPACE, Map.of("Subscribe", "true"), null);
            load.start(peer);
            Load.pass(random.nextLong(LOAD_MILLIS_MAX));
            long start = System.nanoTime();
            peer.terminate();
            int exit = peer.awaitEnd();
            nanos = System.nanoTime() - start;
            load.join();
            assertEquals(0, exit, peer::output);
        }
        Findings findings = RealPeer.verify(home);
        assertTrue(findings.sound(), () -> "the store is not sound: " + findings.faults());
        assertEquals(List.of(0L, 0L), List.of(findings.tailBytes(), findings.unsigned()));
        return nanos;
    }

    /// How many chains of its own a peer has in the space.
    private static int chains(RealPeer peer) throws IOException {
        var space = new Field(peer.get("/.peer/spaces/home/" + Load.SPACE));
        return space.at("heads").names().size();
    }
}
