package kith.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.log.Run;
import kith.log.StoredRun;
import kith.port.Now;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// Reads hashes of old changes back from the log on disk, for those who need them: a change whose
/// author was away for long, a peer whose copy of a chain is to be compared with ours.
///
/// *The problem.* What is wanted is named by others, thousands of places in one message, and each
/// costs us a piece of the log. *So* there is one queue for a space, of which a few places are
/// looked for at a time, each link in its turn; a link may have only so many in it; and a piece
/// that is read is looked through for all that is wanted, not only for what it was read for. What
/// the log has not is remembered, and not looked for again.
final class PastReader {
    /// Stands for the link where it is for whoever waits.
    static final long NOBODY = -1;

    /// Places that are looked for at once in one space. Guess: a disk is kept busy, and others come
    /// to their turn.
    static final int READS_MAX = 4;

    /// Places that one link may have wanted at once: those of one run.
    static final int WANTED_MAX = Run.PLACES_MAX;

    /// Places of which is remembered that the log has them not. Guess: more than one hole leaves.
    private static final int LOST_MAX = 10_000;

    /// How often a place is looked for where the disk fails. Guess: with the pauses between it is
    /// two minutes, and who waits for one hash in a link has others to compare.
    private static final int TRIES_MAX = 4;

    private final Replica replica;
    private final TreeMap<Long, Search> searches = new TreeMap<>();
    private final TreeMap<Long, Asker> askers = new TreeMap<>();
    private final TreeSet<Long> lost = new TreeSet<>();

    /// Those that lie where the disk fails, and when it is tried again.
    private final ArrayList<Search> asleep = new ArrayList<>();

    private long asleepUntil;
    private long turn = Long.MIN_VALUE;
    private int reading;
    private boolean beginning;

    /// A place that somebody wants to know of.
    private static final class Search {
        final Place place;
        final long owner;
        final TreeSet<Long> links = new TreeSet<>();

        Search(Place place, long owner) {
            this.place = place;
            this.owner = owner;
            links.add(owner);
        }

        int tries;
    }

    /// What one link wants first of all.
    private static final class Asker {
        final ArrayDeque<Search> queue = new ArrayDeque<>();
        int wanted;
    }

    PastReader(Replica replica) {
        this.replica = replica;
    }

    int searches() {
        return searches.size();
    }

    private static long key(int chain, int seq) {
        return (long) chain << 32 | seq;
    }

    private static long key(Place place) {
        return key(place.chain(), place.seq());
    }

    /// False when there will be no answer: the log has it not, or that link wants too much.
    boolean want(Place wanted, long link) {
        int holder = replica.graph().resolve(wanted.chain(), wanted.seq());
        var place = new Place(holder, wanted.seq());
        Search known = searches.get(key(place));
        if (known != null) {
            known.links.add(link);
            return true;
        }
        Asker asker = askers.computeIfAbsent(link, ignored -> new Asker());
        if (lost.contains(key(place)) || asker.wanted >= WANTED_MAX) {
            return false;
        }
        var search = new Search(place, link);
        searches.put(key(place), search);
        asker.wanted++;
        asker.queue.add(search);
        begin();
        return true;
    }

    /// Begins as many searches as may be under way.
    ///
    /// One that ends at once begins none in turn: else thousands of them would lie on the stack.
    private void begin() {
        if (!beginning) {
            beginning = true;
            beginAll();
            beginning = false;
        }
    }

    private void beginAll() {
        while (reading < READS_MAX) {
            Search next = next();
            if (next == null) {
                return;
            }
            reading++;
            Place place = next.place;
            long position = replica.graph().positionBefore(place.chain(), place.seq());
            new Sweep(next).read(Math.max(0, position));
        }
    }

    /// The next place of the link whose turn it is; those that were found meanwhile are passed
    /// over.
    private @Nullable Search next() {
        for (int i = 0; i < askers.size(); i++) {
            Long link = askers.higherKey(turn);
            turn = link == null ? askers.firstKey() : link;
            Asker asker = askers.get(turn);
            Search search = asker == null ? null : asker.queue.poll();
            while (asker != null && search != null && searches.get(key(search.place)) != search) {
                search = asker.queue.poll();
            }
            if (search != null) {
                return search;
            }
        }
        return null;
    }

    /// Reads on from one place until it is found, or the log ends.
    private final class Sweep implements Journal.Piece {
        private final Search search;
        private final TreeMap<Long, Past> found = new TreeMap<>();

        Sweep(Search search) {
            this.search = search;
        }

        void read(long position) {
            replica.journal().read(position, replica.context().limits().loadBytes(), this);
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            StoredRun stored = replica.stored(type, from, start, end);
            if (stored != null) {
                var seqs = new TreeSet<Integer>();
                wantedOf(stored.run(), seqs);
                if (!seqs.isEmpty()) {
                    take(stored, seqs);
                }
            }
        }

