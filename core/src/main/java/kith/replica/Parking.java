package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.log.Change.Place;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Runs that wait for changes of other chains which they name.
///
/// Several links bring the parts of one history in any order, and a part may come before what it
/// hangs on. It waits here for the change that it misses, and is looked at again when that is here,
/// or claimed by the same link. How much waits is bounded by the senders' credit, which a parked
/// run still holds; for how long, by a deadline after which it is dropped and asked for again.
///
/// *Order.* Those that wait for one chain are kept by the change that they wait for, so that each
/// is looked at when its change comes and not with every one before it: that would be quadratic in
/// the number of small runs that wait for one chain, and who sends chooses that number. Cost: a
/// logarithm for each run parked and released.
final class Parking {
    /// What a run waits for.
    enum Until {
        /// That the change is here, or claimed by the link that brought the run.
        CLAIMED,

        /// That the change is here, or that the link does not claim it any more: it brought two.
        CERTAIN,

        /// That the change, which is here, was read from disk.
        READ
    }

    /// How far a chain is known.
    interface Known {
        /// The last change that is here.
        int here();

        /// The last that is here or claimed by that link.
        int claimed(long link);
    }

    /// Which change of a chain a run waits for; of two that wait for one the first comes first.
    private record Slot(int seq, long id) implements Comparable<Slot> {
        @Override
        public int compareTo(Slot other) {
            return seq != other.seq ? Integer.compare(seq, other.seq) : Long.compare(id, other.id);
        }
    }

    private record Parked(Arrival arrival, Until until, Place place) {
        Slot slot() {
            return new Slot(place.seq(), arrival.id());
        }
    }

    /// Those who wait for one chain: by link, and those who wait for the disk.
    private static final class Waiting {
        final TreeMap<Long, TreeMap<Slot, Parked>> claimed = new TreeMap<>();
        final TreeMap<Long, TreeMap<Slot, Parked>> certain = new TreeMap<>();
        final TreeMap<Slot, Parked> read = new TreeMap<>();
        int count;

        TreeMap<Slot, Parked> lane(Parked parked) {
            long link = parked.arrival().link();
            return switch (parked.until()) {
                case CLAIMED -> claimed.computeIfAbsent(link, ignored -> new TreeMap<>());
                case CERTAIN -> certain.computeIfAbsent(link, ignored -> new TreeMap<>());
                case READ -> read;
            };
        }
    }

    private final TreeMap<Integer, Waiting> byChain = new TreeMap<>();

    /// All of them, in the order in which they came, as far as their numbers tell.
    private final TreeMap<Long, Parked> all = new TreeMap<>();

    int size() {
        return all.size();
    }

    void park(Until until, Place place, Arrival arrival) {
        var parked = new Parked(arrival, until, place);
        if (all.put(arrival.id(), parked) != null) {
            throw new IllegalStateException("run " + arrival.id() + " is parked twice");
        }
        Waiting waiting = byChain.computeIfAbsent(place.chain(), ignored -> new Waiting());
        waiting.lane(parked).put(parked.slot(), parked);
        waiting.count++;
    }

    /// Those for which enough of `chain` is known now. They are no longer parked.
    List<Arrival> release(int chain, Known known) {
        Waiting waiting = byChain.get(chain);
        if (waiting == null) {
            return List.of();
        }
        var ready = new ArrayList<Parked>();
        waiting.claimed.forEach((link, lane) -> upTo(lane, known.claimed(link), ready));
        waiting.certain.forEach(
                (link, lane) -> {
                    upTo(lane, known.here(), ready);
                    after(lane, known.claimed(link), ready);
                });
        return release(waiting, ready);
    }

    /// Those that waited for that change to be read. They are no longer parked.
    List<Arrival> releaseRead(Place place) {
        Waiting waiting = byChain.get(place.chain());
        if (waiting == null) {
            return List.of();
        }
        var ready = new ArrayList<Parked>();
        Slot slot = waiting.read.ceilingKey(new Slot(place.seq(), Long.MIN_VALUE));
        while (slot != null && slot.seq() == place.seq()) {
            Parked parked = waiting.read.get(slot);
            if (parked != null) {
                ready.add(parked);
            }
            slot = waiting.read.higherKey(slot);
        }
        return release(waiting, ready);
    }

    private static void upTo(TreeMap<Slot, Parked> lane, int seq, List<Parked> ready) {
        Map.@Nullable Entry<Slot, Parked> at = lane.firstEntry();
        while (at != null && at.getKey().seq() <= seq) {
            ready.add(at.getValue());
            at = lane.higherEntry(at.getKey());
        }
    }

    private static void after(TreeMap<Slot, Parked> lane, int seq, List<Parked> ready) {
        Map.@Nullable Entry<Slot, Parked> at = lane.lastEntry();
        while (at != null && at.getKey().seq() > seq) {
            ready.add(at.getValue());
            at = lane.lowerEntry(at.getKey());
        }
    }

    private List<Arrival> release(Waiting waiting, List<Parked> ready) {
        var released = new ArrayList<Arrival>(ready.size());
        for (Parked parked : ready) {
            if (all.remove(parked.arrival().id()) != null) {
                remove(waiting, parked);
                released.add(parked.arrival());
            }
        }
        return released;
    }

    private void remove(Waiting waiting, Parked parked) {
        waiting.lane(parked).remove(parked.slot());
        if (--waiting.count == 0) {
            byChain.remove(parked.place().chain());
        }
    }

    /// Those that came before `nanos`; they are no longer parked.
    List<Arrival> dropOlder(long nanos) {
        var dropped = new ArrayList<Arrival>();
        Map.@Nullable Entry<Long, Parked> first = all.firstEntry();
        while (first != null && first.getValue().arrival().atNanos() < nanos) {
            drop(first.getValue());
            dropped.add(first.getValue().arrival());
            first = all.firstEntry();
        }
        return dropped;
    }

    void dropLink(long link) {
        for (Parked parked : new ArrayList<>(all.values())) {
            if (parked.arrival().link() == link) {
                drop(parked);
            }
        }
    }

    private void drop(Parked parked) {
        all.remove(parked.arrival().id());
        Waiting waiting = byChain.get(parked.place().chain());
        if (waiting != null) {
            remove(waiting, parked);
        }
    }

    /// How many bytes of what `link` sent are parked.
    long bytesOf(long link) {
        long bytes = 0;
        for (Parked parked : all.values()) {
            bytes += parked.arrival().link() == link ? parked.arrival().sizeBytes() : 0;
        }
        return bytes;
    }

    /// Whether anything here is of that chain, names it, or waits for it.
    boolean speaksOf(int chain) {
        for (Parked parked : all.values()) {
            if (parked.place().chain() == chain || parked.arrival().speaksOf(chain)) {
                return true;
            }
        }
        return false;
    }

    /// When the oldest one came, or never.
    long oldestNanos() {
        return all.isEmpty() ? Now.NEVER : all.firstEntry().getValue().arrival().atNanos();
    }
}
