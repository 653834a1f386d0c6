package kith.state.columns;

import java.util.Arrays;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// A column of whole numbers of 64 bits, each in as many bits as its neighbours need.
///
/// ```
/// numbers := steps:flag block*
/// block   := least:signed width:u8 bits      128 numbers, the last block has fewer
/// ```
///
/// In a block stand the differences from its least number, each in `width` bits (0 to 56, or 64),
/// the lowest first, the last byte filled up with zeros. With `steps` all that is not about the
/// numbers but about the step to each from the one before, the first from 0: that is shorter for
/// what ascends.
///
/// *Why not DEFLATE*: it saves little more where numbers repeat, and where they do not it takes
/// 20 ns a byte to find that out and leaves a twentieth more; this takes 3 ns a number. Source:
/// frames of reference in blocks of 128, as in Lemire and Boytsov, *Decoding billions of integers
/// per second through vectorization* (2015), sections 2.6 and 4. changed: no patches for single
/// numbers that are larger; columns are made such that there are few.
final class Numbers {
    private static final int BLOCK = 128;

    /// Wider ones are written as 64 bits, so that a number and what is left of a byte fit a word.
    private static final int WIDTH_MAX = 56;

    private long[] all = new long[16];
    private int size;

    void add(long number) {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
        }
        all[size++] = number;
    }

    long at(int index) {
        return all[index];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void write(Writer out) {
        long[] steps = steps();
        boolean ascends = bits(steps, size) < bits(all, size);
        out.flag(ascends);
        long[] from = ascends ? steps : all;
        for (int start = 0; start < size; start += BLOCK) {
            writeBlock(out, from, start, Math.min(size, start + BLOCK));
        }
    }

    private long[] steps() {
        var steps = new long[size];
        for (int i = 0; i < size; i++) {
            steps[i] = all[i] - (i == 0 ? 0 : all[i - 1]);
        }
        return steps;
    }

    /// How many bits the numbers would take.
    long sizeBits() {
        return Math.min(bits(steps(), size), bits(all, size));
    }

    private static long bits(long[] from, int size) {
        long sum = 0;
        for (int start = 0; start < size; start += BLOCK) {
            int end = Math.min(size, start + BLOCK);
            sum += (long) width(from, start, end, least(from, start, end)) * (end - start);
        }
        return sum;
    }

    private static long least(long[] from, int start, int end) {
        long least = from[start];
        for (int i = start + 1; i < end; i++) {
            least = Math.min(least, from[i]);
        }
        return least;
    }

    private static int width(long[] from, int start, int end, long least) {
        long union = 0;
        for (int i = start; i < end; i++) {
            union |= from[i] - least;
        }
        int width = Long.SIZE - Long.numberOfLeadingZeros(union);
        return width > WIDTH_MAX ? Long.SIZE : width;
    }

    private static void writeBlock(Writer out, long[] from, int start, int end) {
        long least = least(from, start, end);
        int width = width(from, start, end, least);
        out.signed(least).u8(width);
        long word = 0;
        int filled = 0;
        for (int i = start; i < end; i++) {
            if (width == Long.SIZE) {
                out.u64(from[i] - least);
                continue;
            }
            word |= from[i] - least << filled;
            for (filled += width; filled >= 8; filled -= 8) {
                out.u8((int) word);
                word >>>= 8;
            }
        }
        if (filled > 0) {
            out.u8((int) word);
        }
    }

    /// Reads a column of so many, each from `least` to `last`.
    static long[] read(Reader in, int count, long least, long last, String what) {
        boolean steps = in.flag();
        var all = new long[count];
        for (int start = 0; start < count; start += BLOCK) {
            readBlock(in, all, start, Math.min(count, start + BLOCK));
        }
        long before = 0;
        for (int i = 0; i < count; i++) {
            all[i] += before;
            before = steps ? all[i] : 0;
            if (all[i] < least || all[i] > last) {
                throw new Malformed(what + " is " + all[i] + ", expected " + least + " to " + last);
            }
        }
        return all;
    }

    private static void readBlock(Reader in, long[] to, int start, int end) {
        long least = in.signed();
        int width = in.u8();
        if (width > WIDTH_MAX && width != Long.SIZE) {
            throw new Malformed("numbers of " + width + " bits");
        }
        long mask = (1L << width) - 1;
        long word = 0;
        int filled = 0;
        for (int i = start; i < end; i++) {
            if (width == Long.SIZE) {
                to[i] = least + in.u64();
                continue;
            }
            for (; filled < width; filled += 8) {
                word |= (long) in.u8() << filled;
            }
            to[i] = least + (word & mask);
            word >>>= width;
            filled -= width;
        }
        if (word != 0) {
            throw new Malformed("bits behind the last number");
        }
    }
}
