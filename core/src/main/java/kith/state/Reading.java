package kith.state;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Recency;
import kith.crdt.Register;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.state.Query.Found;
import kith.state.Shown.Slot;
import kith.state.Shown.Standing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Answers questions about the tree. It changes nothing, and costs what it returns; going on with a
/// page costs the depth of the place where it goes on.
final class Reading {
    /// What a cell costs in an answer beside its value, about, in bytes.
    private static final long CELL_BYTES = 16;

    private final Query query;
    private final ChainOrder order;
    private final List<Found> found = new ArrayList<>();
    private long bytes;
    private boolean complete = true;

    private Reading(Query query, ChainOrder order) {
        this.query = query;
        this.order = order;
    }

    static Query.Answer answer(Merge tree, Query query) {
        var reading = new Reading(query, tree.order);
        Cell top = tree.find(query.path());
        if (top != null && top.isAlive()) {
            reading.walk(top, query.path(), query.depth(), query.after());
        }
        return new Query.Answer(query, reading.found, reading.complete);
    }

    /// Walks a living cell and what is below. `after`, when it is not null, lies at the cell or
    /// below it, and everything up to it is left out. False when the answer is full.
    private boolean walk(Cell cell, Path path, int depth, @Nullable Path after) {
        Shown shown = cell.shown(order);
        boolean down = shown.slot() == Slot.CHILDREN || query.all() && cell.hasLivingBelow();
        if (after == null && !take(cell, path, shown, down && depth == 0)) {
            return false;
        }
        if (!down || depth == 0 || cell.children == null) {
            return true;
        }
        String from = after == null || after.size() == path.size() ? null : after.at(path.size());
        Cell[] children = cell.children.ordered();
        for (int i = from == null ? 0 : first(children, from); i < children.length; i++) {
            Cell child = children[i];
            boolean within = from != null && child.name.equals(from);
            if (child.isAlive()
                    && !walk(child, path.child(child.name), depth - 1, within ? after : null)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(Cell cell, Path path, Shown shown, boolean cut) {
        long more = CELL_BYTES + (shown.value() == null ? 0 : shown.value().encodedSize());
        boolean full = found.size() == query.cellsMax() || bytes + more > query.bytesMax();
        if (full && !found.isEmpty()) {
            complete = false;
            return false;
        }
        bytes += more;
        found.add(new Found(path, shown, cell.livingChildren(), cut));
        return true;
    }

    /// One cell as an answer has it; with `edge`, nothing below it was asked for.
    static Found found(Cell cell, Path path, boolean edge, ChainOrder order) {
        int children = cell.livingChildren();
        return new Found(path, cell.shown(order), children, edge && children > 0);
    }

    /// The first child whose name is `name` or comes after it.
    private static int first(Cell[] children, String name) {
        int low = 0;
        int high = children.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (children[middle].name.compareTo(name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// What the cell shows as one value, its whole subtree when it shows children; null when there
    /// is nothing, or when it is nested deeper than `levels`.
    static @Nullable Value value(Cell cell, int levels, ChainOrder order) {
        Shown shown = cell.shown(order);
        if (shown.value() != null) {
            return shown.value().depth() <= levels ? shown.value() : null;
        }
        if (shown.isNothing() || levels == 0 || cell.children == null) {
            return null;
        }
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (Cell child : cell.children.ordered()) {
            Value value = child.isAlive() ? value(child, levels - 1, order) : null;
            if (value != null) {
                names.add(child.name);
                values.add(value);
            }
        }
        return Value.Obj.of(names, values);
    }

    /// Everything that lives in the cell: what it shows first, then by time.
    static List<Standing> standings(Cell cell, ChainOrder order) {
        var all = new ArrayList<Marked>();
        if (cell.value != null) {
            var stamp = new Stamp(cell.chain, cell.seq, cell.time);
            all.add(new Marked(Slot.REGISTER, cell.value, stamp));
        }
        if (cell.more != null) {
            addMore(cell.more, all, order);
        }
        Stamp below = cell.newestBelow(order);
        if (below != null) {
            all.add(new Marked(Slot.CHILDREN, null, below));
        }
        all.sort((a, b) -> compare(b, a, order));
        var standings = new ArrayList<Standing>();
        for (Marked marked : all) {
            Stamp mark = marked.mark();
            standings.add(
                    new Standing(
                            marked.slot(),
                            marked.value(),
                            order.id(mark.chain()),
                            mark.seq(),
                            mark.time()));
        }
        return standings;
    }

    private record Marked(Slot slot, @Nullable Value value, Stamp mark) {}

    private static int compare(Marked a, Marked b, ChainOrder order) {
        int byMark = Recency.compare(a.mark(), b.mark(), order);
        return byMark != 0 ? byMark : a.slot().compareTo(b.slot());
    }

    private static void addMore(Cell.More more, List<Marked> all, ChainOrder order) {
        if (more.register != null) {
            for (int i = 0; i < more.register.size(); i++) {
                Register.Write write = more.register.at(i);
                all.add(new Marked(Slot.REGISTER, write.value(), write.stamp()));
            }
        }
        Stamp counted = more.counter == null ? null : more.counter.newest(order);
        if (more.counter != null && counted != null) {
            all.add(new Marked(Slot.COUNTER, Value.Int.of(more.counter.value()), counted));
        }
        Stamp inserted = more.set == null ? null : more.set.newest();
        if (more.set != null && inserted != null) {
            all.add(new Marked(Slot.SET, more.set.value(), inserted));
        }
        Stamp edited = more.text == null ? null : more.text.newest();
        if (more.text != null && edited != null) {
            all.add(new Marked(Slot.TEXT, more.text.value(), edited));
        }
        Stamp listed = more.list == null ? null : more.list.newest();
        if (more.list != null && listed != null) {
            all.add(new Marked(Slot.LIST, more.list.value(), listed));
        }
    }
}
