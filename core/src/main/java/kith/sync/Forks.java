package kith.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Now;
import kith.sync.SyncMessage.Have;
import kith.sync.SyncMessage.Trace;
import org.jspecify.annotations.Nullable;

/// Finds where two copies of one chain part, and sends our part as a branch.
///
/// A fork needs an author that wrote on in two places (two running copies of one home, or malice).
/// The two sides exchange pieces of hashes at places of the chain, first at distances that double,
/// then between the last that are equal and the first that differ, until those are neighbours: a
/// logarithm of rounds. Each then declares what follows as a branch and sends it; once its head is
/// checked the fork is proven, and both keep both branches.
///
/// Hashes that are no longer in memory are read from disk first, so a hunt may wait.
final class Forks {
    /// Hunts at once. Guess: more forks than are found in one meeting without malice.
    private static final int HUNTS_MAX = 256;

    /// Places named in one message while closing in.
    private static final int MARKS = 24;

    private final SpaceLink space;
    private final Session session;

    /// What is being looked up for a chain: the places, and those that are still missing.
    private final TreeMap<Integer, Hunt> hunts = new TreeMap<>();

    /// Chains whose fork was found, with the first sequence number that differs.
    private final TreeMap<Integer, Integer> found = new TreeMap<>();

    private static final class Hunt {
        final List<Integer> seqs;
        final TreeMap<Integer, Past> pasts = new TreeMap<>();
        final @Nullable Trace asked;

        Hunt(List<Integer> seqs, @Nullable Trace asked) {
            this.seqs = seqs;
            this.asked = asked;
        }

        boolean waitsFor(Place place, int holder) {
            return holder == place.chain() && seqs.contains(place.seq());
        }
    }

    Forks(SpaceLink space, Session session) {
        this.space = space;
        this.session = session;
    }

    void clear() {
        hunts.clear();
        found.clear();
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        hunts.remove(chain);
        found.remove(chain);
    }

    int hunts() {
        return hunts.size();
    }

    private ChangeGraph graph() {
        return space.source.graph();
    }

    /// The other side has another change than we at that place.
    void suspect(int chain, Have.Entry entry, Now now) {
        if (!mayHunt(chain) || found.containsKey(chain)) {
            return;
        }
        var seqs = new ArrayList<Integer>();
        int distance = 1;
        int seq = entry.seq();
        while (seq > 0 && seqs.size() < MARKS) {
            seqs.add(seq);
            seq -= distance;
            distance *= 2;
        }
        if (seqs.getLast() != 1) {
            seqs.add(1);
        }
        begin(chain, new Hunt(seqs, null), now);
    }

    void onTrace(Trace message, Now now) {
        int chain = space.meanings.beginning(message.chain());
        if (chain == ChainNumbers.NONE || !mayHunt(chain)) {
            return;
        }
        var seqs = new ArrayList<Integer>();
        for (Trace.Mark mark : message.marks()) {
            if (mark.seq() > 0 && mark.seq() <= lastOnPath(chain)) {
                seqs.add(mark.seq());
            }
        }
        begin(chain, new Hunt(seqs, message), now);
    }

    private boolean mayHunt(int chain) {
        return hunts.size() < HUNTS_MAX && !hunts.containsKey(chain);
    }

    private int lastOnPath(int chain) {
        return graph().last(graph().resolve(chain, Integer.MAX_VALUE));
    }

    private void begin(int chain, Hunt hunt, Now now) {
        hunts.put(chain, hunt);
        for (int seq : hunt.seqs) {
            int at = graph().resolve(chain, seq);
            Past past = graph().past(at, seq);
            if (past != null) {
                hunt.pasts.put(seq, past);
            } else if (!space.source.loadPast(session.link(), new Place(at, seq))) {
                hunts.remove(chain); // without that hash there is nothing to tell
                return;
            }
        }
        goOn(chain, hunt, now);
    }

    /// A hash that is not on disk any more: who waits for it gives up.
    void pastLost(Place place) {
        for (Integer chain : new ArrayList<>(hunts.keySet())) {
            Hunt hunt = hunts.get(chain);
            if (hunt != null && hunt.waitsFor(place, graph().resolve(chain, place.seq()))) {
                hunts.remove(chain);
            }
        }
    }

    void pastLoaded(Place place, Past past, Now now) {
        for (Integer chain : new ArrayList<>(hunts.keySet())) {
            Hunt hunt = hunts.get(chain);
            if (hunt != null
                    && hunt.waitsFor(place, graph().resolve(chain, place.seq()))
                    && hunt.pasts.putIfAbsent(place.seq(), past) == null) {
                goOn(chain, hunt, now);
            }
        }
    }

    private void goOn(int chain, Hunt hunt, Now now) {
        if (hunt.pasts.size() < hunt.seqs.size()) {
            return;
        }
        hunts.remove(chain);
        if (hunt.asked == null) {
            sendMarks(chain, hunt.pasts);
        } else {
            compare(chain, hunt, hunt.asked, now);
        }
    }

    private void sendMarks(int chain, TreeMap<Integer, Past> pasts) {
        space.declare(chain);
        var marks = new ArrayList<Trace.Mark>();
        for (var entry : pasts.entrySet()) {
            marks.add(new Trace.Mark(entry.getKey(), SpaceLink.piece(entry.getValue())));
        }
        session.send(new Trace(space.number, space.numbers.ours(chain), marks));
    }

    /// Their marks against ours: the last equal one and the first that differs.
    private void compare(int chain, Hunt hunt, Trace asked, Now now) {
        int equalLast = 0;
        int otherFirst = Integer.MAX_VALUE;
        for (Trace.Mark mark : asked.marks()) {
            Past ours = hunt.pasts.get(mark.seq());
            if (ours == null) {
                continue;
            }
            if (SpaceLink.piece(ours).equals(mark.hashPiece())) {
                equalLast = Math.max(equalLast, mark.seq());
            } else {
                otherFirst = Math.min(otherFirst, mark.seq());
            }
        }
        if (otherFirst == Integer.MAX_VALUE || otherFirst <= equalLast) {
            return; // no fork here, or marks that contradict each other
        }
        if (otherFirst == equalLast + 1) {
            found(chain, hunt, otherFirst);
        } else {
            begin(chain, new Hunt(between(equalLast, otherFirst), null), now);
        }
    }

    private static List<Integer> between(int first, int last) {
        var seqs = new ArrayList<Integer>();
        int step = Math.max(1, (last - first) / MARKS);
        for (int seq = Math.max(1, first); seq < last; seq += step) {
            seqs.add(seq);
        }
        seqs.add(last);
        return seqs;
    }

    private void found(int chain, Hunt hunt, int seq) {
        if (found.put(chain, seq) != null) {
            return;
        }
        sendMarks(chain, hunt.pasts); // so that the other side finds the place too
        Past first = hunt.pasts.get(seq);
        int suffix = graph().resolve(chain, seq);
        if (suffix != chain) {
            return; // split already: our branch has a name and goes out under it
        }
        if (first != null) {
            space.sendAsBranch(chain, seq, first.hash());
        }
    }
}
