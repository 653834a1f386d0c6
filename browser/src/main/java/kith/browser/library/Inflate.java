package kith.browser.library;

import java.util.Arrays;
import kith.lang.Malformed;

/// Unpacks raw DEFLATE (RFC 1951), in place of what `kith.lang.Deflated` does with the platform's
/// inflater: there is none in a browser that answers at once, and the one of the class library, a
/// translation of a translation, takes a third of the time in which a history is merged.
///
/// It refuses what zlib refuses: codes that are no prefix code or leave something out, lengths and
/// distances that there are none of, what reaches back before the beginning, and bytes that are too
/// few or too many.
///
/// Cost: some nanoseconds a byte, and a table of 4 kB for each code of each block.
public final class Inflate {
    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;

    private static final int END_OF_BLOCK = 256;
    private static final int LITERALS = 288;
    private static final int LITERALS_MAX = 286;
    private static final int DISTANCES_MAX = 30;
    private static final int LENGTH_CODES = 19;

    /// More bits than the code for a length takes together with its further ones. With one byte
    /// more it is as many as there may be.
    private static final int HELD_MIN = 23;

    /// No more bytes are taken for a literal or a match than that: 48 bits, and what is held.
    private static final int MATCH_BYTES = 10;

    /// The longest match.
    private static final int MATCH_MAX = 258;

    /// In which order the lengths of the codes for lengths come (RFC 1951, 3.2.7).
    private static final byte[] LENGTH_ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    private static final Ranges LENGTHS = Ranges.lengths();
    private static final Ranges DISTANCES = Ranges.distances();

    private final byte[] from;
    private int at;
    private final int end;

    /// Bits that were taken out of `from` and are not used yet, the first one lowest. Never more
    /// than 30: that is what a script engine keeps in a field without an object for it.
    private int held;

    private int heldBits;

    private final byte[] out;
    private int done;

    private Inflate(byte[] from, int start, int end, int size) {
        this.from = from;
        this.at = start;
        this.end = end;
        out = new byte[size];
    }

    /// The `size` bytes that were packed into `from[start..end)`.
    public static byte[] unpacked(byte[] from, int start, int end, int size) {
        var inflate = new Inflate(from, start, end, size);
        boolean last;
        do {
            last = inflate.bits(1) == 1;
            inflate.block(inflate.bits(2));
        } while (!last);
        inflate.expectEnd();
        return inflate.out;
    }

    private void block(int type) {
        switch (type) {
            case STORED -> store();
            case FIXED -> expand(fixedLiterals(), fixedDistances());
            case DYNAMIC -> expandDynamic();
            default -> throw new Malformed("packed bytes with a block of type " + type);
        }
    }

    private void expectEnd() {
        if (done < out.length) {
            throw new Malformed("packed bytes end at " + done + " of " + out.length);
        }
        int behind = end - at + heldBits / 8;
        if (behind > 0) {
            throw new Malformed(behind + " bytes behind what was packed");
        }
    }

    /// Takes as many bits as there is room for.
    private void fill() {
        while (heldBits < HELD_MIN && at < end) {
            held |= (from[at++] & 0xff) << heldBits;
            heldBits += 8;
        }
    }

    private void drop(int count) {
        if (count > heldBits) {
            throw new Malformed("packed bytes end too early");
        }
        held >>>= count;
        heldBits -= count;
    }

    /// The next so many bits, at most 16.
    private int bits(int count) {
        fill();
        int value = held & (1 << count) - 1;
        drop(count);
        return value;
    }

    private void store() {
        drop(heldBits % 8);
        int size = bits(16);
        if (bits(16) != (size ^ 0xffff)) {
            throw new Malformed("packed bytes with a stored block of two lengths");
        }
        at -= heldBits / 8;
        held = 0;
        heldBits = 0;
        if (size > end - at) {
            throw new Malformed("packed bytes end too early");
        }
        need(size);
        System.arraycopy(from, at, out, done, size);
        at += size;
        done += size;
    }

    private void need(int size) {
        if (size > out.length - done) {
            throw new Malformed("packed bytes hold more than " + out.length);
        }
    }

    private static PrefixCode fixedLiterals() {
        var lengths = new byte[LITERALS];
        for (int i = 0; i < LITERALS; i++) {
            lengths[i] = (byte) (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
        }
        return new PrefixCode(lengths, 0, LITERALS, false);
    }

    private static PrefixCode fixedDistances() {
        var lengths = new byte[32];
        Arrays.fill(lengths, (byte) 5);
        return new PrefixCode(lengths, 0, 32, false);
    }

    private void expandDynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        if (literals > LITERALS_MAX || distances > DISTANCES_MAX) {
            throw new Malformed("packed bytes with " + literals + ", " + distances + " codes");
        }
        byte[] lengths = codeLengths(literals + distances);
        if (lengths[END_OF_BLOCK] == 0) {
            throw new Malformed("packed bytes with a block that cannot end");
        }
        expand(
                new PrefixCode(lengths, 0, literals, true),
                new PrefixCode(lengths, literals, distances, true));
    }

