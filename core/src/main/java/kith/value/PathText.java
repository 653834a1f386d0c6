package kith.value;

import java.util.ArrayList;
import kith.lang.Malformed;

/// Paths as people and URLs write them: segments with `/` between, and escapes that begin with `~`.
///
/// | escape | means |
/// | --- | --- |
/// | `~0` | `~` |
/// | `~1` | `/` |
/// | `~.` | a dot that begins a segment |
/// | `~_` | the empty segment; it stands alone |
///
/// The naive way is to percent-encode. But libraries for URLs swallow the segments `.` and `..`
/// even when they are percent-encoded, as the URL Standard tells them to ("single-dot" and
/// "double-dot URL path segment"), and many servers make `//` one slash. Such names occur in real
/// data, and would silently mean another cell. So what a URL may lose is never written as it is.
///
/// Source: RFC 6901 (JSON Pointer), sections 3 and 4, for `~0` and `~1`. changed: no slash at the
/// front, because a name in Kith begins with its space; `~.` and `~_` because of the above; the
/// empty text is the root here, and `~_` is what `/` is there.
///
/// The first segment differs in one thing. A dot at its front makes it one of Kith's own names and
/// is written bare; deeper, a name with a dot at its front is a name like any other, is read with
/// or without the escape, and written with it. The lists that begin with `"."` or `".."` therefore
/// have no text form: no such name is Kith's. They print with an escape that is refused on reading.
///
/// Cost: linear. Thread-safe: no state.
final class PathText {
    private PathText() {}

    static Path parse(String text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '/') {
            end--; // one slash at the end changes nothing: people and shells add it
        }
        var segments = new ArrayList<String>();
        int at = 0;
        while (end > 0 && at <= end) {
            int slash = text.indexOf('/', at);
            int segmentEnd = slash < 0 || slash > end ? end : slash;
            if (segments.size() == Path.SEGMENTS_MAX) {
                throw new Malformed(
                        "path "
                                + Malformed.quote(text)
                                + " has more than "
                                + Path.SEGMENTS_MAX
                                + " segments: nest less");
            }
            segments.add(segment(text, at, segmentEnd, segments.isEmpty()));
            at = segmentEnd + 1;
        }
        return Path.of(segments);
    }

    private static String segment(String text, int start, int end, boolean first) {
        String raw = text.substring(start, end);
        switch (raw) {
            case "" -> throw wrong(text, start, "an empty segment: write ~_ for an empty name");
            case "." -> throw wrong(text, start, "the segment '.': write ~. for that name");
            case ".." -> throw wrong(text, start, "the segment '..': write ~.. for that name");
            case "~_" -> {
                return "";
            }
            default -> {}
        }
        if (!raw.startsWith("~.")) {
            return unescaped(text, start, end);
        }
        if (first) {
            throw wrong(
                    text,
                    start,
                    "'~.': names with a leading dot are Kith's own at the root of a space, use another");
        }
        return '.' + unescaped(text, start + 2, end);
    }

    private static String unescaped(String text, int start, int end) {
        if (text.substring(start, end).indexOf('~') < 0) {
            return text.substring(start, end);
        }
        var out = new StringBuilder();
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            out.append(c == '~' ? escaped(text, ++i, end) : c);
        }
        return out.toString();
    }

    private static char escaped(String text, int at, int end) {
        char c = at < end ? text.charAt(at) : '/';
        if (c == '0') {
            return '~';
        }
        if (c == '1') {
            return '/';
        }
        throw wrong(
                text,
                at - 1,
                "'~' without its meaning: write ~0 for '~', ~1 for '/', ~. for a leading dot and ~_"
                        + " alone for an empty name");
    }

    private static Malformed wrong(String text, int at, String what) {
        return new Malformed("path " + Malformed.quote(text) + " has at " + at + " " + what);
    }

    static String print(Path path) {
        var out = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            if (i > 0) {
                out.append('/');
            }
            print(path.at(i), i == 0, out);
        }
        return out.toString();
    }

    private static void print(String segment, boolean first, StringBuilder out) {
        if (segment.isEmpty()) {
            out.append("~_");
            return;
        }
        boolean own = first && !segment.equals(".") && !segment.equals("..");
        if (segment.charAt(0) == '.' && !own) {
            out.append('~');
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            switch (c) {
                case '~' -> out.append("~0");
                case '/' -> out.append("~1");
                default -> out.append(c);
            }
        }
    }
}
