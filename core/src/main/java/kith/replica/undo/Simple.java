package kith.replica.undo;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.replica.history.Page.Edit;
import kith.replica.history.Page.Told;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Changes that can be undone without knowing what was before: those that only edited texts, which
/// know that themselves, and counted.
final class Simple {
    private Simple() {}

    /// The operations of such a change, as far as they matter; null for any other. The note of what
    /// a change undid is left out.
    static @Nullable List<Op> ops(Told told) {
        if (told.cut() || told.edits().size() != told.ops()) {
            return null;
        }
        var ops = new ArrayList<Op>();
        for (Edit edit : told.edits()) {
            boolean own = !edit.path().isRoot() && edit.path().at(0).startsWith(".");
            switch (edit.kind()) {
                case SPLICE -> {
                    boolean text =
                            edit.value() instanceof Value.Obj fields
                                    && fields.find("insert") instanceof Value.Text;
                    if (!text) {
                        return null; // of a list
                    }
                    ops.add(new Op.Splice(edit.path(), 0, 0, ""));
                }
                case ADD -> {
                    if (!(edit.value() instanceof Value.Int(long delta))) {
                        return null;
                    }
                    ops.add(new Op.Add(edit.path(), delta));
                }
                default -> {
                    if (!own) {
                        return null;
                    }
                }
            }
        }
        return ops;
    }
}
