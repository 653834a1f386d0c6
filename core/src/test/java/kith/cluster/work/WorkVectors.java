package kith.cluster.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Serving;
import kith.cluster.work.WorkMessage.Step;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.port.FrameVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/work.json`, written by the encoder beside it, which shares nothing with ours.
final class WorkVectors {
    private static final Value FILE = VectorJson.file("work.json");
    private static final FrameVectors<WorkMessage> VECTORS =
            new FrameVectors<>(
                    FILE, WorkMessage.class.getPermittedSubclasses().length, WorkVectors::read);

    @Test
    void eachMessageIsReadAndWrittenAgainAsTheVectorHasIt() {
        VECTORS.areReadAndWritten();
    }

    @Test
    void whatIsReadIsWhatTheVectorSays() {
        var submitted = (Asked) VECTORS.message("to the leader");
        assertEquals(Step.SUBMITTED, submitted.step());
        assertEquals("twice", submitted.task().name());
        assertEquals(Value.Int.of(-21), submitted.task().value());
        var given = (Asked) VECTORS.message("to a worker");
        assertEquals(Step.GIVEN, given.step());
        assertEquals(1L << 40, given.epoch());
        assertEquals(new Value.Text("holiday/sea.png"), given.task().value());
        var done = (Answered) VECTORS.message("done");
        assertEquals(Step.DONE, done.step());
        assertEquals(Ended.of(Value.Int.of(300), null), done.ended());
        var failed = (Answered) VECTORS.message("it failed");
        assertEquals(Step.ANSWERED, failed.step());
        assertEquals(Ended.of(Value.Null.NULL, "no such picture"), failed.ended());
        assertEquals("no such picture", failed.ended().why());
        var nobody = (Answered) VECTORS.message("nobody does that");
        assertEquals(Outcome.NO_WORKER, nobody.ended().outcome());
        var serving = (Serving) VECTORS.message("two names and one task");
        assertEquals(List.of("fetch", "twice"), serving.names());
        assertEquals(3, serving.room());
        assertEquals(List.of(submitted.task().id()), serving.ids());
    }

    @Test
    void aWrongMessageIsRefused() {
        VECTORS.areRefused();
    }

    static WorkMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(WorkMessage.has(type));
        return WorkMessage.read(type, in);
    }
}
