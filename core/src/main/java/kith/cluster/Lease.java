package kith.cluster;

import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// Who leads, as somebody has promised for a while. Source: Gray and Cheriton, *Leases* (SOSP
/// 1989); the epoch is the fencing token of Kleppmann, *How to do distributed locking* (2016).
///
/// @param epoch grows with each other holder; what is done under an older one counts no more
/// @param holder null when nobody does
record Lease(long epoch, @Nullable PeerId holder, long untilNanos) {
    static final Lease NONE = new Lease(0, null, Long.MIN_VALUE);

    boolean holds(long nowNanos) {
        return holder != null && nowNanos < untilNanos;
    }

    boolean isOf(PeerId peer) {
        return peer.equals(holder);
    }
}
