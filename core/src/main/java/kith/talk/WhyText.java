package kith.talk;

import java.util.ArrayList;
import kith.replica.history.Why;
import kith.replica.history.Why.Part;
import kith.replica.history.Why.Role;
import kith.value.Value;

/// Why a cell shows what it shows, as JSON; normative in `docs/protocol/http.md`, section 4.
public final class WhyText {
    private WhyText() {}

    public static Value of(Why why) {
        var changes = new ArrayList<Value>();
        why.parts().forEach(part -> changes.add(of(part)));
        var fields = new Fields().put("standings", StandingsText.of(why.standings()));
        fields.put("changes", Value.Array.of(changes));
        String next = why.next();
        return (next == null ? fields : fields.put("next", next)).value();
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
