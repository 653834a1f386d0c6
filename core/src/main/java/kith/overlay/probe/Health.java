package kith.overlay.probe;

import kith.port.Now;

/// How well this peer fares itself: who is slow, or hears little, thinks that of all the others.
///
/// *The idea.* Each answer that did not come in time raises a level, each that did lowers it, and
/// all patience is as many times longer. Who wakes later than it wanted to stood still: for twice
/// that long it judges nobody, so that what has come meanwhile is looked at first.
///
/// Source: Dadgar, Phillips and Currey, *Lifeguard* (DSN 2018), the local health multiplier; its
/// levels are those of memberlist.
final class Health {
    static final int LEVEL_MAX = 7;

    /// Later than any timer of a machine that has time. Guess.
    static final long LATE_NANOS = 50 * Now.MILLI;

    /// Who stood still for longer needs no longer to ask again. Guess.
    private static final long HOLD_NANOS_MAX = 10 * Now.SECOND;

    private int level;
    private long judgesFrom = Long.MIN_VALUE;

    void good() {
        level = Math.max(0, level - 1);
    }

    void bad() {
        level = Math.min(LEVEL_MAX, level + 1);
    }

    /// We were woken so much later than we asked to be.
    void late(long now, long byNanos) {
        if (byNanos >= LATE_NANOS) {
            bad();
            judgesFrom = now + Math.min(2 * byNanos, HOLD_NANOS_MAX);
        }
    }

    boolean judges(long now) {
        return now >= judgesFrom;
    }

    int level() {
        return level;
    }

    long stretch(long nanos) {
        return nanos * (1 + level);
    }
}
