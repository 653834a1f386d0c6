package kith.lab.crowd.directory;

import java.util.Arrays;

/// What came of many look-ups.
final class Tally {
    private long[] millis = new long[1 << 10];
    private int done;
    private int good;
    private int stale;
    private long hops;
    private int withHops;

    /// Whose outcome it is.
    enum Outcome {
        GOOD,
        /// An older record than there is.
        STALE,
        NOTHING
    }

    void add(Outcome outcome, long nanos, int hopsTaken) {
        done++;
        if (outcome == Outcome.STALE) {
            stale++;
        }
        if (outcome == Outcome.GOOD) {
            if (good == millis.length) {
                millis = Arrays.copyOf(millis, 2 * good);
            }
            millis[good++] = nanos / 1_000_000;
            withHops += hopsTaken >= 0 ? 1 : 0;
            hops += Math.max(0, hopsTaken);
        }
    }

    int done() {
        return done;
    }

    double success() {
        return done == 0 ? Double.NaN : good / (double) done;
    }

    double stale() {
        return done == 0 ? Double.NaN : stale / (double) done;
    }

    double hops() {
        return withHops == 0 ? Double.NaN : hops / (double) withHops;
    }

    /// Of those that came to something.
    long millis(double quantile) {
        long[] sorted = Arrays.copyOf(millis, good);
        Arrays.sort(sorted);
        return good == 0 ? -1 : sorted[(int) Math.min(good - 1, Math.floor(quantile * good))];
    }
}
