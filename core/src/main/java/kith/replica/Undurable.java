package kith.replica;

import java.util.ArrayDeque;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// What was written to the journal and is not synced yet, in the order of the journal.
///
/// The credit that a run cost its sender is given back only when the run is durable: so the disk's
/// pace reaches the senders, and what waits here is bounded by what they may have in flight.
final class Undurable {
    private final Replica replica;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    private record Entry(long position, int chain, int seq, @Nullable Arrival arrival) {}

    Undurable(Replica replica) {
        this.replica = replica;
    }

    void add(long position, int chain, int seq, @Nullable Arrival arrival) {
        entries.add(new Entry(position, chain, seq, arrival));
    }

    /// The journal is durable up to `position`; true when something of this space became so.
    boolean durable(long position) {
        boolean any = false;
        while (!entries.isEmpty() && entries.getFirst().position() < position) {
            Entry entry = entries.removeFirst();
            any = true;
            int chain = replica.graph().resolve(entry.chain(), entry.seq());
            replica.graph().durable(chain, entry.seq());
            Arrival arrival = entry.arrival();
            if (arrival != null) {
                Session session = replica.context().links().session(arrival.link());
                if (session != null) {
                    session.release(arrival.sizeBytes());
                }
            }
        }
        return any;
    }
}
