package kith.lang;

import static java.nio.charset.StandardCharsets.UTF_8;

/// UTF-8 by hand, because a Java string may hold a lone surrogate and the platform's encoder
/// replaces it, differently on each host.
///
/// changed: we encode what is called WTF-8 (Sapin, *The WTF-8 encoding*): a lone surrogate becomes
/// its three bytes, so that every string comes back as it went in. A surrogate *pair* in six bytes
/// is refused, as are overlong forms: equal strings have equal bytes.
public final class Utf8 {
    /// What a platform's decoder puts where it found nothing that it can read.
    private static final char REPLACEMENT = '\ufffd';

    /// A text so short is decoded here: in a browser the platform takes as long for any short text
    /// as this does for some thirty bytes. Measured.
    private static final int SHORT_BYTES = 16;

    /// What is typed one by one: texts of one ASCII character.
    private static final String[] SINGLE = singles();

    private Utf8() {}

    private static String[] singles() {
        var all = new String[0x80];
        for (int i = 0; i < all.length; i++) {
            all[i] = String.valueOf((char) i);
        }
        return all;
    }

    /// How many bytes `text` takes.
    public static int size(String text) {
        int size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size += c < 0x800 ? 1 : 2;
                if (pairAt(text, i)) {
                    i++; // four bytes for two units: 1 + 2 counted, and 1 for the second unit
                }
            }
        }
        return size;
    }

    /// Writes `text` to `out` from `at`; the caller made room for `size(text)` bytes.
    public static void encode(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3f);
            } else if (pairAt(text, i)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | point >> 18);
                out[at++] = (byte) (0x80 | point >> 12 & 0x3f);
                out[at++] = (byte) (0x80 | point >> 6 & 0x3f);
                out[at++] = (byte) (0x80 | point & 0x3f);
            } else {
                out[at++] = (byte) (0xe0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                out[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
    }

    public static byte[] encode(String text) {
        var out = new byte[size(text)];
        encode(text, out, 0);
        return out;
    }

    /// The text in `from[start..end)`.
    ///
    /// Mostly each byte is a character. The platform copies those in machine code, also in a
    /// process that has only just begun, where a loop over a long text is not compiled yet and
    /// takes a hundred times as long. All platforms agree about them, and whether there was
    /// anything else shows: it makes fewer units than bytes, or a replacement.
    public static String decode(byte[] from, int start, int end) {
        int size = end - start;
        if (size == 1 && from[start] >= 0) {
            return SINGLE[from[start]];
        }
        if (size <= SHORT_BYTES) {
            return decodedHere(from, start, end);
        }
        String text = decodedByPlatform(from, start, end);
        return text.length() == size && text.indexOf(REPLACEMENT) < 0
                ? text
                : decodedHere(from, start, end);
    }

    /// In a browser by its own decoder, `kith.browser.library.Texts`, and not by the class
    /// library's.
    private static String decodedByPlatform(byte[] from, int start, int end) {
        return new String(from, start, end - start, UTF_8);
    }

    private static String decodedHere(byte[] from, int start, int end) {
        var out = new char[end - start];
        return new String(out, 0, decode(from, start, end, out));
    }

    /// The units of that text, into `out`, where there must be room for them; says how many they
    /// are.
    public static int decode(byte[] from, int start, int end, char[] out) {
        int length = 0;
        int at = start;
        while (at < end) {
            int first = from[at];
            int room = out.length - length;
            if (room == 0) {
                throw new Malformed("more than " + out.length + " units");
            }
            if (first >= 0) {
                int ascii = ascii(from, at, Math.min(end, at + room), out, length);
                at += ascii;
                length += ascii;
            } else {
                int point = pointAt(from, at, end);
                if (point < 0) {
                    throw new Malformed("not UTF-8 at " + at + ": byte 0x" + hex(first));
                }
                if (point >= Character.MIN_SUPPLEMENTARY_CODE_POINT && room == 1) {
                    throw new Malformed("more than " + out.length + " units");
                }
                length = append(point, out, length, at);
                at += width(first & 0xff);
            }
        }
        return length;
    }

    /// Copies the characters of one byte from `at` on and says how many there were: eight at a
    /// time, as one test for all of them is most of what can be saved here.
    private static int ascii(byte[] from, int at, int end, char[] out, int length) {
        int done = 0;
        while (done <= end - at - 8) {
            int i = at + done;
            int o = length + done;
            byte a = from[i];
            byte b = from[i + 1];
            byte c = from[i + 2];
            byte d = from[i + 3];
            byte e = from[i + 4];
            byte f = from[i + 5];
            byte g = from[i + 6];
            byte h = from[i + 7];
            if ((a | b | c | d | e | f | g | h) < 0) {
                break;
            }
            out[o] = (char) a;
            out[o + 1] = (char) b;
            out[o + 2] = (char) c;
            out[o + 3] = (char) d;
            out[o + 4] = (char) e;
            out[o + 5] = (char) f;
            out[o + 6] = (char) g;
            out[o + 7] = (char) h;
            done += 8;
        }
        while (at + done < end && from[at + done] >= 0) {
            out[length + done] = (char) from[at + done];
            done++;
        }
        return done;
    }

    /// The code point whose bytes begin at `at`, or -1 when no bytes of `from[at..end)` make one.
    /// A surrogate's three bytes give the surrogate: whoever wants none of them checks.
    public static int pointAt(byte[] from, int at, int end) {
        int first = from[at] & 0xff;
        int width = width(first);
        if (width == 0 || width > end - at) {
            return -1;
        }
        if (width == 1) {
            return first;
        }
        int point = first & (0xff >> (width + 1));
        for (int i = 1; i < width; i++) {
            int next = from[at + i] & 0xff;
            if ((next & 0xc0) != 0x80) {
                return -1;
            }
            point = point << 6 | next & 0x3f;
        }
        boolean overlong = width == 3 && point < 0x800 || width == 4 && point < 0x10000;
        return overlong || point > Character.MAX_CODE_POINT ? -1 : point;
    }

    /// How many bytes a character has whose first byte is `first`, 0 when none begins so.
    public static int width(int first) {
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2 || first > 0xf4) { // 0xc0 and 0xc1 could only begin overlong forms
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private static String hex(int octet) {
        return Bytes.of((byte) octet).hex();
    }

    private static int append(int point, char[] out, int length, int at) {
        if (point >= 0x10000) {
            out[length++] = Character.highSurrogate(point);
            out[length++] = Character.lowSurrogate(point);
            return length;
        }
        char unit = (char) point;
        if (Character.isLowSurrogate(unit)
                && length > 0
                && Character.isHighSurrogate(out[length - 1])) {
            throw new Malformed("surrogate pair in two characters at " + at);
        }
        out[length++] = unit;
        return length;
    }

    private static boolean pairAt(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }
}
