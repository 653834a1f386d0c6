package kith.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import kith.crdt.Op;
import kith.crdt.Op.Add;
import kith.crdt.Op.At;
import kith.crdt.Op.Insert;
import kith.crdt.Op.ListMove;
import kith.crdt.Op.ListSplice;
import kith.crdt.Op.Notice;
import kith.crdt.Op.Remove;
import kith.crdt.Op.Set;
import kith.crdt.Op.Splice;
import kith.crdt.Op.Take;
import kith.crdt.Op.Unset;
import kith.crdt.Op.Zero;
import kith.crdt.Recency;
import kith.crdt.Viewpoint;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Carries operations out on the tree of one space, and notes what changed.
///
/// The cells decide what lives in them; here is what follows for the rest of the tree. Before a
/// cell changes it is *touched*: a running checkpoint saves it, and what it shows is noted, once
/// between two settlings. When a cell comes alive or dies its parent is told, which may come alive
/// or die by that. Dead cells stay until the settling, so that a cell removed and written again in
/// one transaction is one cell.
///
/// Cost: the depth of the path for each operation, the size of the subtree for a [Remove].
final class Merge {
    final ChainOrder order;
    final Cell root = new Cell("", null);

    /// Kith's own names are a tree beside that of the user, who may clear his without harm.
    final Cell own = new Cell("", null);

    private final Touched round = new Touched(Cell.IN_ROUND);
    private final Touched change = new Touched(Cell.IN_CHANGE);

    @Nullable StateImage image;

    /// Whether anybody wants to be told; if not, nothing is noted of what cells showed.
    boolean watched;

    /// Whether somebody wants to be told of each change by itself.
    boolean eachChange;

    /// The chain of the change that is being applied.
    private int by;

    /// The cell that was found last, and where.
    private @Nullable Path foundAt;

    private @Nullable Cell found;

    /// Until they are carried out: see [#found].
    private @Nullable Planned planned;

    /// Writes, and the cell of each.
    private static final class Planned {
        final List<Op> sets;
        final Cell[] cells;

        Planned(List<Op> sets, Cell[] cells) {
            this.sets = sets;
            this.cells = cells;
        }

        /// Whether it is that very list: one that equals it was not planned here.
        @SuppressWarnings("ReferenceEquality")
        boolean is(List<? extends Op> ops) {
            return ops == sets;
        }
    }

    Merge(ChainOrder order) {
        this.order = order;
    }

    /// Cells and what they showed before they changed.
    private static final class Touched {
        /// Up to how many places are kept for the next round. Guess: any ordinary change.
        private static final int KEPT_MAX = 1 << 16;

        final byte flag;
        Cell[] cells = new Cell[16];
        @Nullable Path[] paths = new Path[16]; // where known
        @Nullable Shown[] before = new Shown[16];
        int count;

        Touched(byte flag) {
            this.flag = flag;
        }

        void add(Cell cell, @Nullable Path path, @Nullable Shown shown) {
            if (count == cells.length) {
                cells = Arrays.copyOf(cells, 2 * count);
                paths = Arrays.copyOf(paths, 2 * count);
                before = Arrays.copyOf(before, 2 * count);
            }
            cell.flags |= flag;
            cells[count] = cell;
            if (shown != null) { // else nobody asks what it was
                paths[count] = path;
                before[count] = shown;
            }
            count++;
        }

        void clear() {
            for (int i = 0; i < count; i++) {
                cells[i].flags &= (byte) ~flag;
            }
            if (count > KEPT_MAX) { // one large change does not keep memory for ever
                cells = new Cell[16];
                paths = new Path[16];
                before = new Shown[16];
                count = 0;
                return;
            }
            Arrays.fill(cells, 0, count, null);
            Arrays.fill(paths, 0, count, null);
            Arrays.fill(before, 0, count, null);
            count = 0;
        }
    }

    boolean isSettled() {
        return round.count == 0;
    }

    Cell top(Path path) {
        return !path.isRoot() && path.at(0).startsWith(".") ? own : root;
    }

    @Nullable Cell find(Path path) {
        if (isFound(path)) {
            return found;
        }
        int shared = sharedWithFound(path);
        Cell cell = above(path, shared);
        for (int i = shared; i < path.size() && cell != null; i++) {
            cell = cell.child(path.at(i));
        }
        found(path, cell);
        return cell;
    }

