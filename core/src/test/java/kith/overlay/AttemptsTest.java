package kith.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import kith.lang.Rng;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// What is remembered of addresses that were dialled.
final class AttemptsTest {
    private static final String ADDRESS = "somewhere:1";

    private final Attempts attempts = new Attempts(new Rng(1));

    /// A member may list others as often as it likes.
    @Test
    void anAddressThatThisHostCannotDialIsForgottenWhenNobodyWantsIt() {
        attempts.dialled(ADDRESS);
        attempts.notForUs(ADDRESS);
        attempts.forget(address -> false, 0);
        assertEquals(1, attempts.size());
        attempts.forget(address -> true, 0);
        assertEquals(0, attempts.size());
    }

    @Test
    void oneThatFailedIsNotForgottenBeforeItMayBeDialledAgain() {
        attempts.dialled(ADDRESS);
        attempts.failed(ADDRESS, "nobody is there", 0);
        attempts.forget(address -> true, 0);
        assertFalse(attempts.isUnderWay(ADDRESS));
        assertEquals(1, attempts.size());
        attempts.forget(address -> true, Now.SECOND);
        assertEquals(0, attempts.size());
    }
}
