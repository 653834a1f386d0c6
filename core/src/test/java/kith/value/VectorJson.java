package kith.value;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Writer;

/// A file of vectors as JSON, and what stands in it.
public final class VectorJson {
    private VectorJson() {}

    public static Value file(String name) {
        return Json.parse(Docs.text("vectors/" + name));
    }

    public static Value at(Value value, String name) {
        Value found = ((Value.Obj) value).find(name);
        assertNotNull(found, name);
        return found;
    }

    public static List<Value> list(Value value, String name) {
        return ((Value.Array) at(value, name)).items();
    }

    public static String text(Value value, String name) {
        return ((Value.Text) at(value, name)).value();
    }

    public static Bytes hex(Value value, String name) {
        return Bytes.fromHex(text(value, name));
    }

    /// What `hex` gives, and as many zeros behind it as a member of that name says.
    public static Bytes padded(Value value, String name) {
        Value zeros = ((Value.Obj) value).find("zeros");
        int more = zeros instanceof Value.Int many ? (int) many.value() : 0;
        return new Writer().bytes(hex(value, name)).bytes(new byte[more], 0, more).toBytes();
    }

    public static long number(Value value, String name) {
        return ((Value.Int) at(value, name)).value();
    }

    public static int count(Value value, String name) {
        return (int) number(value, name);
    }

    /// One that may have 64 bits is a text.
    public static long unsigned(Value value, String name) {
        return Long.parseUnsignedLong(text(value, name));
    }
}
