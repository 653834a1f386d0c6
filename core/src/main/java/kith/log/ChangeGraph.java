package kith.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.Change.Place;
import kith.log.Change.View;
import org.jspecify.annotations.Nullable;

/// All chains of one space and what has seen what: the event graph, without its contents.
///
/// Chains get small numbers in the order in which they are opened; the numbers are this replica's
/// own. A question such as "had the author of this change seen that one?" is answered from the
/// chain's [Horizon] in log(steps), without a version vector for each change.
///
/// A *fork* (one author, one incarnation, two changes with one sequence number) is kept, not
/// hidden: the chain ends before it and goes on in one branch for each continuation, each named by
/// the hash of its first change, so that all replicas name them alike, in whatever order they learn
/// of the forks.
///
/// ```
///   C 1 2 3 4 5 6 7     another change 4 is found     C 1 2 3     ended
///                                                     ├── C/h(4)  4 5 6 7  what we had
///                                                     └── C/h(4') 4' 5'    opened for the other
/// ```
///
/// Places made before the split (in records on disk, in runs on their way) name change 6 as one of
/// C. That is resolved wherever a place comes in: beyond its end, C means the branch that took over
/// what we had.
///
/// Cost of appending: hashing aside, constant for a change without deps, and in what is new for one
/// with deps. Cost of a split: the number of runs and steps in the whole graph. Owner only.
public final class ChangeGraph implements ChainOrder {
    /// The most recent hashes that may be kept for each chain. Guess: 40 MiB.
    public static final int WINDOW_MAX = 1 << 20;

    private final Bytes space;
    private final Headers headers;
    private final int windowMax;
    private final AuthorChain.Register chains = new AuthorChain.Register();

    /// Chains whose last change nothing else has seen yet, in no particular order.
    private final List<AuthorChain> frontier = new ArrayList<>();

    /// Pasts read back from disk: as many at least as one run can ask for.
    private final Past.Memory remembered = new Past.Memory(Run.PLACES_MAX);

