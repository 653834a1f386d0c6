package kith.network.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.network.spread.Way;
import kith.port.Now;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What came of following a change: what each peer said of its own step, as whoever asked is told
/// it. `docs/protocol/http.md` lists the fields.
///
/// @param steps of those who answered, and our own, by their ids
/// @param named all who were asked, or would have been had there been time
public record Traced(Subject subject, Map<PeerId, Step> steps, List<PeerId> named, long nanos) {
    public Traced {
        steps = Collections.unmodifiableMap(new TreeMap<>(steps));
        named = List.copyOf(named);
    }

    /// Whether nobody knows how it came.
    public boolean isForgotten() {
        for (Step step : steps.values()) {
            if (step instanceof Step.Known) {
                return false;
            }
        }
        return true;
    }

    @Nullable Step step(PeerId peer) {
        return steps.get(peer);
    }

    Step.@Nullable Known known(PeerId peer) {
        return steps.get(peer) instanceof Step.Known known ? known : null;
    }

    /// @param board as it is called here
    public Value.Obj report(String board, String space) {
        var report = new Fields().put("board", board).put("space", space);
        report.put("author", subject.author().text()).put("seq", subject.seq());
        var tree = new Tree(this);
        var peers = new ArrayList<Value>();
        tree.places().forEach(place -> peers.add(peer(place)));
        report.put("peers", Value.Array.of(peers));
        sums(report);
        report.put("hops", tree.deepest());
        report.put("unanswered", texts(tree.unanswered()));
        return report.put("millis", nanos / Now.MILLI).value();
    }

    /// A copy is what somebody says to have been brought, at first or again.
    private void sums(Fields report) {
        long reached = 0;
        long copies = 0;
        long again = 0;
        for (Step step : steps.values()) {
            reached += step instanceof Step.Lacking ? 0 : 1;
            if (step instanceof Step.Known known) {
                copies += (known.from() == null ? 0 : 1) + known.again().size();
                again += known.again().size();
            }
        }
        report.put("reached", reached).put("copies", copies).put("again", again);
    }

    private Value peer(Tree.Place place) {
        var out = new Fields().put("peer", place.peer().text()).put("depth", place.depth());
        Step step = step(place.peer());
        out.put("answer", word(step));
        if (place.from() != null) {
            out.put("from", place.from().text()).put("says", place.says().word());
            new Passage(known(place.from()), place.peer(), known(place.peer())).tell(out);
        }
        if (step instanceof Step.Known known) {
            out.put("lateMillis", known.lateMillis());
            if (known.hops() < Way.HOPS_MAX) {
                out.put("hops", known.hops());
            }
            if (!known.again().isEmpty()) {
                out.put("again", texts(known.again()));
            }
        }
        if (!place.claims().isEmpty()) {
            out.put("claims", texts(place.claims()));
        }
        return out.value();
    }

    private static String word(@Nullable Step step) {
        return switch (step) {
            case null -> "none";
            case Step.Lacking() -> "lacking";
            case Step.Forgotten() -> "forgotten";
            case Step.Known ignored -> "known";
        };
    }

    private static List<String> texts(List<PeerId> peers) {
        var texts = new ArrayList<String>();
        peers.forEach(peer -> texts.add(peer.text()));
        return texts;
    }
}
