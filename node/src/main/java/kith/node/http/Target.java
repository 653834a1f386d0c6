package kith.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.Address;
import kith.Problem;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// What a URL names: an address of the tree, and parameters.
///
/// The path is taken as it came, cut at its slashes, and each segment is then percent-decoded; only
/// after that the escapes of [kith.value.Path] count. So `%2F` is a slash within a name and never a
/// separator, and `..` is never climbed: it is refused, with the way to write it.
record Target(Address address, Map<String, String> parameters) {
    /// More than any path may have, and a bound on what is looked at.
    private static final int SEGMENTS_MAX = Path.SEGMENTS_MAX + 4;

    static Target of(String rawPath, @Nullable String rawQuery) {
        return new Target(address(rawPath), parameters(rawQuery));
    }

    // The path

    private static Address address(String rawPath) {
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.isEmpty()) {
            return new Address(null, "", Path.ROOT);
        }
        var text = new StringBuilder();
        for (String segment : segments(path)) {
            text.append(text.isEmpty() ? "" : "/").append(decoded(segment));
        }
        try {
            Address address = Address.parse(text.toString());
            boolean top = address.space().isEmpty();
            if (top && (address.board() == null || text.indexOf("/") >= 0)) {
                throw malformed("a space must have a name");
            }
            return address;
        } catch (Malformed malformed) {
            throw malformed(String.valueOf(malformed.getMessage()));
        }
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(start, end));
            if (segments.size() > SEGMENTS_MAX) {
                throw malformed("more than " + Path.SEGMENTS_MAX + " segments: nest less");
            }
            start = end + 1;
        }
        return segments;
    }

    /// The text of one segment as [Address] reads it.
    private static String decoded(String raw) {
        String segment = percentDecoded(raw);
        switch (segment) {
            case "" -> throw malformed("an empty segment: write ~_ for an empty name");
            case "." -> throw malformed("the segment '.': write ~. for that name");
            case ".." -> throw malformed("the segment '..': write ~.. for that name");
            default -> {}
        }
        return segment.replace("/", "~1"); // it was %2F
    }

    private static Refused malformed(String detail) {
        return Refused.because(Problem.ADDRESS_MALFORMED, "the address has " + detail);
    }

    // Percent-encoding (RFC 3986, section 2.1)

    static String percentDecoded(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] in = Utf8.encode(raw);
        var out = new byte[in.length];
        int size = 0;
        for (int i = 0; i < in.length; i++) {
            int c = in[i];
            if (c == '%') {
                c = hex(in, i + 1, raw) << 4 | hex(in, i + 2, raw);
                i += 2;
            }
            out[size++] = (byte) c;
        }
        try {
            return Utf8.decode(out, 0, size);
        } catch (Malformed e) {
            throw malformed(Malformed.quote(raw) + ", which is not UTF-8 percent-encoded");
        }
    }

    private static int hex(byte[] in, int at, String raw) {
        int digit = at < in.length ? Character.digit(in[at], 16) : -1;
        if (digit < 0) {
            throw malformed(
                    Malformed.quote(raw) + " with a % and no two hex digits: write %25 for '%'");
        }
        return digit;
    }

    // Parameters

    private static Map<String, String> parameters(@Nullable String rawQuery) {
        var parameters = new TreeMap<String, String>();
        String rest = rawQuery == null ? "" : rawQuery;
        for (int start = 0; start < rest.length(); ) {
            int and = rest.indexOf('&', start);
            int end = and < 0 ? rest.length() : and;
            String one = rest.substring(start, end);
            int equals = one.indexOf('=');
            String name = equals < 0 ? one : one.substring(0, equals);
            String value = equals < 0 ? "" : one.substring(equals + 1);
            parameters.put(percentDecoded(name), percentDecoded(value.replace('+', ' ')));
            start = end + 1;
        }
        return parameters;
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    @Nullable String text(String name) {
        return parameters.get(name);
    }

    /// The whole number of that parameter, from 0 to `max`; `otherwise` when it is not there.
    long number(String name, long max, long otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        long value = -1;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            value = -1;
        }
        if (value < 0 || value > max) {
            throw Refused.because(
                    HttpProblem.PARAMETER_MALFORMED,
                    "the parameter "
                            + name
                            + " is "
                            + Malformed.quote(text)
                            + ", expected a number from 0 to "
                            + max);
        }
        return value;
    }

    /// The same from 1 on.
    int count(String name, int max, int otherwise) {
        int count = (int) number(name, max, otherwise);
        if (count == 0) {
            throw Refused.because(
                    HttpProblem.PARAMETER_MALFORMED,
                    "the parameter " + name + " is 0, expected a number from 1 to " + max);
        }
        return count;
    }

    /// Refuses parameters that nobody knows: a typing error must not mean "all of it".
    void only(String... known) {
        for (String name : parameters.keySet()) {
            if (!List.of(known).contains(name)) {
                throw Refused.because(
                        HttpProblem.PARAMETER_MALFORMED,
                        "there is no parameter "
                                + Malformed.quote(name)
                                + " here; there are: "
                                + (known.length == 0 ? "none" : String.join(", ", known)));
            }
        }
    }
}
