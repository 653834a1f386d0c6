package kith.overlay.probe;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.probe.ProbeMessage.Ack;
import kith.overlay.probe.ProbeMessage.Ask;
import kith.overlay.probe.ProbeMessage.Told;
import kith.overlay.probe.Word.Alive;
import kith.overlay.probe.Word.Doubt;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/probe.json`, written by the encoder beside it, which shares nothing with ours.
final class ProbeVectors {
    private static final Value FILE = VectorJson.file("probe.json");

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        var kinds = new TreeSet<String>();
        for (Value one : list(FILE, "messages")) {
            ProbeMessage message = message(one);
            var out = new Writer();
            message.write(out);
            assertEquals(hex(one, "bytes"), out.toBytes(), text(one, "what"));
            assertEquals(message, read(hex(one, "bytes")), text(one, "what"));
            kinds.add(text(one, "message"));
        }
        assertEquals(ProbeMessage.class.getPermittedSubclasses().length, kinds.size());
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "refused")) {
            assertThrows(Malformed.class, () -> read(hex(one, "bytes")), text(one, "why"));
        }
    }

    @Test
    void whatIsSignedIsWhatTheVectorSays() {
        for (Value one : list(FILE, "signed")) {
            var subject = new PeerId(hex(one, "subject"));
            long incarnation = unsigned(one, "incarnation");
            Bytes text =
                    text(one, "what").equals("doubt")
                            ? Doubt.text(subject, incarnation)
                            : Alive.text(subject, incarnation);
            assertEquals(hex(one, "text"), text);
        }
    }

    private static ProbeMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(ProbeMessage.has(type));
        return ProbeMessage.read(type, in);
    }

    private static ProbeMessage message(Value of) {
        List<Word> words = list(of, "said").stream().map(ProbeVectors::word).toList();
        return switch (text(of, "message")) {
            case "ask" ->
                    new Ask(
                            count(of, "number"),
                            count(of, "unanswered"),
                            unsigned(of, "incarnation"),
                            words);
            case "ack" -> new Ack(count(of, "number"), unsigned(of, "incarnation"), words);
            case "told" -> new Told(words);
            default -> throw new AssertionError(of);
        };
    }

    private static Word word(Value of) {
        var subject = new PeerId(hex(of, "subject"));
        long incarnation = unsigned(of, "incarnation");
        return ((Value.Obj) of).find("by") == null
                ? new Alive(subject, incarnation, hex(of, "signature"))
                : new Doubt(subject, incarnation, new PeerId(hex(of, "by")), hex(of, "signature"));
    }
}
