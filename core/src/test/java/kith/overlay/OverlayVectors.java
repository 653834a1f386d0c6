package kith.overlay;

import static kith.value.VectorJson.at;
import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Neighbour;
import kith.overlay.OverlayMessage.Outcome;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/overlay.json`, written by the encoder beside it, which shares nothing with ours.
final class OverlayVectors {
    private static final Value FILE = VectorJson.file("overlay.json");

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        var kinds = new TreeSet<String>();
        for (Value one : list(FILE, "messages")) {
            String what = text(one, "message") + ": " + text(one, "what");
            OverlayMessage message = message(one);
            var out = new Writer();
            message.write(out);
            assertEquals(zeros(one, "bytes"), out.toBytes(), what);
            assertEquals(message, read(out.toBytes()), what);
            kinds.add(text(one, "message"));
        }
        assertEquals(OverlayMessage.class.getPermittedSubclasses().length, kinds.size());
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "refused")) {
            assertThrows(Malformed.class, () -> read(zeros(one, "bytes")), text(one, "why"));
        }
    }

    private static OverlayMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(OverlayMessage.has(type));
        return OverlayMessage.read(type, in);
    }

    /// The bytes of that field, with the zeros that follow on them.
    private static Bytes zeros(Value of, String name) {
        Value zeros = ((Value.Obj) of).find("zeros");
        int more = zeros instanceof Value.Int count ? (int) count.value() : 0;
        return new Writer().bytes(hex(of, name)).bytes(new byte[more], 0, more).toBytes();
    }

    private static OverlayMessage message(Value of) {
        return switch (text(of, "message")) {
            case "linked" -> linked(of);
            case "forward" ->
                    new Forward(
                            unsigned(of, "number"),
                            new BoardId(hex(of, "board")),
                            new PeerId(hex(of, "sender")),
                            new PeerId(hex(of, "receiver")),
                            Kind.of(count(of, "kind")),
                            zeros(of, "body"));
            case "answered" ->
                    new Answered(unsigned(of, "number"), Outcome.valueOf(text(of, "outcome")));
            default -> throw new AssertionError(of);
        };
    }

    private static Linked linked(Value of) {
        var peers = new ArrayList<Neighbour>();
        for (Value one : list(of, "peers")) {
            Value peer = ((Value.Array) one).at(0);
            Value can = ((Value.Array) one).at(1);
            peers.add(
                    new Neighbour(
                            new PeerId(Bytes.fromHex(((Value.Text) peer).value())),
                            ((Value.Bool) can).value()));
        }
        boolean dialable = ((Value.Bool) at(of, "dialable")).value();
        return new Linked(new BoardId(hex(of, "board")), dialable, peers);
    }
}
