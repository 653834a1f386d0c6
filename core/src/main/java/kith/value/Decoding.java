package kith.value;

import kith.lang.Malformed;
import kith.lang.Reader;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;

/// Bytes to one value; see [Encoding].
///
/// The problem is input that is small and wants much. Depth is counted on the way down and refused
/// before the stack can notice. A count is checked before anything is allocated for it, and not
/// only against the bytes that are left: sixty arrays within each other may each claim all of them.
/// So we keep what is *owed*, the bytes that the items still to come will take at least (an item
/// one, a field two), and a count must fit into what is left beside that. The sum of all counts is
/// then below the number of bytes, and what is allocated below 32 bytes for each byte read.
final class Decoding {
    private final Reader in;

    /// The position that the value may reach at most.
    private final int end;

    private int owed;
    private int level;

    Decoding(Reader in) {
        this.in = in;
        this.end = in.position() + Math.min(in.remaining(), Value.ENCODED_BYTES_MAX);
    }

    Value value() {
        if (in.position() > end) {
            throw new Malformed(
                    "value longer than " + Value.ENCODED_BYTES_MAX + " bytes at " + in.position());
        }
        Value value = next();
        if (in.position() > end) {
            throw new Malformed(
                    "value longer than " + Value.ENCODED_BYTES_MAX + " bytes at " + in.position());
        }
        return value;
    }

    private Value next() {
        int tag = in.u8();
        return switch (tag) {
            case Encoding.NULL -> Null.NULL;
            case Encoding.FALSE -> Bool.FALSE;
            case Encoding.TRUE -> Bool.TRUE;
            case Encoding.INT -> Int.of(in.signed());
            case Encoding.REAL -> real();
            case Encoding.TEXT -> new Text(in.string(left(), "text"));
            case Encoding.BLOB -> new Blob(in.sized(left(), "byte string"));
            case Encoding.ARRAY -> array();
            case Encoding.OBJ -> obj();
            default ->
                    throw new Malformed(
                            "value of kind "
                                    + tag
                                    + " at "
                                    + (in.position() - 1)
                                    + ", expected 0-8");
        };
    }

    private Real real() {
        double value = Double.longBitsToDouble(in.u64());
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new Malformed("double at " + (in.position() - 8) + " is not finite");
        }
        return new Real(value);
    }

    private Array array() {
        int count = enter(1, "array count");
        var items = new Value[count];
        for (int i = 0; i < count; i++) {
            owed--;
            items[i] = value();
        }
        level--;
        return count == 0 ? Array.EMPTY : new Array(items);
    }

    private Obj obj() {
        int count = enter(2, "object count");
        var names = new String[count];
        var values = new Value[count];
        for (int i = 0; i < count; i++) {
            owed--;
            names[i] = in.string(left(), "name");
            owed--;
            values[i] = value();
        }
        level--;
        return count == 0 ? Obj.EMPTY : obj(new Names(names), values);
    }

    private static Obj obj(Names names, Value[] values) {
        int again = names.repeated();
        if (again >= 0) {
            throw new Malformed(
                    "object with the name " + Malformed.quote(names.at(again)) + " twice");
        }
        return new Obj(names, values);
    }

    /// Goes down into an array or object and returns its count.
    private int enter(int bytesEachAtLeast, String what) {
        if (level == Value.DEPTH_MAX) {
            throw new Malformed(
                    "value nested deeper than " + Value.DEPTH_MAX + " at " + (in.position() - 1));
        }
        level++;
        int count = in.count(left() / bytesEachAtLeast, what);
        owed += count * bytesEachAtLeast;
        return count;
    }

    /// How many bytes may be taken now, beside those that are owed.
    private int left() {
        return Math.max(0, end - in.position() - owed);
    }
}
