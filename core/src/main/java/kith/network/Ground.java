package kith.network;

import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.reach.Host;
import kith.network.spread.Spreader;
import kith.network.spread.Way;
import kith.network.trace.Subject;
import kith.overlay.Use;
import kith.port.Effects.Then;
import org.jspecify.annotations.Nullable;

/// What the machines of a network ask of the peer that they run in.
public interface Ground extends Host {
    PeerId self();

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

    /// Whether this peer needs the link to that one for a directory.
    boolean isForDirectory(PeerId peer);

    /// A link may be silent for so long before anybody has to ask over it.
    void rests(long link, long nanos);

    /// What a link is there for.
    Use use(long link);

    /// What a link is there for is another thing than before.
    void useChanged(long link);

    /// What goes over which link.
    Spreader spreader();

    /// Ends a link, and tells its other side why.
    void end(long link, String code, String detail);

    /// Ends a link with which nothing is wrong.
    void hangUp(long link, String reason);
}
