package kith.replica.rewriting;

/// Which contents the log need not keep.
public interface Fate {
    /// Whether the content of a change was dropped for good: then it is written without. What was
    /// dropped of a chain is a beginning of it, and what was once stays so. `space` and `chain` are
    /// the numbers of this home that the log uses.
    boolean isDropped(int space, int chain, int seq);
}
