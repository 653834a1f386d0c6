package kith.node.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import kith.store.Checkpoint;
import kith.store.MemoryDisk;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Wherever one bit of a store flips, the home opens, and what is written from then on is there at
/// the next opening. That the check names the place is [StoreCheckTest]'s.
final class FlippedBitsTest {
    private static final int FLIPS = 60;

    private static MemoryDisk sound = new MemoryDisk();

    @BeforeAll
    static void twoPeersWrite() {
        var clock = new TestPeer.Clock();
        var ada = new TestPeer(clock, 1);
        var bob = new TestPeer(clock, 2);
        ada.put("tasks", "first", "one");
        ada.welcome(bob);
        for (int i = 0; i < 60; i++) {
            ada.put(i % 3 == 0 ? "notes" : "tasks", "ada/" + i, "of ada " + i + "x".repeat(200));
            bob.put("tasks", "bob/" + i, "of bob " + i + "y".repeat(200));
        }
        clock.pass(2_000);
        sound = ada.disk;
    }

    /// The log alone too: a checkpoint may hide what the log lacks.
    private static List<MemoryDisk> stores() {
        var logAlone = sound.copy();
        for (String file : logAlone.list()) {
            if (Checkpoint.number(file) > 0) {
                logAlone.delete(file);
            }
        }
        return List.of(sound.copy(), logAlone);
    }

    @Test
    void aHomeOpensWhereverABitFlippedAndGoesOn() {
        var wrong = new ArrayList<String>();
        for (MemoryDisk store : stores()) {
            long seed = System.nanoTime();
            var random = new SplittableRandom(seed);
            for (int i = 0; i < FLIPS; i++) {
                List<String> files = store.list();
                String file = files.get(random.nextInt(files.size()));
                int bit = random.nextInt(8 * store.contents(file).length);
                MemoryDisk flipped = store.copy();
                flipped.contents(file)[bit / 8] ^= (byte) (1 << bit % 8);
                String what = file + " bit " + bit + " of " + files + ", seed " + seed;
                try {
                    opensAndGoesOn(flipped);
                } catch (RuntimeException | AssertionError e) {
                    wrong.add(what + ": " + e + " " + Arrays.toString(e.getStackTrace()));
                }
            }
        }
        assertEquals(
                List.of(), wrong.subList(0, Math.min(3, wrong.size())), wrong.size() + " flips");
    }

    private static void opensAndGoesOn(MemoryDisk disk) {
        var clock = new TestPeer.Clock();
        clock.nanos += 100_000_000_000L;
        var ada = new TestPeer(clock, 1, disk);
        ada.put("tasks", "after", "the flip");
        var again = new TestPeer(new TestPeer.Clock(clock.nanos), 1, disk);
        assertEquals("the flip", again.get("tasks", "after"));
        assertFalse(again.disk.list().isEmpty());
    }
}
