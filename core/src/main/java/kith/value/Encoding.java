package kith.value;

import kith.lang.Utf8;
import kith.lang.Writer;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;

/// Values to bytes, one way each: a tag, then what the tag asks for. [Decoding] is the way back.
///
/// Format and limits: `docs/protocol/values.md`. Cost: linear.
final class Encoding {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int INT = 3;
    static final int REAL = 4;
    static final int TEXT = 5;
    static final int BLOB = 6;
    static final int ARRAY = 7;
    static final int OBJ = 8;

    private Encoding() {}

    static int tag(Value value) {
        return switch (value) {
            case Null _ -> NULL;
            case Bool bool -> bool.value() ? TRUE : FALSE;
            case Int _ -> INT;
            case Real _ -> REAL;
            case Text _ -> TEXT;
            case Blob _ -> BLOB;
            case Array _ -> ARRAY;
            case Obj _ -> OBJ;
        };
    }

    /// The size in bytes, or the largest `int` when it is more. An array or object asks its items,
    /// which remember theirs.
    static int size(Value value) {
        return switch (value) {
            case Null _ -> 1;
            case Bool _ -> 1;
            case Int number -> 1 + signedSize(number.value());
            case Real _ -> 1 + Double.BYTES;
            case Text text -> tagged(sized(Utf8.size(text.value())));
            case Blob blob -> tagged(sized(blob.value().size()));
            case Array array -> tagged(itemsSize(array));
            case Obj obj -> tagged(fieldsSize(obj));
        };
    }

    private static int tagged(long size) {
        return (int) Math.min(1 + size, Integer.MAX_VALUE);
    }

    private static long itemsSize(Array array) {
        long size = varintSize(array.size());
        for (int i = 0; i < array.size(); i++) {
            size += array.at(i).encodedSize();
        }
        return size;
    }

    private static long fieldsSize(Obj obj) {
        long size = varintSize(obj.size());
        for (int i = 0; i < obj.size(); i++) {
            size += sized(Utf8.size(obj.name(i))) + obj.value(i).encodedSize();
        }
        return size;
    }

    private static long sized(int bytes) {
        return (long) varintSize(bytes) + bytes;
    }

    private static int signedSize(long value) {
        if (Writer.isSmall(value)) {
            int low = Writer.small(value);
            return varintSize(low << 1 ^ low >> 31);
        }
        long zigzag = value << 1 ^ value >> 63;
        return (70 - Long.numberOfLeadingZeros(zigzag)) / 7; // seven bits to a byte, rounded up
    }

    /// The same for 32 bits without a sign.
    private static int varintSize(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    static void write(Value value, Writer out) {
        out.u8(tag(value));
        switch (value) {
            case Null _ -> {}
            case Bool _ -> {}
            case Int number -> out.signed(number.value());
            case Real real -> out.u64(Double.doubleToRawLongBits(real.value()));
            case Text text -> out.string(text.value());
            case Blob blob -> out.sized(blob.value());
            case Array array -> writeItems(array, out);
            case Obj obj -> writeFields(obj, out);
        }
    }

    private static void writeItems(Array array, Writer out) {
        out.varint(array.size());
        for (int i = 0; i < array.size(); i++) {
            write(array.at(i), out);
        }
    }

    private static void writeFields(Obj obj, Writer out) {
        out.varint(obj.size());
        for (int i = 0; i < obj.size(); i++) {
            out.string(obj.name(i));
            write(obj.value(i), out);
        }
    }
}
