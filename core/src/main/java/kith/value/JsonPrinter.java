package kith.value;

import kith.lang.Base64;
import kith.lang.Bytes;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;

/// Values to JSON text; see [Json].
///
/// A byte string is the object `{"$bytes":"<base64>"}`. An object that looks like one must come
/// back as the object it was, so it is marked: an object of one field whose name is one `$` or more
/// and then `bytes`, and whose value is a text that is base64, is printed with one `$` more; the
/// parser takes one away. Nothing else is touched, so `{"$bytes":5}` stays what it is.
///
/// Escaped are the quotation mark, the backslash, control characters, and surrogates that stand
/// alone, which UTF-8 cannot carry.
final class JsonPrinter {
    /// The indentation that means no lines at all.
    static final int ONE_LINE = -1;

    static final String BYTES_NAME = "$bytes";

    private final int indent;
    private final StringBuilder out = new StringBuilder();

    JsonPrinter(int indent) {
        this.indent = indent;
    }

    String print(Value value) {
        append(value, 0);
        return out.toString();
    }

    /// No `switch` over the type: the JVM makes a class for each at its first use, at run time, and
    /// no archive holds that class (JDK 25). A command that prints one value would pay for it each
    /// time.
    private void append(Value value, int level) {
        if (value instanceof Text text) {
            quote(text.value());
        } else if (value instanceof Int number) {
            out.append(number.value());
        } else if (value instanceof Obj obj) {
            obj(obj, level);
        } else if (value instanceof Array array) {
            array(array, level);
        } else if (value instanceof Bool bool) {
            out.append(bool.value());
        } else if (value instanceof Null) {
            out.append("null");
        } else if (value instanceof Real real) {
            RealPrinting.append(real.value(), out);
        } else if (value instanceof Blob blob) {
            blob(blob, level);
        } else {
            throw new IllegalStateException("a value of a new kind: " + value.getClass());
        }
    }

    private void blob(Blob blob, int level) {
        out.append('{');
        line(level + 1);
        name(BYTES_NAME);
        out.append('"').append(Base64.encode(blob.value())).append('"');
        line(level);
        out.append('}');
    }

    private void array(Array array, int level) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            separate(i, level + 1);
            append(array.at(i), level + 1);
        }
        if (array.size() > 0) {
            line(level);
        }
        out.append(']');
    }

    private void obj(Obj obj, int level) {
        boolean marked = obj.size() == 1 && looksLikeBytes(obj.name(0), obj.value(0));
        out.append('{');
        for (int i = 0; i < obj.size(); i++) {
            separate(i, level + 1);
            name(marked ? '$' + obj.name(i) : obj.name(i));
            append(obj.value(i), level + 1);
        }
        if (obj.size() > 0) {
            line(level);
        }
        out.append('}');
    }

    /// Whether an object with this one field could be taken for a byte string, or for an object
    /// that was marked as not being one.
    static boolean looksLikeBytes(String name, Value value) {
        return name.endsWith(BYTES_NAME)
                && dollarsOnly(name, name.length() - BYTES_NAME.length())
                && value instanceof Text text
                && Base64.accepts(text.value());
    }

    private static boolean dollarsOnly(String name, int end) {
        int at = 0;
        while (at < end && name.charAt(at) == '$') {
            at++;
        }
        return at == end;
    }

    private void separate(int index, int level) {
        if (index > 0) {
            out.append(',');
        }
        line(level);
    }

    private void line(int level) {
        if (indent != ONE_LINE) {
            out.append('\n');
            for (int i = 0; i < level * indent; i++) {
                out.append(' ');
            }
        }
    }

    private void name(String name) {
        quote(name);
        out.append(indent == ONE_LINE ? ":" : ": ");
    }

    private void quote(String text) {
        out.append('"');
        int plain = 0; // where the units begin that are copied as they are
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, plain, i);
            escape(c);
            plain = i + 1;
        }
        out.append(text, plain, text.length()).append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> out.append("\\u").append(Bytes.of((byte) (c >> 8), (byte) c).hex());
        }
    }
}
