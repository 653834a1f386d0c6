package kith.state;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A question about a subtree, as data: it can be sent, kept, and asked again.
///
/// It asks for the cell at `path` and those at most `depth` levels below it, in the order of their
/// paths (each before its children), from the first one behind `after`. The answer ends at
/// `cellsMax` cells or `bytesMax` bytes of values, and [Answer#next] asks for what comes then. Each
/// page shows the state of its own moment: a cell that was moved past cannot be in two pages, and
/// one that is there all the time is in exactly one.
///
/// With `all`, cells below a value that hides them are in the answer too.
public record Query(
        Path path, int depth, @Nullable Path after, int cellsMax, int bytesMax, boolean all) {
    /// Every level there can be.
    public static final int DEPTH_ALL = Path.SEGMENTS_MAX;

    /// The most cells in one answer, unless asked for fewer. Guess: about a millisecond of work.
    public static final int CELLS_MAX = 10_000;

    /// The most bytes of values in one answer, unless asked for fewer: a change's worth. One cell
    /// is always in it.
    public static final int BYTES_MAX = 1 << 20;

    public Query {
        if (depth < 0 || depth > DEPTH_ALL) {
            throw new Malformed("depth is " + depth + ", expected 0 to " + DEPTH_ALL);
        }
        if (cellsMax < 1 || cellsMax > CELLS_MAX || bytesMax < 1 || bytesMax > BYTES_MAX) {
            throw new Malformed(
                    "an answer of "
                            + cellsMax
                            + " cells and "
                            + bytesMax
                            + " bytes, expected 1 to "
                            + CELLS_MAX
                            + " and 1 to "
                            + BYTES_MAX);
        }
        if (after != null && !after.startsWith(path)) {
            throw new Malformed("cannot go on after " + after + ": not below " + path);
        }
    }

    /// Everything at and below `path`, as much as one answer holds.
    public static Query of(Path path) {
        return new Query(path, DEPTH_ALL, null, CELLS_MAX, BYTES_MAX, false);
    }

    public Query depth(int levels) {
        return new Query(path, levels, after, cellsMax, bytesMax, all);
    }

    public Query after(@Nullable Path last) {
        return new Query(path, depth, last, cellsMax, bytesMax, all);
    }

    public Query cellsMax(int cells) {
        return new Query(path, depth, after, cells, bytesMax, all);
    }

    public Query bytesMax(int bytes) {
        return new Query(path, depth, after, cellsMax, bytes, all);
    }

    /// With the cells below a value that hides them.
    public Query withHidden() {
        return new Query(path, depth, after, cellsMax, bytesMax, true);
    }

    /// A cell of an answer. `children` says how many living children it has, and `cut` that the
    /// question did not reach down to them.
    public record Found(Path path, Shown shown, int children, boolean cut) {}

    /// What was found. `complete` is false when there is more behind the last cell.
    public record Answer(Query query, List<Found> cells, boolean complete) {
        public Answer {
            cells = List.copyOf(cells);
        }

        /// The question for what comes next, or null when this was all.
        public @Nullable Query next() {
            return complete ? null : query.after(cells.getLast().path());
        }

        /// The answer as one value, or null when nothing is there: children become an object, one
        /// that was cut an empty one. What is nested deeper than a value can be is left out.
        public @Nullable Value value() {
            if (query.after() != null) {
                throw new IllegalStateException("a page from " + query.after() + " is no value");
            }
            return cells.isEmpty() ? null : new Nesting(cells).next(Value.DEPTH_MAX);
        }
    }

    /// Turns cells in the order of their paths into nested objects.
    private static final class Nesting {
        private final List<Found> cells;
        private int at;

        Nesting(List<Found> cells) {
            this.cells = cells;
        }

        /// The value of the next cell, which may be nested `levels` deep.
        @Nullable Value next(int levels) {
            Found cell = cells.get(at++);
            var names = new ArrayList<String>();
            var values = new ArrayList<Value>();
            while (at < cells.size() && cells.get(at).path().startsWith(cell.path())) {
                String name = cells.get(at).path().name();
                Value child = next(levels - 1);
                if (child != null) {
                    names.add(name);
                    values.add(child);
                }
            }
            Value value = cell.shown().value();
            if (value != null) {
                return value.depth() <= levels ? value : null;
            }
            return levels > 0 ? Value.Obj.of(names, values) : null;
        }
    }
}
