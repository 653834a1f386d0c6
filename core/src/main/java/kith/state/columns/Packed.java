package kith.state.columns;

import kith.lang.Deflated;
import kith.lang.Reader;
import kith.lang.Writer;

/// Bytes that are packed when that saves something.
///
/// ```
/// packed := size (0 bytes | 1 packedSize deflated)
/// ```
///
/// How many there must be is said before them, and bounded by who reads; [Deflated] makes no room
/// for more than the packed bytes can hold.
public final class Packed {
    /// Fewer are left as they are: the codes alone would take as much. Guess.
    private static final int BYTES_MIN = 64;

    private Packed() {}

    /// Writes the first `size` bytes of an array.
    public static void write(Writer out, byte[] from, int size) {
        boolean may = size >= BYTES_MIN && Deflated.promises(from, 0, size);
        byte[] packed = may ? Deflated.packToKeep(from, 0, size) : from;
        boolean pays = may && packed.length < size;
        out.varint(size).flag(pays);
        if (pays) {
            out.varint(packed.length).bytes(packed, 0, packed.length);
        } else {
            out.bytes(from, 0, size);
        }
    }

    /// Reads what `write` wrote, at most so many bytes.
    public static Reader read(Reader in, int sizeMax) {
        int size = in.count(sizeMax, "bytes of a column");
        if (!in.flag()) {
            return in.sub(size);
        }
        int packed = in.count(in.remaining(), "bytes of a packed column");
        return new Reader(Deflated.unpack(in.bytes(packed).shared(), 0, packed, size));
    }
}
