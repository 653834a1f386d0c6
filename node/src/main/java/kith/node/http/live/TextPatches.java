package kith.node.http.live;

import java.util.ArrayList;
import kith.lang.Difference;
import kith.state.Shown;
import kith.state.Shown.Slot;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The text of one cell, told to one reader by what was edited in it.
///
/// **The problem.** Who watches a cell is told what it shows. Of a text that somebody types into
/// that is all of it with each keystroke.
///
/// **The idea.** What a reader has is what it was told last. So that is kept, and the next update
/// is the difference between the two: `"splices":[[at,delete,insert],…]`, each on what the ones
/// before it made, in UTF-16 units. Updates that the reader was too slow for are in it, too. It is
/// no account of who edited what: only that the one text becomes the other.
///
/// **Cost.** One comparison for each update, and one text in memory that is no more the present
/// one, for each reader.
///
/// Of one subscription, on the thread that writes to its client.
final class TextPatches {
    private @Nullable String told;

    /// The cell as it is told: whole where the reader has no text of it.
    Value.Obj told(Value.Obj cell, Shown shown) {
        String before = told;
        boolean is = shown.slot() == Slot.TEXT;
        told = is && shown.value() instanceof Value.Text(String text) ? text : null;
        if (before == null || told == null) {
            return cell;
        }
        var fields = new Fields();
        for (int i = 0; i < cell.size(); i++) {
            if (cell.name(i).equals("value")) {
                fields.put("splices", splices(before, told));
            } else {
                fields.put(cell.name(i), cell.value(i));
            }
        }
        return fields.value();
    }

    /// A new picture begins: the reader has nothing.
    void forget() {
        told = null;
    }

    private static Value splices(String from, String to) {
        var items = new ArrayList<Value>();
        for (Difference.Edit edit : Difference.between(from, to)) {
            items.add(
                    Value.Array.of(
                            Value.Int.of(edit.at()),
                            Value.Int.of(edit.delete()),
                            new Value.Text(edit.insert())));
        }
        return Value.Array.of(items);
    }
}
