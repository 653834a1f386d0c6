package kith.log;

/// The names of a space's chains, and the order of chains that all replicas agree on, whatever
/// numbers they gave them. The order breaks ties between equal times.
public interface ChainOrder {
    /// Negative, zero or positive as `chainA` comes before, is, or comes after `chainB`.
    int compare(int chainA, int chainB);

    /// The name of the chain that this replica numbers `chain`.
    ChainId id(int chain);

    /// The number of the chain with that name, or -1 when nothing of it is known here.
    int number(ChainId id);
}
