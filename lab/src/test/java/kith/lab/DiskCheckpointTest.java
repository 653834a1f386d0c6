package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.replica.Replica;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Checkpoints are written a little at a time while everything goes on.
class DiskCheckpointTest {
    private static final int SPACES = 12;
    private static final int CHANGES = 1_200;

    /// Of a checkpoint and of the log together. The graphs alone have several times as much.
    private static final int STEP_BYTES_MAX = 256 << 10;

    private static Limits limits(long checkpointBytes) {
        return Limits.DEFAULT.with(
                to -> {
                    to.gatherNanos = 0;
                    to.creditBytes = Limits.CREDIT_BYTES_MIN;
                    to.tailBytes = 1 << 16;
                    to.loadBytes = 1 << 16;
                    to.checkpointBytes = checkpointBytes;
                });
    }

    @Test
    void noStepWritesMoreThanALittleAndWhatComesBackIsTheSame() {
        var solo = new Solo(limits(400 << 10));
        for (int i = 0; i < CHANGES; i++) {
            for (int space = 0; space < SPACES; space++) {
                solo.put("s" + space, "k" + i % 50, i);
                solo.goOn();
                solo.goOn(); // a checkpoint goes on while the next change is made
            }
        }
        solo.settle();
        assertTrue(solo.bytesInStepMax < STEP_BYTES_MAX, solo.bytesInStepMax + " bytes in a step");
        assertNotEquals(Value.Int.of(0), solo.read(".peer/store/checkpoint"));

        var heads = heads(solo);
        var values = values(solo);
        solo.restart();
        assertEquals(heads, heads(solo));
        assertEquals(values, values(solo));
    }

    private static TreeMap<String, Bytes> heads(Solo solo) {
        var heads = new TreeMap<String, Bytes>();
        for (Replica replica : solo.engine().replicas()) {
            for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
                heads.put(replica.name() + " " + chain, replica.graph().tip(chain).hash());
            }
        }
        return heads;
    }

    private static TreeMap<String, Value> values(Solo solo) {
        var values = new TreeMap<String, Value>();
        for (int space = 0; space < SPACES; space++) {
            Value value = solo.read("s" + space);
            values.put("s" + space, value == null ? Value.Null.NULL : value);
        }
        return values;
    }
}
