package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Intake;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.log.StoredRun;
import kith.log.Verified;
import kith.port.Gauge;
import kith.port.Now;
import kith.port.Tally.Count;
import kith.replica.base.Baseline;
import kith.replica.base.Basis;
import kith.state.Space;
import kith.sync.Session;
import kith.sync.Source;
import kith.sync.Tail;
import kith.sync.sketch.SketchKey;
import org.jspecify.annotations.Nullable;

/// One space of this peer: its graph, its state, its part of the journal, and the links that share
/// it.
///
/// The one order everything follows: a change enters the graph, then the journal, then the state;
/// then links are served, observers are told, and, when the disk has synced, those who waited.
public final class Replica implements Source {
    private final int number;
    private final Bytes board;
    private final SpaceId id;
    private final String name;
    private final Context context;
    private final Journal journal;
    private final Roster roster;
    private final ChangeGraph graph;
    private final Intake intake;
    private final Tail tail;
    private final Space state;
    private final OwnChain own;
    private final Receipts receipts;
    private final Admitting admitting;
    private final PastReader pasts;
    private final Serving serving;
    private final Counting counting;
    private final Undurable undurable;
    private final Branches branches;
    private long timeLast;
    private final Basis basis;

    /// A fork that was proven, for the status.
    public record ForkSeen(ChainId chain, int seq) implements Comparable<ForkSeen> {
        @Override
        public int compareTo(ForkSeen other) {
            int byChain = chain.compareTo(other.chain);
            return byChain != 0 ? byChain : Integer.compare(seq, other.seq);
        }
    }

    /// What a space is.
    public record Identity(int number, Bytes board, SpaceId id, String name) {}

