package kith.port;

/// What a peer counts since it was started: whoever does something adds to it, whoever wants to know
/// looks. Owner only.
public final class Tally {
    /// What is counted. The names are those of `docs/metrics.md`, without prefix and suffix.
    public enum Count {
        /// Writes of local clients that were carried out.
        WRITES,

        /// Changes that were written here.
        CHANGES_WRITTEN,

        /// Changes that links brought, also such as were here.
        CHANGES_RECEIVED,

        /// Of those: verified, and taken into the log.
        CHANGES_TAKEN,

        /// Of those: not taken, because of who wrote them or how much.
        CHANGES_REFUSED,

        /// Heads whose signature does not hold.
        SIGNATURES_WRONG,

        /// States that were built anew from the log.
        REBUILDS,

        /// Checkpoints that were completed.
        CHECKPOINTS
    }

    private final long[] counts = new long[Count.values().length];

    /// With nothing counted.
    public Tally() {}

    public void add(Count what, int more) {
        counts[what.ordinal()] += more;
    }

    public long of(Count what) {
        return counts[what.ordinal()];
    }
}
