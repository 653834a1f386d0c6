package kith.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Gauge;
import kith.port.Now;
import kith.sync.SyncMessage.Have;
import org.jspecify.annotations.Nullable;

/// What the other side said that it has of one space.
///
/// It says so once, by its own numbers for chains. What that means here may be known only later: a
/// branch is of a chain that is not here yet, a hash to compare it with is on disk, a fork is found
/// and chains have other names. So what was said is kept as it was said, one entry for each of
/// their chains, and placed again when there is reason to.
final class Claims {
    private final SpaceLink space;
    private final Session session;
    private final Feed feed;
    private final Forks forks;

    /// By their numbers.
    private final TreeMap<Integer, Have.Entry> said = new TreeMap<>();

    /// Their numbers of which we do not know which chain of ours they mean.
    private final TreeSet<Integer> unplaced = new TreeSet<>();

    /// By our chain: what is to be compared with a hash that is on disk.
    private final TreeMap<Integer, Have.Entry> uncompared = new TreeMap<>();

    /// The chains of those whose hash is being read. The other side can name thousands in one
    /// message, so it is a few at a time.
    private final TreeSet<Integer> reading = new TreeSet<>();

    /// Guess: what is read ahead of need stays small.
    private static final int READING_MAX = 16;

    Claims(SpaceLink space, Session session, Feed feed, Forks forks) {
        this.space = space;
        this.session = session;
        this.feed = feed;
        this.forks = forks;
    }

    private ChangeGraph graph() {
        return space.source.graph();
    }

    /// It begins to say everything anew.
    void clear() {
        said.clear();
        unplaced.clear();
        uncompared.clear();
        reading.clear();
    }

    /// It says what it has of one chain, or asks for what it lacks.
    void heard(Have.Entry entry, Now now) {
        space.numbers.binding(entry.chain()); // it was declared, or nothing of this is kept
        int beginning = entry.again() ? space.meanings.beginning(entry.chain()) : ChainNumbers.NONE;
        if (beginning != ChainNumbers.NONE && entry.seq() < graph().first(beginning)) {
            feed.has(beginning, entry.seq(), true, 0); // a branch of which it has nothing
            return;
        }
        if (!entry.again() && entry.seq() > 0) {
            said.put(entry.chain(), entry);
        }
        place(entry, now);
    }

    private void place(Have.Entry entry, Now now) {
        int chain = space.meanings.chainOf(entry.chain(), entry.seq());
        int open = space.meanings.openAt();
        if (chain == ChainNumbers.NONE && open != ChainNumbers.NONE) {
            chain = recognised(entry, open);
        }
        if (chain != ChainNumbers.NONE) {
            unplaced.remove(entry.chain());
            learn(chain, entry, now);
        } else if (said.containsKey(entry.chain())) {
            unplaced.add(entry.chain());
        }
    }

    /// The branch behind the fork at the end of `open` in which that change has the hash that the
    /// other side names. If there is none, it has what we have up to the fork.
    private int recognised(Have.Entry entry, int open) {
        for (int chain : space.meanings.candidates(open, entry.seq())) {
            Past past = graph().past(chain, entry.seq());
            if (past == null) {
                space.source.loadPast(session.link(), new Place(chain, entry.seq()));
            } else if (SpaceLink.piece(past).equals(entry.hashPiece())) {
                space.meanings.comesAlong(chain);
                return chain;
            }
        }
        feed.cameFromThere(open, graph().last(open));
        if (entry.again()) {
            hasNoneOf(open);
        }
        return ChainNumbers.NONE;
    }

    /// It asks for what follows on that chain, and so for each branch.
    private void hasNoneOf(int ended) {
        for (int branch : space.meanings.branchesOf(ended)) {
            feed.has(branch, graph().first(branch) - 1, true, 0);
        }
    }

    /// How many changes it said that it has of chains of which we do not know which they are.
    long unplacedChanges() {
        long changes = 0;
        for (int number : unplaced) {
            Have.Entry entry = said.get(number);
            changes += entry == null ? 0 : entry.seq() - space.meanings.seqBefore(number);
        }
        return changes;
    }

