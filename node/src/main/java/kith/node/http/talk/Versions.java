package kith.node.http.talk;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Versions as headers have them: strings in quotes with commas between, which is both a list of
/// structured fields (RFC 8941) and, in brackets, JSON.
public final class Versions {
    /// The most versions in one header: as many as there can be in a frontier that anybody writes
    /// against. Guess.
    private static final int COUNT_MAX = 1_000;

    private Versions() {}

    public static String header(List<String> versions) {
        var out = new StringBuilder();
        for (String version : versions) {
            out.append(out.isEmpty() ? "\"" : ", \"").append(version).append('"');
        }
        return out.toString();
    }

    /// Null when there is no such header.
    public static @Nullable List<String> parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            Value value = Json.parse("[" + header + "]");
            var versions = new ArrayList<String>();
            if (value instanceof Value.Array array && array.size() <= COUNT_MAX) {
                for (Value item : array.items()) {
                    if (!(item instanceof Value.Text(String text))) {
                        throw malformed(header);
                    }
                    versions.add(text);
                }
                return versions;
            }
        } catch (Malformed nonsense) {
            throw malformed(header);
        }
        throw malformed(header);
    }

    /// Ids with commas between, as parameters have them.
    public static List<String> list(String text) {
        var ids = new ArrayList<String>();
        int start = 0;
        while (start < text.length() && ids.size() <= COUNT_MAX) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            if (end > start) { // a list that was made in a loop may end with one
                ids.add(text.substring(start, end));
            }
            start = end + 1;
        }
        if (ids.size() > COUNT_MAX) {
            throw malformed(text.substring(0, 80) + "…");
        }
        return ids;
    }

    private static Refused malformed(String header) {
        return Refused.because(
                HttpProblem.REQUEST_MALFORMED,
                Malformed.quote(header)
                        + " is no list of versions: write them in double quotes, with commas"
                        + " between");
    }
}
