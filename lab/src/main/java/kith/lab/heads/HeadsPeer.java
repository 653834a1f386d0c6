package kith.lab.heads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Run;
import kith.log.Verified;
import kith.port.Effects;
import kith.port.Limits;
import kith.port.Message;
import kith.port.Note;
import kith.port.Now;
import kith.sync.Host;
import kith.sync.Session;
import kith.sync.SnapshotMessage;
import kith.sync.Source;
import kith.sync.SyncMessage;
import kith.sync.Tail;
import org.jspecify.annotations.Nullable;

/// One side: a space with many chains, a session, and what the session asks of the world.
public final class HeadsPeer implements Source, Host, Effects {
    private static final long LINK = 1;
    private static final Bytes BOARD = Sha256.hash(Bytes.of((byte) 1));
    private static final Bytes SPACE = Sha256.hash(Bytes.of((byte) 2));
    private static final int WINDOW = 1_024;
    private static final int TAIL_BYTES = 1 << 30;
    private static final int CHANGE_BYTES = 100;
    private static final int ATTEMPTS_MAX = 10_000_000;

    /// One change of the first chain sees so many others, so that the frontier stays short.
    private static final int SEEN_AT_ONCE = 100;

    private final ChangeGraph graph = new ChangeGraph(SPACE, HeadsPeer::hash, WINDOW);
    private final Tail tail = new Tail(TAIL_BYTES, 0);
    private final Rng rng;
    private final List<Place> unseen = new ArrayList<>();
    private long end;
    private Session session;
    private long wakeAtNanos = Now.NEVER;
    private boolean durable;
    private final ArrayDeque<Bytes> sent = new ArrayDeque<>();
    private final TreeMap<String, int[]> tally = new TreeMap<>();
    private String hungUp = "";

    HeadsPeer(long seed) {
        rng = new Rng(seed);
        session = session(Session.VERSIONS, Limits.DEFAULT, new Now(0, 0));
    }

    private Session session(List<Integer> versions, Limits limits, Now now) {
        return new Session(LINK, BOARD, this, this, versions, limits, now);
    }

    /// A new link.
    void link(List<Integer> versions, Limits limits, Now now) {
        session = session(versions, limits, now);
        sent.clear();
        tally.clear();
        hungUp = "";
        session.greet("heads", now);
    }

    // The log

    /// The name of the chain of an author who does not exist.
    static ChainId id(long author) {
        return new ChainId(Sha256.hash(new Writer().u64(author).toBytes()), 1, Bytes.EMPTY);
    }

    /// The next change of that author's chain, the same on both sides if all before it are.
    public void write(long author) {
        write(author, hash -> true);
    }

