package kith.replica;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Gauge;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Ephemeral;
import kith.sync.Session;
import kith.sync.SyncMessage;
import kith.value.Value;

/// What peers show of themselves for now: signed by each, passed on by all who share the space,
/// stored by none, and gone when its author falls silent.
///
/// Each statement replaces the author's last one and carries a number, so that it is passed on once
/// by each peer and old ones die out.
///
/// *The problem.* A check of a signature costs a thousand times what it costs to ask for one, and
/// presence goes to everybody who shares the space. *So* of one author there is one check at a
/// time, and the next only after an interval; meanwhile the newest statement waits, one for each
/// link, since nobody knows yet whether it is true: a false one must not take the place of a true
/// one. What has to make room for a newer one is charged to its link. An author says something
/// half as often as it may, so that nobody waits who keeps the rules.
///
/// *Silence.* An author says the same again with each heartbeat, and whoever has heard nothing of
/// it for as long as a linked peer may be silent shows it no more. Each side goes by its own
/// choice, so both keep to what the other may have chosen: nobody repeats itself more seldom than
/// by the usual heartbeat, and nobody is less patient than [#SILENT_NANOS_MIN]. It goes by what is
/// said and not by links: who is linked through others only, or whom we cannot tell anything, is as
/// much there.
public final class Presence {
    /// However short somebody's heartbeats are: others may repeat themselves by the usual one only.
    /// Guess: one of them, and a slow way here.
    static final long SILENT_NANOS_MIN = 5 * Now.SECOND;

    /// How soon an author may say something else. Guess: what an eye follows.
    private static final long SAY_NANOS = 50 * Now.MILLI;

    /// How soon we look at something else that an author says: half of it, since what was said in
    /// time may come in bunches.
    private static final long TAKE_NANOS = SAY_NANOS / 2;

    /// What a statement that was too much costs its link, in changes: as long as a check takes.
    /// Guess.
    private static final int EXCESS_CHANGES = 1_000;

    /// Statements that wait, of all authors in all spaces. Guess: a few megabytes.
    private static final int WAITING_MAX = 1_000;

    private final Context context;
    private final Collection<Replica> replicas;
    private final long repeatNanos;
    private final long silentNanos;
    private final TreeMap<Source, Coming> coming = new TreeMap<>();
    private int waiting;

    /// When there is something to do; not at each wake-up.
    private long dueNanos = Now.NEVER;
    private final TreeMap<Integer, Mine> mine = new TreeMap<>();
    private final long epoch;

    /// What we show in one space.
    private static final class Mine {
        Value value = Value.Null.NULL;
        long counter;
        long saidAtNanos;
        boolean signing;
        boolean changed;
    }

