package kith.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Pointer;
import kith.node.http.talk.Refused;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Patches as Braid sends them: parts of the resource that are replaced by what comes with them.
///
/// ```
/// Content-Range: json /groceries/milk          one patch: the body is its content
///
/// Patches: 2                                   or several, in the body:
///     Content-Length: 3                        headers of the patch, an empty line, the content
///     Content-Range: json /groceries/eggs
/// ```
///
/// The range is a [Pointer]; no content means that the cell is removed. Of a text it may be `text
/// [3:5]`: the code points that are replaced. All patches of a request are one change.
///
/// Source: draft-toomim-httpbis-braid-http-04, sections 3.1 to 3.4.
final class RangePatches {
    private static final String UNIT = "json ";
    private static final String TEXT_UNIT = "text ";
    private static final int COUNT_MAX = 10_000;
    private static final int HEADER_BYTES_MAX = 32 << 10;

    private final Path base;
    private final byte[] body;
    private int at;

    private RangePatches(Path base, byte[] body) {
        this.base = base;
        this.body = body;
    }

    /// The edits that a request with these headers asks for; null when it has no patches.
    static @Nullable List<Writing.Edit> parse(
            Path base, byte[] body, @Nullable String patches, @Nullable String range) {
        if (patches != null) {
            return new RangePatches(base, body).all(patches);
        }
        if (range != null) {
            return List.of(new RangePatches(base, body).edit(range, 0, body.length));
        }
        return null;
    }

    private List<Writing.Edit> all(String patches) {
        int count = number(patches, COUNT_MAX, "Patches");
        var edits = new ArrayList<Writing.Edit>(count);
        for (int i = 0; i < count; i++) {
            edits.add(next());
        }
        skipLines();
        if (at < body.length) {
            throw malformed("there is more in the body than " + count + " patches");
        }
        return edits;
    }

    private Writing.Edit next() {
        skipLines();
        Map<String, String> headers = headers();
        String length = headers.get("content-length");
        String range = headers.get("content-range");
        if (length == null || range == null) {
            throw malformed("a patch needs the headers Content-Length and Content-Range");
        }
        int size = number(length, body.length - at, "Content-Length");
        int start = at;
        at += size;
        return edit(range, start, at);
    }

    private void skipLines() {
        while (at < body.length && (body[at] == '\r' || body[at] == '\n')) {
            at++;
        }
    }

    private Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        int end = Math.min(body.length, at + HEADER_BYTES_MAX);
        for (String line = line(end); !line.isEmpty(); line = line(end)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw malformed("the line " + Malformed.quote(line) + " is no header of a patch");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.put(name, line.substring(colon + 1).strip());
        }
        return headers;
    }

    /// The next line, without its end.
    private String line(int limit) {
        int start = at;
        while (at < limit && body[at] != '\n') {
            at++;
        }
        if (at >= limit) {
            throw malformed("the headers of a patch do not end with an empty line");
        }
        int end = at > start && body[at - 1] == '\r' ? at - 1 : at;
        at++;
        return new String(body, start, end - start, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private Writing.Edit edit(String range, int start, int end) {
        if (range.regionMatches(true, 0, TEXT_UNIT, 0, TEXT_UNIT.length())) {
            return splice(range, start, end);
        }
        if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length())
                && !range.equalsIgnoreCase(UNIT.strip())) {
            throw malformed(
                    "the range "
                            + Malformed.quote(range)
                            + " is not one of ours: write json and a JSON Pointer, such as"
                            + " \"json /a/b\", or for a text \"text [3:5]\"");
        }
        String pointer = range.substring(Math.min(range.length(), UNIT.length()));
        Path path = base.append(Pointer.parse(pointer));
        return start == end
                ? new Writing.Remove(path)
                : new Writing.Put(path, Json.parse(body, start, end));
    }

    /// Positions are code points of the text before all patches of the request; [TextRanges] makes
    /// splices of that.
    private Writing.Edit splice(String range, int start, int end) {
        String places = range.substring(TEXT_UNIT.length()).strip();
        int colon = places.indexOf(':');
        if (colon < 0 || !places.startsWith("[") || !places.endsWith("]")) {
            throw malformed(
                    "the range " + Malformed.quote(range) + " is not one like \"text [3:5]\"");
        }
        String last = places.substring(colon + 1, places.length() - 1).strip();
        int from = number(places.substring(1, colon).strip(), Op.TEXT_LENGTH_MAX, "the place");
        int to = number(last, Op.TEXT_LENGTH_MAX, "the place");
        if (to < from) {
            throw malformed("the range " + Malformed.quote(range) + " ends before it begins");
        }
        return new Writing.Splice(base, from, to - from, Utf8.decode(body, start, end));
    }

    private static int number(String text, int max, String what) {
        int value = -1;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            value = -1;
        }
        if (value < 0 || value > max) {
            throw malformed(
                    what + " is " + Malformed.quote(text) + ", expected a number up to " + max);
        }
        return value;
    }

    private static Refused malformed(String detail) {
        return Refused.because(HttpProblem.PATCH_MALFORMED, detail);
    }
}
