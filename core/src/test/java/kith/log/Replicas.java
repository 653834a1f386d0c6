package kith.log;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.Change.View;
import org.jspecify.annotations.Nullable;

/// Several replicas that write concurrently and deliver to each other at random, and beside them
/// the slow twin: for each change, named by its hash, the set of all changes in its past.
///
/// A home may be copied: both copies go on writing in one chain, and so fork it. Changes travel by
/// hash, as if numbers had never been; how a replica finds the chain that a change belongs to is
/// the simplest rule there is: it goes where the change before it is.
final class Replicas {
    /// One change as the twin knows it.
    record Fact(int number, Bytes hash, Bytes prev, ChainId root, int seq, List<Bytes> places) {}

    /// What travels: changes of one chain, by name, and the head at their end.
    record Parcel(ChainId root, Bytes prev, List<Bytes> hashes, Run run, Head head) {}

    final TreeMap<Bytes, Fact> facts = new TreeMap<>();
    private final TreeMap<Bytes, BitSet> pasts = new TreeMap<>();
    final List<Bytes> byNumber = new ArrayList<>();
    final List<One> all = new ArrayList<>();
    final List<Parcel> parcels = new ArrayList<>();
    private final Rng random;
    private int tick;

    Replicas(Rng random) {
        this.random = random;
    }

    /// One replica.
    final class One {
        ChangeGraph graph;
        Intake intake;
        final ChainId self;
        final TreeMap<Bytes, Place> places = new TreeMap<>();

        /// The records of its log.
        final List<Entry> log = new ArrayList<>();

        private long tickets;
        private final TreeSet<Long> waiting = new TreeSet<>();
        private @Nullable Bytes ownTip;

        One(ChainId self) {
            this.self = self;
            this.graph = Fixture.graph();
            this.intake = Fixture.intake(graph);
        }

        /// Writes on at its own end of its chain, and publishes that.
        void write(boolean withView) {
            int chain = ownChain();
            View view = withView ? randomView(chain) : null;
            List<Place> deps = graph.depsFor(chain);
            Verified made =
                    graph.compose(chain, Fixture.time(++tick), deps, view, Fixture.content(tick));
            append(made);
            ownTip = made.hashes().getLast();
            Head head = Fixture.head(graph, made.run().chain());
            graph.sign(made.run().chain(), head);
            log.add(new Signed(made.run().chain(), head));
            parcels.add(new Parcel(self, made.prev(), made.hashes(), made.run(), head));
            learn(made);
        }

        /// Whether nobody went on writing where it wrote last.
        boolean canWrite() {
            Place own = ownTip == null ? null : placeOf(ownTip);
            int root = graph.number(self);
            return own == null
                    ? root < 0 || graph.last(root) == 0 && !graph.ended(root)
                    : graph.last(own.chain()) == own.seq() && !graph.ended(own.chain());
        }

        /// Its own chain, or the branch of it that it wrote last.
        private int ownChain() {
            if (ownTip == null) {
                return open(self, null, null);
            }
            Place place = placeOf(ownTip);
            if (graph.last(place.chain()) > place.seq() || graph.ended(place.chain())) {
                throw new IllegalStateException("somebody else wrote on at " + place);
            }
            return place.chain();
        }

        private @Nullable View randomView(int chain) {
            int last = graph.last(chain);
            var others = new ArrayList<Place>();
            for (int other = 0; other < graph.chainCount(); other++) {
                boolean theirs = !isAncestor(other, chain) && graph.last(other) > 0;
                if (theirs && graph.first(other) <= graph.last(other) && random.chance(50)) {
                    int from = graph.first(other);
                    others.add(new Place(other, random.between(from, graph.last(other) + 1)));
                }
            }
            return new View(random.nextInt(last + 1), others);
        }

        private boolean isAncestor(int other, int chain) {
            int at = chain;
            for (Origin origin = graph.origin(at); at != other && origin != null; ) {
                at = origin.parent();
                origin = graph.origin(at);
            }
            return at == other;
        }

        int open(ChainId id, @Nullable Origin origin, @Nullable Past before) {
            if (graph.number(id) < 0) {
                log.add(new Opened(id, origin, before));
            }
            return origin == null ? graph.open(id) : graph.open(id, origin, Fixture.must(before));
        }

