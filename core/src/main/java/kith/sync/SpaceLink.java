package kith.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.log.RunCodec;
import kith.port.Gauge;
import kith.port.Now;
import kith.sync.ChainNumbers.Binding;
import kith.sync.SyncMessage.Have.Kind;
import org.jspecify.annotations.Nullable;

/// One space over one link: both sides declare it, say what they have, and send what the other
/// lacks.
///
/// ```
///  ours  --- Space, Chain*, Have(all) -->           then, whenever there is something:
///        <-- Space, Chain*, Have(all) ---           --> Chain* Changes      (what they lack)
///                                                   --> Have                (what became durable)
///                                                   --> Have(again)         (something was lost)
/// ```
///
/// Two copies of a chain that differ are found by comparing a piece of the hash wherever one side
/// says what it has; [Forks] then finds the place.
final class SpaceLink implements Feed.Out {
    private static final int NONE = ChainNumbers.NONE;

    /// Between two requests to send a chain again. Guess: a round trip and a check.
    private static final long AGAIN_NANOS = 200 * Now.MILLI;

    /// Branches on branches that are gone up. Guess: far more than anybody makes without malice.
    private static final int BRANCHES_DEEP_MAX = 1_000;

    final Source source;
    final int number;
    final ChainNumbers numbers = new ChainNumbers();

    private final Session session;
    private final Feed feed;
    private final Forks forks;
    private final Claims claims;
    private int[] told = new int[4];
    private final TreeMap<Integer, Long> askedAgain = new TreeMap<>();
    private final TreeMap<Integer, Long> askDue = new TreeMap<>();
    /// Their numbers of chains of which something was dropped that could not be placed.
    private final TreeSet<Integer> dropped = new TreeSet<>();

    private boolean placeUnknown;
    private int theirNumber;
    private boolean toldAll;
    private boolean hearingAll;

    SpaceLink(Session session, Source source, int number) {
        this.session = session;
        this.source = source;
        this.number = number;
        this.feed = new Feed(source);
        this.forks = new Forks(this, session);
        this.claims = new Claims(this, session, feed, forks);
    }

    private long link() {
        return session.link();
    }

    /// The other side replicates this space too, under its own number.
    void matched(int theirs) {
        theirNumber = theirs;
        tellAll();
    }

    boolean isMatched() {
        return theirNumber != 0;
    }

