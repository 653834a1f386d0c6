package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void smallNumbersAreToldExactlyAndLargeOnesAQuarterTooLargeAtMost() {
        for (long value :
                new long[] {0, 1, 2, 3, 4, 5, 7, 8, 100, 12_345, 1L << 40, Long.MAX_VALUE}) {
            var one = new Histogram();
            one.record(value);
            assertEquals(value, one.quantile(50, 100), "the only value is the largest");
            one.record(Long.MAX_VALUE);
            long told = one.quantile(1, 2);
            assertTrue(told >= value && told - value <= value / 4, value + " is told as " + told);
        }
    }

    @Test
    void countsBelowAPowerOfTwoAreExact() {
        var all = new Histogram();
        for (int i = 0; i < 5_000; i++) {
            all.record(i);
        }
        for (int exponent = 0; exponent < 14; exponent++) {
            assertEquals(Math.min(5_000, 1 << exponent), all.countBelow(exponent));
        }
        assertEquals(5_000, all.countBelow(63));
        assertEquals(5_000, all.count());
        assertEquals(4_999, all.max());
        assertEquals(4_999L * 5_000 / 2, all.sum());
    }

    @Test
    void quantilesAreThoseOfTheSortedValuesWithinTheWidthOfABucket() {
        var all = new Histogram();
        for (int i = 1; i <= 1_000; i++) {
            all.record(i * 1_000L);
        }
        for (int part : new int[] {1, 50, 90, 99, 100}) {
            long exact = part * 10_000L;
            long told = all.quantile(part, 100);
            assertTrue(told >= exact && told <= exact * 5 / 4, part + ": " + told);
        }
        assertEquals(0, new Histogram().quantile(99, 100));
        assertThrows(IllegalArgumentException.class, () -> all.quantile(2, 1));
    }

    @Test
    void aCopyStaysAsItIs() {
        var all = new Histogram();
        all.record(5);
        Histogram copy = all.copy();
        all.record(-3);
        assertEquals(1, copy.count());
        assertEquals(2, all.count());
        assertEquals(5, all.sum());
    }
}
