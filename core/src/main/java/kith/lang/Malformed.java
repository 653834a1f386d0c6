package kith.lang;

/// Bytes from outside that break the format or one of its bounds.
///
/// Decoders throw it, and exactly one place for each way in catches it and charges the sender. It
/// carries no stack trace: what matters is what was found and what was expected, and a hostile peer
/// must not make us pay for unwinding.
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// How many units of a text from outside an error quotes at most: a guess at what helps.
    private static final int QUOTE_UNITS_MAX = 40;

    public Malformed(String message) {
        super(message, null, false, false);
    }

    /// `text` as an error may show it: in quotes, cut when it is long, and with whatever could
    /// confuse a terminal or turn the line around written as a backslash, `u` and four hexadecimal
    /// digits.
    public static String quote(String text) {
        var out = new StringBuilder("\"");
        int end = Math.min(text.length(), QUOTE_UNITS_MAX);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (harmless(c)) {
                out.append(c);
            } else if (i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append("\\u").append(Bytes.of((byte) (c >> 8), (byte) c).hex());
            }
        }
        return out.append(end < text.length() ? "…\"" : "\"").toString();
    }

    private static boolean harmless(char c) {
        boolean control = c < ' ' || c >= 0x7f && c < 0xa0;
        boolean invisible = c >= 0x200b && c <= 0x200f || c >= 0x2028 && c <= 0x202e;
        boolean isolate = c >= 0x2060 && c <= 0x206f || c == 0xfeff;
        return !control && !invisible && !isolate && !Character.isSurrogate(c);
    }
}
