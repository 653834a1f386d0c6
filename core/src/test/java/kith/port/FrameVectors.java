package kith.port;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.TreeSet;
import java.util.function.Function;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.value.Value;

/// What a protocol's messages are held against where a vector is a frame with a name, and not a
/// description as in [MessageVectors].
///
/// @param file has `messages`, and what is `refused`, of which the `long` ones are made longer
/// @param kinds how many types there are
/// @param read a frame
public record FrameVectors<M extends Message>(Value file, int kinds, Function<Bytes, M> read) {
    /// Each is read, and written again as it was, and none of the types is missing.
    public void areReadAndWritten() {
        var types = new TreeSet<Integer>();
        for (Value one : list(file, "messages")) {
            Bytes frame = hex(one, "bytes");
            var out = new Writer();
            read.apply(frame).write(out);
            assertEquals(frame, out.toBytes(), text(one, "what"));
            types.add(frame.at(0) & 0xff);
        }
        assertEquals(kinds, types.size());
    }

    public void areRefused() {
        for (Value one : list(file, "refused")) {
            assertThrows(Malformed.class, () -> read.apply(hex(one, "bytes")), text(one, "why"));
        }
        for (Value one : list(file, "long")) {
            byte[] bytes = new byte[count(one, "size")];
            Bytes start = hex(one, "start");
            System.arraycopy(start.toArray(), 0, bytes, 0, start.size());
            assertThrows(Malformed.class, () -> read.apply(Bytes.wrap(bytes)), text(one, "why"));
        }
    }

    /// The message of that name.
    public M message(String what) {
        return read.apply(frame(what));
    }

    public Bytes frame(String what) {
        for (Value one : list(file, "messages")) {
            if (text(one, "what").equals(what)) {
                return hex(one, "bytes");
            }
        }
        throw new AssertionError(what);
    }
}
