package kith.dht;

import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;

/// Where a peer, or what is looked for, stands in the id space of a board: 256 bits. How far two
/// are from each other is the XOR of them, read as a number (Maymounkov and Mazières, *Kademlia*,
/// IPTPS 2002).
///
/// A peer's place is the hash of its key, the admission by which it is a member, and the board: it
/// follows from what everybody on the board knows, is never claimed, and cannot be changed without
/// another invitation.
///
/// The first 32 bits are kept apart: among a million peers they tell nearly all distances.
public final class Place {
    private static final int SIZE_BYTES = 32;
    private static final int HEAD_BITS = 32;

    private final Bytes hash;
    private final int head;

    private Place(Bytes hash) {
        this.hash = hash;
        this.head =
                hash.at(0) << 24
                        | (hash.at(1) & 0xff) << 16
                        | (hash.at(2) & 0xff) << 8
                        | hash.at(3) & 0xff;
    }

    /// A place as it stands in a message.
    public static Place of(Bytes hash) {
        if (hash.size() != SIZE_BYTES) {
            throw new IllegalArgumentException("a place of " + hash.size() + " bytes");
        }
        return new Place(hash);
    }

    /// The place of a member.
    ///
    /// @param admission the id of the admission that lets it in, or of the founding for the founder
    public static Place of(PeerId peer, Bytes admission, BoardId board, Hasher hasher) {
        Writer out = Label.PLACE.begin();
        peer.write(out);
        board.write(out.bytes(admission));
        return new Place(hasher.sha256(out.shared(), 0, out.size()));
    }

    /// The place of what a board's directory says about something.
    public static Place of(BoardId board, RecordKind kind, Bytes subject, Hasher hasher) {
        Writer out = Label.KEY.begin();
        board.write(out);
        out.u8(kind.code()).sized(subject);
        return new Place(hasher.sha256(out.shared(), 0, out.size()));
    }

    public Bytes hash() {
        return hash;
    }

    int head() {
        return head;
    }

    /// With how many bits both begin, of the first 32.
    int shared(Place other) {
        return Integer.numberOfLeadingZeros(head ^ other.head);
    }

    /// The first 32 bits of how far it is to the other, without a sign.
    int away(Place other) {
        return head ^ other.head;
    }

    /// Below 0 when `a` is nearer to `target` than `b`.
    static int nearer(Place a, Place b, Place target) {
        int order = Integer.compareUnsigned(a.head ^ target.head, b.head ^ target.head);
        for (int i = HEAD_BITS / 8; order == 0 && i < SIZE_BYTES; i++) {
            int there = target.hash.at(i);
            order = ((a.hash.at(i) ^ there) & 0xff) - ((b.hash.at(i) ^ there) & 0xff);
        }
        return order;
    }

    /// Some place that begins with the first `bits` of this one and goes on otherwise.
    Place beside(int bits, Rng rng) {
        byte[] some = rng.bytes(SIZE_BYTES).toArray();
        for (int i = 0; i <= bits; i++) {
            int mask = 0x80 >> i % 8;
            int bit = hash.at(i / 8) & mask;
            int wanted = i < bits ? bit : bit ^ mask;
            some[i / 8] = (byte) (some[i / 8] & ~mask | wanted);
        }
        return new Place(Bytes.wrap(some));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return head;
    }

    @Override
    public String toString() {
        return hash.hex();
    }
}
