package kith.replica;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What was written to the journal and is not synced yet, in the order of the journal.
///
/// The credit that a run cost its sender is given back only when the run is durable: so the disk's
/// pace reaches the senders, and what waits here is bounded by what they may have in flight.
final class Undurable {
    private final Replica replica;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /// `chain` is -1 for an entry that only settles what came.
    private record Entry(long position, int chain, int seq, @Nullable Arrival arrival) {}

    Undurable(Replica replica) {
        this.replica = replica;
    }

    void add(long position, int chain, int seq) {
        entries.add(new Entry(position, chain, seq, null));
    }

    /// What came is in the journal before `position`.
    void settle(long position, Arrival arrival) {
        entries.add(new Entry(position - 1, -1, 0, arrival));
    }

    /// How many bytes of what `link` sent wait here for the disk.
    long bytesOf(long link) {
        long bytes = 0;
        for (Entry entry : entries.toArray(new Entry[0])) {
            Arrival arrival = entry.arrival();
            bytes += arrival != null && arrival.link() == link ? arrival.sizeBytes() : 0;
        }
        return bytes;
    }

    /// The journal is durable up to `position`; true when something of this space became so.
    boolean durable(long position) {
        boolean any = false;
        while (!entries.isEmpty() && entries.getFirst().position() < position) {
            Entry entry = entries.removeFirst();
            any = true;
            if (entry.chain() >= 0) {
                replica.graph().durable(entry.chain(), entry.seq());
            }
            if (entry.arrival() != null) {
                replica.admitting().settle(entry.arrival());
            }
        }
        return any;
    }
}
