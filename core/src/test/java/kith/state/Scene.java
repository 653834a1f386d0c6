package kith.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kith.crdt.Op;
import kith.log.ChainId;
import kith.log.Stamp;
import kith.state.Histories.Replica;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One space and a few authors, for examples: a change is a line.
final class Scene {
    final Replica replica = new Replica();
    final Space space = replica.space;
    private final Map<Integer, Integer> seqs = new HashMap<>();
    private long time = 100;

    static Path path(String text) {
        return Path.parse(text);
    }

    static Value json(String text) {
        return Json.parse(text);
    }

    /// The author has seen everything that is here.
    Stamp write(int author, Op... ops) {
        return write(author, time + 1, true, ops);
    }

    /// The author has seen nothing.
    Stamp blind(int author, long at, Op... ops) {
        return write(author, at, false, ops);
    }

    private Stamp write(int author, long at, boolean saw, Op... ops) {
        ChainId chain = Histories.chain(author);
        int seq = seqs.merge(author, 1, Integer::sum);
        time = Math.max(time, at);
        Map<ChainId, Integer> all = Map.copyOf(replica.have);
        var change = new Histories.Change(chain, seq, at, all, saw ? all : Map.of(), List.of(ops));
        replica.take(change);
        return new Stamp(replica.number(chain), seq, at);
    }

    /// An edit by author 1, who has seen everything; settles.
    Writing.Plan edit(Writing.Edit... edits) {
        return editAs(1, edits);
    }

    Writing.Plan editAs(int author, Writing.Edit... edits) {
        ChainId chain = Histories.chain(author);
        int seq = seqs.merge(author, 1, Integer::sum);
        time++;
        var at = replica.at(chain, seq, time, Map.copyOf(replica.have));
        Writing.Plan plan = Writing.forUser(space, at).plan(List.of(edits));
        if (plan instanceof Writing.Ready ready) {
            space.apply(at.stamp(), ready.ops(), at.seen());
            replica.have.put(chain, seq);
            space.settle();
        } else {
            seqs.merge(author, -1, Integer::sum);
        }
        return plan;
    }

    void put(String path, String json) {
        edit(new Writing.Put(path(path), json(json)));
    }

    void remove(String path) {
        edit(new Writing.Remove(path(path)));
    }

    /// What stands at a path, as JSON text; "nothing" when there is nothing.
    String at(String path) {
        return text(space.value(path(path)));
    }

    static String text(@Nullable Value value) {
        return value == null ? "nothing" : Json.print(value);
    }
}
