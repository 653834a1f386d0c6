package kith.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
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

    final Source source;
    final int number;
    final ChainNumbers numbers = new ChainNumbers();
    final Meanings meanings;

    /// Whether the session has it in a list of those it will look at.
    boolean due;

    boolean starved;

    private final Session session;
    private final Feed feed;
    private final Forks forks;
    private final Claims claims;
    private int[] told = new int[4];
    private final TreeMap<Integer, Long> askedAgain = new TreeMap<>();
    private final TreeMap<Integer, Long> askDue = new TreeMap<>();
    private boolean placeUnknown;
    private long changesKnown;
    private int theirNumber;
    private boolean toldAll;
    private boolean hearingAll;
    private boolean fullTold;

    SpaceLink(Session session, Source source, int number) {
        this.session = session;
        this.source = source;
        this.number = number;
        this.meanings = new Meanings(source, session.link(), numbers);
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
            session.askAt(this, before + AGAIN_NANOS);
            return;
        }
        askDue.remove(chain);
        askedAgain.put(chain, now.nanos());
        var entries = new ArrayList<SyncMessage.Have.Entry>();
        entries.add(entry(chain, source.graph().last(chain), true));
        Origin origin = source.graph().origin(chain);
        if (origin != null && source.graph().last(chain) == origin.seqLast()) {
            entries.add(entry(origin.parent(), origin.seqLast(), true)); // its name for all it has
        }
        sendHave(entries, Kind.DURABLE);
    }

    /// Sends the requests that were held back because they came too soon after one another; false
    /// when none is left.
    boolean wake(Now now) {
        for (Integer chain : new ArrayList<>(askDue.keySet())) {
            Long due = askDue.get(chain);
            if (due != null && now.nanos() >= due) {
                askAgain(chain, now);
            } else if (due != null) {
                session.askAt(this, due);
            }
        }
        return !askDue.isEmpty();
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
        meanings.declared(message);
    }

    private void tellFull() {
        if (source.isFull() && !fullTold) {
            fullTold = true;
            session.refuse(source, "quota-chains", "no more chains are taken into this space");
        }
    }

    /// Whether the other side has a name for that chain of ours.
    boolean speaksOf(int chain) {
        return numbers.means(chain, source.graph().id(chain));
    }

    /// That number is no chain of ours any more; nothing was in it.
    void vacated(int chain) {
        numbers.undeclare(chain);
        askedAgain.remove(chain);
        askDue.remove(chain);
        meanings.vacated(chain);
        feed.vacated(chain);
        forks.vacated(chain);
        claims.vacated(chain);
        if (chain < told.length) {
            told[chain] = 0;
        }
    }

    /// More is known now of members or of old hashes: what was dropped for want of it is asked for
    /// again.
    void askForDropped(Now now) {
        changesKnown = source.graph().changeCount();
        meanings.placeable().forEach(chain -> askAgain(chain, now));
        claims.placeUnplaced(now);
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

    /// The past of a change that was asked for is not on disk any more.
    void pastLost(Place place) {
        claims.pastLost(place);
        forks.pastLost(place);
    }

    void onTrace(SyncMessage.Trace message, Now now) {
        forks.onTrace(message, now);
    }

    void onChanges(SyncMessage.Changes message, int sizeBytes, Now now) {
        placeUnknown = false;
        var in = new Reader(message.run());
        Run run = RunCodec.read(in, 0, this::placeOf);
        in.expectEnd();
        int chain = placeUnknown ? NONE : meanings.chainOf(message.chain(), run.lastSeq(), true);
        int open = placeUnknown ? NONE : meanings.openAt();
        if (chain == NONE && open == NONE) {
            tellFull();
            meanings.drop(message.chain());
            session.release(sizeBytes);
        } else if (chain == NONE && run.firstSeq() > source.graph().last(open) + 1) {
            session.release(sizeBytes);
            askAgain(open, now); // what follows on the fork tells which branch it is
        } else if (chain == NONE) {
            offer(run, open, message.signature(), sizeBytes);
        } else {
            feed.cameFromThere(chain, run.lastSeq());
            offer(run, chain, message.signature(), sizeBytes);
        }
    }

    private void offer(Run run, int chain, @Nullable Bytes signature, int sizeBytes) {
        int first = Math.max(run.firstSeq(), source.graph().first(chain));
        Run ours = run.part(Math.min(first, run.lastSeq()), run.lastSeq()).in(chain);
        source.offer(link(), ours, signature, sizeBytes);
    }

    /// What the other side has beyond a fork is our `branch`.
    void branched(int branch) {
        meanings.comesAlong(branch);
    }

    /// What the other side sent, taken for our `branch`, was not that.
    void misled(int branch) {
        meanings.doesNot(branch);
    }

    private int placeOf(int theirs, int seq) {
        int chain = placeUnknown ? NONE : meanings.chainOf(theirs, seq, true); // one drops the run
        placeUnknown |= chain == NONE;
        return Math.max(0, chain);
    }

    /// At the end of each step.
    void settle(Now now) {
        boolean waits = claims.isWaiting() || meanings.droppedCount() > 0;
        if (waits && source.graph().changeCount() != changesKnown) {
            askForDropped(now);
        }
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

    void serveAgain() {
        feed.serveAgain();
        pump();
    }

    @Override
    public boolean room(int bytes) {
        boolean room = session.room(bytes);
        if (!room) {
            session.starved(this);
        }
        return room;
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
        ChangeGraph graph = source.graph();
        int branch = graph.resolve(parent, graph.last(parent) + 1);
        meanings.hangingOn(branch).forEach(numbers::undeclare);
        meanings.split(parent);
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
        out.add(new Gauge("numbers dropped of " + name, meanings.droppedCount(), numbers.count()));
        out.add(new Gauge("hunts for forks of " + name, forks.hunts(), chains));
    }

    /// What the other side has of our `chain` for good, and not of another one of that name: a hash
    /// of it was compared.
    int durableThere(int chain) {
        int said = feed.durable(chain);
        Past past = said <= source.graph().last(chain) ? source.graph().past(chain, said) : null;
        if (past != null && new Reader(past.hash()).u64() == feed.hashPiece(chain)) {
            feed.confirm(chain, said);
        }
        return feed.confirmed(chain);
    }

    /// How many changes the other side has of chains that we cannot place.
    long unplacedThere() {
        return claims.unplacedChanges();
    }

    List<Session.Unplaced> unplaced() {
        return claims.unplaced();
    }

    /// The same without the comparison: the other side said so.
    int toldThere(int chain) {
        return feed.durable(chain);
    }

    long pieceThere(int chain) {
        return feed.hashPiece(chain);
    }

    /// Whether the other side told what it has.
    boolean isOpen() {
        return feed.isOpen();
    }
}
