package kith.value;

import java.util.Arrays;
import kith.lang.Malformed;
import kith.lang.Utf8;
import org.jspecify.annotations.Nullable;

/// The UTF-8 bytes of a JSON text and a place in them: what [JsonParser] reads characters, strings
/// and names with, and what knows line and column when something is wrong.
///
/// Names that were seen before are found by their bytes and shared, because the objects of a large
/// text mostly have the same ones. Line and column are counted only when there is an error.
final class JsonText {
    private static final int BYTE_ORDER_MARK = 0xfeff;

    /// How many names are remembered: a power of two. A guess.
    private static final int NAMES_KNOWN = 1024;

    /// The longest name in bytes that is remembered. A guess: longer ones are content.
    private static final int NAME_KNOWN_BYTES_MAX = 40;

    private final byte[] text;
    private final int start;
    private final int end;
    private int at;
    private char[] units = new char[256];
    private final @Nullable String[] known = new String[NAMES_KNOWN];

    JsonText(byte[] text, int start, int end) {
        boolean marked = start < end && Utf8.pointAt(text, start, end) == BYTE_ORDER_MARK;
        this.text = text;
        this.start = marked ? start + 3 : start;
        this.end = end;
        this.at = this.start;
    }

    int position() {
        return at;
    }

    /// The byte that comes next, or -1 at the end.
    int peek() {
        return at < end ? text[at] & 0xff : -1;
    }

    void skip() {
        at++;
    }

    boolean atDigit() {
        return at < end && text[at] >= '0' && text[at] <= '9';
    }

    void skipSpace() {
        while (at < end
                && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    /// The name that begins here. One that was seen before is the same object.
    String name() {
        int from = at + 1;
        int to = from;
        int hash = 0;
        int last = Math.min(end, from + NAME_KNOWN_BYTES_MAX);
        while (to < last && text[to] != '"' && text[to] != '\\' && text[to] >= ' ') {
            hash = 31 * hash + text[to++];
        }
        if (to == last || text[to] != '"') {
            return string();
        }
        int place = (hash ^ hash >>> 15) & (NAMES_KNOWN - 1);
        String name = known[place];
        if (name != null && sameAs(name, from, to)) {
            at = to + 1;
            return name;
        }
        String fresh = string();
        known[place] = fresh;
        return fresh;
    }

    private boolean sameAs(String name, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (name.charAt(i - from) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /// The text in quotation marks that begins here.
    String string() {
        at++;
        int length = 0;
        while (at < end) {
            if (length + 2 > units.length) {
                units = Arrays.copyOf(units, 2 * units.length);
            }
            int first = text[at];
            if (first == '"') {
                at++;
                return length == 0 ? "" : new String(units, 0, length);
            }
            if (first == '\\') {
                at++;
                units[length++] = escaped();
            } else if (first >= ' ') {
                units[length++] = (char) first;
                at++;
            } else {
                length = beyondAscii(length);
            }
        }
        throw found("'\"' at the end of the text in quotation marks");
    }

    private int beyondAscii(int length) {
        int point = Utf8.pointAt(text, at, end);
        if (point < ' ') { // -1 too
            throw found(point < 0 ? "UTF-8" : "an escape such as \\n for a control character");
        }
        at += Utf8.width(text[at] & 0xff);
        if (point < 0x10000) {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                at -= 3;
                throw found("UTF-8, where half a surrogate pair is an escape");
            }
            units[length] = (char) point;
            return length + 1;
        }
        units[length] = Character.highSurrogate(point);
        units[length + 1] = Character.lowSurrogate(point);
        return length + 2;
    }

    private char escaped() {
        char unit =
                switch (peek()) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '/' -> '/';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'u' -> hexUnit();
                    default -> throw found("one of \" \\ / b f n r t u after a backslash");
                };
        at++;
        return unit;
    }

    /// Four hexadecimal digits; stops on the last.
    private char hexUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int c = peek();
            int letter = (c | 0x20) - 'a';
            if (c >= '0' && c <= '9') {
                unit = unit << 4 | c - '0';
            } else if (letter >= 0 && letter < 6) {
                unit = unit << 4 | letter + 10;
            } else {
                throw found("four hexadecimal digits after \\u");
            }
        }
        return (char) unit;
    }

    /// The error that something else was expected here.
    Malformed found(String expected) {
        return wrong(at, "found " + here() + ", expected " + expected);
    }

    private String here() {
        if (at >= end) {
            return "the end of the text";
        }
        int point = Utf8.pointAt(text, at, end);
        if (point < 0) {
            return "the byte " + (text[at] & 0xff) + ", which is not UTF-8";
        }
        return Malformed.quote(Utf8.decode(text, at, at + Utf8.width(text[at] & 0xff)));
    }

    /// Lines end with LF, CR LF or CR, and columns count characters; both begin at 1.
    Malformed wrong(int where, String what) {
        int line = 1;
        int column = 1;
        for (int i = start; i < where; i++) {
            boolean pair = text[i] == '\r' && i + 1 < end && text[i + 1] == '\n';
            if (text[i] == '\n' || text[i] == '\r' && !pair) {
                line++;
                column = 1;
            } else if ((text[i] & 0xc0) != 0x80 && !pair) {
                column++;
            }
        }
        return new Malformed("JSON, line " + line + ", column " + column + ": " + what);
    }
}
