package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RngTest {
    /// sfc32 again, in `long`s and as the author wrote it: a state of four words and one step.
    private static final class Twin {
        private final long[] state;

        Twin(long seed) {
            state = new long[] {seed & 0xffffffffL, seed >>> 32, 0x9e3779b9L, 1};
            for (int i = 0; i < 12; i++) {
                next();
            }
        }

        long next() {
            long sum = word(state[0] + state[1] + state[3]);
            state[3] = word(state[3] + 1);
            state[0] = state[1] ^ state[1] / 512;
            state[1] = word(state[2] * 9);
            state[2] = word(word(state[2] * (1L << 21)) + state[2] / (1L << 11) + sum);
            return sum;
        }

        private static long word(long value) {
            return Math.floorMod(value, 1L << 32);
        }
    }

    @Test
    void theSequenceIsThatOfTheTwin() {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE, 0x0123456789abcdefL}) {
            var rng = new Rng(seed);
            var twin = new Twin(seed);
            for (int i = 0; i < 1000; i++) {
                assertEquals((int) twin.next(), rng.nextInt(), "seed " + seed + ", step " + i);
            }
        }
    }

    @Test
    void longsAndBytesAreMadeOfTheSameWords() {
        var twin = new Twin(7);
        long high = twin.next();
        long low = twin.next();
        assertEquals(high << 32 | low, new Rng(7).nextLong());
        assertEquals((byte) high, new Rng(7).bytes(2).at(0));
        assertEquals((byte) low, new Rng(7).bytes(2).at(1));
    }

    @Test
    void numbersStayBelowTheirEndAndReachAll() {
        var rng = new Rng(3);
        int[] seen = new int[7];
        for (int i = 0; i < 7000; i++) {
            seen[rng.nextInt(7)]++;
        }
        for (int count : seen) {
            assertTrue(count > 800 && count < 1200, "seed 3: " + count + " of 1000 expected");
        }
        for (int i = 0; i < 1000; i++) {
            int large = rng.nextInt(Integer.MAX_VALUE);
            assertTrue(large >= 0 && large < Integer.MAX_VALUE);
            int between = rng.between(-5, 5);
            assertTrue(between >= -5 && between < 5);
        }
        assertEquals(0, rng.nextInt(1));
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Rng(1).nextInt(0));
        assertThrows(IllegalArgumentException.class, () -> new Rng(1).nextInt(-1));
        assertThrows(IllegalArgumentException.class, () -> new Rng(1).between(3, 3));
    }

    @Test
    void chanceIsInPercent() {
        var rng = new Rng(9);
        int hits = 0;
        for (int i = 0; i < 10000; i++) {
            assertEquals(false, rng.chance(0));
            assertEquals(true, rng.chance(100));
            hits += rng.chance(30) ? 1 : 0;
        }
        assertTrue(hits > 2800 && hits < 3200, "seed 9: " + hits + " of 3000 expected");
    }

    @Test
    void aForkGoesItsOwnWayAndAlwaysTheSame() {
        var a = new Rng(5);
        var b = new Rng(5);
        var fork = a.fork();
        assertEquals(fork.nextLong(), b.fork().nextLong());
        assertEquals(a.nextLong(), b.nextLong());
        assertNotEquals(a.nextLong(), fork.nextLong());
    }
}
