package kith.identity;

import kith.lang.Bytes;
import kith.lang.Malformed;

/// Keys and hashes as text that people copy, speak and scan: base32 of RFC 4648 section 6, in
/// lower case and without padding.
///
/// Base64 is shorter, but mixes cases, and a QR code stores capital letters and digits in 5.5 bits
/// a character instead of 8. Decoding takes either case and is otherwise strict: a text has one
/// meaning, and a value has one text.
final class KeyText {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private KeyText() {}

    static String encode(Bytes bytes) {
        var out = new StringBuilder((bytes.size() * 8 + 4) / 5);
        int held = 0;
        int heldBits = 0;
        for (int i = 0; i < bytes.size(); i++) {
            held = held << 8 | bytes.at(i) & 0xff;
            heldBits += 8;
            while (heldBits >= 5) {
                heldBits -= 5;
                out.append(LETTERS.charAt(held >>> heldBits & 31));
            }
            held &= (1 << heldBits) - 1;
        }
        if (heldBits > 0) {
            out.append(LETTERS.charAt(held << (5 - heldBits) & 31));
        }
        return out.toString();
    }

    /// The bytes of `text`; `what` names it in the error.
    static Bytes decode(String text, String what) {
        int spareBits = text.length() * 5 % 8;
        if (spareBits >= 5) {
            throw new Malformed(what + " cannot have " + text.length() + " characters");
        }
        if (text.length() > 0) {
            char last = text.charAt(text.length() - 1);
            if ((digit(text, text.length() - 1, what) & ((1 << spareBits) - 1)) != 0) {
                throw new Malformed(what + " of this length cannot end in '" + last + "'");
            }
        }
        return decodeStart(text, what);
    }

    /// The whole bytes that the beginning of a text gives, however it ends.
    static Bytes decodeStart(String text, String what) {
        var out = new byte[text.length() * 5 / 8];
        int held = 0;
        int heldBits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            held = held << 5 | digit(text, i, what);
            heldBits += 5;
            if (heldBits >= 8) {
                heldBits -= 8;
                out[at++] = (byte) (held >>> heldBits);
                held &= (1 << heldBits) - 1;
            }
        }
        return Bytes.wrap(out);
    }

    /// The 32 bytes of a key or a hash.
    static Bytes decode32(String text, String what) {
        if (text.length() != PeerId.TEXT_CHARS) {
            throw new Malformed(
                    what + " has " + text.length() + " characters, expected " + PeerId.TEXT_CHARS);
        }
        return decode(text, what);
    }

    static Bytes require32(Bytes bytes, String what) {
        if (bytes.size() != PeerId.SIZE_BYTES) {
            throw new Malformed(
                    what + " has " + bytes.size() + " bytes, expected " + PeerId.SIZE_BYTES);
        }
        return bytes;
    }

    private static int digit(String text, int at, String what) {
        int value = value(text.charAt(at));
        if (value < 0) {
            throw new Malformed(
                    what
                            + " has '"
                            + text.charAt(at)
                            + "' at character "
                            + (at + 1)
                            + ": only the letters a to z and the digits 2 to 7 occur in it");
        }
        return value;
    }

    private static int value(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
    }
}
