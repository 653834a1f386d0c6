package kith.lang;

/// Reads a byte array front to back and never past its end.
///
/// Every count that comes from outside is checked against a bound before anything is allocated for
/// it, and everything wrong is a [Malformed] that names what was read and where. Integers are
/// little-endian base-128 varints with exactly one encoding each: a longer encoding of the same
/// number is refused, so that equal values have equal bytes.
public final class Reader {
    private final byte[] array;
    private final int end;
    private int at;

    public Reader(byte[] array) {
        this(array, 0, array.length);
    }

    public Reader(Bytes bytes) {
        this(bytes.shared());
    }

    /// Reads `array` from `start` up to, but not including, `end`.
    public Reader(byte[] array, int start, int end) {
        if (start < 0 || end < start || end > array.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + array.length);
        }
        this.array = array;
        this.at = start;
        this.end = end;
    }

    public int position() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    public boolean atEnd() {
        return at == end;
    }

    /// Fails when something is left over.
    public void expectEnd() {
        if (at != end) {
            throw new Malformed((end - at) + " bytes left over at " + at);
        }
    }

    public int u8() {
        need(1);
        return array[at++] & 0xff;
    }

    /// A flag: 0 or 1, nothing else.
    public boolean flag() {
        int value = u8();
        if (value > 1) {
            throw new Malformed("flag is " + value + " at " + (at - 1));
        }
        return value == 1;
    }

    public int u32() {
        need(4);
        int value =
                (array[at] & 0xff)
                        | (array[at + 1] & 0xff) << 8
                        | (array[at + 2] & 0xff) << 16
                        | (array[at + 3] & 0xff) << 24;
        at += 4;
        return value;
    }

    public long u64() {
        long low = u32() & 0xffffffffL;
        return low | (long) u32() << 32;
    }

    /// A number from 0 to `maxLast`, at most 31 bits.
    public int count(int maxLast, String what) {
        int small = small();
        if (small >= 0 && small <= maxLast) {
            return small;
        }
        return checked(small >= 0 ? small : longVarint(), maxLast, what);
    }

    private static int checked(long value, int maxLast, String what) {
        if (value < 0 || value > maxLast) {
            throw new Malformed(
                    what + " is " + Long.toUnsignedString(value) + ", at most " + maxLast);
        }
        return (int) value;
    }

    /// How many bytes follow. What they are is put together only for who is told of it: most of
    /// what it costs to read a short text would be its name.
    private int sizeOf(int bytesMax, String what) {
        int small = small();
        int size =
                small >= 0 && small <= bytesMax
                        ? small
                        : checked(
                                small >= 0 ? small : longVarint(),
                                bytesMax,
                                what + " size in bytes");
        need(size);
        return size;
    }

    /// An unsigned 64-bit number in its shortest encoding.
    public long varint() {
        int small = small();
        return small >= 0 ? small : longVarint();
    }

    /// A number in at most four bytes; -1 when there is none, and nothing was read. In a browser a
    /// `long` is an object, and nearly all numbers are small.
    private int small() {
        if (at < end && array[at] >= 0) {
            return array[at++];
        }
        int value = 0;
        int to = Math.min(end, at + 4);
        for (int i = at; i < to; i++) {
            byte next = array[i];
            value |= (next & 0x7f) << 7 * (i - at);
            if (next > 0) {
                at = i + 1;
                return value;
            }
            if (next == 0) {
                break; // padded: whoever reads it the long way says so
            }
        }
        return -1;
    }

    private long longVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) {
                throw new Malformed("varint over 64 bits at " + (at - 1));
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw new Malformed("varint with a padded encoding at " + (at - 1));
                }
                return value;
            }
        }
        throw new Malformed("varint over 10 bytes at " + at);
    }

    /// A signed number in zigzag form.
    public long signed() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    /// The same of at most 30 bits and its sign.
    public int signed(int magnitudeMax, String what) {
        int zigzag = count(2 * magnitudeMax, what);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    public Bytes bytes(int size) {
        need(size);
        var out = Bytes.copy(array, at, at + size);
        at += size;
        return out;
    }

    /// A byte string with its length before it, at most `sizeMax` long.
    public Bytes sized(int sizeMax, String what) {
        return bytes(sizeOf(sizeMax, what));
    }

    /// A reader over the next `size` bytes, which this reader skips.
    public Reader sub(int size) {
        need(size);
        var out = new Reader(array, at, at + size);
        at += size;
        return out;
    }

    /// A text with its length in bytes before it. See [Utf8] for lone surrogates.
    public String string(int bytesMax, String what) {
        int size = sizeOf(bytesMax, what);
        String out = Utf8.decode(array, at, at + size);
        at += size;
        return out;
    }

    /// The same as units, of which there must be so many.
    public char[] units(int count, String what) {
        int size = sizeOf(remaining(), what);
        if (count > size) { // found out before there is memory for them
            throw new Malformed(what + " has " + size + " bytes, expected " + count + " units");
        }
        var out = new char[count];
        int units = Utf8.decode(array, at, at + size, out);
        if (units < count) {
            throw new Malformed(what + " has " + units + " units, expected " + count);
        }
        at += size;
        return out;
    }

    public void skip(int size) {
        need(size);
        at += size;
    }

    private void need(int size) {
        if (size < 0 || size > end - at) {
            throw new Malformed(
                    "wanted " + size + " bytes at " + at + ", " + (end - at) + " are left");
        }
    }
}
