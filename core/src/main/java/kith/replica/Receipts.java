package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.port.About;
import kith.port.Now;
import kith.sync.Session;

/// Who waits for a write to be safe, and how safe. A peer that keeps nothing does not wait for
/// itself, and never says that something is durable here.
final class Receipts {
    /// Bound on how many may wait in one space. Guess.
    static final int WAITING_MAX = 100_000;

    private final Replica replica;
    private final List<Waiting> waiting = new ArrayList<>();

    /// One that waits: for `place` to be durable here and on `others` other peers.
    private record Waiting(Place place, int others, long deadlineNanos, Durability.Then then) {}

    Receipts(Replica replica) {
        this.replica = replica;
    }

    int waiting() {
        return waiting.size();
    }

    /// Answers at once when the write is safe enough already.
    void await(Place place, int others, long deadlineNanos, Durability.Then then, Now now) {
        var one = new Waiting(place, others, deadlineNanos, then);
        if (!settled(one, now)) {
            if (waiting.size() >= WAITING_MAX) {
                then.reached(state(one));
                return;
            }
            waiting.add(one);
            replica.context().effects().wakeAt(deadlineNanos);
        }
    }

    /// Something became durable, here or elsewhere, or time passed.
    void check(Now now) {
        waiting.removeIf(one -> settled(one, now));
        for (Waiting one : waiting) {
            replica.context().effects().wakeAt(one.deadlineNanos());
        }
    }

    /// Nothing becomes durable here any more: everybody is told how safe it is.
    void giveUp() {
        for (Waiting one : waiting) {
            one.then().reached(state(one));
        }
        waiting.clear();
    }

    private boolean settled(Waiting one, Now now) {
        Durability state = state(one);
        boolean here = state.here() || !replica.context().keeps();
        boolean enough = here && state.others() >= one.others();
        if (enough || now.nanos() >= one.deadlineNanos()) {
            one.then().reached(state);
            return true;
        }
        return false;
    }

    private Durability state(Waiting one) {
        Place place = one.place();
        return new Durability(replica.isDurable(place), elsewhere(place));
    }

    /// How many different peers told us that they have that change for good. Who keeps nothing has
    /// it for as long as it runs, and that is not good enough.
    private int elsewhere(Place place) {
        int chain = replica.graph().resolve(place.chain(), place.seq());
        var peers = new TreeMap<Bytes, Boolean>();
        for (Session session : replica.context().links().sessions()) {
            boolean keeps = session.about().can(About.Can.KEEPS);
            if (keeps && session.there(replica).durable(chain) >= place.seq()) {
                peers.put(session.peer(), true);
            }
        }
        return peers.size();
    }
}
