package kith.sync;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Past;
import kith.log.Run;
import kith.log.RunCodec;
import kith.port.Gauge;
import kith.port.Now;
import kith.sync.SyncMessage.Have.Kind;
import kith.sync.flow.Flow;
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
final class SpaceLink implements Feed.Out, There, Flow {
    private static final int NONE = ChainNumbers.NONE;

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
    private final Telling telling;
    private final Reconciler reconciler;
    private boolean placeUnknown;
    private long changesKnown;
    private int theirNumber;
    private boolean hearingAll;
    private boolean fullTold;

    SpaceLink(Session session, Source source, int number) {
        this.session = session;
        this.source = source;
        this.number = number;
        this.meanings = new Meanings(source, session.link(), numbers);
        this.feed = new Feed(source, session.holds);
        this.forks = new Forks(this, session);
        this.claims = new Claims(this, session, feed, forks);
        this.telling = new Telling(this, session);
        this.reconciler = new Reconciler(this, session, telling, feed);
    }

    private long link() {
        return session.link();
    }

    /// It is declared: offers to compare heads by sketches, where there are many.
    void offer() {
        reconciler.offer();
    }

    /// The other side replicates this space too, under its own number.
    void matched(int theirs) {
        theirNumber = theirs;
        reconciler.matched();
    }

    boolean isMatched() {
        return theirNumber != 0;
    }

    /// Says what became durable since we last did.
    void tellDurable() {
        telling.tellDurable();
    }

    /// Asks for everything of `chain` beyond what is here, which was sent and did not get in.
    void askAgain(int chain, Now now) {
        telling.askAgain(chain, now);
    }

    /// Goes on with what was begun or held back; false when nothing is left.
    boolean wake(Now now) {
        if (reconciler.isWorking()) {
            session.changed(source);
        }
        return telling.wake(now);
    }

    /// Gives our chain a number on this link, after those of the chains it hangs on.
    void declare(int chain) {
        telling.declare(chain);
    }

    /// How `number` is declared in short for our `chain`, which the other side has named; null when
    /// it has not, or when that is a branch.
    SketchMessage.@Nullable Same same(int chain, int ours) {
        ChangeGraph graph = source.graph();
        if (!session.speaksSecond() || graph.id(chain).branch().size() > 0) {
            return null;
        }
        int theirs = numbers.theirs(chain);
        return theirs == NONE
                ? reconciler.same(chain, ours)
                : new SketchMessage.Same(number, ours, SketchMessage.Same.By.NUMBER, theirs);
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
        numbers.vacated(chain);
        telling.vacated(chain);
        reconciler.vacated(chain);
        meanings.vacated(chain);
        feed.vacated(chain);
        forks.vacated(chain);
        claims.vacated(chain);
    }

    /// More is known now of members or of old hashes: what was dropped for want of it is asked for
    /// again.
    void askForDropped(Now now) {
        changesKnown = source.graph().changeCount();
        meanings.placeable().forEach(chain -> askAgain(chain, now));
        claims.placeUnplaced(now);
    }

    void onHave(SyncMessage.Have message, Now now) {
        boolean all = message.kind() == Kind.ALL || message.kind() == Kind.ALL_LAST;
        if (all && !hearingAll) {
            hearingAll = true;
            claims.clear();
            feed.restart();
            reconciler.hearsAll();
        }
        for (SyncMessage.Have.Entry entry : message.entries()) {
            claims.heard(entry, now);
        }
        if (message.kind() == Kind.ALL_LAST) {
            hearingAll = false;
            opened();
        } else if (message.kind() == Kind.NAMED) {
            reconciler.heardNamed();
        } else if (claims.isWaiting() && isOpen()) {
            source.toldMore(link(), false);
        }
        pump();
    }

    /// The other side told all it has.
    void opened() {
        feed.open();
        source.toldMore(link(), true);
    }

    void onSketch(SketchMessage message) {
        reconciler.on(message);
    }

    static Bytes piece(Past past) {
        return past.hash().slice(0, SyncMessage.HASH_PIECE_BYTES);
    }

