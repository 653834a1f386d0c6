package kith.crdt;

import kith.log.ChainOrder;
import kith.log.Stamp;
import org.jspecify.annotations.Nullable;

/// Which of two marks is the newer one: by time, then by the name of the chain, then by sequence
/// number. All replicas agree on it, because chains are compared by their names.
///
/// A mark is always newer than those that its author had seen: the time of a change is after that
/// of everything in its past.
public final class Recency {
    private Recency() {}

    /// Negative, zero or positive as mark A is older than, the same as, or newer than mark B.
    public static int compare(
            long timeA, int chainA, int seqA, long timeB, int chainB, int seqB, ChainOrder order) {
        if (timeA != timeB) {
            return timeA < timeB ? -1 : 1;
        }
        return chainA == chainB ? Integer.compare(seqA, seqB) : order.compare(chainA, chainB);
    }

    public static int compare(Stamp a, Stamp b, ChainOrder order) {
        return compare(a.time(), a.chain(), a.seq(), b.time(), b.chain(), b.seq(), order);
    }

    /// The newer of two marks, of which either may be missing.
    public static @Nullable Stamp newer(@Nullable Stamp a, @Nullable Stamp b, ChainOrder order) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return compare(a, b, order) >= 0 ? a : b;
    }
}
