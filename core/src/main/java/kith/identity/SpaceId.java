package kith.identity;

import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// A space: the hash of its board and its name.
///
/// So two members who create one name, far from each other, have made one space, and the same name
/// on another board is another space.
public record SpaceId(Bytes hash) implements Comparable<SpaceId> {
    public static final int SIZE_BYTES = 32;

    /// As long as a path may be.
    public static final int NAME_BYTES_MAX = 1_024;

    public SpaceId {
        PeerId.require32(hash, "a space id");
    }

    /// The space called `name` on `board`.
    public static SpaceId of(BoardId board, String name, Hasher hasher) {
        int size = Utf8.size(name);
        if (size == 0 || size > NAME_BYTES_MAX) {
            throw new Malformed(
                    "a space name has " + size + " bytes, expected 1 to " + NAME_BYTES_MAX);
        }
        var out = Domain.SPACE.begin();
        board.write(out);
        return new SpaceId(Domain.hash(out.string(name), hasher));
    }

    public static SpaceId parse(String text) {
        return new SpaceId(PeerId.parse32(text, "a space id"));
    }

    public static SpaceId read(Reader in) {
        return new SpaceId(in.bytes(SIZE_BYTES));
    }

    public void write(Writer out) {
        out.bytes(hash);
    }

    public String text() {
        return Base32.encode(hash);
    }

    @Override
    public int compareTo(SpaceId other) {
        return hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return text();
    }
}
