package kith.replica.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.state.DigestWalk;
import kith.sync.Session;
import kith.sync.SyncMessage;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Questions between two peers about what they show at a path, and their answers: the digest of the
/// cell and those of its children.
///
/// To answer costs the subtree, which may be the whole space. So answers are worked out one after
/// the other, in pieces between which other work goes on, and a link has only so many questions
/// open.
public final class Comparing {
    /// Questions that a link may have open. Twice what a [Comparison] asks at once.
    static final int OPEN_MAX = 2 * Comparison.QUESTIONS_MAX;

    /// Cells that are looked at in one step: about a millisecond. Measured: 0.5 µs each.
    private static final int CELLS_EACH = 2_000;

    /// How long an answer may take. Guess: a hundred million cells.
    private static final long ANSWER_NANOS = 60 * Now.SECOND;

    /// Children told of in one answer. Guess: more than anybody reads; that something differs is
    /// told by the digest of the cell.
    private static final int CHILDREN_MAX = 10_000;

    private static final int ANSWER_BYTES_MAX = SyncMessage.DIGESTS_BYTES_MAX / 2;

    /// The link of what we want to know ourselves.
    private static final long OURS = -1;

    private final Context context;
    private final UnaryOperator<byte[]> hash;
    private final TreeMap<Long, Asked> asked = new TreeMap<>();
    private final List<Work> work = new ArrayList<>();
    private long asks;

    /// Goes on with the digests at a path: of the cell itself under the empty name, of its children
    /// under `/` and their names; null when the other side did not answer.
    interface Then {
        void digests(@Nullable TreeMap<String, Bytes> digests);
    }

    /// A question of ours that the other side has not answered yet.
    private record Asked(long link, Path path, long deadline, Then then) {}

    /// An answer that is being worked out.
    private record Work(long link, DigestWalk walk, Consumer<DigestWalk> then) {}

    public Comparing(Context context) {
        this.context = context;
        this.hash = bytes -> context.hasher().sha256(bytes, 0, bytes.length).shared();
    }

    // Asking

    /// Asks what the other side shows at that path.
    void ask(Session session, Replica replica, Path path, Then then) {
        var out = new Writer(64);
        path.write(out);
        long deadline = context.now().nanos() + ANSWER_NANOS;
        asked.put(++asks, new Asked(session.link(), path, deadline, then));
        context.effects().wakeAt(deadline);
        if (!session.ask(replica, asks, out.toBytes())) {
            asked.remove(asks);
            then.digests(null);
        }
    }

    public void onDigests(Session session, SyncMessage.Digests message) {
        Asked one = asked.get(message.ask());
        if (one != null && one.link() == session.link()) {
            TreeMap<String, Bytes> digests = read(message.body(), one.path());
            asked.remove(message.ask());
            one.then().digests(digests);
        }
    }

    /// What we show at that path.
    void ownDigests(Replica replica, Path path, Then then) {
        begin(OURS, replica, path, walk -> then.digests(read(answer(walk), path)));
    }

    // Answering

    public void onAsk(Session session, Replica replica, SyncMessage.Ask message) {
        var in = new Reader(message.path());
        Path path = Path.read(in);
        in.expectEnd();
        int open = 0;
        for (Work one : work) {
            open += one.link() == session.link() ? 1 : 0;
        }
        if (open >= OPEN_MAX) {
            throw new Malformed("more than " + OPEN_MAX + " questions open");
        }
        begin(
                session.link(),
                replica,
                path,
                walk -> session.send(new SyncMessage.Digests(message.ask(), answer(walk))));
    }

    private void begin(long link, Replica replica, Path path, Consumer<DigestWalk> then) {
        work.add(new Work(link, replica.state().digestWalk(path, hash), then));
        context.effects().wakeAt(context.now().nanos());
    }

    private static Bytes answer(DigestWalk walk) {
        var out = new Writer(1024);
        out.string("").bytes(walk.digest());
        int count = 0;
        for (Map.Entry<String, Bytes> child : walk.children().entrySet()) {
            if (++count > CHILDREN_MAX || out.size() > ANSWER_BYTES_MAX) {
                break;
            }
            out.string("/" + child.getKey()).bytes(child.getValue());
        }
        return out.toBytes();
    }

    /// The names must be such as cells below `path` can have.
    private static TreeMap<String, Bytes> read(Bytes body, Path path) {
        var in = new Reader(body);
        var digests = new TreeMap<String, Bytes>();
        while (!in.atEnd()) {
            String name = in.string(1 + Path.SEGMENT_BYTES_MAX, "name");
            digests.put(name, in.bytes(32));
            if (!name.isEmpty()) {
                path.child(name.substring(1));
            }
        }
        return digests;
    }

    // Time and links

    /// Goes on with what is being worked out, and gives up who waited too long.
    public void wake() {
        if (!work.isEmpty() && work.getFirst().walk().advance(CELLS_EACH)) {
            Work done = work.removeFirst();
            done.then().accept(done.walk());
        }
        if (!work.isEmpty()) {
            context.effects().wakeAt(context.now().nanos());
        }
        long now = context.now().nanos();
        giveUp(one -> one.deadline() <= now);
        for (Asked one : asked.values()) {
            context.effects().wakeAt(one.deadline());
        }
    }

    public void linkDown(long link) {
        work.removeIf(one -> one.link() == link);
        giveUp(one -> one.link() == link);
    }

    private interface Choice {
        boolean isOver(Asked one);
    }

    private void giveUp(Choice choice) {
        for (Map.Entry<Long, Asked> entry : new ArrayList<>(asked.entrySet())) {
            if (choice.isOver(entry.getValue())) {
                asked.remove(entry.getKey());
                entry.getValue().then().digests(null);
            }
        }
    }

    /// The bound is that of each link.
    public void measure(int links, List<Gauge> out) {
        out.add(new Gauge("questions to answer", work.size(), (links + 1L) * OPEN_MAX));
    }
}
