package kith.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.Change.View;
import org.jspecify.annotations.Nullable;

/// All chains of one space and what has seen what: the event graph, without its contents.
///
/// Chains get small numbers in the order in which they are opened; the numbers are this replica's
/// own. A question such as "had the author of this change seen that one?" is answered from
/// [Steps] in log(steps), without a version vector for each change.
///
/// A *fork* (one author, one incarnation, two changes with one sequence number) is kept, not
/// hidden: the chain ends before it and goes on in one branch for each continuation, each named by
/// the hash of its first change, so that all replicas name them alike.
///
/// Used by the owner of the engine only.
public final class ChangeGraph implements ChainOrder {
    private final Bytes space;
    private final Headers headers;
    private final int windowMax;
    private final List<AuthorChain> chains = new ArrayList<>();
    private final TreeMap<ChainId, AuthorChain> byId = new TreeMap<>();

    /// Chains whose last change nothing else has seen yet, in no particular order.
    private final List<AuthorChain> frontier = new ArrayList<>();

    private long changeCount;

    /// `windowMax` recent hashes are kept for each chain; a power of two.
    public ChangeGraph(Bytes space, Hasher hasher, int windowMax) {
        this.space = space;
        this.headers = new Headers(hasher);
        this.windowMax = windowMax;
    }

    public Bytes space() {
        return space;
    }

    public Headers headers() {
        return headers;
    }

    public int chainCount() {
        return chains.size();
    }

    public long changeCount() {
        return changeCount;
    }

    @Override
    public int number(ChainId id) {
        AuthorChain chain = byId.get(id);
        return chain == null ? -1 : chain.number;
    }

    @Override
    public ChainId id(int chain) {
        return chains.get(chain).id;
    }

    @Override
    public int compare(int chainA, int chainB) {
        return chainA == chainB ? 0 : id(chainA).compareTo(id(chainB));
    }

    /// The number of the chain with that name, which is opened when it is new.
    public int open(ChainId id) {
        if (id.branch().size() > 0) {
            throw new IllegalArgumentException("a branch needs an origin: " + id);
        }
        return open(id, null, new Past(headers.genesis(space, id), 0));
    }

    /// The same for a branch, which begins after `origin`; `before` is the past of its first
    /// change.
    public int open(ChainId id, @Nullable Origin origin, Past before) {
        AuthorChain known = byId.get(id);
        if (known != null) {
            return known.number;
        }
        var chain = new AuthorChain(chains.size(), id, origin, before, windowMax);
        chains.add(chain);
        byId.put(id, chain);
        if (origin != null) {
            inherit(chain, origin);
        }
        return chain.number;
    }

    private void inherit(AuthorChain branch, Origin origin) {
        AuthorChain parent = chains.get(origin.parent());
        for (int other = 0; other < chains.size(); other++) {
            branch.see(origin.seqLast() + 1, other, parent.seen(origin.seqLast(), other));
        }
    }

    /// Which chain holds change `seq` of what was, or still is, `chain`: after a fork was found,
    /// the later part of it has another number.
    public int resolve(int chain, int seq) {
        AuthorChain of = chains.get(chain);
        while (of.successor >= 0 && seq > of.last()) {
            of = chains.get(of.successor);
        }
        while (of.origin != null && seq < of.first()) {
            of = chains.get(of.origin.parent());
        }
        return of.number;
    }

    /// The chains of that author and incarnation: one, and its branches where it forked.
    public List<Integer> chainsOf(Bytes author, long incarnation) {
        var first = new ChainId(author, incarnation, Bytes.EMPTY);
        var numbers = new ArrayList<Integer>();
        for (var entry = byId.ceilingEntry(first);
                entry != null
                        && entry.getKey().author().equals(author)
                        && entry.getKey().incarnation() == incarnation;
                entry = byId.higherEntry(entry.getKey())) {
            numbers.add(entry.getValue().number);
        }
        return numbers;
    }

    public int last(int chain) {
        return chains.get(chain).last();
    }

    /// The first sequence number of the chain itself: 1, or later in a branch.
    public int first(int chain) {
        return chains.get(chain).first();
    }

