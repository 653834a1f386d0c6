package kith.identity;

import kith.lang.Bytes;

/// A record at its place: an operation in a change of somebody's chain, all of whose
/// [checks][BoardRecord#checks] were found good. Only such records are given to [Membership].
///
/// @param author whose chain carries it
/// @param incarnation of that chain
/// @param seq of the change, from 1
/// @param hash of the header of the change
/// @param time the change's packed [hybrid time][kith.clock.HybridTime]
/// @param index which of the change's operations it is
public record Placed(
        BoardRecord record,
        PeerId author,
        long incarnation,
        int seq,
        Bytes hash,
        long time,
        int index) {

    /// The order in which uses, seats and limits are given out: by time, then hash, then index. It
    /// agrees with causality, because the time of a change is after those of its deps.
    static int order(Placed a, Placed b) {
        return a.time != b.time ? Long.compare(a.time, b.time) : orderByHash(a, b);
    }

    static int orderByHash(Placed a, Placed b) {
        int byHash = a.hash.compareTo(b.hash);
        return byHash != 0 ? byHash : Integer.compare(a.index, b.index);
    }

    boolean sameChange(Placed other) {
        return hash.equals(other.hash);
    }
}
