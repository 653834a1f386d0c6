package kith.state;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Register;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Looks at whole trees: the differences of two trees of one replica, and whether every cell is as
/// it must be. Both cost the tree; recursion goes as deep as paths do.
final class Inspection {
    private Inspection() {}

    /// What the cells of `to` show that those of `from` did not, by path.
    static List<Changes.Entry> differences(Merge from, Merge to) {
        var entries = new ArrayList<Changes.Entry>();
        differences(from.root, to.root, Path.ROOT, to.order, entries, from.order);
        below(from.own, to.own, Path.ROOT, to.order, entries, from.order);
        entries.sort((a, b) -> a.path().compareTo(b.path()));
        return entries;
    }

    private static void differences(
            @Nullable Cell from,
            @Nullable Cell to,
            Path path,
            ChainOrder toOrder,
            List<Changes.Entry> entries,
            ChainOrder fromOrder) {
        Shown before = from == null ? Shown.NOTHING : from.shown(fromOrder);
        Shown after = to == null ? Shown.NOTHING : to.shown(toOrder);
        if (!before.equals(after)) {
            ChainId by = null;
            if (to != null && after.value() != null) {
                by = toOrder.id(to.shownBy(after.slot(), toOrder));
            }
            entries.add(new Changes.Entry(path, before, after, by));
        }
        below(from, to, path, toOrder, entries, fromOrder);
    }

    /// Walks both lists of children, which are in one order, side by side.
    private static void below(
            @Nullable Cell from,
            @Nullable Cell to,
            Path path,
            ChainOrder toOrder,
            List<Changes.Entry> entries,
            ChainOrder fromOrder) {
        Cell[] old = from == null || from.children == null ? NONE : from.children.ordered();
        Cell[] now = to == null || to.children == null ? NONE : to.children.ordered();
        int i = 0;
        int j = 0;
        while (i < old.length || j < now.length) {
            int side =
                    i == old.length ? 1 : j == now.length ? -1 : old[i].name.compareTo(now[j].name);
            Cell a = side <= 0 ? old[i++] : null;
            Cell b = side >= 0 ? now[j++] : null;
            String name = a != null ? a.name : b != null ? b.name : "";
            differences(a, b, path.child(name), toOrder, entries, fromOrder);
        }
    }

    private static final Cell[] NONE = {};

    /// Throws when anything in the tree is not as it must be.
    static void check(Merge tree) {
        if (!tree.isSettled()) {
            throw new IllegalStateException("not settled");
        }
        check(tree.root, tree.order);
        check(tree.own, tree.order);
    }

    private static void check(Cell cell, ChainOrder order) {
        int flags = Cell.IN_CHANGE | Cell.IN_ROUND | Cell.DETACHED;
        require((cell.flags & flags) == 0, cell, "flags " + cell.flags);
        require(cell.parent == null || !cell.isEmpty(), cell, "is empty");
        checkMore(cell, order);
        Children children = cell.children;
        if (children == null) {
            return;
        }
        Cell[] ordered = children.ordered();
        require(ordered.length > 0 && ordered.length == children.size(), cell, "child count");
        int living = 0;
        for (int i = 0; i < ordered.length; i++) {
            Cell child = ordered[i];
            require(child.parent == cell, child, "has another parent");
            require(children.find(child.name) == child, child, "cannot be found");
            boolean ascends = i == 0 || ordered[i - 1].name.compareTo(child.name) < 0;
            require(ascends, child, "is out of order");
            check(child, order);
            living += child.isAlive() ? 1 : 0;
        }
        require(living == children.living, cell, children.living + " living, not " + living);
    }

    private static void checkMore(Cell cell, ChainOrder order) {
        Cell.More more = cell.more;
        if (more == null) {
            return;
        }
        Register register = more.register;
        boolean several = register == null || register.size() > 1 && cell.value == null;
        require(several, cell, "register of one, or beside a value");
        require(more.set == null || !more.set.isEmpty(), cell, "empty set");
        require(more.counter == null || more.counter.size() > 0, cell, "empty counter");
        Stamp known = more.below;
        if (known != null) {
            require(cell.hasScalar() && cell.hasLivingBelow(), cell, "needs no newest mark below");
            more.below = null;
            Stamp newest = cell.newestBelow(order);
            require(known.equals(newest), cell, "newest below " + known + ", is " + newest);
        }
        Stamp set = more.set == null ? null : more.set.newest();
        require((set == null) == (more.set == null), cell, "set without a mark");
    }

    private static void require(boolean holds, Cell cell, String what) {
        if (!holds) {
            throw new IllegalStateException("cell " + cell.path() + ": " + what);
        }
    }
}
