package kith.talk;

import java.util.ArrayList;
import kith.identity.PeerId;
import kith.log.ChainId;
import kith.replica.history.Why;
import kith.replica.history.Why.Part;
import kith.replica.history.Why.Role;
import kith.state.Shown.Standing;
import kith.value.Value;

/// Why a cell shows what it shows, as JSON; normative in `docs/protocol/http.md`, section 4.
public final class WhyText {
    private WhyText() {}

    public static Value of(Why why) {
        var standings = new ArrayList<Value>();
        why.standings().forEach(standing -> standings.add(of(standing)));
        var changes = new ArrayList<Value>();
        why.parts().forEach(part -> changes.add(of(part)));
        var fields = new Fields().put("standings", Value.Array.of(standings));
        fields.put("changes", Value.Array.of(changes));
        String next = why.next();
        return (next == null ? fields : fields.put("next", next)).value();
    }

    /// One thing that lives in a cell.
    public static Value of(Standing standing) {
        var fields = new Fields().put("slot", CellText.word(standing.slot()));
        Value value = standing.value();
        if (value != null) {
            fields.put("value", value);
        }
        ChainId author = standing.author();
        if (author != null) {
            fields.put("author", new PeerId(author.author()).text()).put("seq", standing.seq());
        }
        return fields.put("time", standing.millis()).value();
    }

    private static Value of(Part part) {
        Fields fields = LogText.fields(part.entry()).put("role", word(part.role()));
        fields.put("concurrent", part.concurrent());
        String by = part.by();
        return (by == null ? fields : fields.put("replacedBy", by)).value();
    }

    private static String word(Role role) {
        return switch (role) {
            case SHOWN -> "shown";
            case PART -> "part";
            case BESIDE -> "beside";
            case REPLACED -> "replaced";
            case REMOVES -> "removes";
            case VOID -> "void";
            case LOST -> "lost";
        };
    }
}
