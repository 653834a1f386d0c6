package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Limits;
import kith.port.Tally;
import kith.replica.Replica;
import kith.store.Checkpoint;
import kith.store.Recovery;
import kith.store.Segment;
import kith.store.Verification;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Old segments are written anew while everything goes on, and the power may go at any moment.
class RewritingTest {
    private static final int SEGMENT_BYTES = 1 << 14;
    private static final int CHECKPOINT_BYTES = 36_000;

    /// Less than that was appended when no checkpoint has begun.
    private static final int CALM_BYTES = CHECKPOINT_BYTES - 2_000;

    private static final int KEYS = 7;

    /// Who asks that nothing more is told.
    private static final class Nobody implements Recovery.Visitor {
        @Override
        public void restart() {}

        @Override
        public void section(int type, byte[] from, int start, int end) {}

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {}
    }

    private static Limits limits() {
        return Limits.DEFAULT.with(
                to -> {
                    to.gatherNanos = 0;
                    to.creditBytes = Limits.CREDIT_BYTES_MIN;
                    to.checkpointBytes = CHECKPOINT_BYTES;
                });
    }

    /// A home in which much is durable, and no checkpoint was written.
    private static Solo filled() {
        var solo = new Solo(limits(), SEGMENT_BYTES);
        solo.put("s9", "last", 0);
        for (int i = 0; logBytes(solo.disk) < CALM_BYTES; i++) {
            solo.put("s" + i % 3, "k" + i % KEYS, i);
            if (i % 20 == 0) {
                solo.settle();
            }
        }
        solo.settle();
        return solo;
    }

    /// From now on there is more than a checkpoint waits for.
    private static void overfill(Solo solo) {
        for (int i = 0; i < 40; i++) {
            solo.put("s9", "last", i);
        }
    }

    private static long logBytes(SimDisk disk) {
        long bytes = 0;
        for (String file : disk.list()) {
            bytes += Segment.number(file) > 0 ? disk.size(file) : 0;
        }
        return bytes;
    }

    private static List<String> rewritten(SimDisk disk) {
        var out = new ArrayList<String>();
        for (String file : disk.list()) {
            if (Segment.generation(file) > 0) {
                out.add(file);
            }
        }
        return out;
    }

    private static TreeMap<String, Bytes> heads(Solo solo) {
        var heads = new TreeMap<String, Bytes>();
        for (Replica replica : solo.engine().replicas()) {
            for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
                if (!replica.name().equals("s9")) {
                    heads.put(replica.name() + " " + chain, replica.graph().tip(chain).hash());
                }
            }
        }
        return heads;
    }

    private static TreeMap<String, Value> values(Solo solo) {
        var values = new TreeMap<String, Value>();
        for (int space = 0; space < 3; space++) {
            for (int key = 0; key < KEYS; key++) {
                String address = "s" + space + "/k" + key;
                Value value = solo.read(address);
                values.put(address, value == null ? Value.Null.NULL : value);
            }
        }
        return values;
    }

    private static void forgetCheckpoints(SimDisk disk) {
        for (String file : disk.list()) {
            if (Checkpoint.number(file) > 0) {
                disk.delete(file);
            }
        }
    }

    @Test
    void whatIsWrittenAnewIsSmallAndSaysTheSameWithAndWithoutACheckpoint() {
        var solo = filled();
        var heads = heads(solo);
        var values = values(solo);
        long before = logBytes(solo.disk);
        overfill(solo);
        solo.settle();
        assertEquals(List.of("00000001-0001.log", "00000002-0001.log"), firstTwo(solo.disk));
        assertFalse(solo.disk.list().contains("00000001.log"));
        assertTrue(solo.engine().tally().of(Tally.Count.SEGMENTS_REWRITTEN) >= 2);
        long after = logBytes(solo.disk);
        assertTrue(4 * after < before, after + " of " + before + " bytes");

        assertTrue(Verification.run(solo.disk, new Nobody()).sound());
        solo.restart();
        assertEquals(heads, heads(solo));
        assertEquals(values, values(solo));
        forgetCheckpoints(solo.disk);
        solo.restart();
        assertEquals(heads, heads(solo));
        assertEquals(values, values(solo));
    }

    private static List<String> firstTwo(SimDisk disk) {
        return rewritten(disk).subList(0, 2);
    }

    @Test
    void thePowerMayGoAtAnyStepOfIt() {
        int steps = 0;
        for (int step = 0; !crashesAt(step); step += 1 + step / 40) {
            steps++;
        }
        assertTrue(steps > 50, "there were " + steps + " steps");
    }

    /// True when it was over before that step.
    private static boolean crashesAt(int step) {
        var solo = filled();
        var heads = heads(solo);
        var values = values(solo);
        overfill(solo);
        boolean over = false;
        for (int i = 0; i < step && !over; i++) {
            over = !solo.goOn();
        }
        solo.disk.crash(new Rng(step));
        if (step % 2 == 0) {
            forgetCheckpoints(solo.disk);
        }
        solo.restart();
        assertEquals(heads, heads(solo), "step " + step);
        assertEquals(values, values(solo), "step " + step);
        onlyOneGenerationIsLeft(solo.disk, step);
        assertTrue(Verification.run(solo.disk, new Nobody()).sound(), "step " + step);
        return over;
    }

    private static void onlyOneGenerationIsLeft(SimDisk disk, int step) {
        var numbers = new TreeMap<Integer, String>();
        for (String file : disk.list()) {
            int number = Segment.number(file);
            String other = number > 0 ? numbers.put(number, file) : null;
            assertNull(other, file + " beside " + other + ", step " + step);
        }
    }

    @Test
    void aSegmentInWhichSomethingIsDamagedIsLeftAsItIs() {
        var solo = filled();
        solo.disk.flip("00000001.log", SEGMENT_BYTES / 2, 1);
        overfill(solo);
        solo.settle();
        assertTrue(solo.disk.list().contains("00000001.log"));
        assertEquals("00000002-0001.log", rewritten(solo.disk).getFirst());
    }

    @Test
    void whatWasWrittenAnewIsNotWrittenAgainForNothing() {
        var solo = filled();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 400; i++) {
                solo.put("s0", "k0", i);
                solo.goOn();
                solo.goOn();
            }
            solo.settle();
        }
        assertTrue(rewritten(solo.disk).size() > 2);
        for (String file : rewritten(solo.disk)) {
            assertEquals(1, Segment.generation(file), file);
        }
    }
}
