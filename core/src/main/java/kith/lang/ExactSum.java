package kith.lang;

/// A sum of integers and doubles that is exact, whatever was added and taken off and in whatever
/// order; only the answer is rounded, once, to the nearest double (ties to even).
///
/// Adding doubles one by one loses a little each time, so taking a number off again does not lead
/// back, and two machines that add in another order disagree. Compensated sums lose less, not
/// nothing. Every finite double is a whole multiple of 2^-1074 below 2^1024; so we keep the sum as
/// one long integer of that unit. Source: Kulisch, *Computer Arithmetic and Validity* (2013),
/// chapter 8, the complete accumulator. changed: the words are 32 bits in a `long` each, so that
/// carries wait in the upper half and are moved on once in 2^29 additions.
///
/// Cost: an addition touches three words; the answer walks all 70; memory 600 bytes.
public final class ExactSum {
    private static final int UNIT_EXPONENT = -1074;
    private static final int WORDS = 70; // 2098 bits of doubles, and room for 2^100 of the largest
    private static final int ADDITIONS_MAX = 1 << 29;
    private static final long LOW = 0xffffffffL;
    private static final int MANTISSA_BITS = 52;

    private final long[] words = new long[WORDS];
    private int additions;

    /// Zero.
    public ExactSum() {}

    public void add(double value) {
        addSigned(value, value < 0);
    }

    public void subtract(double value) {
        addSigned(value, value > 0);
    }

    public void add(long value) {
        addAt(magnitude(value), value < 0, -UNIT_EXPONENT);
    }

    public void subtract(long value) {
        addAt(magnitude(value), value > 0, -UNIT_EXPONENT);
    }

    /// The absolute value as an unsigned number: right for the smallest `long` too.
    private static long magnitude(long value) {
        return value < 0 ? -value : value;
    }

    private void addSigned(double value, boolean negative) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> MANTISSA_BITS) & 0x7ff;
        if (exponent == 0x7ff) {
            throw new IllegalArgumentException("cannot add " + value);
        }
        long mantissa = bits & (1L << MANTISSA_BITS) - 1;
        if (exponent == 0) {
            addAt(mantissa, negative, 0);
        } else {
            addAt(mantissa | 1L << MANTISSA_BITS, negative, exponent - 1);
        }
    }

    /// Adds `magnitude * 2^shift` units.
    private void addAt(long magnitude, boolean negative, int shift) {
        if (++additions == ADDITIONS_MAX) {
            carry(words);
            additions = 0;
        }
        int at = shift >>> 5;
        int bits = shift & 31;
        long low = (magnitude & LOW) << bits;
        long high = (magnitude >>> 32) << bits;
        if (negative) {
            words[at] -= low & LOW;
            words[at + 1] -= (low >>> 32) + (high & LOW);
            words[at + 2] -= high >>> 32;
        } else {
            words[at] += low & LOW;
            words[at + 1] += (low >>> 32) + (high & LOW);
            words[at + 2] += high >>> 32;
        }
    }

    private static void carry(long[] words) {
        for (int i = 0; i < words.length - 1; i++) {
            words[i + 1] += words[i] >> 32;
            words[i] &= LOW;
        }
    }

    /// The double nearest to the sum; infinite when that is beyond the largest.
    public double toDouble() {
        long[] of = words.clone();
        carry(of);
        boolean negative = of[WORDS - 1] < 0;
        if (negative) {
            for (int i = 0; i < WORDS; i++) {
                of[i] = -of[i];
            }
            carry(of);
        }
        int top = topBit(of);
        double nearest = top <= MANTISSA_BITS ? small(of) : rounded(of, top);
        return negative ? -nearest : nearest;
    }

    /// Below 2^53 units a double's bits are the number of units itself.
    private static double small(long[] of) {
        return Double.longBitsToDouble(bitsFrom(of, 0, MANTISSA_BITS + 1));
    }

    private static double rounded(long[] of, int top) {
        int last = top - MANTISSA_BITS;
        long mantissa = bitsFrom(of, last, MANTISSA_BITS + 1);
        boolean half = bitsFrom(of, last - 1, 1) == 1;
        boolean more = lowBit(of) < last - 1;
        if (half && (more || (mantissa & 1) == 1)) {
            mantissa++;
        }
        // The hidden bit adds one to the exponent, and so does a mantissa that ran over.
        long bits = ((long) last << MANTISSA_BITS) + mantissa;
        boolean beyond = bits >>> MANTISSA_BITS >= 0x7ff;
        return beyond ? Double.POSITIVE_INFINITY : Double.longBitsToDouble(bits);
    }

    private static int topBit(long[] of) {
        int at = WORDS - 1;
        while (at >= 0 && of[at] == 0) {
            at--;
        }
        return at < 0 ? -1 : 32 * at + 63 - Long.numberOfLeadingZeros(of[at]);
    }

    private static int lowBit(long[] of) {
        int at = 0;
        while (at < WORDS && of[at] == 0) {
            at++;
        }
        return at == WORDS ? 32 * WORDS : 32 * at + Long.numberOfTrailingZeros(of[at]);
    }

    /// `count` bits, fewer than 64, from bit `start` upwards.
    private static long bitsFrom(long[] of, int start, int count) {
        int at = start >>> 5;
        int bits = start & 31;
        long out = of[at] >>> bits | of[at + 1] << 32 - bits;
        if (bits > 0 && at + 2 < WORDS) {
            out |= of[at + 2] << 64 - bits;
        }
        return out & (1L << count) - 1;
    }

    @Override
    public String toString() {
        return "ExactSum " + toDouble();
    }
}