        private void wantedOf(Run run, TreeSet<Integer> seqs) {
            ChangeGraph graph = replica.graph();
            int seq = run.firstSeq();
            while (seq <= run.lastSeq()) {
                int chain = graph.resolve(run.chain(), seq);
                int end = Math.min(run.lastSeq(), graph.last(chain));
                Long wanted = searches.ceilingKey(key(chain, seq));
                while (wanted != null && wanted <= key(chain, end)) {
                    seqs.add(wanted.intValue());
                    wanted = searches.higherKey(wanted);
                }
                seq = Math.max(seq, end) + 1;
            }
        }

        private void take(StoredRun stored, TreeSet<Integer> seqs) {
            List<Past> pasts = stored.pasts(seqs.last(), replica.graph().headers());
            for (int seq : seqs) {
                int chain = replica.graph().resolve(stored.run().chain(), seq);
                found.putIfAbsent(key(chain, seq), pasts.get(seq - stored.run().firstSeq()));
            }
        }

        @Override
        public void end(long next) {
            finish(found);
            found.clear();
            boolean open = searches.get(key(search.place)) == search;
            if (open && next < replica.journal().end()) {
                read(next);
                return;
            }
            if (open) {
                lose(search);
            }
            reading--;
            begin();
        }

        @Override
        public void notYet(long position) {
            read(position);
        }

        @Override
        public void failed(long position, long next, long againAt) {
            boolean open = searches.get(key(search.place)) == search;
            if (open && ++search.tries < TRIES_MAX && askers.containsKey(search.owner)) {
                sleep(search, againAt);
            } else if (open) {
                giveUp(search);
            }
            reading--;
            begin();
        }
    }

    private void finish(TreeMap<Long, Past> found) {
        var done = new ArrayList<Search>();
        found.forEach(
                (key, past) -> {
                    Search search = searches.get(key);
                    if (search != null) {
                        remove(search);
                        replica.graph().remember(search.place, past);
                        done.add(search);
                    }
                });
        for (Search search : done) {
            Past past = found.get(key(search.place));
            if (past != null) {
                tell(search, past);
                replica.admitting().read(search.place);
            }
        }
    }

    private void tell(Search search, Past past) {
        for (Session session : replica.context().links().sessions()) {
            if (search.links.contains(session.link())) {
                session.pastLoaded(replica, search.place, past, replica.context().now());
            } else if (search.links.contains(NOBODY)) {
                session.askForDropped(replica, replica.context().now());
            }
        }
    }

    /// The log has it not: it was damaged, or a fork has given it another name.
    private void lose(Search search) {
        if (lost.size() >= LOST_MAX) {
            lost.clear();
        }
        lost.add(key(search.place));
        giveUp(search);
    }

    /// Nobody is kept waiting; who asks again has it looked for again.
    private void giveUp(Search search) {
        remove(search);
        for (Session session : replica.context().links().sessions()) {
            if (search.links.contains(session.link())) {
                session.pastLost(replica, search.place);
            }
        }
    }

    private void remove(Search search) {
        searches.remove(key(search.place));
        Asker asker = askers.get(search.owner);
        if (asker != null) {
            asker.wanted--;
        }
    }

    private void sleep(Search search, long againAt) {
        asleepUntil = asleep.isEmpty() ? againAt : Math.min(asleepUntil, againAt);
        asleep.add(search);
        replica.context().effects().wakeAt(asleepUntil);
    }

    /// Time passed: looks again for what lies where the disk failed.
    void wake(Now now) {
        if (asleep.isEmpty()) {
            return;
        }
        if (now.nanos() < asleepUntil) {
            replica.context().effects().wakeAt(asleepUntil);
            return;
        }
        List<Search> again = List.copyOf(asleep);
        asleep.clear();
        for (Search search : again) {
            Asker asker = askers.get(search.owner);
            if (asker != null) {
                asker.queue.add(search);
            }
        }
        begin();
    }

    /// Chains have other numbers: what the log has not may be there under another.
    void split() {
        lost.clear();
    }

    /// What only that link wanted is not looked for.
    void linkDown(long link) {
        Asker gone = askers.remove(link);
        if (gone == null) {
            return;
        }
        List<Search> sleeping = List.copyOf(asleep);
        asleep.clear();
        for (Search search : sleeping) {
            (search.owner == link ? gone.queue : asleep).add(search);
        }
        while (!gone.queue.isEmpty()) {
            Search search = gone.queue.removeFirst();
            boolean open = searches.get(key(search.place)) == search;
            search.links.remove(link);
            if (open) {
                searches.remove(key(search.place));
                search.links.forEach(other -> want(search.place, other));
            }
        }
    }
}
