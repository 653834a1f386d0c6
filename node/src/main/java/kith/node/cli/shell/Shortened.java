package kith.node.cli.shell;

import kith.value.Json;
import kith.value.Value;

/// Values in one line of a terminal.
public final class Shortened {
    private static final int SHORTEST = 12;

    private Shortened() {}

    /// The value as JSON, in at most `width` characters: where it is longer, its beginning.
    public static String value(Value value, int width) {
        return text(head(value, Math.max(width, SHORTEST)), Math.max(width, SHORTEST));
    }

    /// The beginning of a text; what is left out shows as one sign at the end.
    public static String text(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int end = Math.max(0, width - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + '…';
    }

    /// Long enough to be cut, without printing a megabyte for it.
    private static String head(Value value, int width) {
        if (value instanceof Value.Text(String text) && text.length() > 2 * width) {
            return Json.print(new Value.Text(text.substring(0, 2 * width)));
        }
        if (value instanceof Value.Array array && array.size() > width) {
            return Json.print(Value.Array.of(array.items().subList(0, width)));
        }
        return Json.print(value);
    }
}
