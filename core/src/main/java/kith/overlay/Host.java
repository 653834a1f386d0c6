package kith.overlay;

import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Message;
import kith.port.Now;

/// What the overlay asks of the peer it belongs to.
public interface Host {
    PeerId self();

    Now now();

    /// Opens a link to the peer with that key.
    void dial(String address, Bytes peer);

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    boolean isMember(BoardId board, PeerId peer);

    /// Sends over a link, unless we have hung up.
    void send(long link, Message message);

    /// Ends a link, and tells its other side why.
    void end(long link, String code, String detail);

    /// The other side of a link told to whom else it is linked on a board.
    void told(long link, BoardId board, List<PeerId> peers);

    /// Something came for this peer.
    void deliver(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes);
}
