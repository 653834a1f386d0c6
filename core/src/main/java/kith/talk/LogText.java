package kith.talk;

import java.util.ArrayList;
import kith.identity.PeerId;
import kith.log.ChainId;
import kith.replica.history.Page;
import kith.replica.history.Page.Edit;
import kith.replica.history.Page.Entry;
import kith.replica.history.Page.Kind;
import kith.replica.history.Page.Told;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The log of a space as JSON; normative in `docs/protocol/http.md`, section 4.
public final class LogText {
    private LogText() {}

    public static Value of(Page page) {
        var changes = new ArrayList<Value>();
        page.entries().forEach(entry -> changes.add(fields(entry).value()));
        var fields = new Fields().put("changes", Value.Array.of(changes));
        fields.put("total", page.total());
        String next = page.next();
        return (next == null ? fields : fields.put("next", next)).value();
    }

    /// One change.
    static Fields fields(Entry entry) {
        ChainId chain = entry.chain();
        var fields = new Fields().put("id", entry.id());
        fields.put("author", new PeerId(chain.author()).text());
        fields.put("incarnation", Long.toString(chain.incarnation(), 36));
        fields.put("seq", entry.seq());
        if (chain.branch().size() > 0) {
            fields.put("branch", chain.branch().hex());
        }
        Told told = entry.told();
        if (told == null) {
            fields.put("lost", true);
        } else {
            tell(told, fields);
        }
        fields.put("signed", entry.signed()).put("durable", entry.durable());
        return entry.counts() ? fields : fields.put("void", true);
    }

    private static void tell(Told told, Fields fields) {
        fields.put("time", told.timeMillis()).put("parents", told.parents());
        if (told.seen() != null) {
            fields.put("seen", told.seen());
        }
        var edits = new ArrayList<Value>();
        told.edits().forEach(edit -> edits.add(of(edit)));
        fields.put("ops", told.ops()).put("edits", Value.Array.of(edits));
        if (told.cut()) {
            fields.put("cut", true);
        }
        fields.put("bytes", told.bytes());
        if (told.pruned()) {
            fields.put("pruned", true);
        }
    }

    private static Value of(Edit edit) {
        var fields = new Fields().put("op", word(edit.kind()));
        fields.put("path", edit.path().toText());
        @Nullable Value value = edit.value();
        if (value != null) {
            fields.put("value", value);
        } else if (edit.bytes() > 0) {
            fields.put("bytes", edit.bytes());
        }
        return fields.value();
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case SET -> "set";
            case UNSET -> "unset";
            case REMOVE -> "remove";
            case ADD -> "add";
            case ZERO -> "zero";
            case INSERT -> "insert";
            case TAKE -> "take";
            case SPLICE -> "splice";
            case MOVE -> "move";
            case NOTICE -> "notice";
        };
    }
}
