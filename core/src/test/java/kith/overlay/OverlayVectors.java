package kith.overlay;

import static kith.value.VectorJson.at;
import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.padded;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;

import java.util.ArrayList;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Neighbour;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.MessageVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/overlay.json`, written by the encoder beside it, which shares nothing with ours.
final class OverlayVectors {
    private static final Value FILE = VectorJson.file("overlay.json");
    private static final MessageVectors<OverlayMessage> MESSAGES =
            new MessageVectors<>(
                    OverlayMessage.class,
                    OverlayVectors::message,
                    OverlayMessage::has,
                    OverlayMessage::read);

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "messages"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "refused"));
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
                            padded(of, "body"));
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
