package kith.identity;

import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;

/// A board: the hash of its signed founding record, see [BoardRecord.Founding#board].
public record BoardId(Bytes hash) implements Comparable<BoardId> {
    public static final int SIZE_BYTES = 32;

    public BoardId {
        PeerId.require32(hash, "a board id");
    }

    public static BoardId parse(String text) {
        return new BoardId(PeerId.parse32(text, "a board id"));
    }

    public static BoardId read(Reader in) {
        return new BoardId(in.bytes(SIZE_BYTES));
    }

    public void write(Writer out) {
        out.bytes(hash);
    }

    public String text() {
        return Base32.encode(hash);
    }

    @Override
    public int compareTo(BoardId other) {
        return hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return text();
    }
}
