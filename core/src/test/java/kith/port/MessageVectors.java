package kith.port;

import static kith.value.VectorJson.padded;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Json;
import kith.value.Value;

/// What a protocol's messages are held against: each vector is an object that describes one, with
/// its frame as `bytes`.
///
/// @param kinds the sealed interface of the messages
/// @param made the message that a vector describes
/// @param has whether a type is one of them
/// @param body reads what follows on the type
public record MessageVectors<M extends Message>(
        Class<M> kinds, Function<Value, M> made, IntPredicate has, Body<M> body) {

    public interface Body<M> {
        M read(int type, Reader in);
    }

    /// Each is written and read as its vector says, and none of the kinds is missing.
    public void areWrittenAndRead(List<Value> vectors) {
        var found = new TreeSet<String>();
        for (Value one : vectors) {
            M message = made.apply(one);
            var out = new Writer();
            message.write(out);
            assertEquals(padded(one, "bytes"), out.toBytes(), () -> Json.print(one));
            assertEquals(message, read(out.toBytes()), () -> Json.print(one));
            found.add(text(one, "message"));
        }
        assertEquals(kinds.getPermittedSubclasses().length, found.size());
    }

    public void areRefused(List<Value> vectors) {
        for (Value one : vectors) {
            assertThrows(Malformed.class, () -> read(padded(one, "bytes")), text(one, "why"));
        }
    }

    private M read(Bytes frame) {
        var in = new Reader(frame);
        int type = in.u8();
        assertTrue(has.test(type));
        return body.read(type, in);
    }
}
