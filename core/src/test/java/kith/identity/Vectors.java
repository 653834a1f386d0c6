package kith.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kith.lang.Bytes;

/// Reads a vectors file: a JSON array of flat objects whose values are all texts without escapes.
final class Vectors {
    private static final Pattern OBJECT = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern MEMBER =
            Pattern.compile("\"([^\"\\\\]*)\":\\s*\"([^\"\\\\]*)\"\\s*(?:,|$)");

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
        String json;
        try {
            json = Files.readString(Path.of("../docs/vectors", file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var out = new ArrayList<Vector>();
        var objects = OBJECT.matcher(json.substring(1, json.length() - 1));
        while (objects.find()) {
            var members = new LinkedHashMap<String, String>();
            var found = MEMBER.matcher(objects.group(1).strip());
            int end = 0;
            while (found.find()
                    && objects.group(1).strip().substring(end, found.start()).isBlank()) {
                members.put(found.group(1), found.group(2));
                end = found.end();
            }
            if (end != objects.group(1).strip().length()) {
                throw new AssertionError("not flat: " + objects.group(1));
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
