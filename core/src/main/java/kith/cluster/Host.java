package kith.cluster;

import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Effects;
import kith.port.Now;

/// What the clusters of a board ask of the peer that is on it.
public interface Host {
    PeerId self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    boolean isMember(PeerId peer);

    /// Sends to a member, over a link that is there or is dialled for it. It may get lost.
    void send(PeerId to, ClusterMessage message);

    /// Whether this peer is linked to one other only, on whom more hang than a cluster holds.
    default boolean isLeaf() {
        return false;
    }

    /// The same seen from the other end: whether that one is linked to this peer, on whom more hang
    /// than a cluster holds.
    default boolean isHubOf(PeerId peer) {
        return false;
    }

    /// Wants a round trip to that peer measured; when it comes back, [Clusters#measured] is told.
    void ping(PeerId peer);

    /// Signs with this peer's own key.
    void sign(Bytes statement, Effects.Then<Bytes> then);

    void check(PeerId key, Bytes statement, Bytes signature, Effects.Then<Boolean> then);

    /// Something came out of a batch, for the first time.
    void came(Bytes item);
}
