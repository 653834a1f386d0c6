package kith.lab.bench.signal;

/// Results are checked while they are timed: a wrong library is not fast. A test stops at the first
/// wrong one; a benchmark counts them, for some libraries cannot do better and are shown with a
/// mark.
public final class Check {
    private static boolean counting;
    private static long wrong;

    private Check() {}

    /// From now on wrong results are counted instead of thrown.
    public static void countOnly() {
        counting = true;
    }

    /// How many results were wrong so far.
    public static long wrong() {
        return wrong;
    }

    static void equal(double expected, double found) {
        // Adding 0.0 makes one of both zeros.
        if (Double.compare(expected + 0.0, found + 0.0) != 0) {
            if (!counting) {
                throw new IllegalStateException("expected " + expected + ", found " + found);
            }
            wrong++;
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
