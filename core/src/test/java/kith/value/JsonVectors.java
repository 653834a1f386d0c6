package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

final class JsonVectors {
    private record Case(String name, Bytes text, String outcome) {}

    /// The cases of one kind; the form of a line is told at the front of the file.
    private static List<Case> cases(char kind, int atLeast) {
        var out = new ArrayList<Case>();
        for (String line : Docs.lines("vectors/json-cases.txt")) {
            if (!line.isEmpty() && line.charAt(0) == kind) {
                int colon = line.indexOf(": ");
                int arrow = line.lastIndexOf(" => ");
                out.add(
                        new Case(
                                line.substring(2, colon),
                                bytes(line.substring(colon + 2, arrow)),
                                text(bytes(line.substring(arrow + 4)))));
            }
        }
        assertTrue(out.size() >= atLeast, "only " + out.size() + " cases " + kind);
        return out;
    }

    private static Bytes bytes(String escaped) {
        var out = new Writer();
        byte[] all = Utf8.encode(escaped);
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '%') {
                out.u8(Integer.parseInt(text(Bytes.of(all[i + 1], all[i + 2])), 16));
                i += 2;
            } else {
                out.u8(all[i]);
            }
        }
        return out.toBytes();
    }

    private static String text(Bytes utf8) {
        return Utf8.decode(utf8.shared(), 0, utf8.size());
    }

    @Test
    void textsThatMustBeTakenAre() {
        for (var taken : cases('y', 90)) {
            assertTaken(taken);
        }
    }

    @Test
    void textsThatMayBeTakenAreTakenAsTheFileSays() {
        for (var taken : cases('i', 9)) {
            assertTaken(taken);
        }
    }

    private static void assertTaken(Case taken) {
        Value value = Json.parse(taken.text.shared());
        assertEquals(taken.outcome, Json.print(value), taken.name);
        assertEquals(value, Json.parse(taken.outcome), taken.name);
        assertEquals(value, Json.parse(text(taken.text)), taken.name);
    }

    @Test
    void textsThatMustBeRefusedAreAndSayWhy() {
        for (var refused : cases('n', 115)) {
            var error =
                    assertThrows(
                            Malformed.class, () -> Json.parse(refused.text.shared()), refused.name);
            String message = String.valueOf(error.getMessage());
            assertTrue(message.startsWith("JSON, line "), message);
            assertTrue(message.contains(refused.outcome), refused.name + ": " + message);
        }
    }
}