    /// What it said that it has of chains of which we do not know which they are.
    List<There.Unplaced> unplaced() {
        var all = new ArrayList<There.Unplaced>();
        for (int number : unplaced) {
            Have.Entry entry = said.get(number);
            int before = space.meanings.seqBefore(number);
            if (entry != null && entry.seq() > before) {
                var id = space.meanings.idOf(number);
                all.add(new There.Unplaced(id, before + 1, entry.seq()));
            }
        }
        return all;
    }

    /// Whether something that was said waits for more to be known.
    boolean isWaiting() {
        return !unplaced.isEmpty();
    }

    /// More is known of chains: of whom they are, or what they hang on.
    void placeUnplaced(Now now) {
        placeAgain(new ArrayList<>(unplaced), now);
    }

    /// Our chains have other names.
    void split(Now now) {
        uncompared.clear();
        reading.clear();
        placeAgain(new ArrayList<>(said.keySet()), now);
    }

    private void placeAgain(List<Integer> numbers, Now now) {
        for (Integer number : numbers) {
            Have.Entry entry = said.get(number);
            if (entry != null) {
                place(entry, now);
            }
        }
    }

    private void learn(int chain, Have.Entry entry, Now now) {
        boolean here = entry.seq() > 0 && entry.seq() <= graph().last(chain);
        if (here && !entry.hashPiece().equals(Telling.NO_PIECE)) {
            Past past = graph().past(chain, entry.seq());
            if (past == null) {
                uncompared.put(chain, entry);
                readMore();
            } else if (!SpaceLink.piece(past).equals(entry.hashPiece())) {
                forks.suspect(chain, entry, now);
                return;
            } else {
                feed.confirm(chain, entry.seq());
            }
        }
        feed.has(chain, entry.seq(), entry.again(), number(entry.hashPiece()));
        if (entry.again()) {
            branchesAgain(chain, entry.seq());
        } else {
            space.source.learned(session.link(), chain, entry.seq());
        }
    }

    /// Who does not know of a fork calls what follows on it by the name of the chain that ended
    /// there, and asks for it by that. Who has something of a branch asks for the rest of that by
    /// its own name.
    private void branchesAgain(int chain, int seq) {
        if (!graph().ended(chain)) {
            return;
        }
        for (int branch : space.meanings.hangingOn(chain)) {
            int first = graph().first(branch);
            if (first > seq && feed.durable(branch) < first) {
                feed.has(branch, first - 1, true, 0);
            }
        }
    }

    private static long number(Bytes piece) {
        return new Reader(piece).u64();
    }

    /// Reads the next hashes that are to be compared.
    private void readMore() {
        Integer chain = uncompared.isEmpty() ? null : uncompared.firstKey();
        while (chain != null && reading.size() < READING_MAX) {
            Have.Entry entry = uncompared.get(chain);
            Integer next = uncompared.higherKey(chain);
            if (entry != null && reading.add(chain)) {
                var place = new Place(chain, entry.seq());
                if (!space.source.loadPast(session.link(), place)) {
                    reading.remove(chain);
                    uncompared.remove(chain); // it stays unconfirmed
                }
            }
            chain = next;
        }
    }

    void pastLoaded(Place place, Past past, Now now) {
        reading.remove(place.chain());
        Have.@Nullable Entry entry = uncompared.get(place.chain());
        if (entry != null && entry.seq() == place.seq()) {
            uncompared.remove(place.chain());
            if (!SpaceLink.piece(past).equals(entry.hashPiece())) {
                forks.suspect(place.chain(), entry, now);
            } else {
                feed.confirm(place.chain(), entry.seq());
                space.source.learned(session.link(), place.chain(), entry.seq());
            }
        }
        readMore();
    }

    /// What the other side has there stays unconfirmed.
    void pastLost(Place place) {
        reading.remove(place.chain());
        Have.@Nullable Entry entry = uncompared.get(place.chain());
        if (entry != null && entry.seq() == place.seq()) {
            uncompared.remove(place.chain());
        }
        readMore();
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        uncompared.remove(chain);
        reading.remove(chain);
    }

    void measure(String name, int theirNumbers, List<Gauge> out) {
        int chains = graph().chainCount();
        out.add(new Gauge("versions said of " + name, said.size(), theirNumbers));
        out.add(new Gauge("versions to be compared for " + name, uncompared.size(), chains));
    }
}
