package kith.node.cli.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.lang.Difference;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Failure;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What somebody changed in a value that was edited as JSON, as the fewest edits of cells.
///
/// Cells that were not touched are not written: so what others write into them meanwhile is in no
/// conflict, and a text, a list or a counter beside what was changed stays one. What was changed is
/// written as what it is: a text and a list by what differs in it, a counter by how far it was
/// moved.
final class ValueEdits {
    private final Map<String, Value.Obj> cells;
    private final List<Value> edits = new ArrayList<>();

    /// @param cells those at and below the place, by their relative paths
    private ValueEdits(Map<String, Value.Obj> cells) {
        this.cells = cells;
    }

    static List<Value> between(Value before, Value after, Map<String, Value.Obj> cells) {
        var made = new ValueEdits(cells);
        made.compare(Path.ROOT, before, after);
        return made.edits;
    }

    private void compare(Path at, @Nullable Value before, @Nullable Value after) {
        if (before == null && after == null || before != null && before.equals(after)) {
            return;
        }
        if (after == null) {
            edits.add(new Answer().text("remove", at.toText()).object());
        } else if (before instanceof Value.Obj from && after instanceof Value.Obj to) {
            fields(at, from, to);
        } else {
            leaf(at, before, after);
        }
    }

    private void fields(Path at, Value.Obj from, Value.Obj to) {
        if (to.size() == 0) {
            leaf(at, from, to); // no cells: that is a value of its own
            return;
        }
        for (int i = 0; i < from.size(); i++) {
            compare(at.child(from.name(i)), from.value(i), to.find(from.name(i)));
        }
        for (int i = 0; i < to.size(); i++) {
            if (from.find(to.name(i)) == null) {
                compare(at.child(to.name(i)), null, to.value(i));
            }
        }
    }

    private void leaf(Path at, @Nullable Value before, Value after) {
        String path = at.toText();
        Value.Obj cell = cells.get(path);
        String slot = cell == null ? "" : new Field(cell).at("slot").text();
        if (slot.equals("set")) {
            throw Failure.of(
                    "not-a-text",
                    (path.isEmpty() ? "it" : path) + " is a set, which nobody edits as a whole",
                    "");
        } else if (slot.equals("text")
                && before instanceof Value.Text from
                && after instanceof Value.Text to) {
            var splices = Difference.between(from.value(), to.value());
            edits.addAll(EditCommand.splices(path, splices));
        } else if (slot.equals("list")
                && before instanceof Value.Array from
                && after instanceof Value.Array to) {
            list(path, from, to);
        } else if (slot.equals("counter")
                && before instanceof Value.Int from
                && after instanceof Value.Int to) {
            long delta = to.value() - from.value();
            edits.add(new Answer().text("add", path).number("delta", delta).object());
        } else {
            edits.add(new Answer().text("put", path).value("value", after).object());
        }
    }

    /// Elements are compared as lines are. The last edit comes first, so that none moves another.
    private void list(String path, Value.Array from, Value.Array to) {
        List<Difference.Lines> parts = Difference.lines(lines(from), lines(to));
        for (Difference.Lines part : parts.reversed()) {
            edits.add(
                    new Answer()
                            .text("list", path)
                            .number("at", part.fromLine())
                            .number("delete", part.fromEnd() - part.fromLine())
                            .value(
                                    "insert",
                                    Value.Array.of(to.items().subList(part.toLine(), part.toEnd())))
                            .object());
        }
    }

    private static String lines(Value.Array list) {
        var out = new StringBuilder();
        for (Value item : list.items()) {
            out.append(Json.print(item)).append('\n');
        }
        return out.toString();
    }
}
