package kith.value;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.value.Value.Array;
import kith.value.Value.Obj;
import kith.value.Value.Text;

/// The files of vectors that are JSON, read with our own parser, which has its own vectors in a
/// file that needs no parser.
final class Vectors {
    private Vectors() {}

    /// The objects under `name` in the file, at least `atLeast` of them.
    static List<Obj> list(String file, String name, int atLeast) {
        var out = new ArrayList<Obj>();
        if (Json.parse(Docs.text("vectors/" + file)) instanceof Obj all
                && all.find(name) instanceof Array items) {
            for (Value item : items.items()) {
                out.add((Obj) item);
            }
        }
        if (out.size() < atLeast) {
            throw new IllegalStateException(file + " has only " + out.size() + " " + name);
        }
        return out;
    }

    static String text(Obj vector, String name) {
        if (vector.find(name) instanceof Text text) {
            return text.value();
        }
        throw new IllegalStateException("no text " + name + " in " + vector);
    }

    static Bytes hex(Obj vector) {
        return Bytes.fromHex(text(vector, "hex"));
    }

    static Path path(Obj vector, String name) {
        var segments = new ArrayList<String>();
        if (vector.find(name) instanceof Array items) {
            for (Value item : items.items()) {
                segments.add(((Text) item).value());
            }
            return Path.of(segments);
        }
        throw new IllegalStateException("no path " + name + " in " + vector);
    }

    /// Whether reading `hex` to its end is refused as malformed.
    static boolean refuses(Bytes bytes, java.util.function.Consumer<Reader> read) {
        try {
            var in = new Reader(bytes);
            read.accept(in);
            in.expectEnd();
            return false;
        } catch (Malformed expected) {
            return true;
        }
    }
}
