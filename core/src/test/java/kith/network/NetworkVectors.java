package kith.network;

import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.cluster.ClusterMessage;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.network.NetworkMessage.Passed;
import kith.network.reach.Outcome;
import kith.network.reach.ReachMessage;
import kith.network.trace.Step;
import kith.network.trace.TraceMessage;
import kith.overlay.Use;
import kith.port.FrameVectors;
import kith.port.Message;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/network.json`, written by the encoder beside it, which shares nothing with ours.
final class NetworkVectors {
    private static final Value FILE = VectorJson.file("network.json");

    /// From %xa0 to %xa5.
    private static final int TYPES = 6;

    private static final FrameVectors<Message> VECTORS =
            new FrameVectors<>(FILE, TYPES, NetworkVectors::read);

    @Test
    void eachMessageIsReadAndWrittenAgainAsTheVectorHasIt() {
        VECTORS.areReadAndWritten();
    }

    @Test
    void whatIsReadIsWhatTheVectorSays() {
        var here = (NetworkMessage.Here) VECTORS.message("over a visit");
        assertTrue(here.use() == Use.VISIT);
        assertEquals(1.5, here.at().error());
        assertEquals(
                1_000,
                ((NetworkMessage.Here) VECTORS.message("of somebody with many links")).links());
        var claim = (ClusterMessage.Claim) ((Passed) VECTORS.message("a claim")).message();
        assertEquals(1L << 40, claim.epoch());
        var told = (TraceMessage.Answered) VECTORS.message("from whom and to whom");
        var step = (Step.Known) told.step();
        assertEquals(3, step.hops());
        assertEquals(-250, step.lateMillis());
        assertEquals(12_000, step.to().getFirst().roundTripMicros());
        assertEquals(step.to().getFirst().to(), step.again().getFirst());
        var reached = (ReachMessage.Answered) VECTORS.message("reached");
        assertEquals(new Outcome.Reached(12_000), reached.outcome());
    }

    @Test
    void whatIsSignedIsWhatTheVectorHas() {
        var passed = (Passed) VECTORS.message("a claim");
        assertEquals(hex(list(FILE, "signed").getFirst(), "bytes"), passed.text());
    }

    @Test
    void aWrongMessageIsRefused() {
        VECTORS.areRefused();
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
