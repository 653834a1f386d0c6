package kith.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.port.Now;
import kith.sync.SyncMessage.Have;
import kith.sync.SyncMessage.Have.Entry;
import kith.sync.SyncMessage.Have.Kind;
import org.jspecify.annotations.Nullable;

/// What we say that we have of one space, over one link: all of it once, what became durable since,
/// and what is to be sent again. The other side's half is [Claims].
final class Telling {
    /// Stands for "not in memory": compares with nothing.
    static final Bytes NO_PIECE = Bytes.wrap(new byte[SyncMessage.HASH_PIECE_BYTES]);

    /// Between two requests to send a chain again. Guess: a round trip and a check.
    private static final long AGAIN_NANOS = 200 * Now.MILLI;

    private final SpaceLink space;
    private final Session session;
    private int[] told = new int[4];
    private boolean toldAll;
    private final TreeMap<Integer, Long> askedAgain = new TreeMap<>();
    private final TreeMap<Integer, Long> askDue = new TreeMap<>();

    Telling(SpaceLink space, Session session) {
        this.space = space;
        this.session = session;
    }

    private ChangeGraph graph() {
        return space.source.graph();
    }

    /// Whether the other side was told all there was, in whatever way.
    boolean isAll() {
        return toldAll;
    }

    /// Names all we have; the other side then sends what we lack.
    void tellAll() {
        toldAll = true;
        ChangeGraph graph = graph();
        var entries = new ArrayList<Entry>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= graph.first(chain)) {
                entries.add(entry(chain, graph.lastDurable(chain), false));
            }
        }
        send(entries, Kind.ALL_LAST);
    }

    /// The other side knows of these by other means than their names.
    void knows(int chain, int seq) {
        room(chain);
        told[chain] = Math.max(told[chain], seq);
    }

    /// The other side knows of all there was; what became durable meanwhile is told.
    void knowsAll() {
        toldAll = true;
        tellDurable();
    }

    /// Says what became durable since we last did.
    void tellDurable() {
        if (!toldAll) {
            return;
        }
        ChangeGraph graph = graph();
        var entries = new ArrayList<Entry>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int durable = graph.lastDurable(chain);
            boolean known = chain < told.length && told[chain] >= durable;
            if (!known && durable >= graph.first(chain)) {
                entries.add(entry(chain, durable, false));
            }
        }
        if (!entries.isEmpty()) {
            send(entries, Kind.DURABLE);
        }
    }

    /// Names what we have of these chains.
    void name(List<Integer> chains, Kind kind) {
        var entries = new ArrayList<Entry>();
        for (int chain : chains) {
            entries.add(entry(chain, graph().lastDurable(chain), false));
        }
        send(entries, kind);
    }

    /// Asks for everything of `chain` beyond what is here, which was sent and did not get in.
    void askAgain(int chain, Now now) {
        Long before = askedAgain.get(chain);
        if (before != null && now.nanos() - before < AGAIN_NANOS) {
            askDue.put(chain, before + AGAIN_NANOS);
            session.askAt(space, before + AGAIN_NANOS);
            return;
        }
        askDue.remove(chain);
        askedAgain.put(chain, now.nanos());
        var entries = new ArrayList<Entry>();
        entries.add(entry(chain, graph().last(chain), true));
        Origin origin = graph().origin(chain);
        if (origin != null && graph().last(chain) == origin.seqLast()) {
            entries.add(entry(origin.parent(), origin.seqLast(), true)); // its name for all it has
        }
        send(entries, Kind.DURABLE);
    }

    /// Sends the requests that were held back because they came too soon after one another; false
    /// when none is left.
    boolean wake(Now now) {
        for (Integer chain : new ArrayList<>(askDue.keySet())) {
            Long due = askDue.get(chain);
            if (due != null && now.nanos() >= due) {
                askAgain(chain, now);
            } else if (due != null) {
                session.askAt(space, due);
            }
        }
        return !askDue.isEmpty();
    }

    int requests() {
        return askedAgain.size() + askDue.size();
    }

    private void room(int chain) {
        if (chain >= told.length) {
            told = Arrays.copyOf(told, Math.max(chain + 1, 2 * told.length));
        }
    }

    private Entry entry(int chain, int seq, boolean again) {
        declare(chain);
        room(chain);
        if (!again) {
            told[chain] = seq;
        }
        Past past = graph().past(chain, seq);
        Bytes piece = past == null ? NO_PIECE : SpaceLink.piece(past);
        return new Entry(space.numbers.ours(chain), seq, again, piece);
    }

    private void send(List<Entry> entries, Kind kind) {
        int at = 0;
        do {
            int end = Math.min(entries.size(), at + SyncMessage.HAVE_MAX);
            boolean more = end < entries.size();
            Kind of = more && kind == Kind.ALL_LAST ? Kind.ALL : more ? Kind.DURABLE : kind;
            session.send(new Have(space.number, of, entries.subList(at, end)));
            at = end;
        } while (at < entries.size());
    }

    /// Gives our chain a number on this link, after those of the chains it hangs on.
    void declare(int chain) {
        var undeclared = new ArrayDeque<Integer>();
        int at = chain;
        while (!space.numbers.isDeclared(at)) {
            undeclared.push(at);
            Origin origin = graph().origin(at);
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
        ChangeGraph graph = graph();
        Origin origin = graph.origin(chain);
        int ours = space.numbers.declare(chain, graph.id(chain));
        SketchMessage.@Nullable Same same = space.same(chain, ours);
        if (same != null) {
            session.send(same);
            return;
        }
        int parent = origin == null ? 0 : space.numbers.ours(origin.parent());
        int seqLast = origin == null ? 0 : origin.seqLast();
        session.send(new SyncMessage.Chain(space.number, ours, graph.id(chain), parent, seqLast));
    }

    /// Our chains have other names: what was told of them was told of others.
    void forget() {
        told = new int[4];
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        askedAgain.remove(chain);
        askDue.remove(chain);
        if (chain < told.length) {
            told[chain] = 0;
        }
    }
}
