package kith.talk;

import kith.state.Query.Found;
import kith.state.Shown;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One cell by itself, as JSON: `{"path":…,"value":…}` for one with a value,
/// `{"path":…,"children":3,"cut":true}` for one with children, `{"path":…,"gone":true}` for one in
/// which nothing lives any more. A counter or a set says so in `"slot"`, and `"contested":true`
/// says that more lives there than is shown.
public final class CellText {
    private CellText() {}

    public static Value.Obj of(String path, Found cell) {
        return of(path, cell.shown(), cell.children(), cell.cut());
    }

    public static Value.Obj of(Path base, Found cell) {
        return of(Below.text(base, cell.path()), cell);
    }

    /// `children` is -1 where that is not known.
    public static Value.Obj of(String path, Shown shown, int children, boolean cut) {
        var fields = new Fields().put("path", path);
        @Nullable Value value = shown.value();
        if (value != null) {
            fields.put("value", value);
        } else if (shown.isNothing()) {
            return fields.put("gone", true).value();
        }
        switch (shown.slot()) {
            case COUNTER, SET, TEXT, LIST -> fields.put("slot", word(shown.slot()));
            case NOTHING, REGISTER, CHILDREN -> {}
        }
        if (children > 0 || value == null && children == 0) {
            fields.put("children", children);
        } else if (value == null) {
            fields.put("interior", true);
        }
        if (cut) {
            fields.put("cut", true);
        }
        if (shown.contested()) {
            fields.put("contested", true);
        }
        return fields.value();
    }

    /// A text with more than so many units, by its beginning and `"length"`; what else is told of
    /// the cell stays.
    public static Value.Obj clipped(Value.Obj cell, Shown shown, int units) {
        if (shown.slot() != Slot.TEXT
                || !(shown.value() instanceof Value.Text(String text))
                || text.length() <= units) {
            return cell;
        }
        int end = Character.isHighSurrogate(text.charAt(units - 1)) ? units - 1 : units;
        var fields = new Fields();
        for (int i = 0; i < cell.size(); i++) {
            boolean value = cell.name(i).equals("value");
            fields.put(
                    cell.name(i), value ? new Value.Text(text.substring(0, end)) : cell.value(i));
        }
        return fields.put("length", text.length()).value();
    }

    /// What clients call a kind of content.
    public static String word(Slot slot) {
        return switch (slot) {
            case NOTHING -> "nothing";
            case REGISTER -> "register";
            case COUNTER -> "counter";
            case SET -> "set";
            case TEXT -> "text";
            case LIST -> "list";
            case CHILDREN -> "children";
        };
    }
}
