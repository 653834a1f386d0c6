package kith.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Malformed;
import kith.lang.Rng;
import kith.lang.Utf8;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class JsonProperties {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "1",
        "0",
        "-",
        ".",
        "e5",
        "true",
        "null",
        " ",
        "\\",
        "\\u00",
        "\n",
        "é",
        "\"$bytes\"",
        "\"AA==\"",
        "{\"a\":",
        "[1,",
        "\ud83d"
    };

    @Property(tries = 3000)
    void whatIsPrintedIsParsedBack(@ForAll long seed) {
        Value value = RandomValue.of(new Rng(seed));
        String compact = Json.print(value);
        assertEquals(value, Json.parse(compact));
        assertEquals(value, Json.parse(Utf8.encode(compact)));
        assertEquals(value, Json.parse(Json.printIndented(value)));
    }

    @Property(tries = 1000)
    void whatIsPrintedIsPlainUtf8(@ForAll long seed) {
        String text = Json.print(RandomValue.of(new Rng(seed)));
        assertEquals(text, new String(text.getBytes(UTF_8), UTF_8));
    }

    /// Printing what was parsed says the same as the text did, to whoever reads it as plain JSON.
    @Property(tries = 8000)
    void anyTextIsTakenOrRefused(@ForAll long seed) {
        var rng = new Rng(seed);
        var text = new StringBuilder(rng.chance(50) ? Json.print(RandomValue.of(rng)) : "");
        for (int i = rng.nextInt(5); i > 0; i--) {
            int at = rng.nextInt(text.length() + 1);
            int end = rng.between(at, Math.min(text.length(), at + 3) + 1);
            text.replace(at, end, PIECES[rng.nextInt(PIECES.length)]);
        }
        try {
            Value value = Json.parse(text.toString());
            assertEquals(value, Json.parse(Json.print(value)));
        } catch (Malformed expected) {
            assertTrue(String.valueOf(expected.getMessage()).startsWith("JSON, line "));
        }
    }

    @Property(tries = 5000)
    void anyBytesAreTakenOrRefused(@ForAll long seed) {
        var rng = new Rng(seed);
        byte[] bytes = Utf8.encode(Json.print(RandomValue.of(rng)));
        for (int i = rng.nextInt(4); i > 0; i--) {
            bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt();
        }
        try {
            Value value = Json.parse(bytes);
            assertEquals(value, Json.parse(Json.print(value)));
        } catch (Malformed expected) {
            assertTrue(String.valueOf(expected.getMessage()).startsWith("JSON, line "));
        }
    }
}