    /// The same piece as a number.
    static long pieceNumber(Past past) {
        return new Reader(past.hash()).u64();
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

    void onRuns(SyncMessage.Runs message, Now now) {
        int sizeBytes = message.costBytes();
        placeUnknown = false;
        var in = new Reader(message.run());
        Run run =
                message.isBare()
                        ? RunCodec.readBare(in, 0, this::placeOf)
                        : RunCodec.read(in, 0, this::placeOf);
        in.expectEnd();
        int chain = placeUnknown ? NONE : meanings.chainOf(message.chain(), run.lastSeq(), true);
        int open = placeUnknown ? NONE : meanings.openAt();
        if (chain == NONE && open == NONE) {
            tellFull();
            meanings.drop(message.chain());
            session.credit().settled(sizeBytes);
        } else if (chain == NONE && run.firstSeq() > source.graph().last(open) + 1) {
            session.credit().settled(sizeBytes);
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
        reconciler.work();
        if (reconciler.isWorking()) {
            session.askAt(this, now.nanos());
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

    /// Whether the other side has a snapshot of all that has only headers here.
    void takesBare(boolean does) {
        feed.takesBare(does);
        pump();
    }

    @Override
    public void lacksContents() {
        session.host.lacksContents(session, source);
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
        int body = run.isBare() ? 0 : run.contentBytes();
        var out = new Writer(body + 64 * run.size() + 64);
        RunCodec.write(out, run, numbers::ours);
        session.traffic().send(run.size());
        session.sendChanges(
                new SyncMessage.Changes(
                        number,
                        numbers.ours(run.chain(), run.firstSeq()),
                        run.isBare(),
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
        reconciler.split();
        telling.forget();
        if (isMatched()) {
            telling.tellAll();
        }
    }

    void measure(String link, List<Gauge> out) {
        String name = link + ", space " + number;
        int chains = source.graph().chainCount();
        out.add(
                new Gauge(
                        "bytes read ahead for " + name, feed.loadedBytes(), Feed.LOADED_BYTES_MAX));
        out.add(new Gauge("requests of " + name, telling.requests(), 2L * chains));
        claims.measure(name, numbers.count(), out);
        reconciler.measure(name, out);
        out.add(new Gauge("numbers dropped of " + name, meanings.droppedCount(), numbers.count()));
        out.add(new Gauge("hunts for forks of " + name, forks.hunts(), chains));
    }

    @Override
    public int durable(int chain) {
        int said = feed.durable(chain);
        Past past = said <= source.graph().last(chain) ? source.graph().past(chain, said) : null;
        if (past != null && pieceNumber(past) == feed.hashPiece(chain)) {
            feed.confirm(chain, said);
        }
        return feed.confirmed(chain);
    }

    @Override
    public long unplacedChanges() {
        return claims.unplacedChanges();
    }

    @Override
    public List<Unplaced> unplaced() {
        return claims.unplaced();
    }

    @Override
    public int told(int chain) {
        return feed.durable(chain);
    }

    @Override
    public long piece(int chain) {
        return feed.hashPiece(chain);
    }

    // What goes when

    @Override
    public boolean isOpen() {
        return feed.isOpen();
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int number(int chain) {
        declare(chain);
        return numbers.ours(chain);
    }

    @Override
    public int chain(int theirs, int seq) {
        numbers.binding(theirs); // it was declared
        return meanings.chainOf(theirs, seq);
    }

    @Override
    public int sent(int chain) {
        return feed.sent(chain);
    }

    @Override
    public void pass(int chain, int seq) {
        feed.pass(chain, seq);
    }

    @Override
    public void passAll() {
        feed.passAll();
    }

    @Override
    public void passLittle() {
        feed.passLittle();
    }

    @Override
    public boolean tellsMore() {
        ChangeGraph graph = source.graph();
        boolean more = claims.isWaiting();
        for (int chain = 0; chain < graph.chainCount() && !more; chain++) {
            more = feed.durable(chain) > graph.last(chain);
        }
        return more;
    }
}
