package kith.browser;

import java.util.ArrayList;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.value.Value;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSUndefined;
import org.teavm.jso.typedarrays.Int8Array;
import org.teavm.jso.typedarrays.Uint8Array;

/// The border to script: the only place where values cross it.
///
/// | here | in script |
/// | --- | --- |
/// | null, truth value, text, double | the same |
/// | 64-bit integer | a number from -2^53 to 2^53, beyond that a BigInt |
/// | bytes | a `Uint8Array` |
/// | array, object | the same |
///
/// A number of a script that is a whole one becomes an integer. What else a script can have (a
/// function, a date, an object of a class) is refused.
///
/// Bytes are copied in both directions: neither side then depends on what the other does with them.
final class Script {
    private static final double SAFE_MAX = 9007199254740991.0;

    private Script() {}

    // Out

    static JSObject of(Value value) {
        return switch (value) {
            case Value.Null ignored -> none();
            case Value.Bool(boolean truth) -> of(truth);
            case Value.Int(long number) -> of(number);
            case Value.Real(double number) -> of(number);
            case Value.Text(String text) -> of(text);
            case Value.Blob(Bytes bytes) -> of(bytes);
            case Value.Array array -> of(array);
            case Value.Obj obj -> of(obj);
        };
    }

    private static JSObject of(Value.Array array) {
        var out = new JSArray<JSObject>();
        for (int i = 0; i < array.size(); i++) {
            out.push(of(array.at(i)));
        }
        return out;
    }

    private static JSObject of(Value.Obj obj) {
        JSObject out = object();
        for (int i = 0; i < obj.size(); i++) {
            put(out, obj.name(i), of(obj.value(i)));
        }
        return out;
    }

    private static JSObject of(long number) {
        double near = (double) number;
        return near >= -SAFE_MAX && near <= SAFE_MAX ? of(near) : bigInt(Long.toString(number));
    }

    static Uint8Array of(Bytes bytes) {
        return unsigned(Int8Array.copyFromJavaArray(bytes.shared()));
    }

    @JSBody(params = "of", script = "return new Uint8Array(of.buffer, of.byteOffset, of.length);")
    private static native Uint8Array unsigned(Int8Array of);

    @JSBody(script = "return null;")
    private static native JSObject none();

    @JSBody(script = "return {};")
    private static native JSObject object();

    /// Also where the name is one that objects have of themselves, such as `__proto__`.
    @JSBody(
            params = {"of", "name", "value"},
            script =
                    "Object.defineProperty(of, name, "
                            + "{value: value, writable: true, enumerable: true, configurable: true});")
    private static native void put(JSObject of, String name, JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native JSObject of(boolean value);

    @JSBody(params = "value", script = "return value;")
    private static native JSObject of(double value);

    @JSBody(params = "value", script = "return value;")
    static native JSObject of(String value);

    @JSBody(params = "digits", script = "return BigInt(digits);")
    private static native JSObject bigInt(String digits);

    static JSObject undefined() {
        return JSUndefined.instance();
    }

    // In

    /// @throws Malformed where a script has what is no value
    static Value value(JSObject from) {
        return value(from, 0);
    }

    private static Value value(JSObject from, int depth) {
        if (depth > Value.DEPTH_MAX) {
            throw new Malformed("nested more than " + Value.DEPTH_MAX + " deep, or in itself");
        }
        return switch (kind(from)) {
            case "null" -> Value.Null.NULL;
            case "boolean" -> Value.Bool.of(truth(from));
            case "whole" -> Value.Int.of((long) number(from));
            case "number" -> real(number(from));
            case "bigint" -> integer(text(from));
            case "string" -> new Value.Text(text(from));
            case "bytes" -> new Value.Blob(bytes((Uint8Array) from));
            case "array" -> array((JSArray<?>) from, depth + 1);
            case "object" -> object(from, depth + 1);
            case String other -> throw new Malformed(other + " is no value");
        };
    }

    /// A whole number that is not -0.
    @JSBody(
            params = "of",
            script =
                    "if (of === null || of === undefined) return 'null';"
                            + "if (typeof of === 'number') return Number.isSafeInteger(of) &&"
                            + " !Object.is(of, -0) ? 'whole' : 'number';"
                            + "if (typeof of === 'function' || typeof of === 'symbol')"
                            + " return 'a ' + typeof of;"
                            + "if (typeof of !== 'object') return typeof of;"
                            + "if (Array.isArray(of)) return 'array';"
                            + "if (of instanceof Uint8Array) return 'bytes';"
                            + "const proto = Object.getPrototypeOf(of);"
                            + "if (proto === null || Object.getPrototypeOf(proto) === null)"
                            + " return 'object';"
                            + "return 'an object of the class ' + of.constructor.name;")
    private static native String kind(JSObject of);

    private static Value real(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new Malformed("a number must be finite");
        }
        return new Value.Real(number);
    }

    private static Value integer(String digits) {
        try {
            return Value.Int.of(Long.parseLong(digits));
        } catch (NumberFormatException tooLarge) {
            throw new Malformed("an integer has 64 bits, and this has more: " + digits);
        }
    }

    private static Value array(JSArray<?> from, int depth) {
        var items = new ArrayList<Value>(from.getLength());
        for (int i = 0; i < from.getLength(); i++) {
            items.add(value((JSObject) from.get(i), depth));
        }
        return Value.Array.of(items);
    }

    /// A field that is undefined is none, as in JSON.
    private static Value object(JSObject from, int depth) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (String name : JSObjects.keys(from)) {
            JSObject field = field(from, name);
            if (!JSObjects.isUndefined(field)) {
                names.add(name);
                values.add(value(field, depth));
            }
        }
        return Value.Obj.of(names, values);
    }

    static Bytes bytes(Uint8Array from) {
        return Bytes.wrap(signed(from).copyToJavaArray());
    }

    @JSBody(params = "of", script = "return new Int8Array(of.buffer, of.byteOffset, of.length);")
    private static native Int8Array signed(Uint8Array of);

    @JSBody(
            params = {"of", "name"},
            script = "return of[name];")
    static native JSObject field(JSObject of, String name);

    @JSBody(params = "of", script = "return of;")
    private static native boolean truth(JSObject of);

    @JSBody(params = "of", script = "return of;")
    static native double number(JSObject of);

    @JSBody(params = "of", script = "return String(of);")
    static native String text(JSObject of);
}
