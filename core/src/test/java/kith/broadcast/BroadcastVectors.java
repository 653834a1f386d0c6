package kith.broadcast;

import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import kith.identity.BoardId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/broadcast.json`, written by an encoder that shares nothing with ours.
final class BroadcastVectors {
    private static final Value FILE = VectorJson.file("broadcast.json");

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        for (Value one : list(FILE, "messages")) {
            BroadcastMessage message = message(one);
            var out = new Writer();
            message.write(out);
            assertEquals(hex(one, "bytes"), out.toBytes(), text(one, "what"));
            assertEquals(message, read(out.toBytes()));
        }
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "refused")) {
            assertThrows(Malformed.class, () -> read(hex(one, "bytes")), text(one, "why"));
        }
    }

    private static BroadcastMessage message(Value one) {
        var board = new BoardId(hex(FILE, "board"));
        return text(one, "message").equals("wish")
                ? new BroadcastMessage.Wish(board, is(one, "fed"), is(one, "told"))
                : new BroadcastMessage.Declined(board);
    }

    private static boolean is(Value one, String name) {
        return VectorJson.at(one, name).equals(Value.Bool.of(true));
    }

    private static BroadcastMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        return BroadcastMessage.read(in.u8(), in);
    }
}
