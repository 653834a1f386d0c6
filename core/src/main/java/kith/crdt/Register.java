package kith.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One value that anybody may replace, with the concurrent ones kept.
///
/// A write takes the place of exactly those living writes that its author had seen. So after
/// concurrent writes several live; the newest is shown, and a later write by somebody who saw them
/// settles the matter. Source: Shapiro et al., *A comprehensive study of Convergent and Commutative
/// Replicated Data Types* (2011), section 3.2.2, the multi-value register. changed: a causal log
/// stands in for its version vectors, and one of the values is chosen for showing.
///
/// Cost: each write walks the living ones, nearly always one or two. Somebody who writes many times
/// and claims each time to have seen nothing makes as many live: they cost him his quota of
/// changes, and those who write there later a step each, until one who saw them all settles it. A
/// cell with one living write keeps it in its own fields and has no such object.
public final class Register {
    /// A living write and the mark that it carries.
    public record Write(Stamp stamp, Value value) {}

    private Write[] writes = new Write[2];
    private int size;

    /// Nothing written yet.
    public Register() {}

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// In no particular order.
    public Write at(int index) {
        return writes[index];
    }

    public void set(Viewpoint at, Value value) {
        hide(at);
        add(new Write(at.stamp(), value));
    }

    /// Drops what the change hides, and says whether there was anything.
    public boolean hide(Viewpoint at) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!at.hides(writes[i].stamp())) {
                writes[kept++] = writes[i];
            }
        }
        boolean hidden = kept < size;
        Arrays.fill(writes, kept, size, null);
        size = kept;
        return hidden;
    }

    /// Puts a living write in as it stands: from a checkpoint, or from a cell's own fields.
    public void add(Write write) {
        if (size == writes.length) {
            writes = Arrays.copyOf(writes, 2 * size);
        }
        writes[size++] = write;
    }

    /// Whether change `seq` of `chain` has a living write here.
    public boolean has(int chain, int seq) {
        for (int i = 0; i < size; i++) {
            Stamp stamp = writes[i].stamp();
            if (stamp.chain() == chain && stamp.seq() == seq) {
                return true;
            }
        }
        return false;
    }

    /// The newest living write, or null when there is none.
    public @Nullable Write shown(ChainOrder order) {
        Write shown = null;
        for (int i = 0; i < size; i++) {
            if (shown == null || Recency.compare(writes[i].stamp(), shown.stamp(), order) > 0) {
                shown = writes[i];
            }
        }
        return shown;
    }

    /// All living writes, the newest first.
    public List<Write> newestFirst(ChainOrder order) {
        var all = new ArrayList<>(Arrays.asList(writes).subList(0, size));
        all.sort((a, b) -> Recency.compare(b.stamp(), a.stamp(), order));
        return all;
    }
}
