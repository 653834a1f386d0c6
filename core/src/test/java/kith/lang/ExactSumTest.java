package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    void integersAreAddedExactlyBeyondTheirRange() {
        var sum = new ExactSum();
        sum.add(Long.MAX_VALUE);
        sum.add(1L);
        assertEquals(0x1p63, sum.toDouble());
        sum.subtract(Long.MAX_VALUE);
        assertEquals(1.0, sum.toDouble());
        sum.add(Long.MIN_VALUE);
        assertEquals(-0x1p63, sum.toDouble()); // less one, which rounds away
        sum.subtract(Long.MIN_VALUE);
        assertEquals(1.0, sum.toDouble());
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
