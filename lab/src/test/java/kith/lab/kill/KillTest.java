package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import kith.node.verify.Findings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real peer is killed again and again while clients write to it.
@DisabledOnOs(OS.WINDOWS)
final class KillTest {
    private static final int WRITERS = 6;

    /// The load before a kill: from nothing to what fills a few segments of the small kind.
    private static final int LOAD_MILLIS_MAX = 500;

    /// One kill in so many comes while the peer starts.
    private static final int IN_THE_START = 6;

    /// A start takes about as long, so the kill falls into all of it.
    private static final int START_MILLIS_MAX = 800;

    private static final int VERIFY_EVERY = 5;

    @TempDir private Path folder;

    @Test
    @Timeout(600)
    void tenKillsLoseNothingThatWasAcknowledged() throws IOException {
        run(10, seed(), folder.resolve("home"));
    }

    @Test
    @Tag("soak")
    void fiveHundredKillsLoseNothingThatWasAcknowledged() throws IOException {
        for (int round = 0; round < 25; round++) {
            run(20, seed(), folder.resolve("home-" + round));
        }
    }

    private static long seed() {
        return Long.getLong("kill.seed", System.nanoTime());
    }

    private static void run(int kills, long seed, Path home) throws IOException {
        var random = new SplittableRandom(seed);
        var load = new Load(WRITERS, random, "?durable=0&timeout=300000");
        String at = "seed " + seed;
        try {
            for (int kill = 1; kill <= kills; kill++) {
                at = "kill " + kill + " of seed " + seed;
                boolean verify = kill % VERIFY_EVERY == 0 || kill == kills;
                one(home, load, random, kill > 1);
                if (verify) {
                    assertSound(home);
                }
            }
            at = "after all kills of seed " + seed;
            last(home, load);
        } catch (AssertionError e) {
            throw new AssertionError(at + ": " + e.getMessage(), e);
        }
    }

    private static void one(Path home, Load load, SplittableRandom random, boolean filled)
            throws IOException {
        boolean small = random.nextInt(3) == 0;
        int inTheStart = random.nextInt(IN_THE_START);
        long startMillis = random.nextLong(START_MILLIS_MAX);
        long loadMillis = random.nextLong(LOAD_MILLIS_MAX);
        try (RealPeer peer = small ? RealPeer.upWithSmallFiles(home) : RealPeer.up(home)) {
            if (inTheStart == 0 && filled) {
                Load.pass(startMillis);
                peer.kill();
                return;
            }
            load.compare(peer);
            load.start(peer);
            if (!filled) {
                load.awaitAcknowledged(); // else all kills might come before the first write
            }
            Load.pass(loadMillis);
            peer.kill();
            load.join();
        }
    }

    /// Stops it in order. On a machine that is busy it may take longer than a stop does, and says
    /// so.
    private static void last(Path home, Load load) throws IOException {
        try (RealPeer peer = RealPeer.up(home)) {
            load.compare(peer);
            peer.terminate();
            boolean inTime = peer.awaitEnd() == 0;
            assertTrue(inTime || peer.output().contains("(stop-late)"), peer::output);
        }
        assertSound(home);
        assertTrue(load.acknowledged() > 0, "nothing was ever acknowledged");
    }

    private static void assertSound(Path home) {
        Findings findings = RealPeer.verify(home);
        assertTrue(findings.sound(), () -> "the store is not sound: " + findings.faults());
    }
}
