package kith.value;

import java.util.Arrays;

/// A natural number of any size: what the exact conversions between decimal text and doubles need,
/// and no more.
///
/// Limbs of 16 bits in `int`s, the lowest first, so that the product of two limbs and a carry fits
/// an `int` when it is read as unsigned: a browser multiplies `int`s at full speed and `long`s
/// thirty times slower. The methods change the number they are called on and return it.
///
/// Cost: schoolbook. The largest number here has about 2,700 bits.
final class Natural {
    private static final int LIMB_BITS = 16;
    private static final int LIMB_MASK = 0xffff;

    /// The largest power of five in a limb, 5^6.
    private static final int FIVES = 6;

    private static final int[] POWERS_OF_FIVE = {1, 5, 25, 125, 625, 3125, 15625};

    private int[] limbs;
    private int size;

    private Natural(int[] limbs, int size) {
        this.limbs = limbs;
        this.size = size;
    }

    /// The number `value`, which must not be negative.
    static Natural of(long value) {
        var out = new Natural(new int[8], 0);
        for (long rest = value; rest != 0; rest >>>= LIMB_BITS) {
            out.limbs[out.size++] = (int) rest & LIMB_MASK;
        }
        return out;
    }

    Natural copy() {
        return new Natural(limbs.clone(), size);
    }

    /// Multiplies by `factor`, which must not be zero, and adds `summand`; both are below 2^16.
    Natural timesPlus(int factor, int summand) {
        int carry = summand;
        for (int i = 0; i < size; i++) {
            carry += limbs[i] * factor;
            limbs[i] = carry & LIMB_MASK;
            carry >>>= LIMB_BITS;
        }
        if (carry != 0) {
            room(size + 1);
            limbs[size++] = carry;
        }
        return this;
    }

    Natural timesPowerOfFive(int exponent) {
        int left = exponent;
        for (; left >= FIVES; left -= FIVES) {
            timesPlus(POWERS_OF_FIVE[FIVES], 0);
        }
        return left > 0 ? timesPlus(POWERS_OF_FIVE[left], 0) : this;
    }

    Natural timesPowerOfTwo(int exponent) {
        if (size == 0 || exponent == 0) {
            return this;
        }
        int whole = exponent / LIMB_BITS;
        int bits = exponent % LIMB_BITS;
        room(size + whole + 1);
        System.arraycopy(limbs, 0, limbs, whole, size);
        Arrays.fill(limbs, 0, whole, 0);
        size += whole;
        return bits > 0 ? timesPlus(1 << bits, 0) : this;
    }

    /// Subtracts `other`, which must not be larger.
    Natural minus(Natural other) {
        int borrow = 0;
        for (int i = 0; i < size; i++) {
            int difference = limbs[i] - borrow - (i < other.size ? other.limbs[i] : 0);
            limbs[i] = difference & LIMB_MASK;
            borrow = difference < 0 ? 1 : 0;
        }
        while (size > 0 && limbs[size - 1] == 0) {
            size--;
        }
        return this;
    }

    int compareTo(Natural other) {
        if (size != other.size) {
            return size - other.size;
        }
        int at = size - 1;
        while (at >= 0 && limbs[at] == other.limbs[at]) {
            at--;
        }
        return at < 0 ? 0 : limbs[at] - other.limbs[at];
    }

    /// How many bits the number has.
    int bits() {
        return size == 0
                ? 0
                : size * LIMB_BITS - Integer.numberOfLeadingZeros(limbs[size - 1]) + 16;
    }

    /// The bit with the value 2^at.
    int bit(int at) {
        return limbs[at / LIMB_BITS] >>> at % LIMB_BITS & 1;
    }

    private void room(int sizeWanted) {
        if (sizeWanted > limbs.length) {
            limbs = Arrays.copyOf(limbs, Math.max(sizeWanted, 2 * limbs.length));
        }
    }
}
