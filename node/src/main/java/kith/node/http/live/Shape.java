package kith.node.http.live;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.state.Changes;
import kith.state.Query;
import kith.state.Query.Found;
import kith.state.Shown;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What must be remembered of a resource to tell its client, who has one JSON value, what changed
/// in its cells.
///
/// **The problem.** Cells are told of by themselves. Where two wrote at once, a cell may show a
/// value while others live below it, which the JSON does not have; when that value goes, they
/// appear, and no change of theirs is told, since they did not change. A client that simply put
/// each told cell into its value would in such a case differ for ever.
///
/// **The idea.** While the resource is small, all its cells are kept, the hidden ones too, and each
/// update is the whole new value. When it has grown beyond that, only the paths of cells are kept
/// that show a value *and* are contested: what is told of below them is left out, and when one of
/// them shows its children again its whole subtree is read and sent.
///
/// **Cost.** At most [#SMALL_BYTES_MAX], or a path for each contested cell, which need concurrent
/// writes to come about; beyond [#HIDING_MAX] of them no more are noted.
///
/// Of one stream, on its thread.
final class Shape {
    /// Up to this size each update of a resource is its whole value: about what fits into three
    /// packets.
    static final int SMALL_BYTES_MAX = 4 << 10;

    /// Guess: 10 MB of paths for one reader.
    private static final int HIDING_MAX = 100_000;

    private final Path base;
    private final Subtree subtree;
    private final TreeMap<Path, Found> cells = new TreeMap<>();
    private final TreeSet<Path> hiding = new TreeSet<>();
    private long bytes;
    private boolean small = true;

    /// Reads a whole subtree, as it is now.
    interface Subtree {
        /// Null when it is larger than one answer.
        @Nullable Value read(Path path);
    }

    /// What to tell the client.
    sealed interface Told {}

    /// The whole value; null when there is nothing.
    record Whole(@Nullable Value value) implements Told {}

    /// Parts of it, each before what is below it.
    ///
    /// @param shared whether everybody who was as far gets the same
    record Parts(List<Part> parts, boolean shared) implements Told {}

    /// It can only be told anew.
    record Again() implements Told {}

    /// One cell is this value now; null when nothing is there any more.
    record Part(Path path, @Nullable Value value) {}

    Shape(Path base, Subtree subtree) {
        this.base = base;
        this.subtree = subtree;
    }

    boolean isSmall() {
        return small;
    }

    /// A new picture begins.
    void clear() {
        cells.clear();
        hiding.clear();
        bytes = 0;
        small = true;
    }

    /// Takes in a page of a picture.
    void take(List<Found> page) {
        for (Found cell : page) {
            note(cell.path(), cell.shown());
            keep(cell);
        }
    }

    /// The parts that a later page of a picture adds.
    Parts parts(List<Found> page) {
        var parts = new ArrayList<Part>();
        Path covered = null;
        for (Found cell : page) {
            Path path = cell.path();
            if (covered != null && path.startsWith(covered) || isHidden(path)) {
                continue;
            }
            Value value = cell.shown().value();
            parts.add(new Part(path, value == null ? Value.Obj.EMPTY : value));
            covered = value == null ? null : path;
        }
        return new Parts(parts, true);
    }

    /// Takes in what some cells show now.
    Told newest(List<Found> changed) {
        Parting parting = small ? null : new Parting();
        boolean[] whole = small ? new boolean[0] : wholes(changed);
        for (int i = 0; i < changed.size(); i++) {
            Found cell = changed.get(i);
            boolean hid = note(cell.path(), cell.shown());
            keep(cell);
            if (parting != null) {
                parting.add(cell.path(), cell.shown(), hid, !hid && whole[i]);
            }
        }
        return told(parting, () -> newestParts(changed));
    }

    /// The update by which the resource outgrew what is kept: the client has all that was before.
    private Told newestParts(List<Found> changed) {
        var parting = new Parting();
        boolean[] whole = wholes(changed);
        for (int i = 0; i < changed.size(); i++) {
            Found cell = changed.get(i);
            parting.add(cell.path(), cell.shown(), !whole[i], whole[i]);
        }
        return parting.told();
    }

    /// Takes in what one change did.
    Told changed(List<Changes.Entry> entries) {
        Parting parting = small ? null : new Parting();
        for (Changes.Entry entry : entries) {
            boolean hid = note(entry.path(), entry.after());
            keep(new Found(entry.path(), entry.after(), -1, false));
            if (parting != null) {
                boolean appeared = entry.before().slot() != Slot.CHILDREN;
                parting.add(entry.path(), entry.after(), hid, !hid && appeared);
            }
        }
        return told(parting, () -> changedParts(entries));
    }

