package kith.log;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.Verified.Pending;
import org.jspecify.annotations.Nullable;

/// Turns what others claim into verified runs.
///
/// A run is looked at in the order of what a look costs: does it connect to what is here, is its
/// past here, are its times sane; then it is hashed; and only then, at 100 microseconds or more,
/// its head's signature is asked for. At most one signature of a chain is being checked at a time:
/// what comes meanwhile queues behind it, and the next check is of the newest head of a queue,
/// which vouches for all before it. So the dearer checking gets, the more each check covers.
///
/// *Pendings.* Each source has its own queue, a lane, for each chain, hashed on top of what is in
/// the graph and of nothing that another source claims. With one queue for all, somebody could put
/// changes that never were in front of an honest peer's, whose true head would then fail on top of
/// them: the honest one would be refused. So a lane stands or falls alone, and a false head is its
/// own source's fault. The lanes of a chain take turns; what one brings in, the others need not.
///
/// *Order.* Two authors who answer each other name each other's changes, and heads are sparse: so
/// a change may hang on one that waits for its own head. It is hashed on top of what the same
/// source claims of the other chain, and taken in, change by change, when heads vouch for both. One
/// false head and all that its source claims goes, since more of it may hang on that.
///
/// *Forks.* A change that is here already with another hash is not a duplicate: its chain was
/// written on in two places, or its sender lies. [Verdict.Disagrees] tells, and the branch, offered
/// under its own name with a head, proves it. A branch is taken in only where a fork is known: else
/// anybody could pass off the plain continuation of a chain as one.
///
/// What is queued is bounded by its sender's credit, which is given back only when a run leaves.
///
/// Used by the owner of the engine only.
public final class Intake {
    /// What became of a run that was offered. After each offer it is worth asking for the next
    /// check.
    public sealed interface Verdict {
        /// All of it was here or queued already; if it brought a head that was missing, that is
        /// kept.
        record Duplicate() implements Verdict {}

        /// It connects, and waits for its head or for the check of it.
        record Queued() implements Verdict {}

        /// Changes between what is here and its first one are missing.
        record Gap(int seqKnown) implements Verdict {}

        /// Changes that change `seq` names are not here, and its source does not claim them.
        record PastMissing(int seq, Place first) implements Verdict {}

        /// The hashes of these changes, which it names, are no longer in memory: read them,
        /// [ChangeGraph#remember] them all, and offer again at once.
        record PastOnDisk(List<Place> places) implements Verdict {
            public PastOnDisk {
                places = List.copyOf(places);
            }
        }

        /// Its author's clock is too far ahead of ours.
        record Ahead(int seq, long time) implements Verdict {}

        /// Change `seq` is here, or was sent before, and is another one: a fork, or a lie. It is
        /// the first that differs; `hash` is that of the change that was offered, the name of the
        /// branch if there is one.
        record Disagrees(int seq, Bytes hash) implements Verdict {}

        /// The chain ended in a fork after `seqLast`, which its sender does not know of.
        record Ended(int seqLast) implements Verdict {}

        /// It begins a branch where no fork is known, or it is what we hold as the chain itself.
        record Unproven() implements Verdict {}

        /// Nobody who keeps the rules sends this.
        record Wrong(String reason) implements Verdict {}
    }

    /// A signature to be checked before `chain` can be taken in up to `seq`.
    public record Request(int chain, int seq, Bytes author, Bytes message, Bytes signature) {}

    /// A run to take in, and its ticket; the ticket is null where a later part of the run has it.
    public record Accepted(Verified run, @Nullable Long ticket) {}

    /// What a check led to: the runs to take in at once, in order; the tickets of runs that left
    /// because others brought the same; of those that left because their head was false or others
    /// brought something else, which are worth asking for again; and the sources of false heads.
    public record Outcome(
            List<Accepted> accepted, List<Long> settled, List<Long> dropped, List<Long> refused) {}

    private final ChangeGraph graph;
    private final long aheadMaxMillis;
    private final Gate gate;
    private final TreeMap<Integer, Queue> queues = new TreeMap<>();

    /// Chains with a lane of which more is vouched for than could be taken in.
    private final TreeSet<Integer> blocked = new TreeSet<>();

    /// Tickets that go back with the next outcome.
    private final List<Long> stale = new ArrayList<>();

