package kith.value;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// What a cell can hold: JSON's values, with 64-bit integers kept apart from doubles, and byte
/// strings.
///
/// A value is immutable and has exactly one encoding, so two values are equal when their bytes are;
/// as text it is its JSON. The fields of an [Obj] therefore have an order that counts, and 0.0 is
/// not -0.0.
///
/// No value is nested deeper than [#DEPTH_MAX], whoever made it: it cannot be constructed. So
/// everything that walks a value may recurse. A value may be larger in memory than may be encoded
/// (a whole file that an import is about to take apart); [#write] refuses it.
///
/// changed: [Array] and [Obj] are classes and not records, because they keep their depth and their
/// size: both are asked for at each level and would cost a walk each time.
public sealed interface Value {
    /// How many arrays and objects may stand within each other. A guess: real data stays below 20,
    /// and a recursion of 64 fits every host's stack many times.
    int DEPTH_MAX = 64;

    /// The longest encoding in bytes: what a change may hold (1 MiB).
    int ENCODED_BYTES_MAX = 1 << 20;

    /// JSON's null.
    record Null() implements Value {
        public static final Null NULL = new Null();

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// A truth value.
    record Bool(boolean value) implements Value {
        public static final Bool FALSE = new Bool(false);
        public static final Bool TRUE = new Bool(true);

        public static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// A whole number of 64 bits.
    record Int(long value) implements Value {
        private static final int SHARED_MAX = 256;
        private static final Int[] SHARED = new Int[SHARED_MAX];

        static {
            for (int i = 0; i < SHARED_MAX; i++) {
                SHARED[i] = new Int(i);
            }
        }

        /// The same as the constructor, but small numbers share one object.
        public static Int of(long value) {
            return value >= 0 && value < SHARED_MAX ? SHARED[(int) value] : new Int(value);
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// A finite double. Equality is equality of bits: 0.0 is not -0.0.
    record Real(double value) implements Value {
        public Real {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("a value must be finite, and is not");
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Real that
                    && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(that.value);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(Double.doubleToRawLongBits(value));
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// A text of any UTF-16 units, lone surrogates too.
    record Text(String value) implements Value {
        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// A byte string.
    record Blob(Bytes value) implements Value {
        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// Values in a row.
    final class Array implements Value {
        public static final Array EMPTY = new Array(new Value[0]);

        private final Value[] items;
        private final int depth;
        private int size; // of the encoding in bytes, 0 until somebody asks

        /// Takes the array over.
        Array(Value[] items) {
            this.items = items;
            this.depth = depthOver(items);
        }

        public static Array of(Value... items) {
            return items.length == 0 ? EMPTY : new Array(items.clone());
        }

        public static Array of(List<Value> items) {
            return items.isEmpty() ? EMPTY : new Array(items.toArray(new Value[0]));
        }

        public int size() {
            return items.length;
        }

        public Value at(int index) {
            return items[index];
        }

        /// A view that cannot be changed.
        public List<Value> items() {
            return Collections.unmodifiableList(Arrays.asList(items));
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public int encodedSize() {
            if (size == 0) {
                size = Encoding.size(this);
            }
            return size;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Array that && Arrays.equals(items, that.items);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(items);
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// Named values in an order that counts; no name occurs twice.
    final class Obj implements Value {
        public static final Obj EMPTY = new Obj(new Names(), new Value[0]);

        private final Names names;
        private final Value[] values;
        private final int depth;
        private int size; // of the encoding in bytes, 0 until somebody asks

        /// Takes the array over. The caller has looked for names that occur twice.
        Obj(Names names, Value[] values) {
            this.names = names;
            this.values = values;
            this.depth = depthOver(values);
        }

        /// The object with `names[i]` for `values[i]`.
        public static Obj of(List<String> names, List<Value> values) {
            if (names.size() != values.size()) {
                throw new IllegalArgumentException(
                        names.size() + " names for " + values.size() + " values");
            }
            var own = new Names(names.toArray(new String[0]));
            int again = own.repeated();
            if (again >= 0) {
                throw new IllegalArgumentException(
                        "the name " + Malformed.quote(own.at(again)) + " occurs twice");
            }
            return new Obj(own, values.toArray(new Value[0]));
        }

        /// This object with `value` under `name`: in the place of what was there, or at the end.
        /// It copies; for many fields at once there is [#of].
        public Obj with(String name, Value value) {
            int at = names.indexOf(name);
            if (at >= 0) {
                var replaced = values.clone();
                replaced[at] = value;
                return new Obj(names, replaced);
            }
            var longer = Arrays.copyOf(values, values.length + 1);
            longer[values.length] = value;
            return new Obj(names.and(name), longer);
        }

        public int size() {
            return values.length;
        }

        public String name(int index) {
            return names.at(index);
        }

        public Value value(int index) {
            return values[index];
        }

        /// The value under `name`, or null when there is none.
        public @Nullable Value find(String name) {
            int at = names.indexOf(name);
            return at < 0 ? null : values[at];
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public int encodedSize() {
            if (size == 0) {
                size = Encoding.size(this);
            }
            return size;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Obj that
                    && names.equals(that.names)
                    && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return 31 * names.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /// How many arrays and objects stand within each other here, this one counted.
    default int depth() {
        return 0;
    }

    /// The size of the encoding in bytes. What is larger than an `int` is told as the largest one.
    default int encodedSize() {
        return Encoding.size(this);
    }

    /// Appends the encoding.
    default void write(Writer out) {
        int size = encodedSize();
        if (size > ENCODED_BYTES_MAX) {
            throw new Malformed(
                    "a value takes "
                            + size
                            + " bytes encoded, at most "
                            + ENCODED_BYTES_MAX
                            + ": divide it into cells below one path, or store it as a file");
        }
        Encoding.write(this, out);
    }

    /// The encoding alone.
    default Bytes toBytes() {
        var out = new Writer(Math.min(encodedSize(), ENCODED_BYTES_MAX));
        write(out);
        return out.toBytes();
    }

    /// The value whose encoding comes next in `in`.
    static Value read(Reader in) {
        return new Decoding(in).value();
    }

    /// A total order: that of the encodings as unsigned bytes. It says the same on every host and
    /// means nothing to people; it costs two encodings when kinds are equal.
    static int compare(Value a, Value b) {
        int difference = Encoding.tag(a) - Encoding.tag(b);
        return difference != 0 || a.equals(b) ? difference : a.toBytes().compareTo(b.toBytes());
    }

    private static int depthOver(Value[] values) {
        int depth = 0;
        for (Value value : values) {
            depth = Math.max(depth, value.depth());
        }
        if (depth >= DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "a value nested " + (depth + 1) + " deep, at most " + DEPTH_MAX);
        }
        return depth + 1;
    }
}
