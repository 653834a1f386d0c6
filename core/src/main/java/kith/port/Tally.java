package kith.port;

/// What a peer counts since it was started: whoever does something adds to it, whoever wants to
/// know looks. Owner only.
public final class Tally {
    /// What is counted. The names are those of `docs/metrics.md`, without prefix and suffix.
    public enum Count {
        /// Writes of local clients that were carried out.
        WRITES(0),

        /// Changes that were written here.
        CHANGES_WRITTEN(1),

        /// Changes that links brought, also such as were here.
        CHANGES_RECEIVED(2),

        /// Of those: verified, and taken into the log.
        CHANGES_TAKEN(3),

        /// Of those: not taken, because of who wrote them or how much.
        CHANGES_REFUSED(4),

        /// Heads whose signature does not hold.
        SIGNATURES_WRONG(5),

        /// States that were built anew from the log.
        REBUILDS(6),

        /// Checkpoints that were completed.
        CHECKPOINTS(7),

        /// Segments of the log that were written anew.
        SEGMENTS_REWRITTEN(8);

        private final int slot;

        Count(int slot) {
            this.slot = slot;
        }
    }

    private static final int COUNTS = Count.values().length;

    private final long[] counts = new long[COUNTS];

    /// With nothing counted.
    public Tally() {}

    public void add(Count what, int more) {
        counts[what.slot] += more;
    }

    public long of(Count what) {
        return counts[what.slot];
    }
}