    /// Whose changes may be taken in. Those of others can be queued, because who somebody is may be
    /// told by what comes with them; their heads are not checked meanwhile.
    public interface Gate {
        boolean isOpen(int chain);
    }

    /// `aheadMaxMillis` is how far ahead of the wall clock a change may be.
    public Intake(ChangeGraph graph, long aheadMaxMillis, Gate gate) {
        this.graph = graph;
        this.aheadMaxMillis = aheadMaxMillis;
        this.gate = gate;
    }

    /// What waits for one chain, by source. `checking` is the head that is being checked, if any;
    /// `dropped` says that nobody waits for the answer any more.
    private static final class Queue {
        final TreeMap<Long, Pending> lanes = new TreeMap<>();
        @Nullable Head checking;
        long checkingSource = Long.MIN_VALUE;
        boolean dropped;
    }

    /// Whether something of `chain` waits here.
    public boolean isQueued(int chain) {
        Queue queue = queues.get(chain);
        return queue != null && !queue.lanes.isEmpty();
    }

    /// The last change of `chain` that is here, or that some source claims.
    public int lastQueued(int chain) {
        int last = graph.last(chain);
        Queue queue = queues.get(chain);
        if (queue != null) {
            for (Pending lane : queue.lanes.values()) {
                last = Math.max(last, lane.lastSeq());
            }
        }
        return last;
    }

    /// The last change of `chain` that is here, or that `source` claims.
    public int lastQueued(int chain, long source) {
        Pending lane = lane(chain, source);
        return lane == null ? graph.last(chain) : lane.lastSeq();
    }

    private @Nullable Pending lane(int chain, long source) {
        Queue queue = queues.get(chain);
        return queue == null ? null : queue.lanes.get(source);
    }

    /// Hash and time of a change that is here, or that `source` claims; null when it is neither, or
    /// no longer in memory.
    private @Nullable Past past(Place place, long source) {
        if (place.seq() <= graph.last(place.chain())) {
            return graph.past(place.chain(), place.seq());
        }
        Pending lane = lane(place.chain(), source);
        return lane == null || place.seq() > lane.lastSeq() ? null : lane.past(place.seq());
    }

    /// Looks at a run that `source` sent, with the head that came along. `ticket` is the caller's
    /// mark for this run; it comes back once, when a run that was queued leaves.
    public Verdict offer(Run run, @Nullable Head head, long source, long ticket, long wallMillis) {
        int chain = run.chain();
        forgetStale(chain, source);
        int known = lastQueued(chain, source);
        if (head != null && head.seq() != run.lastSeq()) {
            return new Verdict.Wrong("head at " + head.seq() + ", the run ends otherwise");
        }
        if (run.firstSeq() > known + 1) {
            return new Verdict.Gap(known);
        }
        Verdict differs = compare(run, source, known);
        if (differs != null) {
            return differs;
        }
        if (run.lastSeq() <= known) {
            Pending lane = lane(chain, source);
            if (lane != null) {
                lane.sign(head);
            }
            return new Verdict.Duplicate();
        }
        if (graph.ended(chain)) {
            return new Verdict.Ended(graph.last(chain));
        }
        Run fresh = run.part(known + 1, run.lastSeq());
        Verdict trouble = look(fresh, source, wallMillis);
        return trouble != null ? trouble : enqueue(fresh, head, source, ticket);
    }

    /// A chain may go on by other means, when it is our own: what was queued on top of its old end
    /// is nothing then. The tickets go back with the next outcome.
    private void forgetStale(int chain, long source) {
        Pending lane = lane(chain, source);
        if (lane != null && lane.start() != graph.last(chain) + 1) {
            stale.addAll(leave(source));
        }
    }

