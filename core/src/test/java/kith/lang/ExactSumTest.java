package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class ExactSumTest {
    @Test
    void whatIsTakenOffAgainLeavesNothing() {
        var sum = new ExactSum();
        sum.add(0.1);
        sum.add(1e300);
        sum.add(Double.MIN_VALUE);
        sum.subtract(1e300);
        sum.subtract(0.1);
        assertEquals(Double.MIN_VALUE, sum.toDouble());
        sum.subtract(Double.MIN_VALUE);
        assertEquals(0.0, sum.toDouble());
        assertTrue(sum.fitsLong());
        assertEquals(0, sum.toLong());
    }

    @Test
    void tenTenthsAreOneAfterRoundingOnce() {
        var sum = new ExactSum();
        for (int i = 0; i < 10; i++) {
            sum.add(0.1);
        }
        assertEquals(1.0, sum.toDouble()); // one addition at a time gives 0.9999999999999999
    }

    @Test
    void aSumOfIntegersMayLeaveTheRangeOfLongAndComeBack() {
        var sum = new ExactSum();
        sum.add(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, sum.toLong());
        sum.add(1L);
        assertFalse(sum.fitsLong());
        assertEquals(0x1p63, sum.toDouble());
        sum.subtract(2L);
        assertTrue(sum.fitsLong());
        assertEquals(Long.MAX_VALUE - 1, sum.toLong());
    }

    @Test
    void theSmallestLongFits() {
        var sum = new ExactSum();
        sum.add(Long.MIN_VALUE);
        assertTrue(sum.fitsLong());
        assertEquals(Long.MIN_VALUE, sum.toLong());
        sum.subtract(1L);
        assertFalse(sum.fitsLong());
        sum.subtract(Long.MIN_VALUE);
        assertEquals(-1, sum.toLong());
    }

    @Test
    void aHalfIsNoLong() {
        var sum = new ExactSum();
        sum.add(1.5);
        assertFalse(sum.fitsLong());
    }

    @Test
    void beyondTheLargestDoubleIsInfinite() {
        var sum = new ExactSum();
        sum.add(Double.MAX_VALUE);
        sum.add(Double.MAX_VALUE);
        assertEquals(Double.POSITIVE_INFINITY, sum.toDouble());
        sum.subtract(Double.MAX_VALUE);
        assertEquals(Double.MAX_VALUE, sum.toDouble());
        sum.subtract(Double.MAX_VALUE);
        sum.subtract(Double.MAX_VALUE);
        sum.subtract(Double.MAX_VALUE);
        assertEquals(Double.NEGATIVE_INFINITY, sum.toDouble());
    }

    @Test
    void whatIsNoNumberIsRefused() {
        var sum = new ExactSum();
        assertThrows(IllegalArgumentException.class, () -> sum.add(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> sum.subtract(Double.NEGATIVE_INFINITY));
    }

    @Test
    void theSumIsTheTwinsRoundedOnce() {
        for (long seed = 0; seed < 300; seed++) {
            var rng = new Rng(seed);
            var sum = new ExactSum();
            var twin = BigDecimal.ZERO;
            var added = new ArrayList<Double>();
            for (int i = 0; i < 60; i++) {
                if (!added.isEmpty() && rng.chance(30)) {
                    double gone = added.remove(rng.nextInt(added.size()));
                    sum.subtract(gone);
                    twin = twin.subtract(new BigDecimal(gone));
                } else if (rng.chance(20)) {
                    long more = rng.nextLong() >> rng.nextInt(64);
                    sum.add(more);
                    twin = twin.add(BigDecimal.valueOf(more));
                } else {
                    double more = number(rng);
                    added.add(more);
                    sum.add(more);
                    twin = twin.add(new BigDecimal(more));
                }
                assertEquals(twin.doubleValue(), sum.toDouble(), "seed " + seed + " at " + i);
            }
        }
    }

    /// Numbers of all sizes, many with few bits so that ties of rounding happen.
    private static double number(Rng rng) {
        long mantissa = rng.chance(50) ? rng.nextInt(4) : rng.nextLong() >>> 12;
        long exponent = rng.chance(50) ? 1023 + rng.nextInt(60) : rng.nextInt(2047);
        double value = Double.longBitsToDouble(exponent << 52 | mantissa);
        return rng.chance(50) ? value : -value;
    }
}
