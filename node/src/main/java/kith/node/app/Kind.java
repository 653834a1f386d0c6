package kith.node.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What Java type a cell's value is read as.
///
/// ```java
/// record Window(String title, int width, int height) {}
///
/// Kind<Window> window = Kind.record(Window.class);
/// settings.at("window").set(new Window("Kith", 800, 600));
/// System.out.println(settings.at("window").read(window).orElseThrow().width());   // 800
/// ```
///
/// Others may write anything anywhere: a value of another kind is [WrongKind] for who reads it, or
/// the fallback for who named one.
public final class Kind<T> {
    public static final Kind<String> TEXT =
            new Kind<>("a text", value -> value instanceof Value.Text text ? text.value() : null);

    public static final Kind<Boolean> BOOL =
            new Kind<>(
                    "a truth value", value -> value instanceof Value.Bool is ? is.value() : null);

    /// Whole numbers.
    public static final Kind<Long> LONG =
            new Kind<>(
                    "a whole number",
                    value -> value instanceof Value.Int whole ? whole.value() : null);

    /// Whole numbers of 32 bits; a larger one is of another kind.
    public static final Kind<Integer> INT = new Kind<>("a whole number of 32 bits", Kind::small);

    /// Any number.
    public static final Kind<Double> DOUBLE = new Kind<>("a number", Kind::number);

    public static final Kind<byte[]> BYTES =
            new Kind<>(
                    "bytes",
                    value -> value instanceof Value.Blob blob ? blob.value().toArray() : null);

    public static final Kind<Value> ANY = new Kind<>("a value", value -> value);

    private final String name;
    private final Function<Value, @Nullable T> reading;

    /// `reading` gives null for what is of another kind.
    Kind(String name, Function<Value, @Nullable T> reading) {
        this.name = name;
        this.reading = reading;
    }

    private static @Nullable Integer small(Value value) {
        boolean fits = value instanceof Value.Int whole && whole.value() == (int) whole.value();
        return fits ? (int) ((Value.Int) value).value() : null;
    }

    private static @Nullable Double number(Value value) {
        return switch (value) {
            case Value.Int whole -> (double) whole.value();
            case Value.Real real -> real.value();
            default -> null;
        };
    }

    /// Lists, and the sets of [Cell#insert], of one kind of values.
    public static <T> Kind<List<T>> list(Kind<T> items) {
        return new Kind<>("a list, each " + items.name, items::listOf);
    }

    /// Cells by their names, each of one kind: what `/` does not separate.
    public static <T> Kind<Map<String, T>> map(Kind<T> values) {
        return new Kind<>("cells, each " + values.name, values::mapOf);
    }

    /// One of the constants, by its name.
    public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        return new Kind<>(
                "one of " + Arrays.toString(type.getEnumConstants()),
                value -> value instanceof Value.Text text ? constant(type, text.value()) : null);
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return null;
    }

    /// A record of texts, truth values, numbers, byte strings, constants of enums, further records,
    /// lists, maps with texts as keys, and [Optional]s of these. An [Optional], a list or a map may
    /// be missing and is empty then; what is there beside its components is left alone. What its
    /// constructor throws on is of another kind.
    ///
    /// @throws IllegalArgumentException when a component is of a type that no value can be read as
    public static <R extends Record> Kind<R> record(Class<R> type) {
        return new Records().of(type);
    }

    /// What `value` is in Java.
    ///
    /// @throws WrongKind when it is something else
    T of(Value value, Path at) {
        T read = reading.apply(value);
        if (read == null) {
            throw new WrongKind(at, name, value);
        }
        return read;
    }

    /// The same, or null when it is something else.
    @Nullable T orNull(Value value) {
        return reading.apply(value);
    }

    /// The same, or empty when it is something else.
    Optional<T> maybe(Value value) {
        return Optional.ofNullable(reading.apply(value));
    }

    private @Nullable List<T> listOf(Value value) {
        if (!(value instanceof Value.Array array)) {
            return null;
        }
        var list = new ArrayList<T>(array.size());
        for (Value item : array.items()) {
            T read = reading.apply(item);
            if (read == null) {
                return null;
            }
            list.add(read);
        }
        return List.copyOf(list);
    }

    private @Nullable Map<String, T> mapOf(Value value) {
        if (!(value instanceof Value.Obj fields)) {
            return null;
        }
        var map = new LinkedHashMap<String, T>();
        for (int i = 0; i < fields.size(); i++) {
            T read = reading.apply(fields.value(i));
            if (read == null) {
                return null;
            }
            map.put(fields.name(i), read);
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public String toString() {
        return name;
    }
}
