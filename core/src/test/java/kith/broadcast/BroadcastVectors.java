package kith.broadcast;

import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;

import kith.identity.BoardId;
import kith.port.MessageVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/broadcast.json`, written by an encoder that shares nothing with ours.
final class BroadcastVectors {
    private static final Value FILE = VectorJson.file("broadcast.json");
    private static final MessageVectors<BroadcastMessage> MESSAGES =
            new MessageVectors<>(
                    BroadcastMessage.class,
                    BroadcastVectors::message,
                    BroadcastMessage::has,
                    BroadcastMessage::read);

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "messages"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "refused"));
    }

    private static BroadcastMessage message(Value one) {
        var board = new BoardId(hex(FILE, "board"));
        return text(one, "message").equals("wish")
                ? new BroadcastMessage.Wish(board, is(one, "fed"), is(one, "told"), is(one, "last"))
                : new BroadcastMessage.Declined(board);
    }

    private static boolean is(Value one, String name) {
        return VectorJson.at(one, name).equals(Value.Bool.of(true));
    }
}
