package kith.network;

import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.spread.Way;
import kith.network.trace.Subject;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What the machines of a network ask of the peer that they run in.
public interface Ground {
    PeerId self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// Signs with this peer's own key.
    void sign(Bytes message, Then<Bytes> then);

    void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then);

    boolean isMember(BoardId board, PeerId peer);

    /// How many are on that board; 0 when this peer is not.
    int memberCount(BoardId board);

    /// How many changes this peer has in the spaces of that board.
    long changeCount(BoardId board);

    /// Whether that change is here.
    boolean has(Subject change);

    /// The way that it took to here, and on; null where that is not remembered.
    @Nullable Way way(Subject change);

    /// Where a member says that it listens.
    List<String> addresses(BoardId board, PeerId peer);

    /// Sends over a link, unless we have hung up.
    void send(long link, Message message);

    /// Ends a link, and tells its other side why.
    void end(long link, String code, String detail);

    /// Ends a link with which nothing is wrong.
    void hangUp(long link, String reason);

    /// Opens a link to the peer with that key.
    void dial(String address, Bytes peer);
}
