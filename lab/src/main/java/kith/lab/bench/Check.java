package kith.lab.bench;

/// Results are checked while they are timed: a wrong library is not fast.
final class Check {
    private Check() {}

    static void equal(double expected, double found) {
        // Adding 0.0 makes one of both zeros.
        if (Double.compare(expected + 0.0, found + 0.0) != 0) {
            throw new IllegalStateException("expected " + expected + ", found " + found);
        }
    }

    /// Work that takes a while and comes to nothing.
    static void busy(double rounds) {
        double a = 0;
        for (int i = 0; i < 100; i++) {
            a += rounds;
        }
        if (a == -1) {
            throw new IllegalStateException("busy work came to " + a);
        }
    }
}
