package kith.talk;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.log.ChainId;
import kith.state.Shown.Standing;
import kith.value.Value;

/// Everything that lives in a cell as JSON, what it shows first; normative in
/// `docs/protocol/http.md`, section 2.
public final class StandingsText {
    private StandingsText() {}

    public static Value of(List<Standing> standings) {
        var all = new ArrayList<Value>(standings.size());
        for (Standing standing : standings) {
            all.add(of(standing));
        }
        return Value.Array.of(all);
    }

    private static Value of(Standing standing) {
        var fields = new Fields().put("slot", CellText.word(standing.slot()));
        Value value = standing.value();
        if (value != null) {
            fields.put("value", value);
        }
        ChainId author = standing.author();
        if (author != null) {
            fields.put("author", new PeerId(author.author()).text());
            fields.put("seq", standing.seq());
        }
        return fields.put("time", standing.millis()).value();
    }
}
