package kith.lab.crowd;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is to happen, by its time: a timing wheel.
///
/// *Idea.* Slots of a tenth of a millisecond in a ring, and what is farther away than one turn of
/// the ring in a list for that turn, which is spread over the ring when its time has come. In a
/// slot things happen in the order in which they were put there; so nothing is compared or sorted.
/// Source: Brown, *Calendar Queues* (CACM 1988); Varghese and Lauck, *Hashed and Hierarchical
/// Timing Wheels* (SOSP 1987).
///
/// Cost: constant for each, and 12 to 16 bytes while it waits. Slots that are over lend their room
/// to others.
final class Wheel {
    /// One slot.
    static final long SLOT_NANOS = 100_000;

    private static final int SLOTS = 1 << 16; // 6.5 s in a turn
    private static final int ROOM_FIRST = 16;

    private final @Nullable Slot[] ring = new @Nullable Slot[SLOTS];
    private final TreeMap<Long, Slot> turns = new TreeMap<>();
    private final ArrayDeque<Slot> spare = new ArrayDeque<>();
    private long now; // the slot that is next, counted from the beginning
    private long size;

    /// Whose turn it is.
    interface Taker {
        void take(int to, int from, @Nullable Object what);
    }

    /// What happens at one time, in its order.
    private static final class Slot {
        int[] to = new int[ROOM_FIRST];
        int[] from = new int[ROOM_FIRST];
        @Nullable Object[] what = new @Nullable Object[ROOM_FIRST];
        long[] at = {}; // only of what is farther away than a turn
        int count;

        void add(int to, int from, @Nullable Object what) {
            if (count == this.to.length) {
                this.to = Arrays.copyOf(this.to, 2 * count);
                this.from = Arrays.copyOf(this.from, 2 * count);
                this.what = Arrays.copyOf(this.what, 2 * count);
            }
            this.to[count] = to;
            this.from[count] = from;
            this.what[count++] = what;
        }

        void add(long at, int to, int from, @Nullable Object what) {
            if (count >= this.at.length) {
                this.at = Arrays.copyOf(this.at, Math.max(ROOM_FIRST, 2 * count));
            }
            this.at[count] = at;
            add(to, from, what);
        }
    }

    /// Nanoseconds since the beginning.
    long nanos() {
        return now * SLOT_NANOS;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// At that time, or at once where it is over.
    void put(long nanos, int to, int from, @Nullable Object what) {
        long slot = Math.max(now, (nanos + SLOT_NANOS - 1) / SLOT_NANOS);
        size++;
        if (slot / SLOTS == now / SLOTS) {
            slot((int) (slot % SLOTS)).add(to, from, what);
        } else {
            turns.computeIfAbsent(slot / SLOTS, turn -> new Slot()).add(slot, to, from, what);
        }
    }

    private Slot slot(int index) {
        Slot slot = ring[index];
        if (slot == null) {
            slot = spare.isEmpty() ? new Slot() : spare.pop();
            ring[index] = slot;
        }
        return slot;
    }

    /// Gives what is due up to that time, which may put more.
    void run(long untilNanos, Taker taker) {
        long end = untilNanos / SLOT_NANOS;
        while (now <= end && size > 0) {
            Slot slot = ring[(int) (now % SLOTS)];
            if (slot != null) {
                runSlot(slot, taker);
                ring[(int) (now % SLOTS)] = null;
                slot.count = 0;
                spare.push(slot);
            }
            now++;
            if (now % SLOTS == 0) {
                spread();
            }
        }
        while (now <= end) {
            now = end + 1; // nothing waits
        }
    }

    private void runSlot(Slot slot, Taker taker) {
        for (int i = 0; i < slot.count; i++) { // it may grow
            Object what = slot.what[i];
            slot.what[i] = null;
            size--;
            taker.take(slot.to[i], slot.from[i], what);
        }
    }

    /// A turn begins.
    private void spread() {
        Slot turn = turns.remove(now / SLOTS);
        for (int i = 0; turn != null && i < turn.count; i++) {
            slot((int) (turn.at[i] % SLOTS)).add(turn.to[i], turn.from[i], turn.what[i]);
        }
    }
}