    /// An author in a space.
    private record Source(int space, Bytes author) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            int bySpace = Integer.compare(space, other.space);
            return bySpace != 0 ? bySpace : author.compareTo(other.author);
        }
    }

    /// What comes of an author and is not shown yet: by the link over which it came.
    private static final class Coming {
        final Replica replica;
        final TreeMap<Long, SyncMessage.Presence> waiting = new TreeMap<>();
        boolean checking;
        long nextNanos;
        long lastLink = -1;

        Coming(Replica replica) {
            this.replica = replica;
        }
    }

    /// `replicas` are those of this peer, as they are at any time.
    public Presence(Context context, Collection<Replica> replicas, Limits limits) {
        this.context = context;
        this.replicas = replicas;
        this.repeatNanos = Math.min(limits.heartbeatNanos(), Limits.DEFAULT.heartbeatNanos());
        this.silentNanos = Math.max(limits.staleNanos(), SILENT_NANOS_MIN);
        this.epoch = Math.max(0, context.now().wallMillis());
    }

    /// Shows this in that space from now on; null ends it.
    public void show(Replica replica, Value value) {
        Mine own = mine.computeIfAbsent(replica.number(), number -> new Mine());
        own.value = value;
        own.changed = true;
        say(replica, own);
    }

    /// What is said too soon waits, and only the last of it is said.
    private void say(Replica replica, Mine own) {
        long at = own.counter == 0 ? 0 : own.saidAtNanos + SAY_NANOS;
        if (context.now().nanos() < at) {
            again(at);
        }
        if (own.signing || context.now().nanos() < at) {
            return;
        }
        own.signing = true;
        own.changed = false;
        own.saidAtNanos = context.now().nanos();
        long counter = ++own.counter;
        Bytes cells = encode(own.value);
        again(own.saidAtNanos + repeatNanos);
        context.effects()
                .sign(
                        message(replica, epoch, counter, cells),
                        null,
                        signature -> signed(replica, own, counter, cells, signature));
    }

    private void signed(Replica replica, Mine own, long counter, Bytes cells, Bytes signature) {
        own.signing = false;
        Bytes self = context.self();
        put(replica, self, epoch, counter, cells);
        for (Session session : context.links().sessions()) {
            session.present(replica, self, epoch, counter, cells, signature);
        }
        if (own.changed) {
            say(replica, own);
        }
    }

    private static Bytes encode(Value value) {
        var out = new Writer(64);
        value.write(out);
        return out.toBytes();
    }

    private static Bytes message(Replica replica, long epoch, long counter, Bytes cells) {
        return SyncMessage.Presence.message(replica.space(), epoch, counter, cells);
    }

    /// Somebody says something, of itself or of another: it is checked, shown, and passed on once.
    public void received(Session session, Replica replica, SyncMessage.Presence said) {
        Ephemeral shown = replica.state().ephemeral();
        boolean own = said.author().equals(context.self());
        if (own || !replica.mayWrite(new PeerId(said.author()))) {
            return;
        }
        if (!shown.isNewer(said.author(), said.epoch(), said.counter())) {
            return;
        }
        var source = new Source(replica.number(), said.author());
        Coming of = coming.computeIfAbsent(source, key -> new Coming(replica));
        SyncMessage.Presence before = of.waiting.get(session.link());
        boolean newer = before == null || isNewer(said, before);
        if (before != null || waiting >= WAITING_MAX) {
            session.credit().changes(EXCESS_CHANGES);
        }
        if (newer && (before != null || waiting < WAITING_MAX)) {
            waiting += before == null ? 1 : 0;
            of.waiting.put(session.link(), said);
        }
        checkNext(source, of);
    }

    private static boolean isNewer(SyncMessage.Presence said, SyncMessage.Presence other) {
        return said.epoch() > other.epoch()
                || said.epoch() == other.epoch() && said.counter() > other.counter();
    }

    /// Checks what came over the next link, when it is time.
    private void checkNext(Source source, Coming of) {
        while (!of.checking && !of.waiting.isEmpty()) {
            if (context.now().nanos() < of.nextNanos) {
                again(of.nextNanos);
                return;
            }
            Long next = of.waiting.higherKey(of.lastLink);
            long link = next == null ? of.waiting.firstKey() : next;
            of.lastLink = link;
            SyncMessage.Presence said = of.waiting.remove(link);
            waiting--;
            Session session = context.links().session(link);
            if (session == null || said == null) {
                continue;
            }
            Ephemeral shown = of.replica.state().ephemeral();
            if (shown.isNewer(said.author(), said.epoch(), said.counter())) {
                check(source, of, session, said);
            }
        }
        if (!of.checking && of.waiting.isEmpty() && context.now().nanos() >= of.nextNanos) {
            coming.remove(source);
        }
    }

    private void check(Source source, Coming of, Session session, SyncMessage.Presence said) {
        of.checking = true;
        Replica replica = of.replica;
        context.effects()
                .check(
                        said.author(),
                        message(replica, said.epoch(), said.counter(), said.cells()),
                        said.signature(),
                        good -> {
                            of.checking = false;
                            checked(good, session, of, said);
                            again(Math.max(of.nextNanos, context.now().nanos()));
                            checkNext(source, of);
                        });
    }

    /// Only what is true begins the interval: else somebody else could keep an author silent.
    private void checked(boolean good, Session session, Coming of, SyncMessage.Presence said) {
        if (!good) {
            session.end("signature-wrong", "a presence");
            return;
        }
        of.nextNanos = context.now().nanos() + TAKE_NANOS;
        Replica replica = of.replica;
        if (!put(replica, said.author(), said.epoch(), said.counter(), said.cells())) {
            return;
        }
        for (Session other : context.links().sessions()) {
            if (other != session) {
                other.present(
                        replica,
                        said.author(),
                        said.epoch(),
                        said.counter(),
                        said.cells(),
                        said.signature());
            }
        }
    }

    /// A link went down: what it sent is not worth a check any more.
    public void linkDown(long link) {
        for (Coming of : coming.values()) {
            waiting -= of.waiting.remove(link) == null ? 0 : 1;
        }
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("statements of presence that wait", waiting, WAITING_MAX));
    }

    /// False for what is old, and for signed nonsense: there is nothing to show or to pass on. A
    /// value can have names that no path can have.
    private boolean put(Replica replica, Bytes author, long from, long counter, Bytes cells) {
        Ephemeral shown = replica.state().ephemeral();
        Ephemeral.Outcome outcome;
        try {
            var in = new Reader(cells);
            Value value = Value.read(in);
            in.expectEnd();
            boolean gone = value instanceof Value.Null;
            long silentAt = millis() + silentNanos / Now.MILLI;
            outcome = shown.put(author, from, counter, gone ? null : value, silentAt);
        } catch (Malformed nonsense) {
            return false;
        }
        wakeForSilence(shown);
        return outcome == Ephemeral.Outcome.TAKEN;
    }

    /// Of a clock that nobody sets.
    private long millis() {
        return context.now().nanos() / Now.MILLI;
    }

    private void wakeForSilence(Ephemeral shown) {
        long at = shown.nextSilence();
        if (at != Long.MAX_VALUE) {
            long wait = Math.max(1, at - millis());
            again(context.now().nanos() + wait * Now.MILLI);
        }
    }

    private void again(long nanos) {
        dueNanos = Math.min(dueNanos, nanos);
        context.effects().wakeAt(nanos);
    }

    public void wake() {
        if (context.now().nanos() < dueNanos) {
            context.effects().wakeAt(dueNanos);
        } else {
            lookAround();
        }
    }

    /// Something came, perhaps to a host whose timers are held back, as those of a tab that nobody
    /// looks at: what is due is done.
    public void heard() {
        if (context.now().nanos() >= dueNanos) {
            lookAround();
        }
    }

    private void lookAround() {
        dueNanos = Now.NEVER;
        for (Source source : new ArrayList<>(coming.keySet())) {
            Coming of = coming.get(source);
            if (of != null) {
                checkNext(source, of);
            }
        }
        for (Replica replica : replicas) {
            replica.state().ephemeral().expire(millis());
            wakeForSilence(replica.state().ephemeral());
            Mine own = mine.get(replica.number());
            if (own != null && (own.changed || !(own.value instanceof Value.Null))) {
                wake(replica, own);
            }
        }
    }

    private void wake(Replica replica, Mine own) {
        boolean due = context.now().nanos() - own.saidAtNanos >= repeatNanos;
        if (own.changed || due) {
            say(replica, own);
        } else {
            again(own.saidAtNanos + repeatNanos);
        }
    }
}
