package kith.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import kith.crdt.Counter;
import kith.crdt.Recency;
import kith.crdt.Register;
import kith.crdt.sequence.LivingSequence;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Digests of a subtree, for finding where two replicas differ.
///
/// A digest is a hash tree (Merkle, *A digital signature based on a conventional encryption
/// function*, 1987) over names and living marks, in which chains stand by their names: the digest
/// of a cell covers what lives in it and the names and digests of its children. So two peers find
/// where they differ by going down where digests differ.
///
/// Nothing is kept for it between two comparisons, so a walk costs the subtree, and a large one
/// would hold up everything else. So the walk goes on in pieces, each of some cells. When the space
/// changes between two pieces the walk begins anew, but not for ever: a space that always changes
/// is compared as it went by, and whoever compares sees that its version moved.
///
/// Used by the owner of the engine only.
public final class DigestWalk {
    /// Begins all that is hashed here, so that no hash of something else can stand for it.
    private static final byte[] LABEL = Utf8.encode("kith/cell/1");

    /// Walks that are given up because the space changed, before one is taken as it is. Guess.
    private static final int RESTARTS_MAX = 2;

    private final Space space;
    private final Path path;
    private final UnaryOperator<byte[]> hash;
    private final ArrayDeque<Frame> stack = new ArrayDeque<>();
    private final TreeMap<String, Bytes> children = new TreeMap<>();
    private long revision;
    private int restarts;
    private @Nullable Bytes own;

    /// A cell of which some children are done. Its children are those it had when it was reached.
    private static final class Frame {
        final String name;
        final List<Cell> children;
        final Writer out = new Writer();
        int done;
        boolean any;

        Frame(String name, List<Cell> children) {
            this.name = name;
            this.children = children;
            out.bytes(LABEL, 0, LABEL.length);
        }
    }

    DigestWalk(Space space, Path path, UnaryOperator<byte[]> hash) {
        this.space = space;
        this.path = path;
        this.hash = hash;
        begin();
    }

    private void begin() {
        stack.clear();
        children.clear();
        revision = space.revision();
        Cell cell = space.merge().find(path);
        push("", cell, stored(cell, path.isRoot() ? space.merge().own : null));
    }

    /// Goes on for about `cells` cells; true when it is done.
    public boolean advance(int cells) {
        if (own == null && revision != space.revision() && restarts < RESTARTS_MAX) {
            restarts++;
            begin();
        }
        for (int left = cells; left > 0 && own == null; left--) {
            step();
        }
        return own != null;
    }

    /// The digest of the subtree: equal on replicas that hold the same changes, whatever the order
    /// in which they came.
    public Bytes digest() {
        if (own == null) {
            throw new IllegalStateException("the walk is not done");
        }
        return own;
    }

    /// The digests of the children, by name.
    public TreeMap<String, Bytes> children() {
        digest(); // it is done
        return children;
    }

    private void push(String name, @Nullable Cell cell, List<Cell> below) {
        var frame = new Frame(name, below);
        if (cell != null) {
            frame.any = cell.hasScalar() || cell.more != null && cell.more.counter != null;
            writeContent(cell, frame.out);
        }
        stack.push(frame);
    }

    /// Enters the next child, or leaves the cell after its last one.
    private void step() {
        Frame frame = stack.getFirst();
        if (frame.done < frame.children.size()) {
            Cell child = frame.children.get(frame.done++);
            push(child.name, child, stored(child, null));
            return;
        }
        stack.pop();
        Frame parent = stack.peek();
        if (parent == null) {
            byte[] covered = frame.any ? frame.out.toArray() : LABEL.clone();
            own = Bytes.wrap(hash.apply(covered));
        } else if (frame.any) { // else it is there only until the next settling
            Bytes digest = Bytes.wrap(hash.apply(frame.out.toArray()));
            parent.out.string(frame.name).bytes(digest);
            parent.any = true;
            if (stack.size() == 1) {
                children.put(frame.name, digest);
            }
        }
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

    private void writeContent(Cell cell, Writer out) {
        Cell.More more = cell.more;
        var writes = new ArrayList<Register.Write>();
        if (cell.value != null) {
            var stamp = new Stamp(cell.chain, cell.seq, cell.time);
            writes.add(new Register.Write(stamp, cell.value));
        } else if (more != null && more.register != null) {
            writes.addAll(more.register.newestFirst(order()));
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
        if (more != null) {
            writeSequence(more.text, out);
            writeSequence(more.list, out);
        }
    }

    /// Nothing is written where no text or list lives: so what was computed before there were any
    /// still holds.
    private void writeSequence(@Nullable LivingSequence<?> sequence, Writer out) {
        if (sequence == null || !sequence.isLiving()) {
            return;
        }
        var marks = new ArrayList<Stamp>();
        for (int i = 0; i < sequence.markCount(); i++) {
            marks.add(sequence.mark(i));
        }
        out.varint(marks.size());
        for (Stamp mark : sorted(marks)) {
            writeMark(mark, out);
        }
        sequence.value().write(out);
    }

    private List<Stamp> sorted(List<Stamp> marks) {
        var sorted = new ArrayList<>(marks);
        sorted.sort((a, b) -> Recency.compare(a, b, order()));
        return sorted;
    }

    private void writeRows(@Nullable Counter counter, Writer out) {
        var rows = new ArrayList<Counter.Row>();
        for (int i = 0; counter != null && i < counter.size(); i++) {
            rows.add(counter.at(i));
        }
        rows.sort((a, b) -> order().compare(a.chain(), b.chain()));
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
        ChainId id = order().id(chain);
        out.bytes(id.author()).varint(id.incarnation()).sized(id.branch());
    }

    private ChainOrder order() {
        return space.merge().order;
    }
}