    /// Says all we have; the other side then sends what we lack.
    void tellAll() {
        if (!isMatched()) {
            return;
        }
        toldAll = true;
        ChangeGraph graph = source.graph();
        var entries = new ArrayList<SyncMessage.Have.Entry>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= graph.first(chain)) {
                entries.add(entry(chain, graph.lastDurable(chain), false));
            }
        }
        sendHave(entries, Kind.ALL_LAST);
    }

    /// Says what became durable since we last did.
    void tellDurable() {
        if (!toldAll) {
            return;
        }
        ChangeGraph graph = source.graph();
        var entries = new ArrayList<SyncMessage.Have.Entry>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int durable = graph.lastDurable(chain);
            boolean known = chain < told.length && told[chain] >= durable;
            if (!known && durable >= graph.first(chain)) {
                entries.add(entry(chain, durable, false));
            }
        }
        if (!entries.isEmpty()) {
            sendHave(entries, Kind.DURABLE);
        }
    }

    /// Asks for everything of `chain` beyond what is here, which was sent and did not get in.
    void askAgain(int chain, Now now) {
        Long before = askedAgain.get(chain);
        if (before != null && now.nanos() - before < AGAIN_NANOS) {
            askDue.put(chain, before + AGAIN_NANOS);
            session.wakeAt(before + AGAIN_NANOS);
            return;
        }
        askDue.remove(chain);
        askedAgain.put(chain, now.nanos());
        sendHave(List.of(entry(chain, source.graph().last(chain), true)), Kind.DURABLE);
    }

    /// Sends the requests that were held back because they came too soon after one another.
    void wake(Now now) {
        for (Integer chain : new ArrayList<>(askDue.keySet())) {
            Long due = askDue.get(chain);
            if (due != null && now.nanos() >= due) {
                askAgain(chain, now);
            } else if (due != null) {
                session.wakeAt(due);
            }
        }
    }

    private SyncMessage.Have.Entry entry(int chain, int seq, boolean again) {
        declare(chain);
        if (chain >= told.length) {
            told = java.util.Arrays.copyOf(told, Math.max(chain + 1, 2 * told.length));
        }
        if (!again) {
            told[chain] = seq;
        }
        Past past = source.graph().past(chain, seq);
        Bytes piece = past == null ? NO_PIECE : past.hash().slice(0, SyncMessage.HASH_PIECE_BYTES);
        return new SyncMessage.Have.Entry(numbers.ours(chain), seq, again, piece);
    }

    /// Stands for "not in memory": compares with nothing.
    static final Bytes NO_PIECE = Bytes.wrap(new byte[SyncMessage.HASH_PIECE_BYTES]);

    private void sendHave(List<SyncMessage.Have.Entry> entries, Kind kind) {
        int at = 0;
        do {
            int end = Math.min(entries.size(), at + SyncMessage.HAVE_MAX);
            boolean more = kind == Kind.ALL_LAST && end < entries.size();
            session.send(
                    new SyncMessage.Have(number, more ? Kind.ALL : kind, entries.subList(at, end)));
            at = end;
        } while (at < entries.size());
    }

    /// Gives our chain a number on this link, after those of the chains it hangs on.
    void declare(int chain) {
        ChangeGraph graph = source.graph();
        var undeclared = new ArrayDeque<Integer>();
        int at = chain;
        while (!numbers.isDeclared(at)) {
            undeclared.push(at);
            Origin origin = graph.origin(at);
            if (origin == null) {
                break;
            }
            at = origin.parent();
        }
        while (!undeclared.isEmpty()) {
            declareAlone(undeclared.pop());
        }
    }

    private void declareAlone(int chain) {
        ChangeGraph graph = source.graph();
        Origin origin = graph.origin(chain);
        int ours = numbers.declare(chain);
        int parent = origin == null ? 0 : numbers.ours(origin.parent());
        int seqLast = origin == null ? 0 : origin.seqLast();
        session.send(new SyncMessage.Chain(number, ours, graph.id(chain), parent, seqLast));
    }

    /// The other side declares a chain.
    void onChain(SyncMessage.Chain message) {
        numbers.bind(message.number(), binding(message));
    }

    private Binding binding(SyncMessage.Chain message) {
        ChainId id = message.id();
        if (id.branch().size() > 0) {
            ChainId parent = idOf(numbers.binding(message.parent()));
            if (!parent.author().equals(id.author()) || parent.incarnation() != id.incarnation()) {
                throw new Malformed("a branch of a chain of somebody else");
            }
            return new Binding.Branch(message.parent(), message.seqLast(), id);
        }
        int chain = source.open(id, null);
        return chain == NONE ? new Binding.Refused(id) : new Binding.Root(chain, NONE);
    }

    private ChainId idOf(Binding binding) {
        return switch (binding) {
            case Binding.Refused(ChainId id) -> id;
            case Binding.Root(int chain, int branch) -> source.graph().id(chain);
            case Binding.Branch(int parent, int seqLast, ChainId id) -> id;
        };
    }

    /// A branch of theirs that we may not know, and the change of it that is asked for.
    private record Hanging(int number, Binding.Branch branch, int seq) {}

    /// Our chain for what the other side calls `number`, at that sequence number; `NONE` when there
    /// is none, or when it is not known yet.
    ///
    /// Branches hang on branches as deep as the other side likes: so they are gone up and down in
    /// loops and not in calls, and not too far.
    int chainOf(int number, int seq) {
        ChangeGraph graph = source.graph();
        var unknown = new ArrayDeque<Hanging>();
        int at = number;
        int wanted = seq;
        int steps = 0;
        int chain = NONE;
        while (numbers.binding(at) instanceof Binding.Branch branch) {
            if (wanted > branch.seqLast()) {
                int known = graph.number(branch.id());
                if (known >= 0) {
                    chain = graph.resolve(known, wanted);
                    break;
                }
                unknown.push(new Hanging(at, branch, wanted));
                wanted = branch.seqLast();
            }
            if (++steps > BRANCHES_DEEP_MAX) {
                return NONE;
            }
            at = branch.parent();
        }
        if (numbers.binding(at) instanceof Binding.Root(int root, int branch)) {
            chain = graph.resolve(branch == NONE ? root : branch, Math.max(1, wanted));
        }
        while (chain != NONE && !unknown.isEmpty()) {
            chain = chainOf(unknown.pop(), chain);
        }
        return chain;
    }

    /// The same for a version that they say they have, or for what comes after it where they ask to
    /// be sent that: of a branch they may have nothing yet. Who does not know of a fork names a
    /// branch as the chain it was: which one they mean, the hash tells.
    int chainOf(SyncMessage.Have.Entry entry) {
        if (numbers.binding(entry.chain()) instanceof Binding.Root(int root, int known)
                && known == NONE
                && source.graph().ended(root)
                && entry.seq() > source.graph().last(root)) {
            int branch = branchWith(root, entry);
            if (branch == NONE) {
                return NONE;
            }
            numbers.rebind(entry.chain(), new Binding.Root(root, branch));
        }
        int next = Math.min(entry.seq(), Integer.MAX_VALUE - 1) + 1;
        return chainOf(entry.chain(), entry.again() ? next : entry.seq());
    }

    private int branchWith(int root, SyncMessage.Have.Entry entry) {
        ChangeGraph graph = source.graph();
        ChainId id = graph.id(root);
        for (Place place : graph.changesAt(id.author(), id.incarnation(), entry.seq())) {
            Past past = graph.past(place.chain(), place.seq());
            if (past == null) {
                source.loadPast(link(), place);
            } else if (piece(past).equals(entry.hashPiece())) {
                return place.chain();
            }
        }
        return NONE;
    }

    /// A branch that somebody declares is one here only if we hold another: whether its parent
    /// forked is proven by two branches, not by a claim. With one it is just how the chain goes on.
    private int chainOf(Hanging one, int parent) {
        ChangeGraph graph = source.graph();
        ChainId id = one.branch().id();
        int seqLast = one.branch().seqLast();
        int first = seqLast + 1;
        if (graph.last(parent) < seqLast) {
            return NONE;
        }
        if (graph.last(parent) >= first) {
            Past ours = graph.past(parent, first);
            if (ours == null) {
                dropped.add(one.number());
                source.loadPast(link(), new Place(parent, first));
                return NONE;
            }
            if (ours.hash().equals(id.branch())) {
                return graph.resolve(parent, one.seq());
            }
        } else if (!graph.ended(parent)) {
            return parent;
        }
        return source.open(id, new Origin(parent, seqLast));
    }

    /// More is known now of members or of old hashes: what was dropped for want of it is asked for
    /// again.
    void askForDropped(Now now) {
        for (int number = 0; number < numbers.count(); number++) {
            if (numbers.binding(number) instanceof Binding.Refused(ChainId id)) {
                int chain = source.open(id, null);
                if (chain != NONE) {
                    numbers.rebind(number, new Binding.Root(chain, NONE));
                    dropped.add(number);
                }
            }
        }
        for (int number : new ArrayList<>(dropped)) {
            int chain = chainOf(number, firstOf(number));
            if (chain != NONE) {
                dropped.remove(number);
                askAgain(chain, now);
            }
        }
        claims.placeUnplaced(now);
    }

    private int firstOf(int number) {
        return numbers.binding(number) instanceof Binding.Branch branch ? branch.seqLast() + 1 : 1;
    }

    void onHave(SyncMessage.Have message, Now now) {
        if (message.kind() != Kind.DURABLE && !hearingAll) {
            hearingAll = true;
            claims.clear();
            feed.restart();
        }
        for (SyncMessage.Have.Entry entry : message.entries()) {
            claims.heard(entry, now);
        }
        if (message.kind() == Kind.ALL_LAST) {
            hearingAll = false;
            feed.open();
        }
        pump();
    }

    static Bytes piece(Past past) {
        return past.hash().slice(0, SyncMessage.HASH_PIECE_BYTES);
    }

    /// The past of a change that was asked for is in memory now.
    void pastLoaded(Place place, Past past, Now now) {
        claims.pastLoaded(place, past, now);
        askForDropped(now);
        forks.pastLoaded(place, past, now);
    }

    void onTrace(SyncMessage.Trace message, Now now) {
        forks.onTrace(message, now);
    }

    void onChanges(SyncMessage.Changes message, int sizeBytes) {
        placeUnknown = false;
        var in = new Reader(message.run());
        Run run = RunCodec.read(in, 0, this::placeOf);
        in.expectEnd();
        int chain = placeUnknown ? NONE : chainOf(message.chain(), run.lastSeq());
        if (chain == NONE) {
            dropped.add(message.chain());
            session.release(sizeBytes);
            return;
        }
        feed.cameFromThere(chain, run.lastSeq());
        int first = Math.max(run.firstSeq(), source.graph().first(chain));
        Run ours = run.part(Math.min(first, run.lastSeq()), run.lastSeq()).in(chain);
        source.offer(link(), ours, message.signature(), sizeBytes);
    }

    /// What the other side has of `parent` beyond the fork is our `branch`.
    void branched(int parent, int branch) {
        for (int number = 0; number < numbers.count(); number++) {
            if (numbers.binding(number) instanceof Binding.Root(int chain, int known)
                    && chain == parent
                    && known == NONE) {
                numbers.rebind(number, new Binding.Root(chain, branch));
            }
        }
    }

    private int placeOf(int theirs, int seq) {
        int chain = placeUnknown ? NONE : chainOf(theirs, seq); // one is enough to drop the run
        placeUnknown |= chain == NONE;
        return Math.max(0, chain);
    }

    /// At the end of each step.
    void settle(Now now) {
        claims.settle(now);
        pump();
    }

    /// Sends what the other side lacks.
    void pump() {
        feed.pump(link(), this);
    }

    void loaded(long position, List<Item> items, long end) {
        feed.loaded(position, items, end);
        pump();
    }

    @Override
    public boolean room(int bytes) {
        return session.room(bytes);
    }

    /// From now on our `chain` goes out as the branch that begins at `seqFirst`, whose first change
    /// has that hash: so the other side can check it and learn of the fork.
    void sendAsBranch(int chain, int seqFirst, Bytes hash) {
        declare(chain);
        ChainId id = source.graph().id(chain);
        int parent = numbers.ours(chain);
        numbers.alias(chain, seqFirst);
        session.send(
                new SyncMessage.Chain(
                        number,
                        numbers.ours(chain, seqFirst),
                        new ChainId(id.author(), id.incarnation(), hash),
                        parent,
                        seqFirst - 1));
        feed.has(chain, seqFirst - 1, true, 0);
        pump();
    }

    @Override
    public void send(Run run, @Nullable Head known) {
        for (var change : run.changes()) {
            change.deps().forEach(dep -> declare(dep.chain()));
            if (change.seen() != null) {
                change.seen().others().forEach(place -> declare(place.chain()));
            }
        }
        declare(run.chain());
        Head head = known;
        if (head == null) {
            head = source.graph().headUpTo(run.chain(), run.lastSeq());
        }
        Bytes signature = head != null && head.seq() == run.lastSeq() ? head.signature() : null;
        var out = new Writer(run.contentBytes() + 32 * run.size() + 64);
        RunCodec.write(out, run, numbers::ours);
        session.sendChanges(
                new SyncMessage.Changes(
                        number,
                        numbers.ours(run.chain(), run.firstSeq()),
                        signature,
                        out.toBytes()));
    }

    /// A fork was found, and what we had of `parent` beyond it has another name now: say everything
    /// anew. What they said stays said, since they do not say it again.
    void split(int parent, Now now) {
        feed.split(parent);
        numbers.clearAliases();
        forks.clear();
        claims.split(now);
        told = new int[4];
        tellAll();
    }

    void measure(String link, List<Gauge> out) {
        String name = link + ", space " + number;
        int chains = source.graph().chainCount();
        out.add(
                new Gauge(
                        "bytes read ahead for " + name, feed.loadedBytes(), Feed.LOADED_BYTES_MAX));
        out.add(new Gauge("requests of " + name, askedAgain.size() + askDue.size(), 2L * chains));
        claims.measure(name, numbers.count(), out);
        out.add(new Gauge("numbers dropped of " + name, dropped.size(), numbers.count()));
        out.add(new Gauge("hunts for forks of " + name, forks.hunts(), chains));
    }

    /// What the other side has of `chain` for good.
    int durableThere(int chain) {
        return feed.durable(chain);
    }

    int toldThere(int chain) {
        return feed.durable(chain);
    }

    long pieceThere(int chain) {
        return feed.hashPiece(chain);
    }

    int sent(int chain) {
        return feed.sent(chain);
    }

    /// Whether the other side told what it has.
    boolean isOpen() {
        return feed.isOpen();
    }
}
