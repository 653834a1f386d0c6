package kith.network.trace;

import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.port.Now;

/// What tracing asks of the peer that it runs in.
public interface Host {
    PeerId self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    boolean isMember(BoardId board, PeerId peer);

    /// Those of the board that this peer is linked to.
    List<PeerId> linked(BoardId board);

    /// Sends that to a member, by whatever way there is; it may get lost.
    void send(PeerId to, TraceMessage message);

    /// Our own part of the way of that change.
    Step step(Subject subject);
}
