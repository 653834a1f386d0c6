package kith.overlay.probe;

import java.util.Arrays;
import kith.port.Now;

/// How many questions there may be in a second, whichever second one looks at.
final class Pace {
    /// What an idle peer may cost others: with all that is around it, a kilobyte a second.
    static final int ASKS_PER_SECOND = 5;

    private final long[] asked = new long[ASKS_PER_SECOND];
    private int next;

    Pace() {
        Arrays.fill(asked, Long.MIN_VALUE / 2);
    }

    /// When there may be another one.
    long freeAt() {
        return asked[next] + Now.SECOND;
    }

    void spend(long now) {
        asked[next] = now;
        next = (next + 1) % ASKS_PER_SECOND;
    }
}
