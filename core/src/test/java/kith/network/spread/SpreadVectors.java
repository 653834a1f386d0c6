package kith.network.spread;

import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.number;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// What `docs/vectors/broadcast.json` has of single updates.
final class SpreadVectors {
    private static final Value FILE = VectorJson.file("broadcast.json");

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        for (Value one : list(FILE, "updates")) {
            SpreadMessage message = message(one);
            var out = new Writer();
            message.write(out);
            assertEquals(hex(one, "bytes"), out.toBytes());
            assertEquals(message, read(out.toBytes()));
        }
    }

    @Test
    void aWrongMessageIsRefused() {
        for (Value one : list(FILE, "updatesRefused")) {
            assertThrows(Malformed.class, () -> read(hex(one, "bytes")), text(one, "why"));
        }
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

    private static SpreadMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(SpreadMessage.has(type));
        return SpreadMessage.read(type, in);
    }
}