    /// How much of a path is that of the cell that was found last: those of one change mostly stand
    /// near each other.
    private int sharedWithFound(Path path) {
        Path last = foundAt;
        boolean attached = found != null && (found.flags & Cell.DETACHED) == 0;
        return attached && last != null ? path.sharedSize(last) : 0;
    }

    /// The cell at what a path shares with that of the cell that was found last.
    private Cell above(Path path, int shared) {
        Cell cell = found;
        if (shared == 0 || cell == null || foundAt == null) {
            return top(path);
        }
        for (int i = foundAt.size(); i > shared && cell.parent != null; i--) {
            cell = cell.parent;
        }
        return cell;
    }

    /// A cell was found at a path. A write looks for its cell when it is planned and when it is
    /// carried out: the second time it is still here.
    void found(Path path, @Nullable Cell cell) {
        if (cell != null) {
            foundAt = path;
            found = cell;
        }
    }

    /// The same of many writes at once: those of that very list.
    void found(List<Op> sets, Cell[] cells) {
        planned = new Planned(sets, cells);
    }

    /// That cell, when it is in the user's part of this tree and no value stands above it.
    @Nullable Cell inReach(@Nullable Cell cell) {
        if (cell == null || (cell.flags & Cell.DETACHED) != 0) {
            return null;
        }
        Cell top = cell;
        for (Cell above = cell.parent; above != null; above = above.parent) {
            if (above.hasScalar()) {
                return null;
            }
            top = above;
        }
        return top == root ? cell : null;
    }

    private boolean isFound(Path path) {
        return found != null && (found.flags & Cell.DETACHED) == 0 && path.equals(foundAt);
    }

    /// The cell at a path, made with those above it when it is not there.
    Cell make(Path path) {
        if (found != null && isFound(path)) {
            return found;
        }
        int shared = sharedWithFound(path);
        Cell cell = above(path, shared);
        for (int i = shared; i < path.size(); i++) {
            cell = child(cell, path.at(i));
        }
        found(path, cell);
        return cell;
    }

    private Cell grow(Cell parent, String name) {
        var child = new Cell(name, parent);
        boolean unstored = parent == own && (name.equals(".presence") || name.equals(".peer"));
        child.flags = unstored ? Cell.EPHEMERAL : (byte) (parent.flags & Cell.EPHEMERAL);
        if (parent.children == null) {
            parent.children = new Children();
        }
        parent.children.add(child);
        return child;
    }

    /// Applies one change.
    void apply(Viewpoint at, List<? extends Op> ops) {
        by = at.stamp().chain();
        if (planned != null && planned.is(ops)) {
            apply(at, planned);
            return;
        }
        for (int i = 0; i < ops.size(); i++) {
            apply(at, ops.get(i));
        }
    }

    /// Nothing stands above these cells that a write below could change.
    private void apply(Viewpoint at, Planned writes) {
        for (int i = 0; i < writes.cells.length; i++) {
            Cell cell = writes.cells[i];
            boolean here = (cell.flags & Cell.DETACHED) == 0;
            if (here && writes.sets.get(i) instanceof Set set) {
                touch(cell, set.path());
                set(at, set, cell);
            } else {
                apply(at, writes.sets.get(i));
            }
        }
        planned = null;
    }

    private void set(Viewpoint at, Set set, Cell cell) {
        boolean was = cell.isAlive();
        cell.set(at, set.value());
        written(cell, was, at.stamp());
    }

    private void apply(Viewpoint at, Op op) {
        switch (op) {
            case Set set -> set(at, set, begin(make(set.path()), set.path()));
            case Add add -> {
                Cell cell = begin(make(add.path()), add.path());
                boolean was = cell.isAlive();
                cell.add(at.stamp(), add.delta());
                written(cell, was, at.stamp());
            }
            case Insert insert -> {
                Cell cell = begin(make(insert.path()), insert.path());
                boolean was = cell.isAlive();
                cell.insert(at, insert.value(), order);
                written(cell, was, at.stamp());
            }
            case Splice splice -> edit(at, splice);
            case ListSplice splice -> edit(at, splice);
            case ListMove move -> edit(at, move);
            case Zero zero -> zero(at, zero);
            case Unset unset -> hide(find(unset.path()), cell -> cell.unset(at));
            case Take take -> hide(find(take.path()), cell -> cell.take(at, take.value()));
            case Remove remove -> remove(at, find(remove.path()));
            case Notice _ -> {}
        }
    }