    private final Horizon.Arrivals arrivals = new Horizon.Arrivals();
    private final Horizon.Join join = new Horizon.Join(chains.all(), arrivals);

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
        return arrivals.size();
    }

    @Override
    public int number(ChainId id) {
        AuthorChain chain = chains.named(id);
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
        AuthorChain known = chains.named(id);
        if (known != null) {
            return known.number;
        }
        if (id.branch().size() > 0) {
            throw new IllegalArgumentException("a branch needs an origin: " + id);
        }
        return open(id, null, beginning(id));
    }

    private Past beginning(ChainId id) {
        return new Past(headers.genesis(space, id), 0);
    }

    /// The same for a branch, which begins after `origin`; `before` is the past of its first
    /// change. The origin must be here; the fork itself is proven only by what the branch brings
    /// ([Intake] sees to it), or by a [ForkProof]. One of which nothing is here begins where it is
    /// opened last: what its first change follows is known only when that comes.
    public int open(ChainId id, @Nullable Origin origin, Past before) {
        AuthorChain known = chains.named(id);
        Origin resolved = origin == null ? null : resolve(id, origin, before);
        if (known != null && resolved != null && known.isEmpty()) {
            known.hang(resolved, before);
        }
        if (known != null) {
            return known.number;
        }
        if (resolved == null && id.branch().size() > 0) {
            throw new IllegalArgumentException("a branch needs an origin: " + id);
        }
        var chain = new AuthorChain(chains.size(), id, resolved, before, windowMax);
        chains.add(chain);
        return chain.number;
    }

    /// A number that a damaged log gave to a chain whose name was lost: nothing is in it and
    /// nothing comes, but those after it have their numbers.
    public void openLost() {
        chains.get(open(AuthorChain.Register.nobody(chainCount()))).ended = true;
    }

    /// Whether that is the name of a number without a chain.
    public static boolean isNobody(ChainId id) {
        return id.author().equals(AuthorChain.Register.NOBODY);
    }

    /// The chains in which there is nothing and on which nothing hangs. Looks at each chain.
    public List<Integer> empty() {
        return chains.empty();
    }

    /// Takes the name from the number of an empty chain, and gives it another one, or nobody's.
    public void rename(
            int number, @Nullable ChainId id, @Nullable Origin origin, @Nullable Past before) {
        if (!empty().contains(number) || id != null && chains.named(id) != null) {
            throw new IllegalStateException("chain " + number + " cannot become " + id);
        }
        ChainId name = id == null ? AuthorChain.Register.nobody(number) : id;
        Origin at = origin == null || before == null ? null : resolve(name, origin, before);
        Past first = at == null || before == null ? beginning(name) : before;
        chains.rename(new AuthorChain(number, name, at, first, windowMax));
    }

    /// Opens a chain under the number that a record on disk gives it: the next one, or that of a
    /// chain in which there was nothing, whose name is not used any more.
    public void openAt(int number, ChainId id, @Nullable Origin origin, @Nullable Past before) {
        int known = number(id);
        boolean fits = known < 0 || empty().contains(known);
        boolean free = number == chainCount() || empty().contains(number);
        if (known != number && !(fits && free)) {
            throw new Malformed("chain " + number + " is to be " + id + ", and is another one");
        }
        if (known >= 0 && known != number) {
            rename(known, null, null, null);
        }
        if (number < chainCount() && known != number) {
            rename(number, id, origin, before);
        } else {
            open(id, origin, before == null ? beginning(id) : before);
        }
    }

    /// Whether a branch of that name can begin there: it is its parent's author and incarnation,
    /// and what stands before it is here.
    public boolean canOpen(ChainId id, Origin origin, Past before) {
        if (origin.parent() >= chains.size()) {
            return false;
        }
        AuthorChain parent = holder(origin.parent(), origin.seqLast());
        Past here = before(parent.number, origin.seqLast() + 1);
        return parent.id.author().equals(id.author())
                && parent.id.incarnation() == id.incarnation()
                && origin.seqLast() <= parent.last
                && (here == null || here.hash().equals(before.hash()));
    }

    private Origin resolve(ChainId id, Origin origin, Past before) {
        if (!canOpen(id, origin, before)) {
            throw new IllegalArgumentException("branch " + id + " does not begin at " + origin);
        }
        return new Origin(holder(origin.parent(), origin.seqLast()).number, origin.seqLast());
    }

    /// Which chain holds change `seq` of what was, or still is, `chain`: after a fork was found,
    /// the later part of it has another number, and the earlier part of a branch is its parent's.
    public int resolve(int chain, int seq) {
        return holder(chain, seq).number;
    }

    private AuthorChain holder(int chain, int seq) {
        AuthorChain of = chains.get(chain);
        while (of.successor >= 0 && seq > of.last) {
            of = chains.get(of.successor);
        }
        while (of.origin != null && seq < of.first()) {
            of = chains.get(of.origin.parent());
        }
        return of;
    }

    private AuthorChain holder(Place place) {
        AuthorChain of = holder(place.chain(), place.seq());
        if (place.seq() > of.last) {
            throw new IllegalStateException(place + " is not here, it ends at " + of.last);
        }
        return of;
    }

    /// A run that was made before a fork was found, under the numbers of now: one run for each
    /// chain that holds a part of it, with its places resolved.
    public List<Run> resolve(Run run) {
        var runs = new ArrayList<Run>();
        var changes = new ArrayList<Change>(run.size());
        int chain = resolve(run.chain(), run.firstSeq());
        for (Change change : run.changes()) {
            int holder = resolve(run.chain(), change.seq());
            if (holder != chain) {
                runs.add(new Run(chain, changes));
                changes.clear();
                chain = holder;
            }
            changes.add(change.renumbered(this::resolve));
        }
        runs.add(new Run(chain, changes));
        return runs;
    }

    /// All changes here with that sequence number of one author and incarnation: several after a
    /// fork. Looks at each chain.
    public List<Place> changesAt(Bytes author, long incarnation, int seq) {
        return chains.changesAt(author, incarnation, seq);
    }

    public int last(int chain) {
        return chains.get(chain).last;
    }

    /// The first sequence number of the chain itself: 1, or later in a branch.
    public int first(int chain) {
        return chains.get(chain).first();
    }

    /// Where a branch begins; null for a chain as its author began it.
    public @Nullable Origin origin(int chain) {
        return chains.get(chain).origin;
    }

    /// Up to where a checked head vouches for the chain: one of its own, or, for a chain that ended
    /// in a fork, one of a branch.
    public int lastSigned(int chain) {
        return chains.get(chain).lastSigned;
    }

    public int lastDurable(int chain) {
        return chains.get(chain).lastDurable;
    }

    public Past tip(int chain) {
        return chains.get(chain).tip;
    }

    public long contentBytes(int chain) {
        return chains.get(chain).contentBytes;
    }

    /// True when a fork was found right after the last change: the chain goes on in branches.
    public boolean ended(int chain) {
        return chains.get(chain).ended;
    }

    /// Hash and time of a change that is here, or null when they are no longer in memory.
    public @Nullable Past past(int chain, int seq) {
        AuthorChain of = chains.get(chain);
        while (of.origin != null && seq < of.first()) {
            of = chains.get(of.origin.parent());
        }
        Past inMemory = of.past(seq);
        return inMemory != null || seq > of.last ? inMemory : remembered.of(of.number, seq);
    }

    /// Remembers for a while the past of a change that was read back from disk. All that one run
    /// asks for can be remembered at once.
    public void remember(Place place, Past past) {
        remembered.put(resolve(place.chain(), place.seq()), place.seq(), past);
    }

    /// Hash and time before change `seq` of `chain`; null when no longer in memory.
    public @Nullable Past before(int chain, int seq) {
        if (seq == 1) {
            return beginning(chains.get(chain).id);
        }
        return past(chain, seq - 1);
    }

    /// The last checked head of `chain` that vouches for nothing beyond `seqLast`.
    public @Nullable Head headUpTo(int chain, int seqLast) {
        return chains.get(chain).headUpTo(seqLast);
    }

    /// The first checked head of `chain` itself that vouches for change `seq`, of those kept: for a
    /// [ForkProof].
    public @Nullable Head headFrom(int chain, int seq) {
        return chains.get(chain).headFrom(seq);
    }

    /// Where on disk to start reading to find that change, or -1.
    public long positionBefore(int chain, int seq) {
        return chains.get(chain).positionBefore(seq);
    }

    /// The last change of each chain that nothing else here has seen, by the number of its chain.
    public List<Place> frontier() {
        var places = new ArrayList<Place>(frontier.size());
        for (AuthorChain chain : frontier) {
            places.add(new Place(chain.number, chain.last));
        }
        places.sort(Comparator.comparingInt(Place::chain));
        return places;
    }

    /// What a new change of `chain` must name beside the one before it: the newest of all others
    /// that it would not cover otherwise, ascending by hash.
    public List<Place> depsFor(int chain) {
        AuthorChain own = chains.get(chain);
        var deps = new ArrayList<AuthorChain>();
        for (AuthorChain other : frontier) {
            if (other != own && seen(own, own.last, other) < other.last) {
                deps.add(other);
            }
        }
        deps.sort(Comparator.comparing(AuthorChain::tipHash));
        var places = new ArrayList<Place>(deps.size());
        for (AuthorChain dep : deps.subList(0, Math.min(deps.size(), Change.PLACES_MAX))) {
            places.add(new Place(dep.number, dep.last));
        }
        return places;
    }

    /// What the author of `change` had seen when it wrote: its view, or all of its past. A view
    /// reaches no farther than the past: what is not delivered before cannot be replaced.
    ///
    /// Asked after the change was appended. The answer holds until the next split.
    public Seen seenBy(int chain, Change change) {
        int seq = change.seq();
        AuthorChain of = holder(new Place(chain, seq));
        View view = change.seen();
        Seen past = other -> other == of.number ? seq - 1 : of.seen(seq, chains.get(other));
        if (view == null) {
            return past;
        }
        var places = new ArrayList<>(view.others());
        if (view.own() > 0) {
            places.add(new Place(of.number, view.own()));
        }
        Seen looked = seenFrom(places);
        return other -> Math.min(past.upTo(other), looked.upTo(other));
    }

    /// What somebody had seen who had seen these places, which are here, and their past. Each
    /// answer looks at each place.
    public Seen seenFrom(List<Place> places) {
        var holders = new AuthorChain[places.size()];
        var seqs = new int[places.size()];
        for (int i = 0; i < seqs.length; i++) {
            holders[i] = holder(places.get(i));
            seqs[i] = places.get(i).seq();
        }
        return other -> {
            int upTo = 0;
            for (int i = 0; i < seqs.length; i++) {
                upTo = Math.max(upTo, holders[i].seen(seqs[i], chains.get(other)));
            }
            return upTo;
        };
    }

    /// True when `past` is `place` or in its past. Both are here.
    public boolean covers(Place place, Place past) {
        return holder(place).seen(place.seq(), holder(past)) >= past.seq();
    }

    /// What a chain had seen at its last change, which may be its parent's.
    private int seen(AuthorChain of, int seq, AuthorChain other) {
        AuthorChain holder = holder(of.number, seq);
        return seq == 0 ? 0 : holder.seen(seq, other);
    }

    /// Makes the next change of our own `chain`; the caller then appends it. Its places are brought
    /// into their order; their hashes must be in memory, or remembered.
    public Verified compose(
            int chain, long time, List<Place> deps, @Nullable View seen, Bytes content) {
        AuthorChain own = chains.get(chain);
        if (own.ended || time <= own.tip.time()) {
            throw new IllegalArgumentException(
                    "no change at " + time + " after " + own.last + " at " + own.tip.time());
        }
        var hashes = new ArrayList<Bytes>();
        List<Place> ordered = deps.isEmpty() ? List.of() : inOrder(own, time, deps, hashes);
        View view =
                seen == null
                        ? null
                        : new View(seen.own(), inOrder(own, time, seen.others(), hashes));
        var change = new Change(own.last + 1, time, ordered, view, content);
        Bytes hash = headers.hash(own.tipHash(), change, hashes);
        return new Verified(
                new Run(chain, List.of(change)),
                own.tipHash(),
                List.of(hash),
                List.of(hashes),
                null);
    }

    /// The places ascending by hash, each once; their hashes are added to `hashes`.
    private List<Place> inOrder(
            AuthorChain own, long time, List<Place> places, List<Bytes> hashes) {
        var byHash = new TreeMap<Bytes, Place>();
        for (Place place : places) {
            AuthorChain of = holder(place);
            Past past = past(of.number, place.seq());
            if (past == null) {
                throw new IllegalStateException("hash of " + place + " is not in memory");
            }
            if (of == own || past.time() >= time) {
                throw new IllegalArgumentException(
                        place + " at " + past.time() + " in the past of a change at " + time);
            }
            byHash.put(past.hash(), new Place(of.number, place.seq()));
        }
        hashes.addAll(byHash.keySet());
        return new ArrayList<>(byHash.values());
    }

    /// Takes in a run that was checked, or is our own; under the number of now, where a fork was
    /// found since it was numbered.
    public void append(Verified verified) {
        Run run = verified.run();
        AuthorChain chain = holder(run.chain(), run.firstSeq()).change();
        if (!verified.prev().equals(chain.tipHash())) {
            throw new IllegalStateException(
                    "change " + run.firstSeq() + " does not follow " + chain.last + " by its hash");
        }
        boolean sawMore = chain.isEmpty(); // a branch sees its parent with its first change
        for (Change change : run.changes()) {
            if (chain.isEmpty() || !change.deps().isEmpty()) {
                look(chain, change);
                sawMore = true;
            }
            chain.append(change.seq(), verified.past(change.seq()), change.contentBytes());
            arrivals.add(chain, change.seq(), 1);
        }
        if (verified.head() != null) {
            sign(chain, verified.head());
        }
        moveFrontier(chain, sawMore);
    }

    private void look(AuthorChain chain, Change change) {
        var deps = new ArrayList<AuthorChain>(change.deps().size() + 1);
        var seqs = new int[change.deps().size() + 1];
        for (Place dep : change.deps()) {
            seqs[deps.size()] = dep.seq();
            deps.add(holder(dep));
        }
        Origin origin = chain.isEmpty() ? chain.origin : null;
        if (origin != null && origin.seqLast() > 0) {
            seqs[deps.size()] = origin.seqLast();
            deps.add(chains.get(origin.parent()));
        }
        join.see(chain, change.seq(), deps, seqs);
    }

    private void moveFrontier(AuthorChain chain, boolean sawMore) {
        if (sawMore) {
            frontier.removeIf(
                    other -> other != chain && chain.seen(chain.last, other) >= other.last);
        }
        if (!frontier.contains(chain)) {
            frontier.add(chain);
        }
    }

    /// Our own signature, or one that came after its changes.
    public void sign(int chain, Head head) {
        sign(holder(new Place(chain, head.seq())), head);
    }

    /// A head of a branch vouches for its parents too.
    private void sign(AuthorChain chain, Head head) {
        chain.sign(head);
        AuthorChain of = chain;
        while (of.origin != null) {
            int seqLast = of.origin.seqLast();
            of = chains.get(of.origin.parent());
            of.signedByBranch(seqLast);
        }
    }

    /// The run that begins at `seq` of `chain` lies at `position` of the log on disk.
    public void stored(int chain, int seq, long position) {
        holder(chain, seq).stored(seq, position);
    }

    /// Everything of `chain` up to `seq` is on disk for good.
    public void durable(int chain, int seq) {
        AuthorChain of = holder(chain, seq);
        of.durable(seq);
        while (of.origin != null) {
            of = chains.get(of.origin.parent());
            of.durable(seq);
        }
    }

    /// A fork was proven: another change with sequence number `seq` exists. What we hold of `chain`
    /// from there on becomes a branch, whose number is returned. `before` is the past of `seq`,
    /// `hash` that of our change `seq`, `branchBytes` the content that moves.
    ///
    /// What [Intake] has queued of `chain` is to be dropped first. Whoever keeps places by number
    /// (marks in cells, positions on links) must then [#resolve] them.
    public int split(int chain, int seq, Past before, Bytes hash, long branchBytes) {
        AuthorChain from = chains.get(chain);
        checkSplit(from, seq, before, hash, branchBytes);
        ChainId id = new ChainId(from.id.author(), from.id.incarnation(), hash);
        AuthorChain branch = chains.get(open(id, new Origin(chain, seq - 1), before));
        if (!branch.isEmpty()) {
            throw new IllegalStateException("branch " + id + " is here twice");
        }
        arrivals.split(from, seq, branch);
        from.splitInto(branch, seq, before, branchBytes);
        chains.moved(from, seq, branch);
        if (frontier.remove(from)) {
            frontier.add(branch);
        }
        remembered.clear();
        return branch.number;
    }

    /// Whether there is a change `seq` of that hash in `chain`, after that past, so that it can be
    /// the first of a branch.
    public boolean canSplit(int chain, int seq, Past before, Bytes hash) {
        AuthorChain from = chains.get(chain);
        boolean within =
                seq >= from.first()
                        && seq <= from.last
                        && (seq > from.first() || from.origin == null);
        Past ours = within ? past(from.number, seq) : null;
        Past oursBefore = within ? before(from.number, seq) : null;
        return within
                && (ours == null || ours.hash().equals(hash))
                && (oursBefore == null || oursBefore.equals(before));
    }

    private void checkSplit(AuthorChain from, int seq, Past before, Bytes hash, long branchBytes) {
        boolean moves = branchBytes >= 0 && branchBytes <= from.contentBytes;
        if (!moves || !canSplit(from.number, seq, before, hash)) {
            String has = ", which has " + from.first() + " to " + from.last;
            throw new IllegalArgumentException("no fork at " + seq + " of " + from.number + has);
        }
    }

    /// A second continuation of `chain` is known, and none of it is held here: a fork right after
    /// its last change was proven by others, for instance by a [ForkProof].
    public void end(int chain) {
        chains.get(chain).end();
    }

    List<AuthorChain> chains() {
        return chains.all();
    }

    Horizon.Arrivals arrivals() {
        return arrivals;
    }

    int windowMax() {
        return windowMax;
    }

    /// Takes over a chain that was read from an image; they come in the order of their numbers.
    void restore(AuthorChain chain, boolean inFrontier) {
        chains.add(chain);
        if (inFrontier) {
            frontier.add(chain);
        }
    }
}
