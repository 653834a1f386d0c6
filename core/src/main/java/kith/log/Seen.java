package kith.log;

/// What the author of a change had really looked at: for each chain, the last sequence number.
///
/// It alone governs merging: a write replaces exactly the writes that it covers.
public interface Seen {
    /// The last sequence number seen of `chain`, 0 when nothing of it was seen.
    int upTo(int chain);

    default boolean covers(int chain, int seq) {
        return seq <= upTo(chain);
    }
}
