package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import kith.lang.Rng;
import org.junit.jupiter.api.Test;

final class NamesTest {
    /// Texts of which each pair `Aa` may be `BB` and the hash code stays the same.
    private static String colliding(int number) {
        var out = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            out.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return out.toString();
    }

    @Test
    void namesThatHashAlikeAreFoundToo() {
        var names = new String[4096];
        for (int i = 0; i < names.length; i++) {
            names[i] = colliding(i);
            assertEquals(names[0].hashCode(), names[i].hashCode());
        }
        var all = new Names(names);
        assertEquals(-1, all.repeated());
        for (int i = 0; i < names.length; i++) {
            assertEquals(i, all.indexOf(colliding(i)));
        }
        assertEquals(-1, all.indexOf(colliding(0) + "x"));
    }

    @Test
    void theFirstNameThatStoodBeforeIsTold() {
        for (long seed = 0; seed < 500; seed++) {
            var rng = new Rng(seed);
            var names = new String[rng.between(1, 40)];
            for (int i = 0; i < names.length; i++) {
                names[i] = "n" + rng.nextInt(300);
            }
            assertEquals(firstRepeated(names), new Names(names).repeated(), "seed " + seed);
        }
    }

    private static int firstRepeated(String[] names) {
        for (int i = 1; i < names.length; i++) {
            for (int k = 0; k < i; k++) {
                if (names[i].equals(names[k])) {
                    return i;
                }
            }
        }
        return -1;
    }
}
