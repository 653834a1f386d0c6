package kith.lab.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Good samples: what the files below `docs/vectors` hold.
final class Vectors {
    private Vectors() {}

    /// All bytes in a file that stand under `name` as hexadecimal, below a field `within`.
    static List<Bytes> bytes(String file, String within, String name) {
        var found = new ArrayList<Bytes>();
        for (String text : texts(file, within, name)) {
            found.add(Bytes.fromHex(text));
        }
        return found;
    }

    /// All texts in a file that stand under `name`, below a field `within`. An empty `within` is
    /// anywhere.
    static List<String> texts(String file, String within, String name) {
        var found = new ArrayList<String>();
        collect(read(file), within.isEmpty(), within, name, found);
        if (found.isEmpty()) {
            throw new IllegalStateException("no " + name + " in " + file);
        }
        return found;
    }

    private static Value read(String file) {
        try {
            return Json.parse(Files.readAllBytes(Path.of("../docs/vectors", file)));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void collect(
            @Nullable Value in, boolean inside, String within, String name, List<String> out) {
        if (in instanceof Value.Array array) {
            array.items().forEach(item -> collect(item, inside, within, name, out));
        } else if (in instanceof Value.Obj fields) {
            for (int i = 0; i < fields.size(); i++) {
                boolean here = fields.name(i).equals(name);
                if (inside && here) {
                    add(fields.value(i), out);
                }
                boolean below = inside || fields.name(i).equals(within);
                collect(fields.value(i), below, within, name, out);
            }
        }
    }

    /// One text, or a list of them.
    private static void add(Value value, List<String> out) {
        if (value instanceof Value.Text(String text)) {
            out.add(text);
        } else if (value instanceof Value.Array array) {
            array.items().forEach(item -> add(item, out));
        }
    }
}
