package kith.node.cli.shell;

import kith.value.Json;
import kith.value.Value;

/// Values and names in one line of a terminal, and nothing that a terminal would carry out: names
/// come from other peers.
public final class Shortened {
    private static final int SHORTEST = 12;
    private static final char ESCAPE = '\u001b';
    private static final char PICTURES = '\u2400';
    private static final char DELETE_PICTURE = '\u2421';
    private static final char REPLACEMENT = '\ufffd';

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

    /// A name as it is, but control characters as signs for them, such as `␊` for a line feed.
    public static String name(String name) {
        return harmless(name, true);
    }

    /// The same for lines that are made for a terminal: line feeds, and what chooses colours, stay.
    static String lines(String text) {
        return harmless(text, false);
    }

    private static String harmless(String text, boolean all) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' || c >= 0x7f && c < 0xa0;
            if (control && (all || c != '\n' && c != '\t' && !(c == ESCAPE && isColour(text, i)))) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, sign(c));
            }
        }
        return out == null ? text : out.toString();
    }

    /// Unicode has a picture for each of the ASCII ones.
    private static char sign(char control) {
        if (control < ' ') {
            return (char) (PICTURES + control);
        }
        return control == 0x7f ? DELETE_PICTURE : REPLACEMENT;
    }

    /// Whether such a sequence begins there: `ESC [ 3 1 m` (ECMA-48, section 8.3.117).
    private static boolean isColour(String text, int escape) {
        int at = escape + 1;
        if (at >= text.length() || text.charAt(at) != '[') {
            return false;
        }
        at++;
        while (at < text.length()
                && (text.charAt(at) >= '0' && text.charAt(at) <= '9' || text.charAt(at) == ';')) {
            at++;
        }
        return at < text.length() && text.charAt(at) == 'm';
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