        /// Where the change with that hash is now.
        Place placeOf(Bytes hash) {
            return resolved(Fixture.must(places.get(hash)));
        }

        private Place resolved(Place place) {
            return new Place(graph.resolve(place.chain(), place.seq()), place.seq());
        }

        private void append(Verified verified) {
            graph.append(verified);
            Writer out = new Writer();
            StoredRun.write(out, verified);
            graph.stored(verified.run().chain(), verified.run().firstSeq(), 40_000L * log.size());
            log.add(new Stored(out.toBytes()));
            for (int i = 0; i < verified.run().size(); i++) {
                int seq = verified.run().firstSeq() + i;
                places.put(verified.hashes().get(i), new Place(verified.run().chain(), seq));
            }
        }

        /// Offers what a parcel has that is not here; false when it has to come again.
        boolean deliver(Parcel parcel, long source) {
            int known = 0;
            while (known < parcel.run.size() && places.containsKey(parcel.hashes.get(known))) {
                known++;
            }
            if (known == parcel.run.size()) {
                return true;
            }
            Bytes prev = known == 0 ? parcel.prev : parcel.hashes.get(known - 1);
            int chain = chainAfter(parcel.root, prev, parcel.hashes.get(known));
            Run rest = parcel.run.part(parcel.run.firstSeq() + known, parcel.run.lastSeq());
            Run ours = chain < 0 ? null : translated(rest, chain);
            if (ours == null) {
                return false;
            }
            long ticket = ++tickets;
            Intake.Verdict verdict =
                    intake.offer(ours, parcel.head, source, ticket, Fixture.WALL_MILLIS);
            switch (verdict) {
                case Intake.Verdict.Queued() -> waiting.add(ticket);
                case Intake.Verdict.Duplicate() -> {}
                case Intake.Verdict.Disagrees(int seq, Bytes hash) -> {} // the other one waits
                default -> throw new AssertionError("offered " + ours + ": " + verdict);
            }
            if (random.chance(70)) {
                check(chain);
            }
            return false; // comes again until it is found to be here
        }

        /// The chain that goes on after `prev` with `next`; -1 when `prev` is not here.
        private int chainAfter(ChainId root, Bytes prev, Bytes next) {
            Place at = places.get(prev);
            boolean genesis =
                    at == null && prev.equals(Fixture.HEADERS.genesis(Fixture.SPACE, root));
            if (at == null && !genesis) {
                return -1;
            }
            int seqLast = at == null ? 0 : at.seq();
            int parent = at == null ? open(root, null, null) : resolved(at).chain();
            boolean goesOn = graph.last(parent) > seqLast || graph.ended(parent);
            if (!goesOn) {
                return parent;
            }
            ChainId branch = new ChainId(root.author(), root.incarnation(), next);
            Past before = graph.before(parent, seqLast + 1);
            return open(branch, new Origin(parent, seqLast), before);
        }

        private @Nullable Run translated(Run run, int chain) {
            var changes = new ArrayList<Change>();
            for (Change change : run.changes()) {
                Fact fact = factOf(change);
                List<Place> all = new ArrayList<>();
                for (Bytes hash : fact.places) {
                    Place place = places.get(hash);
                    if (place == null) {
                        return null;
                    }
                    all.add(resolved(place));
                }
                int deps = change.deps().size();
                View view = change.seen();
                View seen =
                        view == null ? null : new View(view.own(), all.subList(deps, all.size()));
                changes.add(
                        new Change(
                                change.seq(),
                                change.time(),
                                all.subList(0, deps),
                                seen,
                                change.content()));
            }
            return new Run(chain, changes);
        }

        private Fact factOf(Change change) {
            return fact(byNumber.get((int) new Reader(change.content()).varint() - 1));
        }

        void check(int chain) {
            Intake.Request request = intake.nextCheck(chain);
            if (request == null) {
                return;
            }
            if (!Fixture.holds(request.author(), request.message(), request.signature())) {
                throw new AssertionError("a true head does not hold: " + request);
            }
            Intake.Outcome outcome = intake.checked(chain, true);
            outcome.settled().forEach(this::settle);
            outcome.dropped().forEach(this::settle);
            for (Intake.Accepted accepted : outcome.accepted()) {
                Run run = accepted.run().run();
                int now = graph.resolve(run.chain(), run.firstSeq());
                splitBefore(run);
                append(accepted.run().in(now));
                if (accepted.ticket() != null) {
                    settle(accepted.ticket());
                }
            }
        }

