package kith.identity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.value.Json;
import kith.value.Value;

/// Reads a vectors file: a JSON array of flat objects whose values are all texts.
final class Vectors {
    record Vector(Map<String, String> members) {
        String text(String name) {
            String value = members.get(name);
            if (value == null) {
                throw new AssertionError("no member " + name + " in " + members);
            }
            return value;
        }

        Bytes bytes(String name) {
            return Bytes.fromHex(text(name));
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        PeerId peer(String name) {
            return new PeerId(bytes(name));
        }

        BoardId board() {
            return new BoardId(bytes("board"));
        }

        String where() {
            return members.getOrDefault("kind", "vector") + " '" + text("name") + "'";
        }
    }

    private Vectors() {}

    static List<Vector> read(String file) {
        var out = new ArrayList<Vector>();
        for (var element : ((Value.Array) Json.parse(Docs.text("vectors/" + file))).items()) {
            var vector = (Value.Obj) element;
            var members = new LinkedHashMap<String, String>();
            for (int i = 0; i < vector.size(); i++) {
                members.put(vector.name(i), ((Value.Text) vector.value(i)).value());
            }
            out.add(new Vector(members));
        }
        return out;
    }

    static List<Vector> ofKind(String kind) {
        var out = new ArrayList<Vector>();
        for (var vector : read("identity.json")) {
            if (vector.text("kind").equals(kind)) {
                out.add(vector);
            }
        }
        if (out.isEmpty()) {
            throw new AssertionError("no vectors of kind " + kind);
        }
        return out;
    }
}