    /// Where a branch begins; null for a chain as its author began it.
    public @Nullable Origin origin(int chain) {
        return chains.get(chain).origin;
    }

    public int lastSigned(int chain) {
        return chains.get(chain).lastSigned();
    }

    public int lastDurable(int chain) {
        return chains.get(chain).lastDurable();
    }

    public Past tip(int chain) {
        return chains.get(chain).tip();
    }

    public long contentBytes(int chain) {
        return chains.get(chain).contentBytes();
    }

    public boolean ended(int chain) {
        return chains.get(chain).ended();
    }

    /// Hash and time of a change that is here, or null when they are no longer in memory.
    public @Nullable Past past(int chain, int seq) {
        AuthorChain of = chains.get(chain);
        if (of.origin != null && seq < of.first()) {
            return past(of.origin.parent(), seq);
        }
        return of.past(seq);
    }

    /// Hash and time before change `seq` of `chain`; null when no longer in memory.
    public @Nullable Past before(int chain, int seq) {
        AuthorChain of = chains.get(chain);
        if (seq == 1) {
            return new Past(headers.genesis(space, of.id), 0);
        }
        return past(chain, seq - 1);
    }

    /// The last checked head of `chain` that vouches for nothing beyond `seqLast`.
    public @Nullable Head headUpTo(int chain, int seqLast) {
        return chains.get(chain).headUpTo(seqLast);
    }

    /// Where on disk to start reading to find that change, or -1.
    public long positionBefore(int chain, int seq) {
        return chains.get(chain).positionBefore(seq);
    }

    /// The last change of each chain that nothing else here has seen.
    public List<Place> frontier() {
        var places = new ArrayList<Place>(frontier.size());
        for (AuthorChain chain : frontier) {
            places.add(new Place(chain.number, chain.last()));
        }
        return places;
    }

    /// What a new change of `chain` must name beside the one before it: the newest of all others
    /// that it would not cover otherwise, ascending by hash.
    public List<Place> depsFor(int chain) {
        AuthorChain own = chains.get(chain);
        var deps = new ArrayList<AuthorChain>();
        for (AuthorChain other : frontier) {
            if (other != own && own.seen(own.last(), other.number) < other.last()) {
                deps.add(other);
            }
        }
        deps.sort(Comparator.comparing(AuthorChain::tipHash));
        var places = new ArrayList<Place>(deps.size());
        for (AuthorChain dep : deps.subList(0, Math.min(deps.size(), Change.PLACES_MAX))) {
            places.add(new Place(dep.number, dep.last()));
        }
        return places;
    }

    /// What the author of `change` had seen when it wrote: its view, or all of its past. A view
    /// reaches no farther than the past: what is not delivered before cannot be replaced.
    public Seen seenBy(int chain, Change change) {
        AuthorChain of = chains.get(chain);
        int seq = change.seq();
        View view = change.seen();
        if (view == null) {
            return other -> other == chain ? seq - 1 : of.seen(seq, other);
        }
        Seen others = seenFrom(view.others());
        return other -> {
            int past = other == chain ? seq - 1 : of.seen(seq, other);
            int own = other == chain ? view.own() : of.seen(view.own(), other);
            return Math.min(past, Math.max(own, others.upTo(other)));
        };
    }

    /// What somebody had seen who had seen these places and their past.
    public Seen seenFrom(List<Place> places) {
        return other -> {
            int upTo = 0;
            for (Place place : places) {
                upTo = Math.max(upTo, chains.get(place.chain()).seen(place.seq(), other));
            }
            return upTo;
        };
    }

    /// True when `past` is `place` or in its past.
    public boolean covers(Place place, Place past) {
        return chains.get(place.chain()).seen(place.seq(), past.chain()) >= past.seq();
    }

