package kith.lab.bench.readers;

/// How late things were, in tenths of a millisecond up to twenty seconds.
final class Lateness {
    private static final int STEP_NANOS = 100_000;
    private static final int STEPS = 200_000;

    private final long[] counts = new long[STEPS];
    private long all;

    void add(long nanos) {
        counts[Math.clamp(nanos / STEP_NANOS, 0, STEPS - 1)]++;
        all++;
    }

    /// What so many of a hundred were below.
    double millis(int percent) {
        long below = 0;
        for (int i = 0; i < STEPS; i++) {
            below += counts[i];
            if (below * 100 >= all * percent) {
                return (i + 1) * (STEP_NANOS / 1e6);
            }
        }
        return Double.NaN;
    }
}
