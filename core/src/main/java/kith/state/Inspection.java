package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import kith.crdt.Counter;
import kith.crdt.Register;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Looks at whole trees: digests for comparing two replicas, the differences of two trees of one
/// replica, and whether every cell is as it must be. All cost the subtree; recursion goes as deep
/// as paths do.
///
/// A digest is a hash tree (Merkle, *A digital signature based on a conventional encryption
/// function*, 1987) over names and living marks, in which chains stand by their names: the digest
/// of a cell covers what lives in it and the names and digests of its children. So two peers find
/// where they differ by going down where digests differ.
final class Inspection {
    /// Begins all that is hashed here, so that no hash of something else can stand for it.
    private static final byte[] LABEL = Utf8.encode("kith/cell/1");

    private final ChainOrder order;
    private final UnaryOperator<byte[]> hash;

    private Inspection(ChainOrder order, UnaryOperator<byte[]> hash) {
        this.order = order;
        this.hash = hash;
    }

    static Bytes digest(Merge tree, Path path, UnaryOperator<byte[]> hash) {
        Cell cell = tree.find(path);
        Cell other = path.isRoot() ? tree.own : null;
        Bytes digest = new Inspection(tree.order, hash).digest(cell, other);
        return digest != null ? digest : Bytes.wrap(hash.apply(LABEL.clone()));
    }

    static SortedMap<String, Bytes> digests(Merge tree, Path path, UnaryOperator<byte[]> hash) {
        var digests = new TreeMap<String, Bytes>();
        var inspection = new Inspection(tree.order, hash);
        for (Cell child : stored(tree.find(path), path.isRoot() ? tree.own : null)) {
            Bytes digest = inspection.digest(child, null);
            if (digest != null) {
                digests.put(child.name, digest);
            }
        }
        return digests;
    }

    /// The children that are stored; of the root, Kith's own come first.
    private static List<Cell> stored(@Nullable Cell cell, @Nullable Cell own) {
        var stored = new ArrayList<Cell>();
        addStored(own, stored);
        addStored(cell, stored);
        return stored;
    }

    private static void addStored(@Nullable Cell cell, List<Cell> to) {
        if (cell != null && cell.children != null) {
            for (Cell child : cell.children.ordered()) {
                if ((child.flags & Cell.EPHEMERAL) == 0) {
                    to.add(child);
                }
            }
        }
    }

    /// Null when nothing is stored at and below: the cell is there only until the next settling.
    private @Nullable Bytes digest(@Nullable Cell cell, @Nullable Cell own) {
        var out = new Writer();
        out.bytes(LABEL, 0, LABEL.length);
        boolean any = cell != null && (cell.value != null || cell.more != null);
        if (cell != null) {
            writeContent(cell, out);
        }
        for (Cell child : stored(cell, own)) {
            Bytes digest = digest(child, null);
            if (digest != null) {
                out.string(child.name).bytes(digest);
                any = true;
            }
        }
        return any ? Bytes.wrap(hash.apply(out.toArray())) : null;
    }

    private void writeContent(Cell cell, Writer out) {
        Cell.More more = cell.more;
        var writes = new ArrayList<Register.Write>();
        if (cell.value != null) {
            var stamp = new Stamp(cell.chain, cell.seq, cell.time);
            writes.add(new Register.Write(stamp, cell.value));
        } else if (more != null && more.register != null) {
            writes.addAll(more.register.newestFirst(order));
        }
        out.varint(writes.size());
        for (Register.Write write : writes) {
            writeMark(write.stamp(), out);
            write.value().write(out);
        }
        writeRows(more == null ? null : more.counter, out);
        out.varint(more == null || more.set == null ? 0 : more.set.size());
        if (more != null && more.set != null) {
            more.set.forEach(
                    (element, marks) -> {
                        element.write(out);
                        out.varint(marks.size());
                        for (Stamp mark : sorted(marks)) {
                            writeMark(mark, out);
                        }
                    });
        }
    }

    private List<Stamp> sorted(List<Stamp> marks) {
        var sorted = new ArrayList<>(marks);
        sorted.sort((a, b) -> kith.crdt.Recency.compare(a, b, order));
        return sorted;
    }

    private void writeRows(@Nullable Counter counter, Writer out) {
        var rows = new ArrayList<Counter.Row>();
        for (int i = 0; counter != null && i < counter.size(); i++) {
            rows.add(counter.at(i));
        }
        rows.sort((a, b) -> order.compare(a.chain(), b.chain()));
        out.varint(rows.size());
        for (Counter.Row row : rows) {
            writeChain(row.chain(), out);
            out.varint(row.counted()).signed(row.total()).varint(row.time());
            out.varint(row.hidden()).signed(row.base());
        }
    }

    private void writeMark(Stamp mark, Writer out) {
        writeChain(mark.chain(), out);
        out.varint(mark.seq()).varint(mark.time());
    }

    private void writeChain(int chain, Writer out) {
        ChainId id = order.id(chain);
        out.bytes(id.author()).varint(id.incarnation()).sized(id.branch());
    }

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