    private Told changedParts(List<Changes.Entry> entries) {
        var parting = new Parting();
        for (Changes.Entry entry : entries) {
            boolean appeared = entry.before().slot() != Slot.CHILDREN;
            boolean hid = entry.before().contested() && entry.before().value() != null;
            parting.add(entry.path(), entry.after(), hid, !hid && appeared);
        }
        return parting.told();
    }

    private interface Outgrown {
        Told told();
    }

    private Told told(@Nullable Parting parting, Outgrown outgrown) {
        if (parting != null) {
            return parting.told();
        }
        return small ? new Whole(value()) : outgrown.told();
    }

    /// Takes back what one change did.
    void undo(List<Changes.Entry> entries) {
        for (Changes.Entry entry : entries) {
            note(entry.path(), entry.before());
            keep(new Found(entry.path(), entry.before(), -1, false));
        }
    }

    /// The whole value, while it is small.
    @Nullable Value value() {
        var all = List.copyOf(cells.values());
        return new Query.Answer(Query.of(base), all, true).value();
    }

    // What is kept

    private void keep(Found cell) {
        if (!small) {
            return;
        }
        Found before =
                cell.shown().isNothing() ? cells.remove(cell.path()) : cells.put(cell.path(), cell);
        bytes +=
                (cell.shown().isNothing() ? 0 : sizeOf(cell))
                        - (before == null ? 0 : sizeOf(before));
        if (bytes > SMALL_BYTES_MAX) {
            small = false;
            cells.clear();
        }
    }

    private static long sizeOf(Found cell) {
        Value value = cell.shown().value();
        long path = cell.path().encodedSizeMax();
        return path + (value == null ? 0 : value.encodedSize());
    }

    /// Notes whether the cell hides what is below it; says whether it did before.
    private boolean note(Path path, Shown shown) {
        if (shown.value() != null && shown.contested() && hiding.size() < HIDING_MAX) {
            return !hiding.add(path);
        }
        return hiding.remove(path);
    }

    private boolean isHidden(Path path) {
        for (int size = base.size(); size < path.size() && !hiding.isEmpty(); size++) {
            if (hiding.contains(path.upTo(size))) {
                return true;
            }
        }
        return false;
    }

    /// For each cell, whether all that lives below it is told of too: then it is new, or was
    /// removed and made again. What is below a cell comes right behind it.
    private static boolean[] wholes(List<Found> changed) {
        var whole = new boolean[changed.size()];
        for (int i = changed.size() - 1; i >= 0; i--) {
            Found cell = changed.get(i);
            int children = 0;
            boolean deep = true;
            for (int j = i + 1;
                    j < whole.length && changed.get(j).path().startsWith(cell.path());
                    j++) {
                Found below = changed.get(j);
                if (below.path().size() == cell.path().size() + 1) {
                    children += below.shown().isNothing() ? 0 : 1;
                    deep &= below.shown().slot() != Slot.CHILDREN || whole[j];
                }
            }
            whole[i] = cell.cut() || deep && children == cell.children();
        }
        return whole;
    }

    // Parts

    /// Turns cells in the order of their paths into parts.
    private final class Parting {
        private final List<Part> parts = new ArrayList<>();
        private @Nullable Path covered;
        private boolean shared = true;
        private boolean again;

        /// `hid`: what is below was hidden from the client until now. `appeared`: all that is below
        /// is told of in this update.
        void add(Path path, Shown shown, boolean hid, boolean appeared) {
            if (covered != null && path.startsWith(covered)) {
                return;
            }
            if (isHidden(path)) {
                shared = false;
                return;
            }
            if (shown.slot() != Slot.CHILDREN) {
                put(path, shown.value());
                covered = path;
            } else if (hid) {
                appear(path);
            } else if (appeared) {
                put(path, Value.Obj.EMPTY);
            }
        }

        private void put(Path path, @Nullable Value value) {
            parts.add(new Part(path, value));
        }

        private void appear(Path path) {
            Value value = path.size() == base.size() ? null : subtree.read(path);
            if (value == null) {
                again = true;
                return;
            }
            shared = false;
            parts.add(new Part(path, value));
            covered = path;
        }

        Told told() {
            if (again) {
                return new Again();
            }
            boolean all = parts.size() == 1 && parts.getFirst().path().size() == base.size();
            return all ? new Whole(parts.getFirst().value()) : new Parts(parts, shared);
        }
    }
}