    /// Compares the part of a run that is here, or claimed by the same source, with what is here,
    /// as far as that is in memory.
    private @Nullable Verdict compare(Run run, long source, int known) {
        int end = Math.min(run.lastSeq(), known);
        int seqFirst = run.firstSeq();
        Past before =
                seqFirst > end
                        ? null
                        : seqFirst == 1
                                ? graph.before(run.chain(), 1)
                                : past(new Place(run.chain(), seqFirst - 1), source);
        if (before == null) {
            return null;
        }
        Bytes at = before.hash();
        for (int seq = seqFirst; seq <= end; seq++) {
            Past ours = past(new Place(run.chain(), seq), source);
            Change change = run.at(seq);
            Place missing = firstMissing(change, source);
            List<Bytes> places = missing == null ? hashes(change, source) : null;
            if (missing != null && ours != null) {
                return new Verdict.PastMissing(seq, missing); // ours has all its past here
            }
            if (ours == null || places == null) {
                return null;
            }
            at = graph.headers().hash(at, change, places);
            if (!at.equals(ours.hash())) {
                return new Verdict.Disagrees(seq, at);
            }
        }
        return null;
    }

    private @Nullable Place firstMissing(Change change, long source) {
        for (int i = 0; i < change.placeCount(); i++) {
            Place place = change.place(i);
            if (place.seq() > lastQueued(place.chain(), source)) {
                return place;
            }
        }
        return null;
    }

    private @Nullable Verdict look(Run run, long source, long wallMillis) {
        long time = tip(run.chain(), source).time();
        var onDisk = new LinkedHashSet<Place>();
        Verdict trouble = lookAtFork(run, onDisk);
        for (int seq = run.firstSeq(); trouble == null && seq <= run.lastSeq(); seq++) {
            Change change = run.at(seq);
            trouble = lookAtTime(change, time, wallMillis);
            time = change.time();
            if (trouble == null) {
                trouble = lookAtPlaces(run.chain(), change, change.deps(), source, onDisk);
            }
            if (trouble == null && change.seen() != null) {
                trouble = lookAtPlaces(run.chain(), change, change.seen().others(), source, onDisk);
            }
        }
        return trouble != null || onDisk.isEmpty()
                ? trouble
                : new Verdict.PastOnDisk(new ArrayList<>(onDisk));
    }

    /// A branch may begin only where a fork is known: where its parent ended, or goes on otherwise.
    private @Nullable Verdict lookAtFork(Run run, Set<Place> onDisk) {
        Origin origin = graph.origin(run.chain());
        if (origin == null || run.firstSeq() > graph.first(run.chain())) {
            return null;
        }
        if (graph.last(origin.parent()) == origin.seqLast()) {
            return graph.ended(origin.parent()) ? null : new Verdict.Unproven();
        }
        var sibling = new Place(origin.parent(), origin.seqLast() + 1);
        Past past = graph.past(sibling.chain(), sibling.seq());
        if (past == null) {
            onDisk.add(sibling);
            return null;
        }
        boolean same = past.hash().equals(graph.id(run.chain()).branch());
        return same ? new Verdict.Unproven() : null;
    }

    private @Nullable Verdict lookAtTime(Change change, long before, long wallMillis) {
        if (change.time() <= before) {
            return new Verdict.Wrong("time of change " + change.seq() + " does not advance");
        }
        return HybridTime.millis(change.time()) > wallMillis + aheadMaxMillis
                ? new Verdict.Ahead(change.seq(), change.time())
                : null;
    }

    private @Nullable Verdict lookAtPlaces(
            int chain, Change change, List<Place> places, long source, Set<Place> onDisk) {
        Bytes before = Bytes.EMPTY;
        for (Place place : places) {
            if (place.chain() == chain || place.seq() < graph.first(place.chain())) {
                return new Verdict.Wrong("change " + change.seq() + " names " + place);
            }
            Past past = past(place, source);
            if (past == null && place.seq() > graph.last(place.chain())) {
                return new Verdict.PastMissing(change.seq(), place);
            }
            if (past == null) {
                onDisk.add(place);
                continue;
            }
            if (past.hash().compareTo(before) <= 0) {
                return new Verdict.Wrong("places of change " + change.seq() + " out of order");
            }
            if (past.time() >= change.time()) {
                return new Verdict.Wrong("change " + change.seq() + " is not after its past");
            }
            before = past.hash();
        }
        return null;
    }

    private Past tip(int chain, long source) {
        Pending lane = lane(chain, source);
        return lane == null ? graph.tip(chain) : lane.past(lane.lastSeq());
    }

