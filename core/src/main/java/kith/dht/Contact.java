package kith.dht;

import java.util.List;
import kith.identity.PeerId;
import kith.lang.Bytes;

/// A member of the board, with what follows from the board's records: where it stands, and behind
/// which walls.
///
/// @param walls what names each invitation on the way from the founder to it, the founder's first:
///     those who came in by one of the founder's invitations, and all whom they let in, are one
///     subtree of depth 1. None for the founder
public record Contact(PeerId peer, Place place, List<Bytes> walls) {
    /// What names the subtree of that depth in which it is; for one who is nearer to the founder
    /// the invitation by which it came.
    Bytes wall(int depth) {
        return walls.isEmpty() ? Bytes.EMPTY : walls.get(Math.min(depth, walls.size()) - 1);
    }

    /// Whether both are in one subtree of depth 1.
    boolean isBehindOneWall(Contact other) {
        return wall(1).equals(other.wall(1));
    }
}