    private void edit(Viewpoint at, At op) {
        Cell cell = begin(make(op.path()), op.path());
        boolean was = cell.isAlive();
        if (cell.edit(at, op, false, order)) {
            written(cell, was, at.stamp());
        } else {
            overflowed(cell, was);
        }
    }

    /// What was edited and did not take it may be nothing now, as there was more of it than is
    /// kept.
    private void overflowed(Cell cell, boolean was) {
        if (was && !cell.isAlive()) {
            forgetAbove(cell, null);
            flip(cell, true);
        }
    }

    /// A change of somebody who was removed before it: nobody sees what it does, but in texts and
    /// lists those who had seen it counted their positions with it.
    void applyVoid(Viewpoint at, List<? extends Op> ops) {
        by = at.stamp().chain();
        for (Op op : ops) {
            switch (op) {
                case Splice splice -> editVoid(at, splice);
                case ListSplice splice -> editVoid(at, splice);
                case ListMove move -> editVoid(at, move);
                case Unset(Path path) -> unsetVoid(at, find(path), false);
                case Remove(Path path) -> unsetVoid(at, find(path), true);
                default -> {}
            }
        }
    }

    private void editVoid(Viewpoint at, At op) {
        Cell cell = begin(make(op.path()), op.path());
        boolean was = cell.isAlive();
        cell.edit(at, op, true, order);
        overflowed(cell, was);
    }

    private void unsetVoid(Viewpoint at, @Nullable Cell cell, boolean below) {
        if (cell == null) {
            return;
        }
        begin(cell, null);
        boolean was = cell.isAlive();
        cell.unsetVoid(at);
        overflowed(cell, was);
        if (below && cell.children != null) {
            for (Cell child : cell.children.unordered()) {
                if (child != null) {
                    unsetVoid(at, child, true);
                }
            }
        }
    }

    /// What is to happen to one cell.
    private interface Deed {
        void to(Cell cell);
    }

    /// A zero may come to a cell that holds nothing (its author lies, or counts of others hid it
    /// before): then it leaves a row, as it would have in the other order.
    private void zero(Viewpoint at, Zero zero) {
        hide(make(zero.path()), cell -> cell.zero(at, zero.parts(), order));
    }

    private void hide(@Nullable Cell cell, Deed deed) {
        if (cell == null) {
            return;
        }
        begin(cell, null);
        boolean was = cell.isAlive();
        Stamp newest = knowsBelow(cell) ? cell.newest(order) : null;
        deed.to(cell);
        if (newest != null && !newest.equals(cell.newest(order))) {
            forgetAbove(cell, newest);
        }
        flip(cell, was);
    }

    private void remove(Viewpoint at, @Nullable Cell cell) {
        if (cell == null) {
            return;
        }
        begin(cell, null);
        boolean was = cell.isAlive();
        unsetAll(at, cell);
        forgetAbove(cell, null);
        flip(cell, was);
    }

    /// Recursion goes as deep as paths do, 128.
    private void unsetAll(Viewpoint at, Cell cell) {
        touch(cell);
        cell.unset(at);
        Children children = cell.children;
        if (children == null) {
            return;
        }
        for (Cell child : children.unordered()) {
            if (child != null && (child.isAlive() || child.remembers() || child.children != null)) {
                boolean was = child.isAlive();
                unsetAll(at, child);
                if (was && !child.isAlive()) {
                    children.living--;
                }
            }
        }
        cell.forgetBelow();
    }

    /// Gives a cell that is never stored another value, or none.
    void show(Cell cell, @Nullable Value value, int author) {
        if (Objects.equals(cell.value, value)) {
            return;
        }
        by = author;
        touch(cell);
        boolean was = cell.isAlive();
        cell.value = value;
        cell.chain = author;
        flip(cell, was);
    }

    /// The child of that name, made when it is not there.
    Cell child(Cell parent, String name) {
        Cell child = parent.child(name);
        return child != null ? child : grow(parent, name);
    }

    /// Touches the cell, and those above in which a value stands beside children: what these show
    /// depends on what is below. The path is that of the cell, or null.
    private Cell begin(Cell cell, @Nullable Path path) {
        for (Cell above = cell.parent; above != null; above = above.parent) {
            if (above.hasScalar()) {
                touch(above);
            }
        }
        touch(cell, path);
        return cell;
    }

