package kith.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.log.Stamp;
import kith.log.StoredRun;
import kith.state.Space;

/// Which changes count. A removal says how far the removed one's chains are accepted; what is
/// beyond stays in the log, since others may hang on it, and means nothing.
///
/// A change that was applied can so become void later, and a void one can come to count. Taking a
/// change back out of a merged state is not possible in general, so the state is built anew from
/// the log, in pieces, beside the one that is shown, and then takes its place. A fork leads here
/// too: a chain's later part has another name then, and names decide ties.
final class Counting {
    private final Replica replica;
    private int[] limits = new int[4]; // chain -> last seq that counts
    private int rebuilds;
    private boolean rebuilding;
    private boolean stale;
    private boolean opening = true;

    Counting(Replica replica) {
        this.replica = replica;
        Arrays.fill(limits, Integer.MAX_VALUE);
    }

    boolean isRebuilding() {
        return rebuilding;
    }

    boolean counts(int chain, int seq) {
        return chain >= limits.length || seq <= limits[chain];
    }

    /// Looks at all chains again after membership changed.
    void refresh() {
        limitAll();
        if (!opening) {
            rebuildIfStale();
        }
        replica.admitting().rosterChanged();
    }

    private void limitAll() {
        for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
            limitOne(chain);
        }
    }

    private void limitOne(int chain) {
        int now = limit(chain);
        int before = chain < limits.length ? limits[chain] : Integer.MAX_VALUE;
        if (now != before) {
            room(chain);
            limits[chain] = now;
            stale |= Math.min(now, before) < replica.graph().last(chain);
        }
    }

    /// A fork was found: chains have other numbers now, and names decide ties.
    void renumbered() {
        limitAll();
        rebuild();
    }

    /// A chain has grown: whether a removal's bound lies in a branch may only show now.
    void grown(int chain) {
        if (replica.graph().origin(chain) != null) {
            limitAll();
            rebuildIfStale();
        }
    }

    /// A chain was opened: what is known of its author already says how much of it will count.
    void opened(int chain) {
        room(chain);
        limits[chain] = limit(chain);
    }

    /// Which changes the state that is shown has in it, for a checkpoint that has the same state.
    void write(Writer out) {
        var limited = new ArrayList<Integer>();
        for (int chain = 0; chain < limits.length; chain++) {
            if (limits[chain] != Integer.MAX_VALUE) {
                limited.add(chain);
            }
        }
        out.flag(rebuilding || stale).varint(limited.size());
        limited.forEach(chain -> out.varint(chain).varint(limits[chain]));
    }

    /// What was written; to be compared with what is known of the members when the home is open.
    void read(Reader in) {
        stale |= in.flag();
        int count = in.count(replica.graph().chainCount(), "number of limited chains");
        for (int i = 0; i < count; i++) {
            int chain = in.count(replica.graph().chainCount() - 1, "chain number");
            room(chain);
            limits[chain] = in.count(Integer.MAX_VALUE, "sequence number");
        }
        in.expectEnd();
    }

    private void room(int chain) {
        if (chain >= limits.length) {
            int before = limits.length;
            limits = Arrays.copyOf(limits, Math.max(chain + 1, 2 * before));
            Arrays.fill(limits, before, limits.length, Integer.MAX_VALUE);
        }
    }

    private int limit(int chain) {
        ChainId id = replica.graph().id(chain);
        return switch (replica.roster().accepted(new PeerId(id.author()))) {
            case Acceptance.Unlimited() -> Integer.MAX_VALUE;
            case Acceptance.Undecided() -> Integer.MAX_VALUE; // until our own removal decides
            case Acceptance.Stranger() -> 0;
            case Acceptance.Bounded(List<ChainBound> bounds) -> bound(chain, id, bounds);
        };
    }

    private int bound(int chain, ChainId id, List<ChainBound> bounds) {
        int last = 0;
        for (ChainBound bound : ChainBound.of(bounds, id.incarnation())) {
            if (isOnPath(chain, bound)) {
                last = Math.max(last, bound.seq());
            }
        }
        return last;
    }

    /// A bound names one branch by its hash; without a fork there is nothing to tell apart. While
    /// what it names is not here, only what all branches have in common counts.
    private boolean isOnPath(int chain, ChainBound bound) {
        ChangeGraph graph = replica.graph();
        ChainId id = graph.id(chain);
        if (bound.seq() < graph.first(chain)) {
            return false;
        }
        if (graph.origin(chain) == null && !graph.ended(chain)) {
            return true;
        }
        for (Place place : graph.changesAt(id.author(), id.incarnation(), bound.seq())) {
            Past past = graph.past(place.chain(), place.seq());
            if (past == null || past.hash().equals(bound.hash())) {
                return leadsTo(chain, place.chain());
            }
        }
        return graph.origin(chain) == null;
    }

    private boolean leadsTo(int chain, int branch) {
        int at = branch;
        while (at != chain) {
            Origin origin = replica.graph().origin(at);
            if (origin == null) {
                return false;
            }
            at = origin.parent();
        }
        return true;
    }

    /// The state that is read from disk needs a rebuild, once the home is open.
    void rebuildLater() {
        stale = true;
    }

    void rebuildIfStale() {
        opening = false;
        if (stale && !rebuilding) {
            rebuild();
        }
    }

    /// Builds the state anew from the log.
    void rebuild() {
        stale = false;
        int mine = ++rebuilds;
        rebuilding = true;
        read(0, mine, new Space(replica.graph()));
    }

    private void read(long position, int mine, Space fresh) {
        replica.journal()
                .read(
                        position,
                        replica.context().limits().loadBytes(),
                        new Journal.Piece() {
                            @Override
                            public void record(int type, long at, byte[] b, int start, int end) {
                                StoredRun run =
                                        mine == rebuilds
                                                ? replica.stored(type, b, start, end)
                                                : null;
                                if (run != null) {
                                    replica.graph()
                                            .resolve(run.run())
                                            .forEach(part -> replay(fresh, part));
                                }
                            }

                            @Override
                            public void end(long next) {
                                goOn(next, mine, fresh);
                            }
                        });
    }

    private void replay(Space fresh, Run run) {
        ChangeGraph graph = replica.graph();
        for (Change change : run.changes()) {
            int chain = run.chain();
            if (counts(chain, change.seq())) {
                var stamp = new Stamp(chain, change.seq(), change.time());
                fresh.apply(stamp, Replica.opsOf(change), graph.seenBy(chain, change));
            }
        }
    }

    private void goOn(long next, int mine, Space fresh) {
        if (mine != rebuilds) {
            return; // something changed again meanwhile; a later rebuild is under way
        }
        replica.own().close();
        if (next < replica.journal().end()) {
            read(next, mine, fresh);
            return;
        }
        rebuilding = false;
        replica.state().replaceBy(fresh);
    }
}
