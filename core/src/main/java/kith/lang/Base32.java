package kith.lang;

/// Bytes as text of 32 characters that survive being read out, typed, put into a file name or into
/// a QR code: the alphabet of RFC 4648, section 6, in lower case and without padding.
///
/// Decoding is strict, so that no two texts name the same bytes but for the case of their letters:
/// a length that no number of bytes gives is refused, and so are bits that are left over and not
/// zero (the usual sign of a text that was cut or mistyped). Letters of either case are taken,
/// because a QR code is smaller in upper case.
///
/// Cost: linear. Thread-safe: no state.
public final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private Base32() {}

    public static String encode(Bytes bytes) {
        return encode(bytes.shared(), 0, bytes.size());
    }

    /// The text of `from[start..end)`.
    public static String encode(byte[] from, int start, int end) {
        if (start < 0 || end < start || end > from.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + from.length);
        }
        var out = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (int i = start; i < end; i++) {
            buffer = buffer << 8 | from[i] & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(ALPHABET.charAt(buffer >>> bits & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
        }
        return out.toString();
    }

    /// The bytes that `text` stands for.
    public static Bytes decode(String text) {
        return decode(text, 0, text.length());
    }

    /// The bytes that `text[start..end)` stands for. Places in errors count from the text's start.
    public static Bytes decode(String text, int start, int end) {
        if (start < 0 || end < start || end > text.length()) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside a text of " + text.length());
        }
        int length = end - start;
        int rest = length & 7; // five bytes make eight characters
        if (rest == 1 || rest == 3 || rest == 6) {
            throw new Malformed(
                    "base32 text of " + length + " characters: no number of bytes has this length");
        }
        var out = new byte[(length >>> 3) * 5 + (rest * 5 >>> 3)];
        int size = 0;
        int buffer = 0;
        int bits = 0;
        for (int i = start; i < end; i++) {
            buffer = buffer << 5 | digit(text, i);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out[size++] = (byte) (buffer >>> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        if (buffer != 0) {
            throw new Malformed(
                    "base32 text ends with '"
                            + text.charAt(end - 1)
                            + "', which has bits left over");
        }
        return Bytes.wrap(out);
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= '2' && c <= '7') {
            return c - '2' + 26;
        }
        throw new Malformed(
                "not a base32 character at "
                        + at
                        + ": "
                        + Malformed.quote(String.valueOf(c))
                        + ", expected a-z or 2-7");
    }
}
