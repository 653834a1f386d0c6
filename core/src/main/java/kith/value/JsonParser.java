package kith.value;

import java.util.Arrays;
import kith.lang.Base64;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;

/// JSON text to a value, in one pass; see [Json] for what is taken.
///
/// It descends one call for each level, which the bound on nesting makes safe. Items of all open
/// arrays and objects stand on one stack, so that nothing is allocated for a level before it is
/// closed.
///
/// A byte string is one object deeper as JSON than it is as a value, so one level more is read, and
/// refused when it turns out not to be a byte string.
final class JsonParser {
    /// How much of a number an error quotes.
    private static final int QUOTE_BYTES_MAX = 30;

    private final byte[] text;
    private final JsonText in;
    private int level;

    /// Items of the arrays and objects that are open, and for objects names and where they stood.
    private Value[] values = new Value[64];

    private String[] names = new String[64];
    private int[] namesAt = new int[64];
    private int valuesSize;
    private int namesSize;

    JsonParser(byte[] text, int start, int end) {
        this.text = text;
        this.in = new JsonText(text, start, end);
    }

    Value parse() {
        Value value = value();
        in.skipSpace();
        if (in.peek() >= 0) {
            throw in.found("the end of the text");
        }
        return value;
    }

    private Value value() {
        in.skipSpace();
        return switch (in.peek()) {
            case '{' -> obj();
            case '[' -> array();
            case '"' -> new Text(in.string());
            case 't' -> word("true", Bool.TRUE);
            case 'f' -> word("false", Bool.FALSE);
            case 'n' -> word("null", Null.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw in.found("a value");
        };
    }

    private Value word(String word, Value value) {
        for (int i = 0; i < word.length(); i++) {
            if (in.peek() != word.charAt(i)) {
                throw in.found("'" + word.charAt(i) + "' of " + word);
            }
            in.skip();
        }
        return value;
    }

    private Value array() {
        int opened = in.position();
        if (level >= Value.DEPTH_MAX) {
            throw tooDeep(opened);
        }
        level++;
        int first = valuesSize;
        in.skip();
        in.skipSpace();
        if (in.peek() != ']') {
            push(value());
            while (another(']')) {
                push(value());
            }
        }
        in.skip();
        level--;
        var items = Arrays.copyOfRange(values, first, valuesSize);
        valuesSize = first;
        return items.length == 0 ? Array.EMPTY : new Array(items);
    }

    private Value obj() {
        int opened = in.position();
        if (level > Value.DEPTH_MAX) {
            throw tooDeep(opened);
        }
        level++;
        int firstValue = valuesSize;
        int firstName = namesSize;
        in.skip();
        in.skipSpace();
        if (in.peek() != '}') {
            field();
            while (another('}')) {
                field();
            }
        }
        in.skip();
        level--;
        Value value = closed(firstValue, firstName);
        if (level == Value.DEPTH_MAX && !(value instanceof Blob)) {
            throw tooDeep(opened);
        }
        return value;
    }

    private void field() {
        in.skipSpace();
        if (in.peek() != '"') {
            throw in.found("a name in quotation marks");
        }
        if (namesSize == names.length) {
            names = Arrays.copyOf(names, 2 * namesSize);
            namesAt = Arrays.copyOf(namesAt, 2 * namesSize);
        }
        namesAt[namesSize] = in.position();
        names[namesSize++] = in.name();
        in.skipSpace();
        if (in.peek() != ':') {
            throw in.found("':'");
        }
        in.skip();
        push(value());
    }

    /// What the fields on top of the stacks stand for; takes them off.
    private Value closed(int firstValue, int firstName) {
        if (valuesSize == firstValue) {
            return Obj.EMPTY;
        }
        var own = new Names(Arrays.copyOfRange(names, firstName, namesSize));
        int again = own.repeated();
        if (again >= 0) {
            throw in.wrong(
                    namesAt[firstName + again],
                    "the name " + Malformed.quote(own.at(again)) + " occurs twice in one object");
        }
        var items = Arrays.copyOfRange(values, firstValue, valuesSize);
        valuesSize = firstValue;
        namesSize = firstName;
        return meant(own, items);
    }

    /// The byte string, the object that was marked as not being one, or just the object.
    private static Value meant(Names names, Value[] values) {
        String name = names.at(0);
        if (names.size() > 1 || !JsonPrinter.looksLikeBytes(name, values[0])) {
            return new Obj(names, values);
        }
        if (name.equals(JsonPrinter.BYTES_NAME) && values[0] instanceof Text base64) {
            return new Blob(Base64.decode(base64.value()));
        }
        return new Obj(new Names(name.substring(1)), values);
    }

    private void push(Value value) {
        if (valuesSize == values.length) {
            values = Arrays.copyOf(values, 2 * valuesSize);
        }
        values[valuesSize++] = value;
    }

    /// Goes over a comma, or stops before `close`.
    private boolean another(char close) {
        in.skipSpace();
        int found = in.peek();
        if (found == ',') {
            in.skip();
            return true;
        }
        if (found == close) {
            return false;
        }
        throw in.found("',' or '" + close + "'");
    }

    private Value number() {
        int start = in.position();
        if (in.peek() == '-') {
            in.skip();
        }
        if (in.peek() == '0') {
            in.skip();
            if (in.atDigit()) {
                throw in.found("'.', 'e' or the end of the number after a zero at the front");
            }
        } else {
            digits();
        }
        int wholeEnd = in.position();
        if (in.peek() == '.') {
            in.skip();
            digits();
        }
        if (in.peek() == 'e' || in.peek() == 'E') {
            in.skip();
            if (in.peek() == '+' || in.peek() == '-') {
                in.skip();
            }
            digits();
        }
        int end = in.position();
        return end == wholeEnd ? integer(start, end) : real(start, end);
    }

    private void digits() {
        if (!in.atDigit()) {
            throw in.found("a digit");
        }
        while (in.atDigit()) {
            in.skip();
        }
    }

    private Value integer(int start, int end) {
        boolean negative = text[start] == '-';
        int first = negative ? start + 1 : start;
        if (end - first <= 9) { // fits an `int`, which is faster in a browser
            int value = 0;
            for (int i = first; i < end; i++) {
                value = value * 10 + (text[i] - '0');
            }
            return Int.of(negative ? -value : value);
        }
        long value = 0; // below zero, because there is one number more than above
        for (int i = first; i < end; i++) {
            int digit = text[i] - '0';
            if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                throw tooLarge(start, end, "an integer has at most 64 bits");
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw tooLarge(start, end, "an integer has at most 64 bits");
        }
        return Int.of(negative ? value : -value);
    }

    private Value real(int start, int end) {
        double value = RealParsing.parse(text, start, end);
        if (Double.isInfinite(value)) {
            throw tooLarge(start, end, "a double ends at 1.8e308");
        }
        return new Real(value);
    }

    private Malformed tooLarge(int start, int end, String bound) {
        int shown = Math.min(end, start + QUOTE_BYTES_MAX);
        String number = Utf8.decode(text, start, shown) + (shown < end ? "…" : "");
        return in.wrong(start, "number too large: " + number + ", " + bound + ": send it as text");
    }

    private Malformed tooDeep(int opened) {
        return in.wrong(
                opened,
                "arrays and objects nested deeper than " + Value.DEPTH_MAX + ": flatten the value");
    }
}
