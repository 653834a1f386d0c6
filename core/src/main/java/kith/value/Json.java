package kith.value;

import kith.lang.Utf8;

/// JSON: what people, files and other programs speak.
///
/// The grammar is RFC 8259's, all of it and nothing more: no comments, no comma at the end, no NaN.
/// An error says line and column, what was found and what was expected. What the RFC leaves open is
/// decided so that nothing changes silently:
///
/// * A number without fraction and exponent is an integer of 64 bits; one that does not fit is
///   refused, because a double would change its digits. `-0` is the integer 0.
/// * A number with either is a double, `1.0` too, which is printed as `1.0`. One that is too large
///   is refused; one that is too small is zero.
/// * A name that occurs twice in an object is refused. The order of names is kept.
/// * A lone surrogate may be written as an escape and is printed as one. Bytes that are not UTF-8
///   are refused. A byte order mark at the front is skipped, as the RFC allows.
/// * A byte string is `{"$bytes":"<base64>"}`. An object that happens to look like that gets one
///   more `$`: see [JsonPrinter].
///
/// Cost: linear in both directions, one object for each value; nesting is bounded by
/// [Value#DEPTH_MAX]. The caller bounds the size of a text; a parsed one takes at most some 20
/// times its bytes in memory (texts of one character are the worst). Thread-safe: no state.
public final class Json {
    private Json() {}

    /// The value that `text` says.
    public static Value parse(String text) {
        return parse(Utf8.encode(text));
    }

    /// The value that `utf8` says.
    public static Value parse(byte[] utf8) {
        return parse(utf8, 0, utf8.length);
    }

    /// The value that `utf8[start..end)` says.
    public static Value parse(byte[] utf8, int start, int end) {
        if (start < 0 || end < start || end > utf8.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + utf8.length);
        }
        return new JsonParser(utf8, start, end).parse();
    }

    /// `value` on one line, without spaces.
    public static String print(Value value) {
        return new JsonPrinter(JsonPrinter.ONE_LINE).print(value);
    }

    /// `value` with a line for each item, indented by two spaces; no newline at the end.
    public static String printIndented(Value value) {
        return new JsonPrinter(2).print(value);
    }
}
