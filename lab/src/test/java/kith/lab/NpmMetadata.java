package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import kith.value.Value;

/// JSON in the shape of what npm tells of its packages, as large as one wants it, the same for the
/// same seed.
///
/// Its names are those that real data has and that tend to break something: `"."`, `"./x"` and `""`
/// of `exports`, the slash and the `@` of scoped packages, dots and tildes of versions. Its values
/// are of all kinds; texts have quotation marks, line ends and letters beyond ASCII.
final class NpmMetadata {
    private static final int VERSIONS = 12;

    private static final String[] WORDS = {
        "pad",
        "left",
        "stream",
        "lite",
        "core",
        "parse",
        "größe",
        "日本語",
        "a\"b",
        "line\nend",
        "~",
        "\\",
        "\u0007",
        "😀",
        "x/y",
        "..",
        "$ref",
        "__proto__"
    };

    private final SplittableRandom random;
    private long leaves;

    NpmMetadata(long seed) {
        random = new SplittableRandom(seed);
    }

    /// How many cells an import makes of what was made: all that is no object, and empty ones.
    long cells() {
        return leaves;
    }

    /// An object with so many packages.
    Value.Obj packages(int count) {
        var all = new TreeMap<String, Value>();
        while (all.size() < count) {
            String name = "pkg-" + all.size();
            all.put(
                    random.nextInt(3) == 0 ? "@scope-" + random.nextInt(9) + "/" + name : name,
                    one(name));
        }
        return object(all);
    }

    private Value one(String name) {
        var fields = new TreeMap<String, Value>();
        var versions = new TreeMap<String, Value>();
        var time = new TreeMap<String, Value>();
        for (int i = 0; i < VERSIONS; i++) {
            String version = "1." + i + "." + random.nextInt(9) + (i % 5 == 4 ? "-rc~1" : "");
            versions.put(version, version(name, version));
            time.put(version, text("2026-0" + (1 + i % 9) + "-11T10:0" + i % 10 + ":00.000Z"));
        }
        fields.put("_id", text(name));
        fields.put("dist-tags", object(tags(versions)));
        fields.put("versions", object(versions));
        fields.put("time", object(time));
        fields.put("readme", text(words(60)));
        fields.put("users", object(new TreeMap<>()));
        fields.put("score", leaf(new Value.Real(random.nextInt(1_000) / 8.0)));
        return object(fields);
    }

    private TreeMap<String, Value> tags(TreeMap<String, Value> versions) {
        var tags = new TreeMap<String, Value>();
        tags.put("latest", text(versions.lastKey()));
        tags.put("next", text(versions.firstKey()));
        return tags;
    }

    private Value version(String name, String version) {
        var fields = new TreeMap<String, Value>();
        fields.put("name", text(name));
        fields.put("version", text(version));
        fields.put("exports", exports());
        fields.put("dist", dist());
        fields.put("dependencies", dependencies());
        fields.put("keywords", leaf(Value.Array.of(new Value.Text(words(1)), Value.Null.NULL)));
        fields.put("private", leaf(Value.Bool.of(random.nextBoolean())));
        fields.put("description", text(words(12)));
        return object(fields);
    }

    private Value exports() {
        var paths = new TreeMap<String, Value>();
        paths.put(".", text("./index.js"));
        var conditions = new TreeMap<String, Value>();
        conditions.put("import", text("./x.mjs"));
        conditions.put("require", text("./x.cjs"));
        paths.put("./x", object(conditions));
        paths.put("./*", text("./lib/*.js"));
        paths.put("..", text("./up.js"));
        paths.put("", leaf(Value.Null.NULL));
        return object(paths);
    }

    private Value dist() {
        var fields = new TreeMap<String, Value>();
        fields.put("integrity", text("sha512-" + Long.toHexString(random.nextLong()).repeat(5)));
        fields.put("shasum", text(Long.toHexString(random.nextLong())));
        fields.put("unpackedSize", leaf(Value.Int.of(random.nextLong())));
        return object(fields);
    }

    private Value dependencies() {
        var names = new TreeMap<String, Value>();
        for (int i = random.nextInt(6); i > 0; i--) {
            names.put("dep-" + random.nextInt(500), Value.Null.NULL);
        }
        names.replaceAll((name, none) -> text("^" + random.nextInt(20) + ".0.0"));
        return object(names);
    }

    private String words(int count) {
        var out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return out.toString();
    }

    private Value text(String text) {
        return leaf(new Value.Text(text));
    }

    private Value leaf(Value value) {
        leaves++;
        return value;
    }

    private Value.Obj object(TreeMap<String, Value> fields) {
        leaves += fields.isEmpty() ? 1 : 0;
        return Value.Obj.of(List.copyOf(fields.keySet()), new ArrayList<>(fields.values()));
    }
}
