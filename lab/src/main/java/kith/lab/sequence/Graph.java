package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// A history: events in a topological order, each known by its number.
///
/// A *version* is a set of events that holds with each event all that are before it; its *heads*
/// are the events with nothing after them in it. The past of every event is kept as a set of
/// bits, so that a history of n events costs n²/8 bytes and every question is one look.
public final class Graph {
    private final List<Event> events = new ArrayList<>();
    private final List<BitSet> pasts = new ArrayList<>();
    private final List<Integer> sequences = new ArrayList<>();
    private final TreeMap<Integer, Integer> counts = new TreeMap<>();
    private final BitSet voids = new BitSet();

    /// Adds an event and gives its number.
    public int add(Event event) {
        var past = new BitSet();
        for (int parent : event.parents()) {
            if (parent < 0 || parent >= size()) {
                throw new IllegalArgumentException("no event has the number " + parent);
            }
            if (events.get(parent).time() >= event.time()) {
                throw new IllegalArgumentException("not later than its parent: " + event);
            }
            past.or(pasts.get(parent));
            past.set(parent);
        }
        events.add(event);
        pasts.add(past);
        sequences.add(counts.merge(event.author(), 1, Integer::sum) - 1);
        return size() - 1;
    }

    /// Adds an event at the earliest time that its parents allow.
    public int add(int author, List<Integer> parents, Edit... edits) {
        long time = 0;
        for (int parent : parents) {
            time = Math.max(time, events.get(parent).time());
        }
        return add(new Event(author, time + 1, parents, List.of(edits)));
    }

    public int size() {
        return events.size();
    }

    public Event event(int number) {
        return events.get(number);
    }

    /// How many events of the same author have a lower number.
    public int sequence(int number) {
        return sequences.get(number);
    }

    /// All that is before an event, without itself.
    public BitSet past(int number) {
        return (BitSet) pasts.get(number).clone();
    }

    public boolean isBefore(int first, int second) {
        return pasts.get(second).get(first);
    }

    /// These events and all that are before them.
    public BitSet version(Collection<Integer> heads) {
        var version = new BitSet();
        for (int head : heads) {
            version.or(pasts.get(head));
            version.set(head);
        }
        return version;
    }

    public BitSet all() {
        var all = new BitSet();
        all.set(0, size());
        return all;
    }

    public List<Integer> heads(BitSet version) {
        var heads = (BitSet) version.clone();
        version.stream().forEach(number -> heads.andNot(pasts.get(number)));
        return heads.stream().boxed().toList();
    }

    /// The events that count for nobody: what they inserted is not shown, what they deleted is,
    /// their moves moved nothing. The positions of others who had seen them still count with them.
    public BitSet voids() {
        return (BitSet) voids.clone();
    }

    public void makeVoid(int number) {
        voids.set(number);
    }

    /// The work in all events, see [Edit#units()].
    public long units() {
        return events.stream().mapToLong(Event::units).sum();
    }
}
