package kith.node.app;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What Java type a cell's value is read as.
///
/// ```java
/// record Window(String title, long width, long height) {}
///
/// Kind<Window> window = Kind.record(Window.class);
/// settings.at("window").set(new Window("Kith", 800, 600));
/// System.out.println(settings.at("window").read(window));
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

    /// Any number.
    public static final Kind<Double> DOUBLE = new Kind<>("a number", Kind::number);

    public static final Kind<byte[]> BYTES =
            new Kind<>(
                    "bytes",
                    value -> value instanceof Value.Blob blob ? blob.value().toArray() : null);

    public static final Kind<Value> ANY = new Kind<>("a value", value -> value);

    private final String name;
    private final Function<Value, @Nullable T> reading;

    private Kind(String name, Function<Value, @Nullable T> reading) {
        this.name = name;
        this.reading = reading;
    }

    private static @Nullable Double number(Value value) {
        return switch (value) {
            case Value.Int whole -> (double) whole.value();
            case Value.Real real -> real.value();
            default -> null;
        };
    }

    /// Lists of one kind of values.
    public static <T> Kind<List<T>> list(Kind<T> items) {
        return new Kind<>("a list of " + items.name, value -> items.listOf(value));
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

    /// A record of texts, truth values, numbers, byte strings, constants of enums and further
    /// records, or [Optional]s for what may be missing. What is there beside its components is left
    /// alone.
    public static <R extends Record> Kind<R> record(Class<R> type) {
        return new Kind<>(type.getSimpleName(), value -> Fields.read(type, value));
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
        return list;
    }

    @Override
    public String toString() {
        return name;
    }

    /// Makes records of objects.
    private static final class Fields {
        private Fields() {}

        static <R extends Record> @Nullable R read(Class<R> type, Value value) {
            if (!(value instanceof Value.Obj fields)) {
                return null;
            }
            RecordComponent[] components = type.getRecordComponents();
            var types = new Class<?>[components.length];
            var arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                Object argument = argument(components[i], fields.find(components[i].getName()));
                if (argument == null) {
                    return null;
                }
                arguments[i] = argument;
            }
            return make(type, types, arguments);
        }

        private static @Nullable Object argument(RecordComponent component, @Nullable Value value) {
            Class<?> type = component.getType();
            if (type == Optional.class) {
                Kind<?> inner = kindOf(inner(component));
                return value == null || value.equals(Value.Null.NULL)
                        ? Optional.empty()
                        : inner.maybe(value);
            }
            return value == null ? null : kindOf(type).reading.apply(value);
        }

        private static Class<?> inner(RecordComponent component) {
            if (component.getGenericType() instanceof java.lang.reflect.ParameterizedType type
                    && type.getActualTypeArguments()[0] instanceof Class<?> inner) {
                return inner;
            }
            throw new IllegalArgumentException(component + " says not what it is optional of");
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static Kind<?> kindOf(Class<?> type) {
            if (type == String.class) {
                return TEXT;
            } else if (type == long.class || type == Long.class) {
                return LONG;
            } else if (type == double.class || type == Double.class) {
                return DOUBLE;
            } else if (type == boolean.class || type == Boolean.class) {
                return BOOL;
            } else if (type == byte[].class) {
                return BYTES;
            } else if (type == Value.class) {
                return ANY;
            } else if (type.isEnum()) {
                return oneOf((Class) type);
            } else if (type.isRecord()) {
                return record((Class) type);
            }
            throw new IllegalArgumentException(
                    type
                            + " cannot be read from a cell: use texts, long, double, boolean, bytes,"
                            + " enums, records, or Value");
        }

        private static <R extends Record> R make(
                Class<R> type, Class<?>[] types, Object[] arguments) {
            try {
                Constructor<R> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException refused) {
                    throw refused;
                }
                throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
            }
        }
    }
}
