package kith.overlay;

import java.util.List;
import java.util.function.BiConsumer;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What the overlay asks of the peer it belongs to.
public interface Host {
    PeerId self();

    Now now();

    /// Opens a link to the peer with that key; null for whoever is there.
    void dial(String address, @Nullable Bytes peer);

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// The boards that this peer is on.
    List<BoardId> boards();

    boolean isMember(BoardId board, PeerId peer);

    /// The other members of a board that say that they listen somewhere, and where; without those
    /// that can be dialled by signals only.
    void listening(BoardId board, BiConsumer<PeerId, List<String>> to);

    /// None of the addresses of that member leads to it: others may be found out.
    void unreached(BoardId board, PeerId peer);

    /// Whether that peer is one of those.
    boolean listens(BoardId board, PeerId peer);

    /// What names the subtree of the invitations that a member is in: the founder's invitation by
    /// which all of them came. Null for the founder.
    @Nullable Bytes wall(BoardId board, PeerId peer);

    /// The last round trip over a link; negative when none was measured.
    long roundTripNanos(long link);

    /// What either side needs a link for that is no neighbour's, if there is anything.
    Use use(long link);

    /// A link that this host dialled for a visit is a neighbour's from now on. False when it is no
    /// such link, or cannot be one yet.
    boolean keep(long link);

    /// Sends over a link, unless we have hung up.
    void send(long link, Message message);

    /// Ends a link, and tells its other side why.
    void end(long link, String code, String detail);

    /// The other side of a link told to whom else it is linked on a board.
    void told(long link, BoardId board, List<PeerId> peers);

    /// Something came for this peer.
    void deliver(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes);
}
