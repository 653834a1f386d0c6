package kith.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A set of values in which an element that is put in and taken out concurrently stays.
///
/// Whoever takes an element out can only mean the insertions that he had seen; one that he had not
/// seen survives. An element is in the set while one of its insertions lives. Putting an element in
/// again replaces the insertions seen, so an element has as many marks as it has concurrent
/// inserters. Source: Bieniusa et al., *An optimized conflict-free replicated set* (2012). changed:
/// a causal log stands in for the version vector.
///
/// Elements are ordered by their encoding, the same on every host. Cost: log n comparisons for each
/// operation; the value of the whole set is made when somebody asks, once after each change. The
/// newest mark is remembered, and looked for again (n steps) only after it was hidden.
public final class AddWinsSet {
    private final TreeMap<Value, Stamp[]> elements = new TreeMap<>(Value::compare);
    private final ChainOrder order;
    private Value.@Nullable Array value;
    private @Nullable Stamp newest; // null when the set is empty or the newest mark was hidden

    public AddWinsSet(ChainOrder order) {
        this.order = order;
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    public int size() {
        return elements.size();
    }

    public boolean contains(Value element) {
        return elements.containsKey(element);
    }

    public void insert(Viewpoint at, Value element) {
        Stamp[] marks = elements.get(element);
        Stamp[] kept = marks == null ? NONE : living(at, marks);
        put(element, with(kept, at.stamp()), at.stamp());
    }

    /// Takes the element out as far as the change hides it, and says whether it hid anything.
    public boolean take(Viewpoint at, Value element) {
        Stamp[] marks = elements.get(element);
        if (marks == null) {
            return false;
        }
        Stamp[] kept = living(at, marks);
        if (kept.length == marks.length) {
            return false;
        }
        if (kept.length == 0) {
            elements.remove(element);
        } else {
            elements.put(element, kept);
        }
        forget();
        return true;
    }

    /// The same for all elements.
    public boolean hide(Viewpoint at) {
        boolean hidden = false;
        Iterator<Map.Entry<Value, Stamp[]>> all = elements.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Value, Stamp[]> element = all.next();
            Stamp[] kept = living(at, element.getValue());
            hidden |= kept.length < element.getValue().length;
            if (kept.length == 0) {
                all.remove();
            } else {
                element.setValue(kept);
            }
        }
        if (hidden) {
            forget();
        }
        return hidden;
    }

    /// Puts a living mark in as it stands, from a checkpoint. False when it is there already.
    public boolean restore(Value element, Stamp mark) {
        Stamp[] marks = elements.getOrDefault(element, NONE);
        for (Stamp known : marks) {
            if (known.chain() == mark.chain() && known.seq() == mark.seq()) {
                return false;
            }
        }
        put(element, with(marks, mark), mark);
        return true;
    }

    /// The elements in their order.
    public Value.Array value() {
        if (value == null) {
            value = Value.Array.of(new ArrayList<>(elements.keySet()));
        }
        return value;
    }

    /// The newest living mark, or null when the set is empty.
    public @Nullable Stamp newest() {
        if (newest == null) {
            for (Stamp[] marks : elements.values()) {
                for (Stamp mark : marks) {
                    newest = Recency.newer(newest, mark, order);
                }
            }
        }
        return newest;
    }

    /// Calls `visitor` with each element in its order.
    public void forEach(Visitor visitor) {
        elements.forEach((element, marks) -> visitor.element(element, Arrays.asList(marks)));
    }

    /// Gets each element and its living marks, which are in no particular order.
    public interface Visitor {
        void element(Value element, List<Stamp> marks);
    }

    /// A new mark is newer than all that it replaces, so the newest stays known.
    private void put(Value element, Stamp[] marks, Stamp added) {
        if (newest != null || elements.isEmpty()) {
            newest = Recency.newer(newest, added, order);
        }
        elements.put(element, marks);
        value = null;
    }

    private void forget() {
        value = null;
        newest = null;
    }

    private static final Stamp[] NONE = {};

    private static Stamp[] living(Viewpoint at, Stamp[] marks) {
        int kept = 0;
        for (Stamp mark : marks) {
            kept += at.hides(mark) ? 0 : 1;
        }
        if (kept == marks.length) {
            return marks;
        }
        var living = new Stamp[kept];
        for (Stamp mark : marks) {
            if (!at.hides(mark)) {
                living[living.length - kept--] = mark;
            }
        }
        return living;
    }

    private static Stamp[] with(Stamp[] marks, Stamp mark) {
        var longer = Arrays.copyOf(marks, marks.length + 1);
        longer[marks.length] = mark;
        return longer;
    }
}
