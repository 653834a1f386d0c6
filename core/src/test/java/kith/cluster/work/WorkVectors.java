package kith.cluster.work;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Serving;
import kith.cluster.work.WorkMessage.Step;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/work.json`, written by the encoder beside it, which shares nothing with ours.
final class WorkVectors {
    private static final Value FILE = VectorJson.file("work.json");

    @Test
    void eachMessageIsReadAndWrittenAgainAsTheVectorHasIt() {
        var types = new TreeSet<Integer>();
        for (Value one : list(FILE, "messages")) {
            Bytes bytes = hex(one, "bytes");
            var out = new Writer();
            read(bytes).write(out);
            assertEquals(bytes, out.toBytes(), text(one, "what"));
            types.add(bytes.at(0) & 0xff);
        }
        assertEquals(WorkMessage.class.getPermittedSubclasses().length, types.size());
    }

    @Test
    void whatIsReadIsWhatTheVectorSays() {
        var submitted = (Asked) read(message("to the leader"));
        assertEquals(Step.SUBMITTED, submitted.step());
        assertEquals("twice", submitted.task().name());
        assertEquals(Value.Int.of(-21), submitted.task().value());
        var given = (Asked) read(message("to a worker"));
        assertEquals(Step.GIVEN, given.step());
        assertEquals(1L << 40, given.epoch());
        assertEquals(new Value.Text("holiday/sea.png"), given.task().value());
        var done = (Answered) read(message("done"));
        assertEquals(Step.DONE, done.step());
        assertEquals(Ended.of(Value.Int.of(300), null), done.ended());
        var failed = (Answered) read(message("it failed"));
        assertEquals(Step.ANSWERED, failed.step());
        assertEquals(Ended.of(Value.Null.NULL, "no such picture"), failed.ended());
        assertEquals("no such picture", failed.ended().why());
        var nobody = (Answered) read(message("nobody does that"));
        assertEquals(Outcome.NO_WORKER, nobody.ended().outcome());
        var serving = (Serving) read(message("two names and one task"));
        assertEquals(List.of("fetch", "twice"), serving.names());
        assertEquals(3, serving.room());
        assertEquals(List.of(submitted.task().id()), serving.ids());
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "refused")) {
            assertThrows(Malformed.class, () -> read(hex(one, "bytes")), text(one, "why"));
        }
        for (Value one : list(FILE, "long")) {
            byte[] bytes = new byte[count(one, "size")];
            Bytes start = hex(one, "start");
            System.arraycopy(start.toArray(), 0, bytes, 0, start.size());
            assertThrows(Malformed.class, () -> read(Bytes.wrap(bytes)), text(one, "why"));
        }
    }

    private static Bytes message(String what) {
        for (Value one : list(FILE, "messages")) {
            if (text(one, "what").equals(what)) {
                return hex(one, "bytes");
            }
        }
        throw new AssertionError(what);
    }

    static WorkMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(WorkMessage.has(type));
        return WorkMessage.read(type, in);
    }
}