    private Verdict enqueue(Run run, @Nullable Head head, long source, long ticket) {
        Bytes prev = tip(run.chain(), source).hash();
        Bytes at = prev;
        var hashes = new ArrayList<Bytes>(run.size());
        var placeHashes = new ArrayList<List<Bytes>>(run.size());
        for (Change change : run.changes()) {
            List<Bytes> places = hashes(change, source);
            if (places == null) {
                throw new IllegalStateException("past of " + change.seq() + " was looked up");
            }
            at = graph.headers().hash(at, change, places);
            hashes.add(at);
            placeHashes.add(places);
        }
        Bytes branch = graph.id(run.chain()).branch();
        if (run.firstSeq() == graph.first(run.chain())
                && branch.size() > 0
                && !branch.equals(hashes.getFirst())) {
            return new Verdict.Wrong("a branch is named by the hash of its first change");
        }
        Pending lane =
                queues.computeIfAbsent(run.chain(), ignored -> new Queue())
                        .lanes
                        .computeIfAbsent(source, ignored -> new Pending(run.firstSeq()));
        lane.add(new Verified(run, prev, hashes, placeHashes, null), head, ticket);
        return new Verdict.Queued();
    }

    /// The hashes of all places of a change; null when one is not in memory.
    private @Nullable List<Bytes> hashes(Change change, long source) {
        int count = change.placeCount();
        if (count == 0) {
            return List.of();
        }
        var hashes = new ArrayList<Bytes>(count);
        for (int i = 0; i < count; i++) {
            Past past = past(change.place(i), source);
            if (past == null) {
                return null;
            }
            hashes.add(past.hash());
        }
        return hashes;
    }

    /// The next signature of `chain` to check: the newest head of the next lane that has one,
    /// unless one is being checked already.
    public @Nullable Request nextCheck(int chain) {
        Queue queue = queues.get(chain);
        if (queue == null || queue.checking != null || !gate.isOpen(chain)) {
            return null;
        }
        Long source = queue.lanes.higherKey(queue.checkingSource);
        for (int turn = 0; turn < queue.lanes.size(); turn++) {
            if (source == null) {
                source = queue.lanes.firstKey();
            }
            Pending lane = queue.lanes.get(source);
            Head head = lane == null ? null : lane.unchecked();
            if (lane != null && head != null) {
                queue.checking = head;
                queue.checkingSource = source;
                return request(chain, head, lane.past(head.seq()).hash());
            }
            source = queue.lanes.higherKey(source);
        }
        return null;
    }

    private Request request(int chain, Head head, Bytes hash) {
        ChainId id = graph.id(chain);
        Bytes message = Headers.headMessage(graph.space(), id.incarnation(), head.seq(), hash);
        return new Request(chain, head.seq(), id.author(), message, head.signature());
    }

    /// The answer to the check of `chain`. Good: everything that heads vouch for now, and whose
    /// past is here or comes before it in the answer, is to be appended at once, in order. Bad: all
    /// that its source claims goes.
    public Outcome checked(int chain, boolean good) {
        Queue queue = queues.get(chain);
        Head head = queue == null ? null : queue.checking;
        if (queue == null || head == null) {
            throw new IllegalStateException("no check of chain " + chain + " was under way");
        }
        long source = queue.checkingSource;
        queue.checking = null;
        Pending lane = queue.lanes.get(source);
        Outcome outcome = outcome();
        if (queue.dropped || lane == null) {
            queue.dropped = false;
        } else if (good) {
            lane.vouch(head);
            new Taking(outcome).run(List.of(chain));
        } else {
            outcome.dropped.addAll(leave(source));
            outcome.refused.add(source);
        }
        tidy(chain);
        return outcome;
    }

    /// The gate is open to others now: what could not be taken in before.
    public Outcome again() {
        Outcome outcome = outcome();
        new Taking(outcome).run(waiting());
        return outcome;
    }

    private Outcome outcome() {
        var dropped = new ArrayList<>(stale);
        stale.clear();
        return new Outcome(new ArrayList<>(), new ArrayList<>(), dropped, new ArrayList<>());
    }

    /// The chains of which something is queued.
    public List<Integer> waiting() {
        return new ArrayList<>(queues.keySet());
    }

    /// Takes in what can be: of some chains first, then of those that waited for them, until
    /// nothing moves.
    private final class Taking {
        private final Outcome outcome;

        /// The last change of each chain that is in the outcome.
        private final TreeMap<Integer, Integer> lasts = new TreeMap<>();