    private void touch(Cell cell) {
        touch(cell, null);
    }

    /// The cell is about to change; the path is its own, or null.
    void touch(Cell cell, @Nullable Path path) {
        if (cell.value == null) {
            cell.chain = by;
        }
        byte both = Cell.IN_ROUND | Cell.IN_CHANGE;
        if ((cell.flags & both) == both || (cell.flags & Cell.IN_ROUND) != 0 && !eachChange) {
            return;
        }
        Shown shown = watched ? cell.shown(order) : null;
        if (eachChange && (cell.flags & Cell.IN_CHANGE) == 0) {
            change.add(cell, path, shown);
        }
        if ((cell.flags & Cell.IN_ROUND) == 0) {
            if (image != null) {
                image.rescue(cell);
            }
            round.add(cell, path, shown);
        }
    }

    /// The cell has a new mark, which is newer than all that it replaced.
    private void written(Cell cell, boolean was, Stamp stamp) {
        for (Cell above = cell.parent; above != null; above = above.parent) {
            if (above.more != null && above.more.below != null) {
                above.more.below = Recency.newer(above.more.below, stamp, order);
            }
        }
        flip(cell, was);
    }

    private static boolean knowsBelow(Cell cell) {
        for (Cell above = cell.parent; above != null; above = above.parent) {
            if (above.more != null && above.more.below != null) {
                return true;
            }
        }
        return false;
    }

    /// `hidden` is no longer the newest mark above, wherever it was; null stands for any mark.
    private static void forgetAbove(Cell cell, @Nullable Stamp hidden) {
        for (Cell above = cell.parent; above != null; above = above.parent) {
            if (above.more != null && (hidden == null || hidden.equals(above.more.below))) {
                above.forgetBelow();
            }
        }
    }

    /// Tells the cells above when this one came alive or died.
    void flip(Cell cell, boolean was) {
        boolean is = cell.isAlive();
        Cell parent = cell.parent;
        while (was != is && parent != null) {
            Children siblings = parent.children;
            if (siblings == null) {
                throw new IllegalStateException("a cell without a place");
            }
            touch(parent);
            was = parent.isAlive();
            siblings.living += is ? 1 : -1;
            if (siblings.living == 0) {
                parent.forgetBelow();
            }
            is = parent.isAlive();
            parent = parent.parent;
        }
    }

    /// What shows something else than at the last settling, by path.
    List<Changes.Entry> changedInRound() {
        return entries(round);
    }

    /// The same for the change that was applied just now, and the next one begins.
    List<Changes.Entry> endChange() {
        List<Changes.Entry> entries = entries(change);
        change.clear();
        return entries;
    }

    private List<Changes.Entry> entries(Touched touched) {
        var entries = new ArrayList<Changes.Entry>();
        Cell parent = null;
        Path above = Path.ROOT;
        for (int i = 0; i < touched.count; i++) {
            Cell cell = touched.cells[i];
            Shown before = touched.before[i];
            Shown after = cell.shown(order);
            if (before == null || after.equals(before) || cell == own) {
                continue;
            }
            Path path = touched.paths[i];
            if (path == null && cell.parent != null) {
                if (cell.parent != parent) {
                    parent = cell.parent;
                    above = parent.path();
                }
                path = above.child(cell.name);
            } else if (path == null) {
                path = Path.ROOT;
            }
            ChainId author = order.id(cell.shownBy(after.slot(), order));
            entries.add(new Changes.Entry(path, before, after, author));
        }
        if (entries.size() > 1) {
            entries.sort((a, b) -> a.path().compareTo(b.path()));
        }
        return entries;
    }

    /// Dead cells leave the tree, and the next round begins.
    void settle() {
        for (int i = 0; i < round.count; i++) {
            Cell cell = round.cells[i];
            while (cell.parent != null && cell.isEmpty() && (cell.flags & Cell.DETACHED) == 0) {
                leave(cell.parent, cell);
                cell = cell.parent;
            }
        }
        round.clear();
        planned = null;
    }

    private static void leave(Cell parent, Cell cell) {
        Children siblings = parent.children;
        if (siblings == null) {
            throw new IllegalStateException("a cell without a place: " + cell.name);
        }
        siblings.remove(cell);
        if (siblings.size() == 0) {
            parent.children = null;
        }
    }
}
