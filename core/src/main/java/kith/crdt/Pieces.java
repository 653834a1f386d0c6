package kith.crdt;

import java.util.TreeMap;
import kith.lang.Malformed;

/// Bytes that come in pieces, in any order: what a checkpoint has of a large text or list.
///
/// How many pieces there are is what the first one says. Memory is only taken for those that came,
/// so that a small one which promises very many costs no more than itself.
public final class Pieces {
    /// The most bytes of one sequence: what its history and what it shows can take. Guess.
    public static final int BYTES_MAX = 1 << 30;

    private final int count;
    private final TreeMap<Integer, byte[]> here = new TreeMap<>();
    private int bytes;

    /// Nothing of so many pieces yet.
    public Pieces(int count) {
        this.count = count;
    }

    /// Takes a piece in, of so many. False when it is here already, or is one of another whole.
    public boolean add(int piece, int of, byte[] more) {
        if (of != count || piece < 0 || piece >= count || here.containsKey(piece)) {
            return false;
        }
        if (more.length > BYTES_MAX - bytes) {
            throw new Malformed("a text or list of more than " + BYTES_MAX + " bytes");
        }
        here.put(piece, more);
        bytes += more.length;
        return true;
    }

    public boolean isWhole() {
        return here.size() == count;
    }

    /// All of them in their order.
    public byte[] joined() {
        var whole = new byte[bytes];
        int at = 0;
        for (byte[] piece : here.values()) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }
}
