package kith.network.spread;

import static kith.value.VectorJson.list;
import static kith.value.VectorJson.number;
import static kith.value.VectorJson.text;

import kith.port.MessageVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// What `docs/vectors/broadcast.json` has of single updates.
final class SpreadVectors {
    private static final Value FILE = VectorJson.file("broadcast.json");
    private static final MessageVectors<SpreadMessage> MESSAGES =
            new MessageVectors<>(
                    SpreadMessage.class,
                    SpreadVectors::message,
                    SpreadMessage::has,
                    SpreadMessage::read);

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "updates"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "updatesRefused"));
    }

    private static SpreadMessage message(Value one) {
        int space = (int) number(one, "space");
        int chain = (int) number(one, "chain");
        int seq = (int) number(one, "seq");
        int hops = (int) number(one, "hops");
        return switch (text(one, "message")) {
            case "promise" -> new SpreadMessage.Promise(space, chain, seq, hops);
            case "fetch" -> new SpreadMessage.Fetch(space, chain, seq);
            case "passed" -> new SpreadMessage.Passed(space, chain, seq, hops);
            default -> new SpreadMessage.Lacking(space);
        };
    }
}
