package kith.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.cluster.work.Ended;
import kith.cluster.work.Outcome;
import kith.cluster.work.Task;
import kith.cluster.work.WorkMessage;
import kith.identity.BoardId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.NetworkMessage.Passed;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What is passed on by a neighbour.
final class PassedTest {
    private static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));
    private static final Bytes ID = Bytes.wrap(new byte[Task.ID_BYTES]);

    /// The largest value that a task may have: a text of this many letters, and what says so.
    private static final Value LARGEST = new Value.Text("x".repeat(Task.BYTES_MAX - 3));

    private static Bytes bytes(Value value) {
        var out = new Writer();
        value.write(out);
        return out.toBytes();
    }

    private static void fits(WorkMessage message) {
        var out = new Writer();
        message.write(out);
        assertTrue(out.size() <= Passed.BODY_BYTES_MAX, () -> out.size() + " bytes");
        var in = new Reader(out.toBytes());
        assertEquals(message, WorkMessage.read(in.u8(), in));
    }

    @Test
    void theLargestTaskFitsWithTheLongestNameAndTheGreatestEpoch() {
        Bytes body = bytes(LARGEST);
        assertEquals(Task.BYTES_MAX, body.size());
        var task = new Task(ID, "x".repeat(Task.NAME_BYTES_MAX), body);
        fits(new WorkMessage.Asked(BOARD, WorkMessage.Step.GIVEN, Long.MAX_VALUE, task));
    }

    @Test
    void theLargestResultFitsAndALargerOneIsNone() {
        Ended ended = Ended.of(LARGEST, null);
        assertEquals(Outcome.DONE, ended.outcome());
        fits(new WorkMessage.Answered(BOARD, WorkMessage.Step.DONE, Long.MAX_VALUE, ID, ended));
        var larger = new Value.Text("x".repeat(Task.BYTES_MAX - 2));
        assertEquals(Outcome.TOO_LARGE, Ended.of(larger, null).outcome());
    }
}