    /// Makes the next change of our own `chain`; the caller then appends it.
    public Verified compose(
            int chain, long time, List<Place> deps, @Nullable View seen, Bytes content) {
        AuthorChain own = chains.get(chain);
        var change = new Change(own.last() + 1, time, deps, seen, content);
        Bytes prev = own.tipHash();
        List<Bytes> depHashes = hashesOf(deps);
        List<Bytes> seenHashes = seen == null ? List.of() : hashesOf(seen.others());
        Bytes hash = headers.hash(prev, change, depHashes, seenHashes);
        var run = new Run(chain, List.of(change));
        var both = new ArrayList<>(depHashes);
        both.addAll(seenHashes);
        return new Verified(run, prev, List.of(hash), List.of(both), null);
    }

    /// The hash that `change` has if it follows the last change of `chain`; null when the past of
    /// something that it names is not in memory.
    public @Nullable Bytes hashAfter(int chain, Change change) {
        var seen = change.seen() == null ? List.<Place>of() : change.seen().others();
        for (List<Place> places : List.of(change.deps(), seen)) {
            for (Place place : places) {
                if (place.seq() > last(place.chain()) || past(place.chain(), place.seq()) == null) {
                    return null;
                }
            }
        }
        return headers.hash(tip(chain).hash(), change, hashesOf(change.deps()), hashesOf(seen));
    }

    /// A second continuation of `chain` is known, and none of it is held here.
    public void end(int chain) {
        chains.get(chain).end();
    }

    private List<Bytes> hashesOf(List<Place> places) {
        var hashes = new ArrayList<Bytes>(places.size());
        for (Place place : places) {
            Past past = past(place.chain(), place.seq());
            if (past == null) {
                throw new IllegalStateException("hash of " + place + " is not in memory");
            }
            hashes.add(past.hash());
        }
        return hashes;
    }

    /// Takes in a run that was checked, or is our own.
    public void append(Verified verified) {
        Run run = verified.run();
        AuthorChain chain = chains.get(run.chain());
        for (Change change : run.changes()) {
            chain.append(change.seq(), verified.past(change.seq()), change.content().size());
            look(chain, change);
        }
        changeCount += run.size();
        if (verified.head() != null) {
            chain.sign(verified.head());
        }
        moveFrontier(chain);
    }

    private void look(AuthorChain chain, Change change) {
        for (Place dep : change.deps()) {
            AuthorChain of = chains.get(dep.chain());
            for (int other = 0; other < chains.size(); other++) {
                int seen = of.seen(dep.seq(), other);
                if (seen > 0) {
                    chain.see(change.seq(), other, seen);
                }
            }
        }
    }

    private void moveFrontier(AuthorChain chain) {
        frontier.removeIf(
                other -> other != chain && chain.seen(chain.last(), other.number) >= other.last());
        if (!frontier.contains(chain)) {
            frontier.add(chain);
        }
    }

    /// Our own signature, or one that came after its changes.
    public void sign(int chain, Head head) {
        if (head.seq() > last(chain)) {
            throw new IllegalStateException("head at " + head.seq() + " of " + last(chain));
        }
        chains.get(chain).sign(head);
    }

    /// The run that begins at `seq` of `chain` lies at `position` of the log on disk.
    public void stored(int chain, int seq, long position) {
        chains.get(chain).stored(seq, position);
    }

    /// Everything of `chain` up to `seq` is on disk for good.
    public void durable(int chain, int seq) {
        chains.get(chain).durable(seq);
    }

    /// A fork was proven: another change with sequence number `seq` exists. What we hold of `chain`
    /// from there on becomes a branch, whose number is returned. `before` is the past of `seq`,
    /// `hash` that of our change `seq`, `branchBytes` the content that moves.
    public int split(int chain, int seq, Past before, Bytes hash, long branchBytes) {
        AuthorChain from = chains.get(chain);
        ChainId id = new ChainId(from.id.author(), from.id.incarnation(), hash);
        int number = open(id, new Origin(chain, seq - 1), before);
        AuthorChain branch = chains.get(number);
        branch.successor = from.successor;
        from.successor = number;
        from.splitInto(branch, seq, before, branchBytes);
        for (AuthorChain other : chains) {
            other.renumberSeen(chain, seq, number);
        }
        if (frontier.remove(from)) {
            frontier.add(branch);
        }
        return number;
    }
}