        private void settle(long ticket) {
            if (!waiting.remove(ticket)) {
                throw new AssertionError("ticket " + ticket + " came back twice");
            }
        }

        private void splitBefore(Run run) {
            Origin origin = graph.origin(run.chain());
            if (origin == null || run.firstSeq() != graph.first(run.chain())) {
                return;
            }
            int seq = run.firstSeq();
            if (graph.last(origin.parent())
                    >= seq) { // ended or not: the fork may be before its end
                Past before = Fixture.must(graph.before(origin.parent(), seq));
                Bytes hash = Fixture.must(graph.past(origin.parent(), seq)).hash();
                for (int chain = 0; chain < graph.chainCount(); chain++) {
                    intake.drop(chain).forEach(this::settle); // numbers mean something else now
                }
                log.add(new Split(origin.parent(), seq, before, hash));
                graph.split(origin.parent(), seq, before, hash, 0);
            }
        }

        void checkAll() {
            for (int round = 0; round < 20; round++) {
                for (int chain = 0; chain < graph.chainCount(); chain++) {
                    check(chain);
                }
            }
        }

        /// A second running copy of this home, made from its checkpoint.
        One copy() {
            var copy = new One(self);
            var image = new GraphImage(Fixture.SPACE, Fixture.HASHER, Fixture.WINDOW);
            GraphImage.write(graph).forEach(image::take);
            copy.graph = image.end();
            copy.intake = Fixture.intake(copy.graph);
            copy.places.putAll(places);
            copy.log.addAll(log);
            copy.ownTip = ownTip;
            return copy;
        }
    }

    /// What a log on disk holds.
    sealed interface Entry {}

    record Opened(ChainId id, @Nullable Origin origin, @Nullable Past before) implements Entry {}

    record Stored(Bytes run) implements Entry {}

    record Signed(int chain, Head head) implements Entry {}

    record Split(int chain, int seq, Past before, Bytes hash) implements Entry {}

    One add(int author) {
        var one = new One(Fixture.author(author));
        all.add(one);
        return one;
    }

    One addCopyOf(One one) {
        One copy = one.copy();
        all.add(copy);
        return copy;
    }

    Fact fact(Bytes hash) {
        return Fixture.must(facts.get(hash));
    }

    /// The numbers of all changes in the past of that one.
    BitSet past(Bytes hash) {
        return Fixture.must(pasts.get(hash));
    }

    private void learn(Verified made) {
        Bytes hash = made.hashes().getFirst();
        Change change = made.run().changes().getFirst();
        var past = new BitSet();
        if (facts.containsKey(made.prev())) {
            past.or(past(made.prev()));
            past.set(fact(made.prev()).number);
        }
        for (Bytes dep : made.depHashes().getFirst().subList(0, change.deps().size())) {
            past.or(past(dep));
            past.set(fact(dep).number);
        }
        int number = byNumber.size();
        byNumber.add(hash);
        ChainId root = parcels.getLast().root;
        List<Bytes> places = made.depHashes().getFirst();
        facts.put(hash, new Fact(number, hash, made.prev(), root, change.seq(), places));
        pasts.put(hash, past);
    }

    /// A random parcel, at times two of one author joined.
    Parcel anyParcel() {
        int at = random.nextInt(parcels.size());
        Parcel one = parcels.get(at);
        for (Parcel next : parcels.subList(at + 1, parcels.size())) {
            if (next.prev.equals(one.hashes.getLast()) && random.chance(60)) {
                var hashes = new ArrayList<>(one.hashes);
                hashes.addAll(next.hashes);
                var changes = new ArrayList<>(one.run.changes());
                changes.addAll(next.run.changes());
                one = new Parcel(one.root, one.prev, hashes, new Run(0, changes), next.head);
            }
        }
        return one;
    }

    /// Delivers everything to everybody.
    void settle() {
        boolean more = true;
        for (int round = 0; more && round < 1000; round++) {
            more = false;
            for (One one : all) {
                for (Parcel parcel : parcels) {
                    more |= !one.deliver(parcel, 7);
                }
                one.checkAll();
            }
        }
        if (more) {
            throw new AssertionError("it does not settle");
        }
    }
}
