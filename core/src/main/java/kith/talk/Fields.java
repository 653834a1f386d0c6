package kith.talk;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Utf8;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// An object under construction, and the fields of one that came in.
public final class Fields {
    private final List<String> names = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();

    /// With no fields yet.
    public Fields() {}

    public Fields put(String name, Value value) {
        names.add(name);
        values.add(value);
        return this;
    }

    public Fields put(String name, String text) {
        return put(name, new Value.Text(text));
    }

    public Fields put(String name, long number) {
        return put(name, Value.Int.of(number));
    }

    public Fields put(String name, boolean flag) {
        return put(name, Value.Bool.of(flag));
    }

    public Fields put(String name, List<String> texts) {
        var items = new ArrayList<Value>();
        texts.forEach(text -> items.add(new Value.Text(text)));
        return put(name, Value.Array.of(items));
    }

    public Fields put(String name, Fields child) {
        return put(name, child.value());
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    public int size() {
        return names.size();
    }

    public Value.Obj value() {
        return Value.Obj.of(names, values);
    }

    /// As UTF-8.
    public byte[] json() {
        return json(value());
    }

    /// A value as UTF-8, with a newline at the end for who reads it in a terminal.
    public static byte[] json(Value value) {
        return Utf8.encode(Json.print(value) + "\n");
    }

    // Reading

    /// The text under `name`; a refusal when something else is there, null when nothing is.
    public static @Nullable String text(Value.Obj in, String name) {
        return switch (in.find(name)) {
            case null -> null;
            case Value.Null ignored -> null;
            case Value.Text(String text) -> text;
            case Value other -> throw wrong(name, "a text", other);
        };
    }

    public static String textNeeded(Value.Obj in, String name) {
        String text = text(in, name);
        if (text == null) {
            throw new NotUnderstood("the field \"" + name + "\" is missing");
        }
        return text;
    }

    /// The whole number under `name`, from `min` to `max`; `otherwise` when nothing is there.
    public static long number(Value.Obj in, String name, long min, long max, long otherwise) {
        return switch (in.find(name)) {
            case null -> otherwise;
            case Value.Int(long number) when number >= min && number <= max -> number;
            case Value other -> throw wrong(name, "a number from " + min + " to " + max, other);
        };
    }

    /// Whether `name` is there and true; a refusal when something else than yes or no is there.
    public static boolean flag(Value.Obj in, String name) {
        return switch (in.find(name)) {
            case null -> false;
            case Value.Bool(boolean is) -> is;
            case Value other -> throw wrong(name, "true or false", other);
        };
    }

    /// The list of texts under `name`; empty when nothing is there.
    public static List<String> texts(Value.Obj in, String name) {
        Value value = in.find(name);
        if (value == null) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        if (value instanceof Value.Array array) {
            for (Value item : array.items()) {
                if (!(item instanceof Value.Text(String text))) {
                    throw wrong(name, "a list of texts", value);
                }
                texts.add(text);
            }
            return texts;
        }
        throw wrong(name, "a list of texts", value);
    }

    private static NotUnderstood wrong(String name, String expected, Value found) {
        String text = Json.print(found);
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return new NotUnderstood(
                "the field \"" + name + "\" is " + shown + ", expected " + expected);
    }
}
