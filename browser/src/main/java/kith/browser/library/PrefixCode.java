package kith.browser.library;

import kith.lang.Malformed;

/// A canonical prefix code (RFC 1951, 3.2.2) and how its symbols are found.
///
/// Codes of up to [#NEAR_BITS] bits are looked up in a table by the next bits, whatever stands
/// behind them; longer ones, which are rare, are found length by length.
final class PrefixCode {
    static final int BITS_MAX = 15;

    /// What was found is a symbol, and in its last bits how long its code is.
    static final int LENGTH_BITS = 4;

    static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private static final int NEAR_BITS = 10;

    /// By the next bits, the first one lowest: what was found, or 0.
    private final short[] near = new short[1 << NEAR_BITS];

    /// How many codes there are of each length.
    private final int[] counts = new int[BITS_MAX + 1];

    /// The symbols that have codes, in the order of these.
    private final short[] symbols;

    /// @param lengths how long the code of each symbol is, from `start` on; 0 for none
    /// @param maySpare whether a code of a single bit may be all there is, or nothing at all
    PrefixCode(byte[] lengths, int start, int count, boolean maySpare) {
        for (int i = 0; i < count; i++) {
            counts[lengths[start + i]]++;
        }
        symbols = new short[count - counts[0]];
        counts[0] = 0;
        checkWhole(maySpare);
        var next = new int[BITS_MAX + 2]; // the next code of each length
        var order = new int[BITS_MAX + 2]; // and its place among all
        for (int length = 1; length <= BITS_MAX; length++) {
            next[length + 1] = next[length] + counts[length] << 1;
            order[length + 1] = order[length] + counts[length];
        }
        for (int i = 0; i < count; i++) {
            int length = lengths[start + i];
            if (length > 0) {
                symbols[order[length]++] = (short) i;
                enter(i, next[length]++, length);
            }
        }
    }

    private void checkWhole(boolean maySpare) {
        int free = 1;
        int longest = 0;
        for (int length = 1; length <= BITS_MAX; length++) {
            free = 2 * free - counts[length];
            longest = counts[length] > 0 ? length : longest;
            if (free < 0) {
                throw new Malformed("packed bytes with more codes than there can be");
            }
        }
        if (free > 0 && !(maySpare && longest <= 1)) {
            throw new Malformed("packed bytes with a code that leaves something out");
        }
    }

    private void enter(int symbol, int code, int length) {
        if (length > NEAR_BITS) {
            return;
        }
        int first = Integer.reverse(code) >>> 32 - length;
        for (int i = first; i < near.length; i += 1 << length) {
            near[i] = (short) (symbol << LENGTH_BITS | length);
        }
    }

    /// The symbol whose code the next bits begin with, and the length of that; -1 when there is
    /// none.
    int find(int bits) {
        int found = near[bits & near.length - 1];
        return found != 0 ? found : findFar(bits);
    }

    private int findFar(int bits) {
        int code = 0;
        int first = 0;
        int before = 0;
        for (int length = 1; length <= BITS_MAX; length++) {
            code |= bits >> length - 1 & 1;
            if (code - first < counts[length]) {
                return symbols[before + code - first] << LENGTH_BITS | length;
            }
            before += counts[length];
            first = first + counts[length] << 1;
            code <<= 1;
        }
        return -1;
    }
}
