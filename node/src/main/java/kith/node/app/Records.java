package kith.node.app;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Works out once how a type of record is read from values, so that what cannot be read is told
/// where the [Kind] is made and not where a value comes in.
final class Records {
    /// Those under construction too: a record may hold a list of its own type.
    private final Map<Class<?>, Shape<?>> shapes = new LinkedHashMap<>();

    <R extends Record> Kind<R> of(Class<R> type) {
        Shape<R> shape = shape(type);
        return new Kind<>("a " + type.getSimpleName(), shape::read);
    }

    @SuppressWarnings("unchecked") // put under its own type
    private <R extends Record> Shape<R> shape(Class<R> type) {
        var known = (Shape<R>) shapes.get(type);
        if (known != null) {
            return known;
        }
        var shape = new Shape<>(type);
        shapes.put(type, shape);
        shape.work(this);
        return shape;
    }

    private Part part(RecordComponent component) {
        Type type = component.getGenericType();
        Class<?> raw = component.getType();
        if (raw == Optional.class) {
            Kind<?> inner = optional(kind(argument(component, type, 0)));
            return new Part(component.getName(), inner, Optional.empty());
        } else if (raw == List.class) {
            return new Part(component.getName(), kind(type), List.of());
        } else if (raw == Map.class) {
            return new Part(component.getName(), kind(type), Map.of());
        }
        return new Part(component.getName(), kind(type));
    }

    private static <T> Kind<Optional<T>> optional(Kind<T> inner) {
        return new Kind<>(
                inner + ", or nothing",
                value -> {
                    T read = inner.orNull(value);
                    return read == null ? null : Optional.of(read);
                });
    }

    private static Type argument(Object of, Type type, int index) {
        if (type instanceof ParameterizedType full) {
            return full.getActualTypeArguments()[index];
        }
        throw new IllegalArgumentException(of + " does not say of what it is");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what is an enum or a record was asked
    private Kind<?> kind(Type type) {
        if (type instanceof ParameterizedType full && full.getRawType() == List.class) {
            return Kind.list(kind(argument(type, type, 0)));
        } else if (type instanceof ParameterizedType full && full.getRawType() == Map.class) {
            if (argument(type, type, 0) != String.class) {
                throw new IllegalArgumentException(type + ": the names of cells are texts");
            }
            return Kind.map(kind(argument(type, type, 1)));
        } else if (type instanceof Class<?> enums && enums.isEnum()) {
            return Kind.oneOf((Class) enums);
        } else if (type instanceof Class<?> records && records.isRecord()) {
            return of((Class) records);
        }
        return simple(type);
    }

    private static Kind<?> simple(Type type) {
        if (type == String.class) {
            return Kind.TEXT;
        } else if (type == long.class || type == Long.class) {
            return Kind.LONG;
        } else if (type == int.class || type == Integer.class) {
            return Kind.INT;
        } else if (type == double.class || type == Double.class) {
            return Kind.DOUBLE;
        } else if (type == boolean.class || type == Boolean.class) {
            return Kind.BOOL;
        } else if (type == byte[].class) {
            return Kind.BYTES;
        } else if (type == Value.class) {
            return Kind.ANY;
        }
        throw new IllegalArgumentException(
                type
                        + " cannot be read from a cell: use String, int, long, double, boolean,"
                        + " byte[], enums, records, List, Map, Optional or Value");
    }

    /// One component: what it is called, how it is read, and what stands for it where it is
    /// missing.
    private record Part(String name, Kind<?> kind, @Nullable Object missing) {
        Part(String name, Kind<?> kind) {
            this(name, kind, null);
        }

        @Nullable Object of(Value.Obj fields) {
            Value value = fields.find(name);
            boolean nothing = value == null || value.equals(Value.Null.NULL);
            return nothing && missing != null || value == null ? missing : kind.orNull(value);
        }
    }

    /// How one type is read.
    private static final class Shape<R extends Record> {
        private final Class<R> type;
        private final Constructor<R> constructor;
        private List<Part> parts = List.of();

        Shape(Class<R> type) {
            this.type = type;
            RecordComponent[] components = type.getRecordComponents();
            var types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
            }
            try {
                constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a record has this constructor", e);
            }
        }

        void work(Records records) {
            parts = List.of(type.getRecordComponents()).stream().map(records::part).toList();
        }

        @Nullable R read(Value value) {
            if (!(value instanceof Value.Obj fields)) {
                return null;
            }
            var arguments = new Object[parts.size()];
            for (int i = 0; i < arguments.length; i++) {
                Object argument = parts.get(i).of(fields);
                if (argument == null) {
                    return null;
                }
                arguments[i] = argument;
            }
            return made(arguments);
        }

        /// What the record itself refuses is of another kind: somebody else may have written it.
        private @Nullable R made(Object[] arguments) {
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                return null;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
            }
        }
    }
}
