package kith.replica.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.port.Now;
import org.junit.jupiter.api.Test;

class UnreadTest {
    private static final long SECOND = Now.SECOND;

    private final Unread unread = new Unread();

    /// A read that fails at once.
    private long failed(long start, long end, long now) {
        return unread.failed(start, end, now, now);
    }

    /// Gives up a part at second 10, until 20.
    private void giveUp(long start, long end) {
        for (int i = 0; i < 10; i++) {
            assertEquals(i * SECOND, failed(start, end, i * SECOND), "tried again at once");
        }
        assertEquals(20 * SECOND, failed(start, end, 10 * SECOND));
    }

    @Test
    void aReadThatTakesLongToFailIsGivenUpToo() {
        assertEquals(31 * SECOND, unread.failed(100, 200, 0, 31 * SECOND));
        long again = unread.failed(100, 200, 32 * SECOND, 63 * SECOND);
        assertEquals(73 * SECOND, again);
    }

    @Test
    void thePauseDoublesUpToTenMinutes() {
        giveUp(100, 200);
        long now = 20 * SECOND;
        for (long pause : new long[] {20, 40, 80, 160, 320, 600, 600}) {
            assertEquals(now, unread.againAt(100, 200, now));
            long again = failed(100, 200, now);
            assertEquals(now + pause * SECOND, again);
            assertEquals(again, failed(100, 200, now + 1), "another had asked, too");
            now = again;
        }
    }

    @Test
    void whoReadsOverItWaitsAndWhoOnlyTouchesItTriesOnce() {
        giveUp(100, 200);
        long now = 11 * SECOND;
        assertEquals(20 * SECOND, unread.againAt(50, 200, now));
        assertEquals(20 * SECOND, unread.againAt(100, 300, now));
        assertEquals(now, unread.againAt(50, 199, now));
        assertEquals(now, unread.againAt(101, 300, now));
        assertEquals(now, unread.againAt(200, 300, now));
        assertTrue(failed(150, 250, now) > now);
        assertEquals(now, failed(250, 300, now), "that one lies beside it");
    }

    @Test
    void whatIsReadAgainIsForgotten() {
        giveUp(100, 200);
        unread.read(100, 150);
        assertEquals(1, unread.size());
        unread.read(50, 200);
        assertEquals(0, unread.size());
        assertEquals(12 * SECOND, unread.againAt(100, 200, 12 * SECOND));
        assertEquals(12 * SECOND, failed(100, 200, 12 * SECOND), "it begins anew");
    }

    @Test
    void whatNobodyTriedForLongerThanThatIsTriedForTenSecondsAnew() {
        assertEquals(0, failed(100, 200, 0));
        assertEquals(60 * SECOND, failed(100, 200, 60 * SECOND));
        assertEquals(69 * SECOND, failed(100, 200, 69 * SECOND));
        assertTrue(failed(100, 200, 70 * SECOND) > 70 * SECOND);
    }

    @Test
    void noMoreThanAThousandPartsAreRemembered() {
        for (int i = 0; i < 3 * Unread.PARTS_MAX; i++) {
            failed(10L * i, 10L * i + 5, 0);
        }
        assertEquals(Unread.PARTS_MAX, unread.size());
    }
}
