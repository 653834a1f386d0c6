package kith.value;

/// Doubles as decimal text: the fewest digits that are read back as the same double, and of those
/// the nearest.
///
/// The platform's own conversion will not do: the JDK and the browser's runtime print different
/// digits for some doubles (1e23, the smallest one), and what is printed must be the same wherever
/// it is printed. So the digits are made here, in two ways:
///
/// 1. Most doubles that people write have few digits. Multiply by 1, 10, 100 … until the product,
///    rounded to a whole number `m`, gives the double back when divided by the same power. `m`
///    stays below 10^15 and the power at or below 10^22: both are exact as doubles, so the quotient
///    is the double nearest to that decimal, which is what a reader computes. At most one decimal
///    of 15 digits lies in the rounding interval of a double, so it is the shortest and the
///    nearest.
/// 2. Else the ends of the rounding interval are multiplied by a power of ten that leaves no more
///    than 17 digits before the point. Four candidates are left, two with one digit less; a power
///    of 126 bits is provably enough to tell which of them lie inside. Source: Giulietti, *The
///    Schubfach way to render doubles* (2022), sections 8 and 9; the names are the paper's.
///
/// changed: a single digit is a candidate too (the paper wants two, as Java does); the powers are
/// not a table of 10 kB but made when they are first wanted ([PowerOfTen]).
///
/// The layout is that of ECMAScript's `Number::toString` (ECMA-262, section 6.1.6.1.20), with `.0`
/// behind a whole number, so that a reader sees a double. Cost: about 50 ns.
final class RealPrinting {
    private static final int FRACTION_BITS = 52;

    /// What stands before the fraction of a double that is not one of the smallest.
    private static final long HIDDEN_BIT = 1L << FRACTION_BITS;

    /// The exponent of the last bit of the smallest doubles.
    private static final int EXPONENT_MIN = -1074;

    private static final long MASK63 = Long.MAX_VALUE;

    /// Numbers of up to 21 digits before the point are written out: ECMA-262.
    private static final int POINT_MAX = 21;

    /// Up to five zeros behind the point are written out: ECMA-262.
    private static final int POINT_MIN = -5;

    private static final double SHORT_MAX = 1e15;

    private RealPrinting() {}

    /// Appends the text of `value`, which must be finite.
    static void append(double value, StringBuilder out) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits < 0) {
            out.append('-');
        }
        double size = Math.abs(value);
        if (size == 0) {
            out.append("0.0");
        } else if (!appendShort(size, out)) {
            appendShortest(bits & Long.MAX_VALUE, out);
        }
    }

    private static boolean appendShort(double size, StringBuilder out) {
        for (int power = 0; power <= PowerOfTen.EXACT_MAX; power++) {
            double ten = PowerOfTen.exact(power);
            double scaled = size * ten;
            if (scaled >= SHORT_MAX) {
                return false;
            }
            long whole = (long) (scaled + 0.5);
            if (whole > 0 && whole / ten == size) {
                String digits = Long.toString(whole);
                layOut(digits, digits.length() - power, out);
                return true;
            }
        }
        return false;
    }

    /// The whole number that, times two to the power of [#exponent], is the double.
    static long mantissa(long bits) {
        long fraction = bits & (HIDDEN_BIT - 1);
        return bits < HIDDEN_BIT ? fraction : fraction | HIDDEN_BIT;
    }

    static int exponent(long bits) {
        return EXPONENT_MIN - 1 + Math.max(1, (int) (bits >>> FRACTION_BITS));
    }

    private static void appendShortest(long bits, StringBuilder out) {
        long c = mantissa(bits);
        int q = exponent(bits);
        // Below a power of two the doubles lie twice as close.
        boolean closer = c == HIDDEN_BIT && q > EXPONENT_MIN;
        int k = closer ? PowerOfTen.floorLog10OfThreeQuarters(q) : PowerOfTen.floorLog10(q);
        String digits = Long.toString(shortest(c, q, closer, k));
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        layOut(digits.substring(0, end), digits.length() + k, out);
    }

    /// The whole number that, times ten to the power of `k`, is read back as `c` times two to the
    /// power of `q`, and ends with a zero if that is possible.
    private static long shortest(long c, int q, boolean closer, int k) {
        var g = PowerOfTen.of(-k);
        int h = q + PowerOfTen.floorLog2(-k) + 2;
        long cb = c << 2;
        // Four times the double and the ends of its interval, each scaled, with a sticky last bit.
        long v = roundToOdd(g, cb << h);
        long vLeft = roundToOdd(g, cb - (closer ? 1 : 2) << h);
        long vRight = roundToOdd(g, cb + 2 << h);
        int out = (int) c & 1; // the ends lie inside when the mantissa is even
        long s = v >> 2;
        long tens = s / 10 * 10;
        boolean tensInside = s >= 10 && vLeft + out <= tens << 2;
        boolean nextTensInside = s >= 10 && (tens + 10 << 2) + out <= vRight;
        if (tensInside != nextTensInside) {
            return tensInside ? tens : tens + 10;
        }
        boolean inside = vLeft + out <= s << 2;
        boolean nextInside = (s + 1 << 2) + out <= vRight;
        if (inside != nextInside) {
            return inside ? s : s + 1;
        }
        long nearer = v - (2 * s + 1 << 1);
        return nearer < 0 || nearer == 0 && (s & 1) == 0 ? s : s + 1;
    }

    /// The product of `g` and `x` without its lowest 126 bits, odd when those were not zero.
    private static long roundToOdd(PowerOfTen g, long x) {
        long low = highHalf(g.low(), x);
        long middle = (g.high() * x >>> 1) + low;
        long high = highHalf(g.high(), x) + (middle >>> 63);
        return high | (middle & MASK63) + MASK63 >>> 63;
    }

    /// The upper 64 bits of the product of two numbers that are not negative.
    private static long highHalf(long x, long y) {
        long xHigh = x >>> 32;
        long xLow = x & 0xffffffffL;
        long yHigh = y >>> 32;
        long yLow = y & 0xffffffffL;
        long first = xHigh * yLow + (xLow * yLow >>> 32);
        long second = xLow * yHigh + (first & 0xffffffffL);
        return xHigh * yHigh + (first >>> 32) + (second >>> 32);
    }

    /// Writes `0.digits` times ten to the power of `point`.
    private static void layOut(String digits, int point, StringBuilder out) {
        int count = digits.length();
        if (count <= point && point <= POINT_MAX) {
            zeros(point - count, out.append(digits)).append(".0");
        } else if (0 < point && point <= POINT_MAX) {
            out.append(digits, 0, point).append('.').append(digits, point, count);
        } else if (POINT_MIN <= point && point <= 0) {
            zeros(-point, out.append("0.")).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (count > 1) {
                out.append('.').append(digits, 1, count);
            }
            out.append(point > 0 ? "e+" : "e").append(point - 1);
        }
    }

    private static StringBuilder zeros(int count, StringBuilder out) {
        for (int i = 0; i < count; i++) {
            out.append('0');
        }
        return out;
    }
}
