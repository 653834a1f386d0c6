package kith.lang;

import java.util.Arrays;

/// An immutable byte string, ordered as unsigned bytes.
///
/// `wrap` shares its array with the caller, who promises not to write to it again; `of` copies.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final String HEX = "0123456789abcdef";

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    public static Bytes of(byte... bytes) {
        return new Bytes(bytes.clone());
    }

    public static Bytes copy(byte[] from, int start, int end) {
        if (start < 0 || end < start || end > from.length) { // copyOfRange would add zeros
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + from.length);
        }
        return new Bytes(Arrays.copyOfRange(from, start, end));
    }

    /// The bytes of a lower- or upper-case hexadecimal text.
    public static Bytes fromHex(String hex) {
        if (hex.length() % 2 != 0) {
            throw new Malformed("hex text has an odd length: " + hex.length());
        }
        var out = new byte[hex.length() / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (digit(hex, 2 * i) << 4 | digit(hex, 2 * i + 1));
        }
        return new Bytes(out);
    }

    private static int digit(String hex, int at) {
        char c = hex.charAt(at);
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        if (c >= 'A' && c <= 'F') { // not Character.digit: it takes digits of other scripts too
            return c - 'A' + 10;
        }
        throw new Malformed("not a hex digit at " + at + ": " + Malformed.quote(String.valueOf(c)));
    }

    public int size() {
        return array.length;
    }

    public byte at(int index) {
        return array[index];
    }

    public Bytes slice(int start, int end) {
        return copy(array, start, end);
    }

    public byte[] toArray() {
        return array.clone();
    }

    /// The array itself, without a copy: for reading only.
    public byte[] shared() {
        return array;
    }

    public String hex() {
        var digits = new char[2 * array.length];
        for (int i = 0; i < array.length; i++) {
            digits[2 * i] = HEX.charAt(array[i] >> 4 & 15);
            digits[2 * i + 1] = HEX.charAt(array[i] & 15);
        }
        return new String(digits);
    }

    @Override
    public int compareTo(Bytes other) {
        int shared = Math.min(array.length, other.array.length);
        for (int i = 0; i < shared; i++) {
            int difference = (array[i] & 0xff) - (other.array[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return array.length - other.array.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return hex();
    }
}
