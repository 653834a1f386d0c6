package kith.overlay.probe;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.probe.ProbeMessage.Ack;
import kith.overlay.probe.ProbeMessage.Ask;
import kith.overlay.probe.ProbeMessage.Told;
import kith.overlay.probe.Word.Alive;
import kith.overlay.probe.Word.Doubt;
import kith.port.MessageVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/probe.json`, written by the encoder beside it, which shares nothing with ours.
final class ProbeVectors {
    private static final Value FILE = VectorJson.file("probe.json");
    private static final MessageVectors<ProbeMessage> MESSAGES =
            new MessageVectors<>(
                    ProbeMessage.class,
                    ProbeVectors::message,
                    ProbeMessage::has,
                    ProbeMessage::read);

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "messages"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "refused"));
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
