package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.List;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a command answers to a program: an object, made field by field. `docs/cli.md` lists the
/// fields of each command.
///
/// Names are whole, times are milliseconds since 1970, sizes are bytes.
public final class Answer {
    private final List<String> names = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();

    public Answer text(String name, String text) {
        return value(name, new Value.Text(text));
    }

    public Answer number(String name, long number) {
        return value(name, Value.Int.of(number));
    }

    public Answer flag(String name, boolean flag) {
        return value(name, Value.Bool.of(flag));
    }

    public Answer texts(String name, List<String> texts) {
        var items = new ArrayList<Value>();
        for (String text : texts) {
            items.add(new Value.Text(text));
        }
        return value(name, Value.Array.of(items));
    }

    /// A field that a peer told; null, which it did not tell, is left out.
    public Answer value(String name, @Nullable Value value) {
        if (value != null) {
            names.add(name);
            values.add(value);
        }
        return this;
    }

    /// All fields of an object that a peer told.
    public Answer all(@Nullable Value value) {
        if (value instanceof Value.Obj obj) {
            for (int i = 0; i < obj.size(); i++) {
                value(obj.name(i), obj.value(i));
            }
        }
        return this;
    }

    public Value.Obj object() {
        return Value.Obj.of(names, values);
    }

    /// On one line.
    @Override
    public String toString() {
        return Json.print(object());
    }
}
