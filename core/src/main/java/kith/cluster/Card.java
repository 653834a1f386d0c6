package kith.cluster;

import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;

/// What a leader says of its cluster to all: where it is, how large, and whom to ask. Signed, since
/// it goes from hand to hand.
///
/// It is a hint. That its leader leads shows when it is asked, by a roster and a lease.
///
/// @param number a later one of the same epoch has a larger one
/// @param middle of where its members are
public record Card(
        long cluster,
        long epoch,
        long number,
        PeerId leader,
        int size,
        Coordinate middle,
        String region,
        Bytes signature) {
    private static final String LABEL = "kith/cluster/card/1";

    /// What is signed.
    Bytes statement(BoardId board) {
        var out = new Writer().string(LABEL);
        board.write(out);
        body(out);
        return out.toBytes();
    }

    private void body(Writer out) {
        leader.write(out.u64(cluster).varint(epoch).varint(number));
        middle.write(out.varint(size));
        out.string(region);
    }

    Card signed(Bytes by) {
        return new Card(cluster, epoch, number, leader, size, middle, region, by);
    }

    /// Whether the cluster was dissolved: what its leader says of it last.
    public boolean isOver() {
        return size == 0;
    }

    /// Whether somebody else leads there still: one's own card goes round, too.
    boolean isOfAnother(PeerId self) {
        return !isOver() && !leader.equals(self);
    }

    /// Whether it takes the place of that one.
    boolean isNewerThan(Card other) {
        return epoch > other.epoch || epoch == other.epoch && number > other.number;
    }

    void write(Writer out) {
        body(out);
        out.bytes(signature);
    }

    static Card read(Reader in) {
        long cluster = in.u64();
        long epoch = ClusterMessage.number(in);
        long number = ClusterMessage.number(in);
        PeerId leader = PeerId.read(in);
        int size = in.count(Clusters.SIZE_MAX, "size of a cluster");
        Coordinate middle = Coordinate.read(in);
        String region = in.string(Clusters.REGION_BYTES_MAX, "a region");
        Bytes signature = in.bytes(Check.SIGNATURE_BYTES);
        return new Card(cluster, epoch, number, leader, size, middle, region, signature);
    }
}
