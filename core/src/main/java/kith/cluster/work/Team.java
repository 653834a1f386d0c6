package kith.cluster.work;

import java.util.List;
import kith.identity.PeerId;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What handing out work asks of the cluster that this peer is in.
public interface Team {
    PeerId self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// Null while nobody leads, and while this peer is in no cluster.
    @Nullable PeerId leader();

    /// Whether that is this peer.
    boolean leads();

    /// The newest epoch that was accepted here.
    long epoch();

    /// Whether that one is a member or a guest.
    boolean isHere(PeerId peer);

    /// The leaders of the other clusters, where this peer leads its own.
    List<PeerId> otherLeaders();

    /// Sends to a member of the board. It may get lost.
    void send(PeerId to, WorkMessage message);
}
