package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.crdt.Op;
import kith.log.ChainId;
import kith.state.Histories.Change;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The merge rules as `docs/protocol/state.md` says them, in the slowest way: all operations are
/// kept, and what lives is found by asking of each whether any other hides it.
final class Twin {
    /// One operation at its place in the history.
    private record Event(Change change, int index, Op.At op) {}

    /// When and by whom, for choosing what is shown.
    private record Mark(long time, ChainId chain, int seq) implements Comparable<Mark> {
        @Override
        public int compareTo(Mark other) {
            int byTime = Long.compare(time, other.time);
            int byChain = byTime != 0 ? byTime : chain.compareTo(other.chain);
            return byChain != 0 ? byChain : Integer.compare(seq, other.seq);
        }
    }

    private record Candidate(Slot slot, @Nullable Value value, Mark mark) {}

    private final List<Event> living = new ArrayList<>();

    private Twin(List<Change> changes) {
        var events = new ArrayList<Event>();
        for (Change change : changes) {
            for (int i = 0; i < change.ops().size(); i++) {
                if (change.ops().get(i) instanceof Op.At op) {
                    events.add(new Event(change, i, op));
                }
            }
        }
        for (Event event : events) {
            boolean writes =
                    event.op instanceof Op.Set
                            || event.op instanceof Op.Add
                            || event.op instanceof Op.Insert;
            if (writes && events.stream().noneMatch(other -> hides(other, event))) {
                living.add(event);
            }
        }
    }

    /// What all cells show in which anything lives, for these changes in any order.
    static Map<Path, Shown> view(List<Change> changes) {
        var twin = new Twin(changes);
        var view = new TreeMap<Path, Shown>();
        for (Path path : twin.paths()) {
            view.put(path, twin.shown(path));
        }
        return view;
    }

    private static boolean hides(Event by, Event what) {
        boolean before =
                by.change.equals(what.change) ? what.index < by.index : by.change.saw(what.change);
        return switch (by.op) {
            case Op.Set set -> before && what.op instanceof Op.Set && samePath(set, what);
            case Op.Insert insert -> before && sameElement(insert.value(), insert, what);
            case Op.Take take -> before && sameElement(take.value(), take, what);
            case Op.Unset unset -> before && !(what.op instanceof Op.Add) && samePath(unset, what);
            case Op.Remove remove ->
                    before && !(what.op instanceof Op.Add) && isIn(what.op.path(), remove.path());
            case Op.Zero zero ->
                    what.op instanceof Op.Add && samePath(zero, what) && zeroed(by, zero, what);
            case Op.Add _ -> false;
            case Op.Splice _ -> false; // texts and lists have a twin of their own, in the lab
            case Op.ListSplice _ -> false;
            case Op.ListMove _ -> false;
        };
    }

    private static boolean zeroed(Event by, Op.Zero zero, Event what) {
        ChainId chain = what.change.chain();
        boolean listed = zero.parts().stream().anyMatch(part -> part.chain().equals(chain));
        if (!listed || !chain.equals(by.change.chain())) {
            return listed && by.change.saw(what.change);
        }
        return by.change.equals(what.change)
                ? what.index < by.index
                : what.change.seq() < by.change.seq();
    }

    private static boolean samePath(Op.At op, Event what) {
        return op.path().equals(what.op.path());
    }

    private static boolean sameElement(Value element, Op.At op, Event what) {
        return what.op instanceof Op.Insert insert
                && insert.value().equals(element)
                && samePath(op, what);
    }

    /// The root's subtree ends at Kith's own names.
    private static boolean isIn(Path path, Path subtree) {
        boolean own = !path.isRoot() && path.at(0).startsWith(".");
        return path.startsWith(subtree) && !(own && subtree.isRoot());
    }

    private Set<Path> paths() {
        var paths = new TreeSet<Path>();
        for (Event event : living) {
            Path path = event.op.path();
            boolean own = !path.isRoot() && path.at(0).startsWith(".");
            for (int size = own ? 1 : 0; size <= path.size(); size++) {
                paths.add(path.upTo(size));
            }
        }
        return paths;
    }

    private Shown shown(Path path) {
        var candidates = new ArrayList<Candidate>();
        var elements = new TreeMap<Value, Mark>(Value::compare);
        long counted = 0;
        Mark counter = null;
        Mark below = null;
        for (Event event : living) {
            Change change = event.change;
            var mark = new Mark(change.time(), change.chain(), change.seq());
            if (!event.op.path().equals(path)) {
                below = isIn(event.op.path(), path) ? newer(below, mark) : below;
            } else if (event.op instanceof Op.Set set) {
                candidates.add(new Candidate(Slot.REGISTER, set.value(), mark));
            } else if (event.op instanceof Op.Add add) {
                counted += add.delta();
                counter = newer(counter, mark);
            } else if (event.op instanceof Op.Insert insert) {
                elements.merge(insert.value(), mark, Twin::newer);
            }
        }
        if (counter != null) {
            candidates.add(new Candidate(Slot.COUNTER, Value.Int.of(counted), counter));
        }
        if (!elements.isEmpty()) {
            Mark newest = elements.values().stream().max(Mark::compareTo).orElseThrow();
            Value value = Value.Array.of(new ArrayList<>(elements.keySet()));
            candidates.add(new Candidate(Slot.SET, value, newest));
        }
        if (below != null) {
            candidates.add(new Candidate(Slot.CHILDREN, null, below));
        }
        return newest(candidates);
    }

    private static Mark newer(@Nullable Mark a, Mark b) {
        return a == null || a.compareTo(b) < 0 ? b : a;
    }

    private static Shown newest(List<Candidate> candidates) {
        Candidate newest = null;
        for (Candidate candidate : candidates) {
            int byMark = newest == null ? 1 : candidate.mark.compareTo(newest.mark);
            if (newest == null
                    || byMark > 0
                    || byMark == 0 && candidate.slot.compareTo(newest.slot) > 0) {
                newest = candidate;
            }
        }
        if (newest == null) {
            throw new AssertionError("nothing lives here");
        }
        return new Shown(newest.slot, newest.value, candidates.size() > 1);
    }
}
