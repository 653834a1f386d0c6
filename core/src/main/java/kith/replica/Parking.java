package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.port.Now;

/// Runs that wait for changes of other chains which they name.
///
/// Several links bring the parts of one history in any order, and a part may come before what it
/// hangs on. It waits here under the chain that it misses, and is looked at again when that chain
/// grows. How much waits is bounded by the senders' credit, which a parked run still holds; for how
/// long, by a deadline after which it is dropped and asked for again.
final class Parking {
    private final TreeMap<Integer, List<Arrival>> byChain = new TreeMap<>();
    private int size;

    int size() {
        return size;
    }

    void park(int missingChain, Arrival arrival) {
        byChain.computeIfAbsent(missingChain, ignored -> new ArrayList<>()).add(arrival);
        size++;
    }

    /// Those that waited for `chain`, in the order in which they came. They are no longer parked.
    List<Arrival> release(int chain) {
        List<Arrival> released = byChain.remove(chain);
        if (released == null) {
            return List.of();
        }
        size -= released.size();
        return released;
    }

    /// Those that came before `nanos`, or over `link`; they are no longer parked.
    List<Arrival> dropOlder(long nanos) {
        return drop(arrival -> arrival.atNanos() < nanos);
    }

    List<Arrival> dropLink(long link) {
        return drop(arrival -> arrival.link() == link);
    }

    private interface Choice {
        boolean drops(Arrival arrival);
    }

    private List<Arrival> drop(Choice choice) {
        var dropped = new ArrayList<Arrival>();
        for (List<Arrival> parked : byChain.values()) {
            for (Arrival arrival : parked) {
                if (choice.drops(arrival)) {
                    dropped.add(arrival);
                }
            }
            parked.removeIf(choice::drops);
        }
        byChain.values().removeIf(List::isEmpty);
        size -= dropped.size();
        return dropped;
    }

    /// How many bytes of what `link` sent are parked.
    long bytesOf(long link) {
        long bytes = 0;
        for (List<Arrival> parked : byChain.values()) {
            for (Arrival arrival : parked) {
                bytes += arrival.link() == link ? arrival.sizeBytes() : 0;
            }
        }
        return bytes;
    }

    /// Whether anything here is of that chain, names it, or waits for it.
    boolean speaksOf(int chain) {
        boolean speaks = byChain.containsKey(chain);
        for (List<Arrival> parked : byChain.values()) {
            for (Arrival arrival : parked) {
                speaks |= arrival.speaksOf(chain);
            }
        }
        return speaks;
    }

    /// When the oldest one came, or never.
    long oldestNanos() {
        long oldest = Now.NEVER;
        for (List<Arrival> parked : byChain.values()) {
            oldest = Math.min(oldest, parked.getFirst().atNanos());
        }
        return oldest;
    }
}
