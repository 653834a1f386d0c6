package kith.store;

import java.util.Arrays;
import kith.lang.Crc32c;

/// Finds the next sound frame behind a damaged one.
///
/// Once a frame is damaged its length cannot be believed, so the next one may begin at any byte,
/// and every byte is tried. The obvious way, to read a length there and compute the checksum that
/// it asks for, is quadratic for whoever can choose the bytes: a payload of 1 MiB in which every
/// four bytes look like a long length costs a million checksums of a megabyte, a quarter of an
/// hour.
///
/// Instead the checksum of any run of bytes is computed from the prefixes. Let `P(i)` be the
/// register, started from 0, after the bytes before `i`. CRC is linear, so the register that starts
/// as `r` at `a` and ends at `b` is
///
/// ```
/// shift(r ^ P(a), b - a) ^ P(b)
/// ```
///
/// `P` is computed once for each byte, as far as some candidate reaches, and each candidate costs
/// three multiplications of polynomials, whatever its length. Cost: linear whatever the bytes are,
/// about 5 ns for each byte and 0.1 µs more for each that could begin a frame (measured; in random
/// bytes one in 3,000 can). Memory: 4 bytes for each byte of a window, only when there is damage.
///
/// A payload that holds the bytes of a record does not fool it: store id and place are in the
/// checksum (see [Frame]). That a damaged region passes by chance has one chance in 2^32 for each
/// candidate.
///
/// Source: the linearity is what zlib's `crc32_combine` (Adler) rests on; the use of it here is
/// ours.
final class Resync {
    private static final int PREFIX_FIRST = 1 << 12;

    private final Window window;
    private final int seed;
    private final long base;
    private int[] prefix = new int[0];

    /// The offset in the file of `prefix[0]`, and of the last one that is filled in.
    private long prefixStart;

    private long prefixEnd = -1;

    /// For a file whose offset 0 has the place `base`.
    Resync(Window window, int seed, long base) {
        this.window = window;
        this.seed = seed;
        this.base = base;
    }

    /// The offset of the first sound frame at or after `from`; the window's limit when there is
    /// none.
    long next(long from) {
        long last = window.limit() - Frame.HEAD_BYTES;
        for (long at = from; at <= last; at++) {
            int index = window.load(at, Frame.HEAD_BYTES);
            int length = Frame.length(window.array(), index);
            if (length >= 0 && Frame.type(window.array(), index) != 0 && soundAt(at, length)) {
                return at;
            }
        }
        return window.limit();
    }

    private boolean soundAt(long at, int length) {
        if (at + Frame.HEAD_BYTES + length > window.limit()) {
            return false;
        }
        long typeAt = at + Frame.HEAD_BYTES - 1;
        int index = extend(typeAt, length + 1);
        int head = Frame.headRegister(seed, base + at, length);
        int a = prefix[(int) (typeAt - prefixStart)];
        int b = prefix[(int) (typeAt - prefixStart) + length + 1];
        int register = Crc32c.shift(head ^ a, length + 1) ^ b;
        return ~register == Frame.crc(window.array(), index - (Frame.HEAD_BYTES - 1));
    }

    /// Makes the prefixes cover the `length` bytes at `start` and returns the index of the first in
    /// the window. They start anew where they would have to bridge bytes that are gone, or would
    /// grow beyond a window: then at least a chunk was passed since the last time.
    private int extend(long start, int length) {
        long end = start + length;
        int index = window.load(start - (Frame.HEAD_BYTES - 1), length + Frame.HEAD_BYTES - 1);
        index += Frame.HEAD_BYTES - 1;
        if (start > prefixEnd || end - prefixStart > Window.CHUNK_BYTES + Frame.BYTES_MAX) {
            prefixStart = start;
            prefixEnd = start;
            room(1);
            prefix[0] = 0;
        }
        room((int) (end - prefixStart) + 1);
        int register = prefix[(int) (prefixEnd - prefixStart)];
        for (; prefixEnd < end; prefixEnd++) {
            byte next = window.array()[index + (int) (prefixEnd - start)];
            register = Crc32c.update(register, next);
            prefix[(int) (prefixEnd - prefixStart) + 1] = register;
        }
        return index;
    }

    private void room(int count) {
        if (count > prefix.length) {
            prefix =
                    Arrays.copyOf(
                            prefix, Math.max(Math.max(count, PREFIX_FIRST), 2 * prefix.length));
        }
    }
}
