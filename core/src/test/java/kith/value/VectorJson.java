package kith.value;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.lang.Bytes;

/// A file of vectors as JSON, and what stands in it.
public final class VectorJson {
    private VectorJson() {}

    public static Value file(String name) {
        try {
            return Json.parse(Files.readAllBytes(Path.of("../docs/vectors/" + name)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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
