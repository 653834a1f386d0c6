package kith.lab.bed.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Rng;
import org.junit.jupiter.api.Test;

/// When what enters a way comes out: expected values by arithmetic.
final class WayTest {
    private static final long MILLI = 1_000_000;

    private static Way way(Shape shape) {
        var way = new Way(new Rng(1));
        way.shape(shape);
        return way;
    }

    @Test
    void aDelayIsAddedToWhenSomethingEnters() {
        Way way = way(Shape.delay(40));
        assertEquals(45 * MILLI, way.outNanos(5 * MILLI, 1_500));
        assertEquals(46 * MILLI, way.outNanos(6 * MILLI, 1_500));
    }

    @Test
    void atOneMegabitASecondOneThousandTwoHundredAndFiftyBytesTakeTenMilliseconds() {
        Way way = way(Shape.NONE.with("rate", 1));
        assertEquals(10 * MILLI, way.outNanos(0, 1_250));
        assertEquals(20 * MILLI, way.outNanos(0, 1_250));
        assertEquals(110 * MILLI, way.outNanos(100 * MILLI, 1_250));
    }

    @Test
    void whatWouldWaitForMoreThanAFifthOfASecondIsLost() {
        Way way = way(Shape.NONE.with("rate", 1));
        for (int i = 1; i <= 21; i++) {
            assertEquals(10 * MILLI * i, way.outNanos(0, 1_250));
        }
        assertEquals(Way.NEVER, way.outNanos(0, 1_250));
        assertEquals(30 * MILLI + 200 * MILLI, way.outNanos(20 * MILLI, 2_500));
    }

    @Test
    void jitterChangesNoOrderAndIsNeverMoreThanItsBound() {
        Way way = way(Shape.delay(10).with("jitter", 30));
        long last = 0;
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            long out = way.outNanos(i * MILLI, 100);
            assertTrue(out >= last, "overtaken");
            assertTrue(out >= i * MILLI + 10 * MILLI, "too early");
            assertTrue(out <= i * MILLI + 40 * MILLI, "too late");
            last = out;
            longest = Math.max(longest, out - i * MILLI);
        }
        assertTrue(longest > 30 * MILLI, "no jitter");
    }

    @Test
    void aFifthIsLostWhereAFifthIsToBeLost() {
        Way way = way(Shape.NONE.with("loss", 20));
        int lost = 0;
        for (int i = 0; i < 10_000; i++) {
            lost += way.outNanos(i, 100) == Way.NEVER ? 1 : 0;
        }
        assertEquals(2_000, lost, 160); // four standard deviations
    }

    @Test
    void nothingPassesAWayThatIsCut() {
        Way way = way(Shape.NONE);
        way.cut(true);
        assertEquals(Way.NEVER, way.outNanos(0, 100));
        way.cut(false);
        assertEquals(1, way.outNanos(1, 100));
    }

    @Test
    void nonsenseIsNoShape() {
        assertThrows(IllegalArgumentException.class, () -> Shape.NONE.with("loss", 101));
        assertThrows(IllegalArgumentException.class, () -> Shape.NONE.with("delay", -1));
        assertThrows(IllegalArgumentException.class, () -> Shape.NONE.with("colour", 1));
    }
}
