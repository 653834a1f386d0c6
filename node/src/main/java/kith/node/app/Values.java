package kith.node.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Java's objects as values of cells.
final class Values {
    private Values() {}

    /// Texts, truth values, numbers, byte strings, lists, maps with texts as keys, records by their
    /// components, and null.
    static Value of(@Nullable Object object) {
        try {
            return converted(object, 0);
        } catch (Malformed | IllegalArgumentException malformed) {
            throw new Refused(Refused.VALUE_MALFORMED, malformed.getMessage());
        }
    }

    static List<Value> each(List<?> objects) {
        var values = new ArrayList<Value>(objects.size());
        for (Object object : objects) {
            values.add(of(object));
        }
        return values;
    }

    private static Value converted(@Nullable Object object, int depth) {
        if (depth > Value.DEPTH_MAX) {
            throw new Malformed(
                    "nested more than " + Value.DEPTH_MAX + " deep, or in itself: nest less");
        }
        return switch (object) {
            case null -> Value.Null.NULL;
            case Value value -> value;
            case String text -> new Value.Text(text);
            case Boolean truth -> Value.Bool.of(truth);
            case Long number -> Value.Int.of(number);
            case Integer number -> Value.Int.of(number);
            case Short number -> Value.Int.of(number);
            case Byte number -> Value.Int.of(number);
            case Double number -> real(number);
            case Float number -> real(number);
            case byte[] bytes -> new Value.Blob(Bytes.wrap(bytes.clone()));
            case Enum<?> constant -> new Value.Text(constant.name());
            case Optional<?> maybe -> converted(maybe.orElse(null), depth);
            case List<?> list -> array(list, depth + 1);
            case Map<?, ?> map -> map(map, depth + 1);
            case Record record -> record(record, depth + 1);
            default ->
                    throw new Malformed(
                            "a "
                                    + object.getClass().getName()
                                    + " is no value: give a text, a number, a truth value, bytes, a"
                                    + " list, a map or a record");
        };
    }

    private static Value real(double number) {
        if (!Double.isFinite(number)) {
            throw new Malformed(number + " is no value: it must be finite");
        }
        return new Value.Real(number);
    }

    private static Value array(List<?> list, int depth) {
        var items = new ArrayList<Value>(list.size());
        for (Object item : list) {
            items.add(converted(item, depth));
        }
        return Value.Array.of(items);
    }

    private static Value map(Map<?, ?> map, int depth) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        map.forEach(
                (key, value) -> {
                    if (!(key instanceof String name)) {
                        throw new Malformed("the key " + key + " is no text");
                    }
                    names.add(name);
                    values.add(converted(value, depth));
                });
        return Value.Obj.of(names, values);
    }

    private static Value record(Record record, int depth) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            names.add(component.getName());
            values.add(converted(read(record, component), depth));
        }
        return Value.Obj.of(names, values);
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
