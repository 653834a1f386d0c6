package kith.lang;

/// CRC-32C, the checksum of every byte on disk, and of what a recording has.
///
/// Source: RFC 3720 (iSCSI), section 12.1 and appendix B.4, with Castagnoli's polynomial
/// 0x1EDC6F41, reflected. It finds every error of up to three bits in the lengths we write, where a
/// plain sum would miss two flips that cancel out. It is no defence against somebody who writes to
/// the disk on purpose.
///
/// Byte by byte each step waits for the one before. Kounavis and Berry, *A Systematic Approach to
/// Building High Performance Software-based CRC Generators* (ISCC 2005), look up several bytes at
/// once in tables of what a byte does to the register that many bytes later. changed: sixteen bytes
/// a step where they take eight, 16 KiB of tables, which was measured faster on the JVM; bytes are
/// loaded one by one, because the views that load words are missing in the browser.
///
/// All methods but [#of] work on the raw register, which starts as [#START] and is inverted at the
/// end. The register is linear in its bytes, so what a run of bytes does to it can be computed from
/// prefixes ([#shift]); [kith.store.Resync] lives on that.
public final class Crc32c {
    public static final int START = ~0;

    /// Castagnoli's polynomial with its bits reversed: x^31 is bit 0, x^0 is bit 31.
    private static final int POLYNOMIAL = 0x82f63b78;

    /// `TABLE[256 * k + b]`: the register after byte `b` and then `k` zero bytes.
    private static final int[] TABLE = table();

    /// `POWERS[256 * k + n]`: x to the power of 8 * n * 256^k, for [#shift] by up to 2^24 bytes.
    private static final int[] POWERS = powers();

    private Crc32c() {}

    /// The checksum of `from[start..end)`.
    public static int of(byte[] from, int start, int end) {
        return ~update(START, from, start, end);
    }

    /// The register after `from[start..end)`.
    public static int update(int register, byte[] from, int start, int end) {
        if (start < 0 || end < start || end > from.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + from.length);
        }
        int at = start;
        int c = register;
        for (; at <= end - 16; at += 16) {
            c =
                    TABLE[15 * 256 + ((from[at] ^ c) & 0xff)]
                            ^ TABLE[14 * 256 + ((from[at + 1] ^ c >>> 8) & 0xff)]
                            ^ TABLE[13 * 256 + ((from[at + 2] ^ c >>> 16) & 0xff)]
                            ^ TABLE[12 * 256 + ((from[at + 3] ^ c >>> 24) & 0xff)]
                            ^ TABLE[11 * 256 + (from[at + 4] & 0xff)]
                            ^ TABLE[10 * 256 + (from[at + 5] & 0xff)]
                            ^ TABLE[9 * 256 + (from[at + 6] & 0xff)]
                            ^ TABLE[8 * 256 + (from[at + 7] & 0xff)]
                            ^ TABLE[7 * 256 + (from[at + 8] & 0xff)]
                            ^ TABLE[6 * 256 + (from[at + 9] & 0xff)]
                            ^ TABLE[5 * 256 + (from[at + 10] & 0xff)]
                            ^ TABLE[4 * 256 + (from[at + 11] & 0xff)]
                            ^ TABLE[3 * 256 + (from[at + 12] & 0xff)]
                            ^ TABLE[2 * 256 + (from[at + 13] & 0xff)]
                            ^ TABLE[256 + (from[at + 14] & 0xff)]
                            ^ TABLE[from[at + 15] & 0xff];
        }
        for (; at < end; at++) {
            c = update(c, from[at]);
        }
        return c;
    }

    /// The register after one more byte.
    public static int update(int register, byte next) {
        return TABLE[(register ^ next) & 0xff] ^ register >>> 8;
    }

    /// The register after the four bytes of `word`, low byte first.
    public static int updateWord(int register, int word) {
        int c = register ^ word;
        return TABLE[3 * 256 + (c & 0xff)]
                ^ TABLE[2 * 256 + (c >>> 8 & 0xff)]
                ^ TABLE[256 + (c >>> 16 & 0xff)]
                ^ TABLE[c >>> 24];
    }

    /// The register after `count` zero bytes, for `count` below 2^24: three multiplications,
    /// however many bytes.
    public static int shift(int register, int count) {
        if (count < 0 || count >= 1 << 24) {
            throw new IllegalArgumentException("cannot shift by " + count + " bytes");
        }
        int power = multiply(POWERS[count & 0xff], POWERS[256 + (count >>> 8 & 0xff)]);
        return multiply(multiply(power, POWERS[512 + (count >>> 16)]), register);
    }

    /// The product of two polynomials, modulo Castagnoli's.
    private static int multiply(int a, int b) {
        int product = 0;
        int factor = a;
        for (int bit = 31; bit >= 0; bit--) {
            product ^= factor & -(b >>> bit & 1);
            factor = factor >>> 1 ^ POLYNOMIAL & -(factor & 1);
        }
        return product;
    }

    private static int[] table() {
        var table = new int[16 * 256];
        for (int b = 0; b < 256; b++) {
            int c = b;
            for (int bit = 0; bit < 8; bit++) {
                c = c >>> 1 ^ POLYNOMIAL & -(c & 1);
            }
            table[b] = c;
        }
        for (int i = 256; i < table.length; i++) {
            int before = table[i - 256];
            table[i] = table[before & 0xff] ^ before >>> 8;
        }
        return table;
    }

    private static int[] powers() {
        var powers = new int[3 * 256];
        int step = 1 << 31 - 8; // x^8: what one byte does
        for (int k = 0; k < 3; k++) {
            powers[256 * k] = 1 << 31; // x^0
            for (int n = 1; n < 256; n++) {
                powers[256 * k + n] = multiply(powers[256 * k + n - 1], step);
            }
            step = multiply(powers[256 * k + 255], step);
        }
        return powers;
    }
}
