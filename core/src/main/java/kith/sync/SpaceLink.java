package kith.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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
import kith.port.Now;
import kith.sync.SyncMessage.Have.Kind;

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
    /// Between two requests to send a chain again. Guess: a round trip and a check.
    private static final long AGAIN_NANOS = 200 * Now.MILLI;

    final Source source;
    final int number;
    final ChainNumbers numbers = new ChainNumbers();

    private final Session session;
    private final Feed feed;
    private final Forks forks;
    private int[] told = new int[4];
    private final TreeMap<Integer, Long> askedAgain = new TreeMap<>();
    private final TreeMap<Integer, Long> askDue = new TreeMap<>();
    private final List<SyncMessage.Chain> unbound = new ArrayList<>();
    private final TreeMap<Integer, SyncMessage.Have.Entry> uncompared = new TreeMap<>();
    private int theirNumber;
    private boolean toldAll;
    private boolean hearingAll;

    SpaceLink(Session session, Source source, int number) {
        this.session = session;
        this.source = source;
        this.number = number;
        this.feed = new Feed(source);
        this.forks = new Forks(this, session);
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
            if (now.nanos() >= askDue.get(chain)) {
                askAgain(chain, now);
            } else {
                session.wakeAt(askDue.get(chain));
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
        if (numbers.isDeclared(chain)) {
            return;
        }
        ChangeGraph graph = source.graph();
        Origin origin = graph.origin(chain);
        int parent = 0;
        if (origin != null) {
            declare(origin.parent());
            parent = numbers.ours(origin.parent());
        }
        int ours = numbers.declare(chain);
        int seqLast = origin == null ? 0 : origin.seqLast();
        session.send(new SyncMessage.Chain(number, ours, graph.id(chain), parent, seqLast));
    }

    /// The other side declares a chain.
    void onChain(SyncMessage.Chain message) {
        ChainId id = message.id();
        if (id.branch().size() == 0) {
            numbers.bind(message.number(), source.open(id, null));
            return;
        }
        numbers.bind(message.number(), ChainNumbers.REFUSED);
        bindBranch(message);
    }

    /// Binds a branch. It may be what we hold as the later part of its parent: to know, we need the
    /// hash of our change there, which may have to be read first.
    private void bindBranch(SyncMessage.Chain message) {
        int base = numbers.chain(message.parent());
        if (base == ChainNumbers.REFUSED) {
            return;
        }
        ChangeGraph graph = source.graph();
        int first = message.seqLast() + 1;
        int parent = graph.resolve(base, Math.max(1, message.seqLast()));
        if (graph.number(message.id()) < 0 && first <= graph.last(parent)) {
            Past ours = graph.past(parent, first);
            if (ours == null) {
                unbound.add(message);
                source.loadPast(link(), new Place(parent, first));
                return;
            }
            if (ours.hash().equals(message.id().branch())) {
                numbers.rebind(message.number(), parent);
                return;
            }
        }
        numbers.rebind(
                message.number(), source.open(message.id(), new Origin(parent, message.seqLast())));
    }

    private void bindWaiting(Place place, Now now) {
        for (SyncMessage.Chain message : new ArrayList<>(unbound)) {
            if (message.seqLast() + 1 == place.seq()) {
                unbound.remove(message);
                bindBranch(message);
                int chain = numbers.chain(message.number());
                if (chain != ChainNumbers.REFUSED) {
                    askAgain(chain, now);
                }
            }
        }
    }

    void onHave(SyncMessage.Have message, Now now) {
        if (message.kind() != Kind.DURABLE && !hearingAll) {
            hearingAll = true;
            feed.restart();
        }
        for (SyncMessage.Have.Entry entry : message.entries()) {
            int chain = chainOf(entry.chain(), entry.seq());
            if (chain != ChainNumbers.REFUSED && entry.seq() > 0) {
                learn(chain, entry, now);
            } else if (chain != ChainNumbers.REFUSED) {
                feed.has(chain, 0, entry.again(), 0);
            }
        }
        if (message.kind() == Kind.ALL_LAST) {
            hearingAll = false;
            feed.open();
        }
        pump();
    }

    private void learn(int chain, SyncMessage.Have.Entry entry, Now now) {
        ChangeGraph graph = source.graph();
        if (entry.seq() <= graph.last(chain) && !entry.hashPiece().equals(NO_PIECE)) {
            Past past = graph.past(chain, entry.seq());
            if (past == null) {
                uncompared.put(chain, entry);
                source.loadPast(link(), new Place(chain, entry.seq()));
            } else if (!piece(past).equals(entry.hashPiece())) {
                forks.suspect(chain, entry, now);
                return;
            }
        }
        feed.has(chain, entry.seq(), entry.again(), number(entry.hashPiece()));
        if (!entry.again()) {
            source.learned(link(), chain, entry.seq());
        }
    }

    static Bytes piece(Past past) {
        return past.hash().slice(0, SyncMessage.HASH_PIECE_BYTES);
    }

    private static long number(Bytes piece) {
        return new Reader(piece).u64();
    }

    /// The past of a change that was asked for is in memory now.
    void pastLoaded(Place place, Past past, Now now) {
        SyncMessage.Have.Entry entry = uncompared.get(place.chain());
        if (entry != null && entry.seq() == place.seq()) {
            uncompared.remove(place.chain());
            if (!piece(past).equals(entry.hashPiece())) {
                forks.suspect(place.chain(), entry, now);
            }
        }
        bindWaiting(place, now);
        forks.pastLoaded(place, past, now);
    }

    void onTrace(SyncMessage.Trace message, Now now) {
        forks.onTrace(message, now);
    }

    /// Our number for what the other side calls `number`, at that sequence number.
    int chainOf(int theirs, int seq) {
        int chain = numbers.chain(theirs);
        if (chain == ChainNumbers.REFUSED) {
            return chain;
        }
        int branch = numbers.branch(theirs);
        if (branch != ChainNumbers.REFUSED && seq >= source.graph().first(branch)) {
            return source.graph().resolve(branch, Math.max(1, seq));
        }
        return source.graph().resolve(chain, Math.max(1, seq));
    }

    void onChanges(SyncMessage.Changes message, int sizeBytes) {
        int base = numbers.chain(message.chain());
        if (base == ChainNumbers.REFUSED) {
            session.release(sizeBytes); // was refused when it was declared, and that was said
            return;
        }
        var in = new Reader(message.run());
        Run run = RunCodec.read(in, base, this::placeOf);
        in.expectEnd();
        run = run.in(chainOf(message.chain(), run.lastSeq()));
        feed.cameFromThere(run.chain(), run.lastSeq());
        source.offer(link(), run, message.signature(), sizeBytes);
    }

    private int placeOf(int theirs, int seq) {
        int chain = chainOf(theirs, seq);
        if (chain == ChainNumbers.REFUSED) {
            throw new Malformed("a dep on a chain that was refused");
        }
        return chain;
    }

    /// Sends what the other side lacks.
    void pump() {
        feed.pump(link(), this);
    }

    void loaded(long position, List<Run> runs, long end) {
        feed.loaded(position, runs, end);
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
    public void send(Run run) {
        for (var change : run.changes()) {
            change.deps().forEach(dep -> declare(dep.chain()));
            if (change.seen() != null) {
                change.seen().others().forEach(place -> declare(place.chain()));
            }
        }
        declare(run.chain());
        Head head = source.graph().headUpTo(run.chain(), run.lastSeq());
        boolean ends = head != null && head.seq() == run.lastSeq();
        var out = new Writer(run.contentBytes() + 32 * run.size() + 64);
        RunCodec.write(out, run, numbers::ours);
        session.sendChanges(
                new SyncMessage.Changes(
                        number,
                        numbers.ours(run.chain(), run.firstSeq()),
                        ends ? head.signature() : null,
                        out.toBytes()));
    }

    /// Numbers mean something else now, or a fork was found: say everything anew.
    void restart() {
        feed.restart();
        numbers.clearAliases();
        uncompared.clear();
        forks.clear();
        toldAll = false;
        told = new int[4];
        tellAll();
    }

    /// What the other side has of `chain` for good.
    int durableThere(int chain) {
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
