package kith.value;

/// Decimal text to the nearest double, half to even: what IEEE 754 asks for and hosts mostly do.
///
/// The naive way, digits times a power of ten in doubles, rounds more than once. It is right when
/// both are exact as doubles (up to 2^53, up to 10^22), because then the one multiplication or
/// division rounds, and rounds once; that is most numbers. Everything else starts from the naive
/// answer, which is a few doubles off at most, and compares the text exactly with the midpoints to
/// the neighbours until it stands between the right two.
///
/// Source: Clinger, *How to Read Floating Point Numbers Accurately* (PLDI 1990): `AlgorithmR`, and
/// the case in which both numbers are exact. changed: neighbours are stepped through as bit
/// patterns, which are in the order of the doubles.
///
/// Cost: some 20 ns; 100 ns for 17 digits, and a few microseconds at the ends of the range. Linear
/// in the text: of more than 800 digits the rest only says whether there is more.
final class RealParsing {
    /// 10^16, 10^32 … for the first guess.
    private static final double[] SQUARES = {1e16, 1e32, 1e64, 1e128, 1e256};

    private static final long EXACT_MAX = 1L << 53;

    /// So many digits fit a `long` and more.
    private static final int FEW_DIGITS = 18;

    /// A midpoint between doubles has at most 767 significant digits (2^-1075 times an odd number).
    private static final int DIGITS_MAX = 800;

    /// From 10^309 upwards nothing is a double, and below 10^-324 everything is nearest to zero.
    private static final int POINT_MAX = 309;

    private static final int POINT_MIN = -323;

    /// Far beyond every number: an exponent counts no further, so that it cannot run over.
    private static final long EXPONENT_FAR = 100_000_000_000L;

    private final byte[] text;
    private final int start;
    private final int end;

    /// The first significant digits as a number, how many they are, whether more than zeros follow
    /// them, and the power of ten that they are to be multiplied with.
    private long few;

    private int count;
    private boolean more;
    private long exponent;

    private RealParsing(byte[] text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    /// The double nearest to the number in `text[start..end)`, which has JSON's form; infinite when
    /// it is too large.
    static double parse(byte[] text, int start, int end) {
        var parsing = new RealParsing(text, start, end);
        double size = parsing.size();
        return text[start] == '-' ? -size : size;
    }

    private double size() {
        scan();
        long point = count + exponent; // the number is 0.digits times ten to this power
        if (count == 0 || point < POINT_MIN) {
            return 0;
        }
        if (point > POINT_MAX) {
            return Double.POSITIVE_INFINITY;
        }
        int power = (int) exponent;
        if (!more && few <= EXACT_MAX && Math.abs(power) <= PowerOfTen.EXACT_MAX) {
            return power < 0 ? few / PowerOfTen.exact(-power) : few * PowerOfTen.exact(power);
        }
        return nearest(guess(few, power), more ? manyDigits() : Natural.of(few));
    }

    private void scan() {
        int at = start;
        boolean fraction = false;
        for (; at < end && text[at] != 'e' && text[at] != 'E'; at++) {
            int digit = text[at] - '0';
            if (text[at] == '.') {
                fraction = true;
            } else if (digit >= 0 && digit <= 9) { // not the sign
                take(digit, fraction);
            }
        }
        exponent += at < end ? exponentAt(at + 1) : 0;
    }

    private void take(int digit, boolean fraction) {
        if (count < FEW_DIGITS) {
            few = few * 10 + digit;
            count += few > 0 ? 1 : 0;
            exponent -= fraction ? 1 : 0;
        } else {
            more |= digit > 0;
            exponent += fraction ? 0 : 1;
        }
    }

    private long exponentAt(int at) {
        boolean negative = text[at] == '-';
        long value = 0;
        for (int i = negative || text[at] == '+' ? at + 1 : at; i < end; i++) {
            value = Math.min(EXPONENT_FAR, value * 10 + (text[i] - '0'));
        }
        return negative ? -value : value;
    }

    /// All significant digits; the exponent is set to fit. Behind the last one that can matter
    /// stands a 1 when there is more, which is all that rounding asks.
    private Natural manyDigits() {
        var digits = Natural.of(0);
        int taken = 0;
        boolean rest = false;
        for (int at = start; at < end && text[at] != 'e' && text[at] != 'E'; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9 || taken == 0 && digit == 0) {
                continue; // sign, point, zeros at the front
            }
            if (taken < DIGITS_MAX) {
                digits.timesPlus(10, digit);
                taken++;
            } else {
                rest |= digit > 0;
            }
        }
        if (rest) {
            digits.timesPlus(10, 1);
            taken++;
        }
        exponent += count - taken;
        return digits;
    }

    private static double guess(long digits, int exponent) {
        int power = Math.abs(exponent);
        double small = PowerOfTen.exact(power & 15);
        double guess = exponent < 0 ? digits / small : digits * small;
        for (int i = 0; i < SQUARES.length; i++) {
            if ((power >> (4 + i) & 1) != 0) {
                guess = exponent < 0 ? guess / SQUARES[i] : guess * SQUARES[i];
            }
        }
        return Math.min(guess, Double.MAX_VALUE);
    }

    private double nearest(double guess, Natural digits) {
        long bits = Double.doubleToRawLongBits(guess);
        long infinite = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
        while (bits < infinite && isUpper(digits, bits)) {
            bits++;
        }
        while (bits > 0 && !isUpper(digits, bits - 1)) {
            bits--;
        }
        return Double.longBitsToDouble(bits);
    }

    /// Whether the number rounds to a double above the one with these bits: it lies beyond the
    /// midpoint to the next, or on it and the next is even.
    private boolean isUpper(Natural digits, long bits) {
        // digits * 10^exponent against (2 * mantissa + 1) * 2^(exponent of the double - 1)
        int fives = (int) exponent;
        int twos = fives - (RealPrinting.exponent(bits) - 1);
        var number =
                digits.copy()
                        .timesPowerOfFive(Math.max(fives, 0))
                        .timesPowerOfTwo(Math.max(twos, 0));
        var midpoint =
                Natural.of(2 * RealPrinting.mantissa(bits) + 1)
                        .timesPowerOfFive(Math.max(-fives, 0))
                        .timesPowerOfTwo(Math.max(-twos, 0));
        int difference = number.compareTo(midpoint);
        return difference > 0 || difference == 0 && (bits & 1) != 0;
    }
}