    /// The lengths of the codes of a block, which are packed by a code themselves.
    private byte[] codeLengths(int count) {
        int given = bits(4) + 4;
        var own = new byte[LENGTH_CODES];
        for (int i = 0; i < given; i++) {
            own[LENGTH_ORDER[i]] = (byte) bits(3);
        }
        var code = new PrefixCode(own, 0, LENGTH_CODES, false);
        var lengths = new byte[count];
        for (int i = 0; i < count; ) {
            int symbol = symbol(code);
            if (symbol < 16) {
                lengths[i++] = (byte) symbol;
                continue;
            }
            if (symbol == 16 && i == 0) {
                throw new Malformed("packed bytes that repeat a length before the first");
            }
            byte repeated = symbol == 16 ? lengths[i - 1] : 0;
            int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            if (times > count - i) {
                throw new Malformed("packed bytes with too many lengths of codes");
            }
            Arrays.fill(lengths, i, i + times, repeated);
            i += times;
        }
        return lengths;
    }

    private int symbol(PrefixCode code) {
        fill();
        int found = code.find(held);
        if (found < 0) {
            throw new Malformed(
                    heldBits < PrefixCode.BITS_MAX && at == end
                            ? "packed bytes end too early"
                            : "packed bytes with a code that means nothing");
        }
        drop(found & PrefixCode.LENGTH_MASK);
        return found >> PrefixCode.LENGTH_BITS;
    }

    private void expand(PrefixCode literals, PrefixCode distances) {
        expandInside(literals, distances);
        while (true) {
            int symbol = symbol(literals);
            if (symbol < END_OF_BLOCK) {
                need(1);
                out[done++] = (byte) symbol;
            } else if (symbol == END_OF_BLOCK) {
                return;
            } else {
                int length = value(LENGTHS, symbol - END_OF_BLOCK - 1);
                repeat(value(DISTANCES, symbol(distances)), length);
            }
        }
    }

    /// The same as long as no end is near, neither of what is packed, nor of what comes out, nor of
    /// the block: then there is less to look at, and what changes with each symbol stands in local
    /// variables. That halves the time, measured.
    private void expandInside(PrefixCode literals, PrefixCode distances) {
        byte[] packed = from;
        byte[] to = out;
        int next = at;
        int bits = held;
        int count = heldBits;
        int size = done;
        while (next <= end - MATCH_BYTES && size <= to.length - MATCH_MAX) {
            for (; count < HELD_MIN; count += 8) {
                bits |= (packed[next++] & 0xff) << count;
            }
            int found = literals.find(bits);
            int symbol = found >> PrefixCode.LENGTH_BITS;
            if (symbol < 0 || symbol == END_OF_BLOCK || symbol > END_OF_BLOCK + LENGTHS.size()) {
                break;
            }
            bits >>>= found & PrefixCode.LENGTH_MASK;
            count -= found & PrefixCode.LENGTH_MASK;
            if (symbol < END_OF_BLOCK) {
                to[size++] = (byte) symbol;
                continue;
            }
            int more = LENGTHS.bits(symbol - END_OF_BLOCK - 1);
            int stop = size + LENGTHS.first(symbol - END_OF_BLOCK - 1) + (bits & (1 << more) - 1);
            bits >>>= more;
            count -= more;
            for (; count < HELD_MIN; count += 8) {
                bits |= (packed[next++] & 0xff) << count;
            }
            found = distances.find(bits);
            bits >>>= found & PrefixCode.LENGTH_MASK;
            count -= found & PrefixCode.LENGTH_MASK;
            for (; count < HELD_MIN; count += 8) {
                bits |= (packed[next++] & 0xff) << count;
            }
            symbol = checked(DISTANCES, found >> PrefixCode.LENGTH_BITS);
            more = DISTANCES.bits(symbol);
            int distance = DISTANCES.first(symbol) + (bits & (1 << more) - 1);
            bits >>>= more;
            count -= more;
            checkDistance(distance, size);
            for (; size < stop; size++) {
                to[size] = to[size - distance];
            }
        }
        at = next;
        held = bits;
        heldBits = count;
        done = size;
    }

    private int value(Ranges of, int symbol) {
        int more = of.bits(checked(of, symbol));
        return of.first(symbol) + (more == 0 ? 0 : bits(more));
    }

    private static int checked(Ranges of, int symbol) {
        if (symbol < 0 || symbol >= of.size()) {
            throw new Malformed("packed bytes with a code that means nothing");
        }
        return symbol;
    }

    private static void checkDistance(int distance, int done) {
        if (distance > done) {
            throw new Malformed("packed bytes that reach back " + distance + " of " + done);
        }
    }

    /// What stands so far back once more; it may reach into itself.
    private void repeat(int distance, int length) {
        checkDistance(distance, done);
        need(length);
        int to = done + length;
        for (int i = done; i < to; i++) {
            out[i] = out[i - distance];
        }
        done = to;
    }

    /// What symbols for lengths or distances stand for: a first number, and how many bits are
    /// added.
    private static final class Ranges {
        private final int[] firsts;
        private final int[] more;

        private Ranges(int count) {
            firsts = new int[count];
            more = new int[count];
        }

        int size() {
            return firsts.length;
        }

        int first(int symbol) {
            return firsts[symbol];
        }

        int bits(int symbol) {
            return more[symbol];
        }

        /// From 3 to 258, which has a symbol of its own.
        static Ranges lengths() {
            Ranges of = growing(29, 3, 4);
            of.firsts[28] = 258;
            of.more[28] = 0;
            return of;
        }

        static Ranges distances() {
            return growing(30, 1, 2);
        }

        /// After the first `2 * group` symbols each group of so many has a bit more.
        private static Ranges growing(int count, int first, int group) {
            var of = new Ranges(count);
            int next = first;
            for (int i = 0; i < count; i++) {
                of.more[i] = Math.max(0, i / group - 1);
                of.firsts[i] = next;
                next += 1 << of.more[i];
            }
            return of;
        }
    }
}
