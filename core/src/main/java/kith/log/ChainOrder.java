package kith.log;

/// The order of chains that all replicas agree on, whatever numbers they gave them: by author's
/// key, then incarnation, then branch. It breaks ties between equal times.
public interface ChainOrder {
    /// Negative, zero or positive as `chainA` comes before, is, or comes after `chainB`.
    int compare(int chainA, int chainB);
}
