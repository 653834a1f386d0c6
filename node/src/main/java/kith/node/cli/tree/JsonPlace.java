package kith.node.cli.tree;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where in a JSON text something stands, as people say it: not line 31,822, but
/// `versions/1.0.0/dist`.
///
/// The parser tells line and column. This reads the text again up to there, counting brackets and
/// remembering names, and believes nothing: the text is wrong somewhere, after all. Cost: once
/// through the text, when there is an error.
final class JsonPlace {
    /// So many names are shown of a path that is longer than both together.
    private static final int FIRST_SHOWN = 8;

    private static final int LAST_SHOWN = 4;

    private final byte[] text;
    private final int end;

    /// For each open bracket the name or the number of the item that is being read in it; null
    /// before the name is there, which is so in the last one only.
    private final List<@Nullable String> names = new ArrayList<>();

    /// For each open bracket how many items came before; -1 for an object.
    private final List<Integer> counts = new ArrayList<>();

    private JsonPlace(byte[] text, int end) {
        this.text = text;
        this.end = end;
    }

    /// The path of the value at a line and a column, which count characters from 1; null when that
    /// is not inside an object or an array.
    static @Nullable String at(byte[] text, int line, int column) {
        var place = new JsonPlace(text, offset(text, line, column));
        place.read();
        return place.names.isEmpty() ? null : place.path();
    }

    private static int offset(byte[] text, int line, int column) {
        int at = 0;
        for (int lines = 1; at < text.length && lines < line; at++) {
            boolean pair = text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
            lines += text[at] == '\n' || text[at] == '\r' && !pair ? 1 : 0;
        }
        for (int columns = 1; at < text.length && columns < column; ) {
            at++;
            while (at < text.length && (text[at] & 0xc0) == 0x80) {
                at++;
            }
            columns++;
        }
        return at;
    }

    private void read() {
        boolean name = false; // whether a text would be a name here
        for (int at = 0; at < text.length && at <= end; at++) {
            switch (text[at]) {
                case '{' -> {
                    if (at < end) {
                        open(null, -1);
                        name = true;
                    }
                }
                case '[' -> {
                    if (at < end) {
                        open("0", 0);
                        name = false;
                    }
                }
                case '}', ']' -> {
                    if (at < end) {
                        close();
                    }
                    name = false;
                }
                case ',' -> {
                    if (at < end) {
                        name = next();
                    }
                }
                case ':' -> name = false;
                case '"' -> {
                    int last = endOfText(at);
                    if (name && last < text.length) {
                        names(at, last);
                    }
                    at = last;
                }
                default -> {}
            }
        }
    }

    private void open(@Nullable String name, int count) {
        names.add(name);
        counts.add(count);
    }

    private void close() {
        if (!names.isEmpty()) {
            names.removeLast();
            counts.removeLast();
        }
    }

    /// The next item; whether it begins with a name.
    private boolean next() {
        if (counts.isEmpty()) {
            return false;
        }
        int count = counts.removeLast();
        counts.add(count < 0 ? -1 : count + 1);
        names.set(names.size() - 1, count < 0 ? null : Integer.toString(count + 1));
        return count < 0;
    }

    private void names(int start, int last) {
        try {
            if (Json.parse(text, start, last + 1) instanceof Value.Text(String name)
                    && !names.isEmpty()) {
                names.set(names.size() - 1, name);
            }
        } catch (Malformed wrong) {
            // the name itself is what is wrong: the object around it is the place
        }
    }

    /// Where the text ends that begins at `start`.
    private int endOfText(int start) {
        int at = start + 1;
        while (at < text.length && text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length);
    }

    private String path() {
        var out = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean shown = i < FIRST_SHOWN || i >= names.size() - LAST_SHOWN;
            if (name != null && (shown || i == FIRST_SHOWN)) {
                out.append(out.isEmpty() ? "" : "/").append(shown ? escaped(name) : "…");
            }
        }
        return out.toString();
    }

    private static String escaped(String name) {
        try {
            return Path.of("x", name).toText().substring(2);
        } catch (Malformed noName) {
            return "…";
        }
    }
}
