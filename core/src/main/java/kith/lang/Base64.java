package kith.lang;

/// Bytes as text for JSON: the alphabet of RFC 4648, section 4, with padding.
///
/// Decoding is strict: each byte string has exactly one text. White space, the other alphabet with
/// `-` and `_`, missing padding, and bits that are left over and not zero are refused.
///
/// Cost: linear. Thread-safe: no state.
public final class Base64 {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Base64() {}

    public static String encode(Bytes bytes) {
        byte[] from = bytes.shared();
        var out = new StringBuilder((from.length + 2) / 3 * 4);
        int at = 0;
        for (; from.length - at >= 3; at += 3) {
            append(out, at(from, at) << 16 | at(from, at + 1) << 8 | at(from, at + 2), 4);
        }
        if (from.length - at == 2) {
            append(out, at(from, at) << 16 | at(from, at + 1) << 8, 3);
            out.append('=');
        } else if (from.length - at == 1) {
            append(out, at(from, at) << 16, 2);
            out.append("==");
        }
        return out.toString();
    }

    private static int at(byte[] from, int at) {
        return from[at] & 0xff;
    }

    private static void append(StringBuilder out, int group, int characters) {
        for (int i = 0; i < characters; i++) {
            out.append(ALPHABET.charAt(group >>> (18 - 6 * i) & 63));
        }
    }

    /// Whether `text` is the text of some bytes.
    public static boolean accepts(String text) {
        int digits = digits(text);
        return text.length() % 4 == 0
                && firstWrong(text, digits) == digits
                && !bitsLeft(text, digits);
    }

    /// The bytes that `text` stands for.
    public static Bytes decode(String text) {
        int digits = digits(text);
        if (text.length() % 4 != 0) {
            throw new Malformed(
                    "base64 text of " + text.length() + " characters: they come in groups of four");
        }
        int wrong = firstWrong(text, digits);
        if (wrong < digits) {
            throw new Malformed(
                    "not a base64 character at "
                            + wrong
                            + ": "
                            + Malformed.quote(text.substring(wrong, wrong + 1)));
        }
        if (bitsLeft(text, digits)) {
            throw new Malformed(
                    "base64 text ends with '" + text.charAt(digits - 1) + "', with bits left over");
        }
        return Bytes.wrap(bytes(text, digits));
    }

    private static byte[] bytes(String text, int digits) {
        var out = new byte[(digits >>> 2) * 3 + ((digits & 3) * 6 >>> 3)];
        int size = 0;
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < digits; i++) {
            buffer = (buffer << 6 | digit(text.charAt(i))) & 0xffff;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                out[size++] = (byte) (buffer >>> bits);
            }
        }
        return out;
    }

    /// How many characters stand before the padding, of which there may be two.
    private static int digits(String text) {
        int end = text.length();
        for (int i = 0; i < 2 && end > 0 && text.charAt(end - 1) == '='; i++) {
            end--;
        }
        return end;
    }

    private static int firstWrong(String text, int digits) {
        int at = 0;
        while (at < digits && digit(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// A group of two has four bits too many, a group of three has two; they must be zero.
    private static boolean bitsLeft(String text, int digits) {
        int spare = digits % 4 == 2 ? 15 : digits % 4 == 3 ? 3 : 0;
        return spare != 0 && (digit(text.charAt(digits - 1)) & spare) != 0;
    }

    private static int digit(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
