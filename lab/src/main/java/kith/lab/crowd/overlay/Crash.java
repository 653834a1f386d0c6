package kith.lab.crowd.overlay;

import kith.port.Now;

/// A share of all crashes at once: in how many pieces the rest is, and when it is whole again.
final class Crash {
    /// When it is looked at beside, and how often, and for how long.
    static final int LATER_SECONDS = 5;

    private static final long LATER_NANOS = LATER_SECONDS * Now.SECOND;
    private static final long STEP_NANOS = Now.SECOND / 2;
    private static final long WATCHED_NANOS = 180 * Now.SECOND;

    /// What came of it.
    ///
    /// @param before the share in the largest piece just before
    /// @param atOnce of those who are left, just after
    /// @param later the same some seconds later
    /// @param wholeSeconds until all of them are in one piece; infinite where that was not so in
    ///     three minutes
    /// @param end the share in the largest piece when it is whole, or when nobody waits any longer
    record Outcome(
            int left,
            double before,
            double atOnce,
            double later,
            double wholeSeconds,
            double end) {}

    private Crash() {}

    static Outcome run(Town town, double share) {
        double before = town.shape().largestPiece();
        town.crash((int) Math.round(share * town.size()));
        long since = town.crowd.nanos();
        Shape shape = town.shape();
        double atOnce = shape.largestPiece();
        double later = atOnce;
        double wholeSince = shape.isWhole() ? 0 : Double.POSITIVE_INFINITY;
        // Before everybody is missed the links say nothing of what will be.
        for (long passed = STEP_NANOS;
                passed <= WATCHED_NANOS && (passed <= LATER_NANOS || !shape.isWhole());
                passed += STEP_NANOS) {
            town.run(since + passed - town.crowd.nanos());
            shape = town.shape();
            later = passed <= LATER_NANOS ? shape.largestPiece() : later;
            double seconds = passed / (double) Now.SECOND;
            wholeSince = shape.isWhole() ? Math.min(seconds, wholeSince) : Double.POSITIVE_INFINITY;
        }
        return new Outcome(shape.size(), before, atOnce, later, wholeSince, shape.largestPiece());
    }
}
