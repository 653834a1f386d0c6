package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SummaryTreeTest {
    @Test
    void theSummaryIsWhatCombiningAllInOrderGives() {
        for (long seed = 0; seed < 30; seed++) {
            var rng = new Rng(seed);
            var tree = new SummaryTree<Integer, String>((a, b) -> a + b);
            var twin = new TreeMap<Integer, String>();
            assertNull(tree.all());
            for (int i = 0; i < 300; i++) {
                int at = rng.nextInt(60);
                if (rng.chance(60)) {
                    tree.put(at, i + ";");
                    twin.put(at, i + ";");
                } else {
                    tree.remove(at);
                    twin.remove(at);
                }
                assertTrue(tree.isBalanced(), "seed " + seed);
                String all = tree.all();
                assertEquals(
                        String.join("", twin.values()), all == null ? "" : all, "seed " + seed);
            }
        }
    }

    @Test
    void aChangeCostsTheLogarithmOfWhatIsThere() {
        var combined = new int[1];
        var tree =
                new SummaryTree<Integer, Integer>(
                        (a, b) -> {
                            combined[0]++;
                            return Math.max(a, b);
                        });
        for (int i = 0; i < 1 << 14; i++) {
            tree.put(i, i);
        }
        combined[0] = 0;
        tree.put(77, 1_000_000);
        assertEquals(1_000_000, tree.all());
        tree.remove(77);
        // An AVL tree of 2^14 nodes is at most 1.44 * 14 high (Knuth, section 6.2.3); two
        // combinations for each level, three times that where it rotates, and two walks.
        assertTrue(combined[0] < 2 * 2 * 3 * 21, "combined " + combined[0] + " times");
    }
}
