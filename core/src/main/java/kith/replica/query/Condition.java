package kith.replica.query;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What must hold of a cell that is found.
///
/// Numbers are compared as numbers, whole or not; texts by their UTF-16 units; and nothing else is
/// before or after anything. Where nothing is, or only cells below, only [How#OTHER] holds.
///
/// @param at which value below the cell is looked at; the root is its own
/// @param with one value, but for [How#ONE_OF]
public record Condition(Path at, How how, List<Value> with) {
    /// Guess: more than anybody lists by hand.
    public static final int VALUES_MAX = 100;

    /// How a value is compared, each with its code.
    public enum How {
        EQUAL(0, "="),
        OTHER(1, "!="),
        LESS(2, "<"),
        AT_MOST(3, "<="),
        MORE(4, ">"),
        AT_LEAST(5, ">="),
        ONE_OF(6, "in"),
        /// A text that has that one in it, or a set, a list or an array with that element.
        CONTAINS(7, "contains");

        private static final How[] BY_CODE = values();

        private final int code;
        private final String word;

        How(int code, String word) {
            this.code = code;
            this.word = word;
        }

        /// As people and scripts write it.
        public String word() {
            return word;
        }

        /// Null where no such word is known.
        public static @Nullable How of(String word) {
            for (How one : BY_CODE) {
                if (one.word.equals(word)) {
                    return one;
                }
            }
            return null;
        }
    }

    public Condition {
        with = List.copyOf(with);
        if (with.size() > VALUES_MAX || with.size() != 1 && how != How.ONE_OF) {
            throw new Malformed(with.size() + " values to compare with by " + how.word);
        }
        for (Value one : with) {
            if (one instanceof Value.Obj || one instanceof Value.Array) {
                throw new Malformed("a condition compares with plain values only");
            }
        }
        if (how == How.CONTAINS && !(with.getFirst() instanceof Value.Text)) {
            throw new Malformed("what a value contains is a text");
        }
    }

    /// `found` is null where there is no value.
    boolean holds(@Nullable Value found) {
        Value other = with.isEmpty() ? null : with.getFirst();
        if (found == null || other == null) {
            return how == How.OTHER;
        }
        return switch (how) {
            case EQUAL -> isSame(found, other);
            case OTHER -> !isSame(found, other);
            case LESS -> isOrdered(found, other) && compare(found, other) < 0;
            case AT_MOST -> isOrdered(found, other) && compare(found, other) <= 0;
            case MORE -> isOrdered(found, other) && compare(found, other) > 0;
            case AT_LEAST -> isOrdered(found, other) && compare(found, other) >= 0;
            case ONE_OF -> isAmong(found, with);
            case CONTAINS -> contains(found, other);
        };
    }

    /// How many bytes it takes to compare with that.
    long costBytes(@Nullable Value found) {
        long bytes = found == null ? 0 : found.encodedSize();
        for (Value one : with) {
            bytes += one.encodedSize();
        }
        return bytes;
    }

    private static boolean isSame(Value one, Value other) {
        return isOrdered(one, other) ? compare(one, other) == 0 : one.equals(other);
    }

    private static boolean isAmong(Value found, List<Value> some) {
        for (Value one : some) {
            if (isSame(found, one)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(Value found, Value part) {
        return switch (found) {
            case Value.Text(String text) ->
                    part instanceof Value.Text(String p) && Needle.isIn(text, p);
            case Value.Array array -> isAmong(part, array.items());
            case Value other -> false;
        };
    }

    private static boolean isOrdered(Value one, Value other) {
        return isNumber(one) && isNumber(other)
                || one instanceof Value.Text && other instanceof Value.Text;
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real;
    }

    private static int compare(Value one, Value other) {
        if (one instanceof Value.Text(String text) && other instanceof Value.Text(String than)) {
            return text.compareTo(than);
        }
        if (one instanceof Value.Int(long number) && other instanceof Value.Int(long than)) {
            return Long.compare(number, than);
        }
        double left = number(one);
        double right = number(other);
        return left < right ? -1 : left > right ? 1 : 0;
    }

    /// To the nearest, where a whole number has more digits than a double.
    private static double number(Value value) {
        return switch (value) {
            case Value.Int(long whole) -> (double) whole;
            case Value.Real(double real) -> real;
            case Value other -> throw new IllegalStateException(other + " is no number");
        };
    }

    void write(Writer out) {
        at.write(out);
        out.u8(how.code).varint(with.size());
        with.forEach(value -> value.write(out));
    }

    static Condition read(Reader in) {
        Path at = Path.read(in);
        int code = in.u8();
        if (code >= How.BY_CODE.length) {
            throw new Malformed("a condition of kind " + code);
        }
        int count = in.count(VALUES_MAX, "values to compare with");
        var with = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            with.add(Value.read(in));
        }
        return new Condition(at, How.BY_CODE[code], with);
    }
}
