package kith.replica.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Rng;
import org.junit.jupiter.api.Test;

final class NeedleTest {
    /// Of two letters, so that beginnings come again in what follows on them.
    private static String text(Rng random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(8) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }

    @Test
    void itFindsWhatTheObviousSearchFinds() {
        int found = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Rng(seed);
            String text = text(random, random.nextInt(120));
            int from = random.nextInt(text.length() + 1);
            String own = text.substring(from, random.between(from, text.length() + 1));
            String part = seed % 2 == 0 ? own : text(random, random.nextInt(40));
            boolean expected = text.contains(part);
            assertEquals(expected, Needle.isIn(text, part), () -> text + " has " + part);
            found += expected && part.length() > Needle.SHORT_UNITS ? 1 : 0;
        }
        assertTrue(found > 1_000, found + " long ones were there");
    }

    @Test
    void aPartThatIsLongerThanTheTextIsNotInIt() {
        assertFalse(Needle.isIn("a".repeat(20), "a".repeat(21)));
        assertTrue(Needle.isIn("a".repeat(20), "a".repeat(20)));
    }
}
