package kith.replica;

import java.util.Collection;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
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
public final class Presence {
    /// How often an author repeats itself: a third of the time after which it counts as silent.
    private static final long REPEAT_NANOS = Ephemeral.TTL_MILLIS / 3 * Now.MILLI;

    private final Context context;
    private final Collection<Replica> replicas;
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

    /// `replicas` are those of this peer, as they are at any time.
    public Presence(Context context, Collection<Replica> replicas) {
        this.context = context;
        this.replicas = replicas;
        this.epoch = Math.max(0, context.now().wallMillis());
    }

    /// Shows this in that space from now on; null ends it.
    public void show(Replica replica, Value value) {
        Mine own = mine.computeIfAbsent(replica.number(), number -> new Mine());
        own.value = value;
        own.changed = true;
        say(replica, own);
    }

    private void say(Replica replica, Mine own) {
        if (own.signing) {
            return;
        }
        own.signing = true;
        own.changed = false;
        own.saidAtNanos = context.now().nanos();
        long counter = ++own.counter;
        Bytes cells = encode(own.value);
        context.effects().wakeAt(own.saidAtNanos + REPEAT_NANOS);
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
        context.effects()
                .check(
                        said.author(),
                        message(replica, said.epoch(), said.counter(), said.cells()),
                        said.signature(),
                        good -> checked(good, session, replica, said));
    }

    private void checked(
            boolean good, Session session, Replica replica, SyncMessage.Presence said) {
        if (!good) {
            session.end("signature-wrong", "a presence");
            return;
        }
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
            long now = context.now().wallMillis();
            outcome = shown.put(author, from, counter, gone ? null : value, now);
        } catch (Malformed nonsense) {
            return false;
        }
        wakeForSilence(shown);
        return outcome == Ephemeral.Outcome.TAKEN;
    }

    private void wakeForSilence(Ephemeral shown) {
        long at = shown.nextSilence();
        if (at != Long.MAX_VALUE) {
            long wait = Math.max(1, at - context.now().wallMillis());
            context.effects().wakeAt(context.now().nanos() + wait * Now.MILLI);
        }
    }

    public void wake() {
        for (Replica replica : replicas) {
            replica.state().ephemeral().expire(context.now().wallMillis());
            wakeForSilence(replica.state().ephemeral());
            Mine own = mine.get(replica.number());
            if (own == null || own.value instanceof Value.Null) {
                continue;
            }
            if (context.now().nanos() - own.saidAtNanos >= REPEAT_NANOS) {
                say(replica, own);
            } else {
                context.effects().wakeAt(own.saidAtNanos + REPEAT_NANOS);
            }
        }
    }
}
