package kith.value;

import org.jspecify.annotations.Nullable;

/// A power of ten to 126 bits, for [RealPrinting]: the number `g` of its source, which lies between
/// 2^125 and 2^126 and is the power without its factor of two, cut after the last bit, plus one.
/// `high` and `low` have 63 bits each.
///
/// A power is made by exact arithmetic when it is first wanted, which takes some 20 microseconds,
/// and is then kept: real data keeps to a few. Two threads that want the same one make it twice;
/// both make the same, and a record is safe to hand over without a lock.
record PowerOfTen(long high, long low) {
    /// The largest power of ten that is exact as a double.
    static final int EXACT_MAX = 22;

    private static final double[] EXACT = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    /// The powers that doubles need: 10^-292 to 10^324.
    private static final int POWER_MIN = -292;

    private static final int POWER_MAX = 324;

    private static final int BITS = 126;

    private static final @Nullable PowerOfTen[] KNOWN = new PowerOfTen[POWER_MAX - POWER_MIN + 1];

    /// Ten to the power of `power`, from 0 to [#EXACT_MAX].
    static double exact(int power) {
        return EXACT[power];
    }

    static PowerOfTen of(int power) {
        PowerOfTen known = KNOWN[power - POWER_MIN];
        if (known != null) {
            return known;
        }
        var made = power < 0 ? inverse(-power) : leading(Natural.of(1).timesPowerOfFive(power));
        KNOWN[power - POWER_MIN] = made;
        return made;
    }

    /// The first bits of `five`.
    private static PowerOfTen leading(Natural five) {
        long high = 0;
        long low = 0;
        int end = five.bits() - BITS;
        for (int at = five.bits() - 1; at >= end; at--) {
            high = high << 1 | low >>> 62;
            low = low << 1 & Long.MAX_VALUE | (at >= 0 ? five.bit(at) : 0);
        }
        return next(high, low);
    }

    /// The first bits of one divided by five to the power of `power`: long division in binary.
    private static PowerOfTen inverse(int power) {
        var five = Natural.of(1).timesPowerOfFive(power);
        var rest = Natural.of(1).timesPowerOfTwo(five.bits() - 1);
        long high = 0;
        long low = 0;
        for (int i = 0; i < BITS; i++) {
            rest.timesPlus(2, 0);
            boolean fits = rest.compareTo(five) >= 0;
            if (fits) {
                rest.minus(five);
            }
            high = high << 1 | low >>> 62;
            low = low << 1 & Long.MAX_VALUE | (fits ? 1 : 0);
        }
        return next(high, low);
    }

    private static PowerOfTen next(long high, long low) {
        return low == Long.MAX_VALUE ? new PowerOfTen(high + 1, 0) : new PowerOfTen(high, low + 1);
    }

    // Logarithms as products with fractions. Each was compared with exact arithmetic for every
    // exponent of a double.

    /// The logarithm to base ten of 2^exponent, rounded down.
    static int floorLog10(int exponent) {
        return exponent * 315653 >> 20;
    }

    /// The logarithm to base ten of three quarters of 2^exponent, rounded down.
    static int floorLog10OfThreeQuarters(int exponent) {
        return exponent * 315653 - 131008 >> 20;
    }

    /// The logarithm to base two of 10^power, rounded down.
    static int floorLog2(int power) {
        return power * 217706 >> 16;
    }
}