    public Replica(
            Identity identity, Context context, Journal journal, Roster roster, ChangeGraph graph) {
        this.number = identity.number();
        this.board = identity.board();
        this.id = identity.id();
        this.name = identity.name();
        this.context = context;
        this.journal = journal;
        this.roster = roster;
        this.graph = graph;
        this.intake = new Intake(graph, context.limits().aheadMaxMillis(), this::mayTake);
        this.tail = new Tail(context.limits().tailBytes(), 0);
        this.state = new Space(graph);
        this.own = new OwnChain(this);
        this.receipts = new Receipts(this);
        this.admitting = new Admitting(this);
        this.pasts = new PastReader(this);
        this.serving = new Serving(this);
        this.counting = new Counting(this);
        this.undurable = new Undurable(this);
        this.branches = new Branches(this);
        this.basis = new Basis(graph);
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            own.found(chain);
            timeLast = Math.max(timeLast, graph.tip(chain).time());
        }
    }

    public int number() {
        return number;
    }

    public String name() {
        return name;
    }

    public SpaceId id() {
        return id;
    }

    public Context context() {
        return context;
    }

    Journal journal() {
        return journal;
    }

    /// Who belongs here.
    public Roster roster() {
        return roster;
    }

    Intake intake() {
        return intake;
    }

    /// What we write here, and the version that is shown.
    public OwnChain own() {
        return own;
    }

    public Space state() {
        return state;
    }

    /// Who waits, what is held, what was refused: for the status.
    public Admitting admitting() {
        return admitting;
    }

    /// The same list in the same order at all who know of the same forks.
    public List<ForkSeen> forks() {
        var seen = new TreeSet<ForkSeen>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            Origin origin = graph.origin(chain);
            if (origin != null && graph.ended(origin.parent())) {
                seen.add(new ForkSeen(graph.id(origin.parent()), origin.seqLast() + 1));
            }
        }
        return List.copyOf(seen);
    }

    @Override
    public Bytes board() {
        return board;
    }

    @Override
    public Bytes space() {
        return id.hash();
    }

    @Override
    public ChangeGraph graph() {
        return graph;
    }

    @Override
    public Tail tail() {
        return tail;
    }

    /// The latest time of anything here.
    long timeLast() {
        return timeLast;
    }

    /// What happens when a chain forked.
    Branches branches() {
        return branches;
    }

    // Looking

    /// The first bytes of the hash of the last change of that chain, as peers tell it.
    public long tipPiece(int chain) {
        return new Reader(graph.tip(chain).hash()).u64();
    }

    /// How many bytes of what `link` sent wait here.
    public long bytesOf(long link) {
        return admitting.bytesOf(link) + undurable.bytesOf(link);
    }

    /// What this space keeps in memory beside its state.
    public void measure(List<Gauge> out) {
        out.add(tail.gauge(name));
        out.add(new Gauge("who wait in " + name, receipts.waiting(), Receipts.WAITING_MAX));
        out.add(new Gauge("chains held of " + name, admitting.held().size(), graph.chainCount()));
        out.add(new Gauge("chains of " + name, graph.chainCount(), context.limits().chainsMax()));
        long askers = context.links().sessions().size() + 1L;
        long most = askers * PastReader.WANTED_MAX;
        out.add(new Gauge("searches in " + name, pasts.searches(), most));
    }

    /// Whether that change counts: false when its author was removed before it, for everybody.
    public boolean counts(int chain, int seq) {
        return counting.counts(chain, seq);
    }

    /// A number that is another whenever other changes count.
    public long countedRevision() {
        return counting.revision();
    }

    public boolean isRebuilding() {
        return counting.isRebuilding();
    }

    public boolean mayWrite(PeerId peer) {
        return roster.mayWrite(peer);
    }

    /// The paths that some changes touched, of those that are still in memory.
    public List<String> recentPaths(int chain, int from, int to, int max, Paths paths) {
        var all = new ArrayList<String>();
        for (int seq = from; seq <= to && all.size() < max; seq++) {
            Change change = tail.change(chain, seq);
            if (change != null) {
                all.addAll(paths.of(change.content()));
            }
        }
        return all.size() > max ? all.subList(0, max) : all;
    }

    /// Reads the paths out of a content.
    public interface Paths {
        List<String> of(Bytes content);
    }

    void appendOwn(Verified verified) {
        context.tally().add(Count.CHANGES_WRITTEN, verified.run().size());
        store(verified);
    }

    @Override
    public boolean isOwn(int chain) {
        return graph.id(chain).author().equals(context.self());
    }

    @Override
    public @Nullable Head headAt(int chain, int seq) {
        return tail.headAt(chain, seq);
    }

    @Override
    public void wantHead(int chain, int seq) {
        own.want(new Place(chain, seq));
    }

    void signed(int chain, Head head) {
        tail.sign(chain, head);
        context.links().changed(this);
        int before = Math.max(graph.lastSigned(chain), graph.first(chain) - 1);
        if (head.seq() <= before) {
            return; // one of those that were wanted in between
        }
        graph.sign(chain, head);
        Writer out = journal.open(RecordType.HEAD);
        out.varint(number).varint(chain).varint(head.seq()).bytes(head.signature());
        journal.close();
        context.links().spreading().wrote(this, chain, before + 1, head.seq());
    }

    // Taking in

    @Override
    public int open(long link, ChainId chain, @Nullable Origin origin) {
        int known = graph.number(chain);
        if (known >= 0 && !ChangeGraph.isNobody(chain)) {
            return origin == null ? known : branches.hang(known, origin);
        }
        boolean may = roster.mayWrite(new PeerId(chain.author())) || roster.mayKnock();
        if (!may || ChangeGraph.isNobody(chain)) {
            return -1;
        }
        if (isFull()) {
            admitting.tellFull(new PeerId(chain.author()));
            return -1;
        }
        return branches.open(link, chain, origin);
    }

    @Override
    public boolean isFull() {
        return graph.chainCount() - branches.vacant() >= context.limits().chainsMax();
    }

    private boolean mayTake(int chain) {
        return roster.mayWrite(new PeerId(graph.id(chain).author()));
    }

    @Override
    public void offer(long link, Run run, @Nullable Bytes signature, int sizeBytes) {
        if (run.isBare() && !basis.mayBeBare(run.chain(), run.lastSeq())) {
            throw new Malformed("contents were dropped that no snapshot here stands for");
        }
        context.links().spreading().arrived(this, link, run);
        admitting.offer(link, run, signature, sizeBytes);
    }

    /// Takes in what was verified, in order: graph, journal, state. False when it does not fit any
    /// more, or not yet: then it is worth asking for again.
    boolean accept(Verified checked) {
        own.close();
        Run asked = checked.run();
        Verified verified = checked.in(graph.resolve(asked.chain(), asked.firstSeq()));
        Run run = verified.run();
        boolean follows =
                run.firstSeq() == graph.last(run.chain()) + 1
                        && verified.prev().equals(graph.tip(run.chain()).hash());
        if (!follows || !isPastHere(run) || !branches.splitBefore(run)) {
            return false; // the chain went on by other means while the head was checked
        }
        if (isOwn(run.chain())) {
            own.met(run);
        }
        context.tally().add(Count.CHANGES_TAKEN, run.size());
        store(verified);
        context.links().spreading().came(this, run);
        for (Change change : run.changes()) {
            counting.take(run.chain(), change);
        }
        counting.rebuildIfStale();
        return true;
    }

    /// Not when what came before it in one answer could not be taken in after all.
    private boolean isPastHere(Run run) {
        for (Change change : run.changes()) {
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                int chain = graph.resolve(place.chain(), place.seq());
                if (place.seq() > graph.last(chain)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// What came was taken in, or is here by other ways: its credit goes back once that is durable.
    void settleWhenDurable(Arrival arrival) {
        undurable.settle(journal.end(), arrival);
    }

    private void store(Verified verified) {
        branches.storing(verified.run().chain());
        graph.append(verified);
        context.links().changed(this);
        Run run = verified.run();
        admitting.count(run);
        Writer out = journal.open(run.isBare() ? RecordType.BARE : RecordType.RUN);
        out.varint(number);
        StoredRun.write(out, verified);
        long position = journal.close();
        graph.stored(run.chain(), run.firstSeq(), position);
        tail.add(new Tail.Entry(position, journal.end(), verified, run.contentBytes() + 64));
        timeLast = Math.max(timeLast, run.changes().getLast().time());
        undurable.add(position, run.chain(), run.lastSeq());
        counting.grown(run.chain());
        appended(verified);
    }

    private void appended(Verified verified) {
        Run run = verified.run();
        for (int i = 0; i < run.size(); i++) {
            Bytes hash = verified.hashes().get(i);
            Change change = run.changes().get(i);
            roster.appended(this, run.chain(), change, hash);
            basis.appended(graph.id(run.chain()).author(), change);
        }
    }

    /// The snapshot that stands for what was dropped, and who vouched for one.
    public Basis basis() {
        return basis;
    }

    /// From now on `base` stands for the changes in it, and their contents may go. `isShown`:
    /// whether they are in the state that is shown here.
    public void adopt(Baseline base, boolean isShown) {
        if (!isShown) {
            own.close();
            basis.load(basis.shown() == null ? own.frontier() : basis.shown());
        }
        Baseline old = basis.base();
        basis.set(base);
        ReplicaRecords.writeBase(journal.open(RecordType.BASE), number, base, basis.shown());
        journal.close();
        if (old != null) {
            journal.sync(() -> context.effects().delete(old.file())); // not before it is known
        }
        if (!isShown) {
            counting.rebuildFromBase();
        }
    }

    /// Where the log ends now.
    public long logEnd() {
        return journal.end();
    }

    @Override
    public boolean isDropped(int chain, int seq) {
        return basis.isDropped(chain, seq);
    }

    // What is on disk

    /// The journal is durable up to that position.
    public void durable(long position) {
        if (undurable.durable(position)) {
            for (Session session : context.links().sessions()) {
                session.tellDurable(this);
            }
            receipts.check(context.now());
        }
    }

    boolean isDurable(Place place) {
        if (!context.keeps()) {
            return false;
        }
        int chain = graph.resolve(place.chain(), place.seq());
        return graph.lastDurable(chain) >= place.seq();
    }

    /// Answers when that change is durable here and on `others` other peers, or at the deadline.
    public void await(Place place, int others, long deadlineNanos, Durability.Then then) {
        own.close();
        receipts.await(place, others, deadlineNanos, then, context.now());
    }

    /// The disk failed: who waits for a write to be safe is told how safe it is.
    public void stopWaiting() {
        receipts.giveUp();
    }

    @Override
    public void load(long link, long position) {
        serving.load(link, position);
    }

    /// Reads a piece of the log that all spaces share; see [Journal#read].
    public void readLog(long position, int length, Journal.Piece piece) {
        journal.read(position, length, piece);
    }

    /// The run in a record of the log, when it is one of this space; else null.
    public @Nullable StoredRun stored(int type, byte[] from, int start, int end) {
        return ReplicaRecords.run(type, number, from, start, end);
    }

    @Override
    public boolean loadPast(long link, Place place) {
        return pasts.want(place, link);
    }

    PastReader pasts() {
        return pasts;
    }

    @Override
    public Bytes salt() {
        return context.entropy(SketchKey.SALT_BYTES);
    }

    @Override
    public void learned(long link, int chain, int seq) {
        receipts.check(context.now());
        context.links().spreading().learned(this, link, chain, seq);
    }

    @Override
    public void toldMore(long link, boolean all) {
        context.links().spreading().toldMore(this, link, all);
    }

    // Time and others

    /// Time passed: closes what has gathered long enough, gives up what waited too long.
    public void wake() {
        Now now = context.now();
        if (own.isOpen() && now.nanos() >= own.closeAtNanos()) {
            own.close();
        } else if (own.isOpen()) {
            context.effects().wakeAt(own.closeAtNanos());
        }
        admitting.wake(now);
        counting.wake();
        pasts.wake(now);
        serving.wake(now);
        receipts.check(now);
    }

    /// A link went down.
    public void linkDown(long link) {
        admitting.linkDown(link);
        branches.linkDown(link);
        pasts.linkDown(link);
        serving.linkDown(link);
    }

    /// More or less is known of who is a member and how far whose chains count.
    public void rosterChanged() {
        counting.refresh();
        for (Session session : context.links().sessions()) {
            session.askForDropped(this, context.now());
        }
    }

    /// Signs what an earlier run of this peer left unsigned; called once after opening.
    public void started(boolean clean) {
        branches.started();
        own.started();
        if (!clean) {
            own.abandon();
        }
        own.sign();
        counting.refresh();
        counting.rebuildIfStale();
    }

    /// The hybrid time now, as a write would get it.
    public long timeNow() {
        return HybridTime.after(timeLast, context.stampMillis());
    }

    // Opening

    /// One of our records, read back from disk; false when it hangs on something that was lost.
    public boolean replay(int type, Reader in, long position) {
        StoredRun stored = ReplicaRecords.readRun(type, in);
        ReplicaRecords.openLost(stored.run(), graph);
        return switch (stored.replayInto(graph)) {
            case StoredRun.Replayed.Gap ignored -> false;
            case StoredRun.Replayed.PastMissing ignored -> false;
            case StoredRun.Replayed.Known() -> true;
            case StoredRun.Replayed.Taken(Verified taken) -> {
                replayed(taken, position);
                yield true;
            }
        };
    }

    private void replayed(Verified taken, long position) {
        Run run = taken.run();
        graph.stored(run.chain(), run.firstSeq(), position);
        graph.durable(run.chain(), run.lastSeq());
        timeLast = Math.max(timeLast, run.changes().getLast().time());
        admitting.count(run);
        appended(taken);
        for (Change change : run.changes()) {
            counting.take(run.chain(), change);
        }
    }

    void replaySplit(int chain, int seq, Past before, Bytes hash) {
        own.found(graph.split(chain, seq, before, hash, 0));
        basis.renumbered();
        counting.rebuildLater();
    }

    /// The home is open: from here on the log in memory begins. Everything that was read is on
    /// disk, also what a checkpoint's graph has as not durable, because it was not yet when that
    /// was taken.
    public void opened(long logEnd) {
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            graph.durable(chain, graph.last(chain));
        }
        tail.clear(logEnd);
    }

    /// Which changes are in the state that a checkpoint has of this space.
    public void readCounted(Reader in) {
        counting.read(in);
    }

    Counting counting() {
        return counting;
    }
}
