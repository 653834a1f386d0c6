package kith.node.client;

import java.util.ArrayList;
import java.util.List;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A value that a peer told, read field by field.
///
/// A peer of another version may tell less than is asked for, or other things: what is not there,
/// or is of another kind, reads as nothing, 0 or false.
public record Field(@Nullable Value value) {
    /// The field of that name; one without a value when there is none.
    public Field at(String name) {
        return new Field(value instanceof Value.Obj obj ? obj.find(name) : null);
    }

    /// What was told, or an object without fields.
    public Value orEmpty() {
        return value == null ? Value.Obj.EMPTY : value;
    }

    public boolean isThere() {
        return value != null;
    }

    public String text() {
        return value instanceof Value.Text(String text) ? text : "";
    }

    public long number() {
        return value instanceof Value.Int(long number) ? number : 0;
    }

    public boolean flag() {
        return value instanceof Value.Bool(boolean flag) && flag;
    }

    /// The names of an object's fields, in their order.
    public List<String> names() {
        var names = new ArrayList<String>();
        if (value instanceof Value.Obj obj) {
            for (int i = 0; i < obj.size(); i++) {
                names.add(obj.name(i));
            }
        }
        return names;
    }

    /// The items of a list.
    public List<Field> items() {
        var items = new ArrayList<Field>();
        if (value instanceof Value.Array array) {
            array.items().forEach(item -> items.add(new Field(item)));
        }
        return items;
    }

    public List<String> texts() {
        var texts = new ArrayList<String>();
        items().forEach(item -> texts.add(item.text()));
        return texts;
    }
}
