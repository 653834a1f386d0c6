package kith.network;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import kith.cluster.ClusterMessage;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.NetworkMessage.Passed;
import kith.network.reach.Outcome;
import kith.network.reach.ReachMessage;
import kith.network.trace.Step;
import kith.network.trace.TraceMessage;
import kith.overlay.Use;
import kith.port.Message;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/network.json`, written by the encoder beside it, which shares nothing with ours.
final class NetworkVectors {
    private static final Value FILE = VectorJson.file("network.json");

    /// From %xa0 to %xa5.
    private static final int TYPES = 6;

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
        assertEquals(TYPES, types.size());
    }

    @Test
    void whatIsReadIsWhatTheVectorSays() {
        var here = (NetworkMessage.Here) read(message("over a visit"));
        assertTrue(here.use() == Use.VISIT);
        assertEquals(1.5, here.at().error());
        var claim = (ClusterMessage.Claim) ((Passed) read(message("a claim"))).message();
        assertEquals(1L << 40, claim.epoch());
        var told = (TraceMessage.Answered) read(message("from whom and to whom"));
        var step = (Step.Known) told.step();
        assertEquals(3, step.hops());
        assertEquals(-250, step.lateMillis());
        assertEquals(12_000, step.to().getFirst().roundTripMicros());
        assertEquals(step.to().getFirst().to(), step.again().getFirst());
        var reached = (ReachMessage.Answered) read(message("reached"));
        assertEquals(new Outcome.Reached(12_000), reached.outcome());
    }

    @Test
    void whatIsSignedIsWhatTheVectorHas() {
        var passed = (Passed) read(message("a claim"));
        assertEquals(hex(list(FILE, "signed").getFirst(), "bytes"), passed.text());
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

    private static Message read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        if (TraceMessage.has(type)) {
            return TraceMessage.read(type, in);
        }
        return ReachMessage.has(type) ? ReachMessage.read(type, in) : NetworkMessage.read(type, in);
    }
}