    /// The same, tried with other contents until its hash is as wanted.
    public void write(long author, Predicate<Bytes> wanted) {
        int chain = graph.open(id(author));
        long time = graph.tip(chain).time() + 1;
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            var content = new Writer(CHANGE_BYTES);
            content.u64(author).u32(graph.last(chain)).u32(attempt);
            content.bytes(Bytes.wrap(new byte[CHANGE_BYTES - content.size()]));
            Verified verified = graph.compose(chain, time, List.of(), null, content.toBytes());
            if (wanted.test(verified.hashes().getFirst())) {
                append(chain, verified);
                return;
            }
        }
        throw new IllegalStateException("no such hash in " + ATTEMPTS_MAX + " attempts");
    }

    /// The first change of each of so many authors.
    void writeFirst(int authors) {
        for (int author = 0; author < authors; author++) {
            write(author);
            if (author > 0) {
                unseen.add(new Place(graph.number(id(author)), 1));
            }
            if (unseen.size() == SEEN_AT_ONCE) {
                long time = graph.tip(0).time() + 2;
                append(0, graph.compose(0, time, unseen, null, Bytes.EMPTY));
                unseen.clear();
            }
        }
    }

    private void append(int chain, Verified verified) {
        int seq = verified.run().lastSeq();
        graph.append(verified);
        graph.stored(chain, seq, end);
        int size = verified.run().contentBytes() + CHANGE_BYTES;
        tail.add(new Tail.Entry(end, end + size, verified, size));
        end += size;
        Head head = new Head(seq, Bytes.wrap(new byte[Head.SIGNATURE_BYTES]));
        tail.sign(chain, head);
        graph.sign(chain, head);
        graph.durable(chain, seq);
    }

    private static Bytes hash(byte[] from, int start, int end) {
        return Bytes.wrap(Sha256.hash(from, start, end));
    }

    @Override
    public void offer(long link, Run run, @Nullable Bytes signature, int sizeBytes) {
        int chain = run.chain();
        if (run.firstSeq() > graph.last(chain) + 1) {
            session.askAgain(this, chain, new Now(0, 0));
        } else {
            for (Change change : run.changes()) {
                if (change.seq() == graph.last(chain) + 1) {
                    List<Place> deps = change.deps();
                    append(
                            chain,
                            graph.compose(chain, change.time(), deps, null, change.content()));
                }
            }
            durable = true;
        }
        session.credit().settled(sizeBytes);
        session.changed(this);
    }

    // Steps

    /// Takes in a frame, and does what follows as far as it follows at once.
    void receive(Bytes frame, Now now) {
        try {
            session.receive(frame, now);
        } catch (Malformed malformed) {
            session.end("message-malformed", String.valueOf(malformed.getMessage()));
        }
    }

    void settle(Now now) {
        if (durable) {
            durable = false;
            session.tellDurable(this);
        }
        session.settle(now);
        for (int i = 0; i < 1_000_000 && wakeAtNanos <= now.nanos(); i++) {
            wakeAtNanos = Long.MAX_VALUE;
            session.wake(now);
            session.settle(now);
        }
    }

    void share() {
        session.share(this);
    }

    @Nullable Bytes nextSent() {
        return sent.poll();
    }

    public Session session() {
        return session;
    }

    /// Why the session ended the link; empty while it is up.
    public String hungUp() {
        return hungUp;
    }

    /// Bytes and number of the messages that were sent, by their names.
    public TreeMap<String, int[]> tally() {
        return tally;
    }

    // What a session asks

    @Override
    public int send(long link, Message message) {
        var out = new Writer();
        message.write(out);
        sent.add(out.toBytes());
        int[] counts = tally.computeIfAbsent(name(message), first -> new int[2]);
        counts[0] += out.size();
        counts[1]++;
        return out.size();
    }

    private static String name(Message message) {
        return message instanceof SyncMessage.Have have
                ? "Have " + have.kind()
                : message.getClass().getSimpleName();
    }

    @Override
    public Bytes board() {
        return BOARD;
    }

    @Override
    public Bytes space() {
        return SPACE;
    }

    @Override
    public ChangeGraph graph() {
        return graph;
    }

    @Override
    public Tail tail() {
        return tail;
    }

    @Override
    public Bytes salt() {
        return rng.bytes(16);
    }

    @Override
    public int open(long link, ChainId id, @Nullable Origin origin) {
        return id.branch().size() > 0 ? -1 : graph.open(id);
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean isOwn(int chain) {
        return false;
    }

    @Override
    public @Nullable Head headAt(int chain, int seq) {
        return tail.headAt(chain, seq);
    }

    @Override
    public boolean loadPast(long link, Place place) {
        return false;
    }

    @Override
    public @Nullable Source source(Session of, Bytes board, Bytes space) {
        return this;
    }

    @Override
    public void greeted(Session of, long theirWallMillis) {
        share();
    }

    @Override
    public void hangUp(long link, String reason) {
        hungUp = reason;
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAtNanos = Math.min(wakeAtNanos, nanos);
    }

    @Override
    public boolean diskHasRoom() {
        return true;
    }

    @Override
    public void learned(long link, int chain, int seq) {}

    @Override
    public void toldMore(long link, boolean all) {}

    @Override
    public void wantHead(int chain, int seq) {}

    @Override
    public void load(long link, long position) {}

    @Override
    public void onPresent(Session of, SyncMessage.Present message) {}

    @Override
    public void onJoin(Session of, SyncMessage.Join message) {}

    @Override
    public void onJoined(Session of, SyncMessage.Joined message) {}

    @Override
    public void onRefused(Session of, @Nullable Source source, SyncMessage.Refused message) {}

    @Override
    public void onPresence(Session of, Source source, SyncMessage.Presence message) {}

    @Override
    public void onAsk(Session of, Source source, SyncMessage.Ask message) {}

    @Override
    public boolean isDropped(int chain, int seq) {
        return false;
    }

    @Override
    public void onSnapshot(Session on, Source source, SnapshotMessage message) {}

    @Override
    public void lacksContents(Session on, Source source) {}

    @Override
    public void onDigests(Session of, SyncMessage.Digests message) {}

    @Override
    public void toSettle(Session of) {}

    @Override
    public void onOther(Session of, SyncMessage.Other message) {}

    @Override
    public void known(long link) {}

    @Override
    public void dial(String address, @Nullable Bytes peer) {}

    @Override
    public void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then) {}

    @Override
    public void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then) {}

    @Override
    public void write(String file, long offset, Bytes bytes) {}

    @Override
    public void sync(Runnable then) {}

    @Override
    public void read(String file, long offset, int length, Reading then) {}

    @Override
    public void delete(String file) {}

    @Override
    public void report(Note note) {}

    /// Reads a frame as the other side would.
    static SyncMessage message(Bytes frame) {
        return SyncMessage.read(new Reader(frame));
    }
}