        private final TreeMap<Integer, Bytes> tips = new TreeMap<>();
        private boolean moved;

        Taking(Outcome outcome) {
            this.outcome = outcome;
        }

        void run(List<Integer> chains) {
            chains.forEach(this::take);
            while (moved) {
                moved = false;
                new ArrayList<>(blocked).forEach(this::take);
            }
        }

        private int last(int chain) {
            Integer last = lasts.get(chain);
            return last == null ? graph.last(chain) : last;
        }

        private void take(int chain) {
            blocked.remove(chain);
            Queue queue = queues.get(chain);
            if (queue == null || !gate.isOpen(chain)) {
                return;
            }
            for (Long source : new ArrayList<>(queue.lanes.keySet())) {
                Pending lane = queue.lanes.get(source);
                while (lane != null && lane.vouched() >= lane.start()) {
                    int end = connects(chain, lane) ? endOfReady(lane) : -1;
                    if (end < 0) {
                        outcome.dropped.addAll(leave(source));
                        break;
                    }
                    if (end < lane.start()) {
                        blocked.add(chain);
                        break;
                    }
                    accept(chain, queue, lane, end);
                    lane = queue.lanes.get(source);
                }
            }
            tidy(chain);
        }

        /// Whether a lane still follows what is here; not when the chain went on by other means.
        private boolean connects(int chain, Pending lane) {
            Bytes tip = tips.get(chain);
            return lane.start() == last(chain) + 1
                    && lane.prev().equals(tip == null ? graph.tip(chain).hash() : tip);
        }

        /// Up to where the first claim of a lane is vouched for and has its past here.
        private int endOfReady(Pending lane) {
            Run run = lane.first();
            int end = lane.start() - 1;
            while (end < Math.min(lane.vouched(), run.lastSeq()) && isPastHere(run.at(end + 1))) {
                end++;
            }
            return end;
        }

        private boolean isPastHere(Change change) {
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                if (place.seq() > last(place.chain())) {
                    return false;
                }
            }
            return true;
        }

        private void accept(int chain, Queue queue, Pending lane, int end) {
            Accepted accepted = lane.take(end);
            Bytes tip = accepted.run.hashes().getLast();
            outcome.accepted.add(accepted);
            lasts.put(chain, end);
            tips.put(chain, tip);
            moved = true;
            for (Long source : new ArrayList<>(queue.lanes.keySet())) {
                Pending other = queue.lanes.get(source);
                if (other != null) {
                    trim(queue, source, other, accepted.run);
                }
            }
        }

        /// Drops from a lane what was taken in. Who says otherwise loses all.
        private void trim(Queue queue, long source, Pending lane, Verified taken) {
            int seqLast = taken.run().lastSeq();
            int both = Math.min(seqLast, lane.lastSeq());
            boolean tells = both >= Math.max(lane.start(), taken.run().firstSeq());
            if (tells && !lane.past(both).hash().equals(taken.past(both).hash())) {
                outcome.dropped.addAll(leave(source));
                return;
            }
            lane.trim(seqLast, outcome.settled);
            if (lane.isEmpty()) {
                queue.lanes.remove(source);
            }
        }
    }

    /// Forgets what is queued of `chain`, with all that its sources claim, since more may hang on
    /// it, and gives the tickets back.
    public List<Long> drop(int chain) {
        var settled = new ArrayList<Long>();
        Queue queue = queues.get(chain);
        if (queue != null) {
            for (Long source : new ArrayList<>(queue.lanes.keySet())) {
                settled.addAll(leave(source));
            }
        }
        return settled;
    }

    /// Forgets what is queued from `source`, and gives the tickets back.
    public List<Long> leave(long source) {
        var settled = new ArrayList<Long>();
        for (Integer chain : new ArrayList<>(queues.keySet())) {
            Queue queue = queues.get(chain);
            Pending lane = queue == null ? null : queue.lanes.remove(source);
            if (queue != null && lane != null) {
                lane.settle(settled);
                queue.dropped |= queue.checking != null && queue.checkingSource == source;
                tidy(chain);
            }
        }
        return settled;
    }

    private void tidy(int chain) {
        Queue queue = queues.get(chain);
        if (queue != null && queue.lanes.isEmpty() && queue.checking == null) {
            queues.remove(chain);
        }
    }
}
