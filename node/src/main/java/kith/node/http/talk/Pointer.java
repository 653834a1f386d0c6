package kith.node.http.talk;

import java.util.ArrayList;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.value.Path;

/// Paths in a `Content-Range`: a JSON Pointer in the form for URI fragments (RFC 6901, section 6),
/// so that any name fits into a header: what is not printable ASCII, and `%`, is percent-encoded.
///
/// changed: UTF-8 here may have a lone surrogate, as three bytes, because names may.
public final class Pointer {
    private static final String HEX = "0123456789ABCDEF";

    private Pointer() {}

    /// The pointer to `path` within a value at `base`.
    public static String text(Path base, Path path) {
        var out = new StringBuilder();
        for (int i = base.size(); i < path.size(); i++) {
            out.append('/');
            print(path.at(i), out);
        }
        return out.toString();
    }

    private static void print(String segment, StringBuilder out) {
        for (byte b : Utf8.encode(segment)) {
            switch (b) {
                case '~' -> out.append("~0");
                case '/' -> out.append("~1");
                default -> {
                    if (b > ' ' && b < 0x7f && b != '%') {
                        out.append((char) b);
                    } else {
                        out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
                    }
                }
            }
        }
    }

    /// What is wrong with it is a [Refused].
    public static Path parse(String text) {
        if (text.isEmpty()) {
            return Path.ROOT;
        }
        if (text.charAt(0) != '/') {
            throw wrong(text, "it begins with a slash");
        }
        var segments = new ArrayList<String>();
        int start = 1;
        while (start <= text.length() && segments.size() <= Path.SEGMENTS_MAX) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            segments.add(segment(text, text.substring(start, end)));
            start = end + 1;
        }
        return Path.of(segments);
    }

    private static String segment(String text, String raw) {
        byte[] in = Utf8.encode(raw);
        var out = new byte[in.length];
        int size = 0;
        for (int i = 0; i < in.length; i++) {
            int c = in[i];
            if (c == '%') {
                c = hex(text, in, i + 1) << 4 | hex(text, in, i + 2);
                i += 2;
            } else if (c == '~') {
                i++;
                c = i < in.length && in[i] == '0' ? '~' : i < in.length && in[i] == '1' ? '/' : 0;
                if (c == 0) {
                    throw wrong(text, "a ~ is written ~0, and a slash in a name ~1");
                }
            }
            out[size++] = (byte) c;
        }
        try {
            return Utf8.decode(out, 0, size);
        } catch (Malformed e) {
            throw wrong(text, "what is percent-encoded is UTF-8");
        }
    }

    private static int hex(String text, byte[] in, int at) {
        int digit = at < in.length ? Character.digit(in[at], 16) : -1;
        if (digit < 0) {
            throw wrong(text, "a % has two hex digits behind it");
        }
        return digit;
    }

    private static Refused wrong(String text, String rule) {
        return Refused.because(
                HttpProblem.PATCH_MALFORMED,
                Malformed.quote(text) + " is no JSON Pointer: " + rule);
    }
}
