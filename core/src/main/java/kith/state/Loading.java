package kith.state;

import java.util.Arrays;
import kith.crdt.AddWinsSet;
import kith.crdt.Counter;
import kith.crdt.Op;
import kith.crdt.Register;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.RunCodec.Numbering;
import kith.log.Stamp;
import kith.state.columns.Packed;
import kith.state.columns.WriteRows;
import kith.value.Path;
import kith.value.Value;

/// Reads the sections of a [StateImage] into a tree.
///
/// Rows come in the order of a walk over the tree, mostly: each shares the names above it with the
/// row before, and children come in the order of their names. So the cells above are kept, and new
/// children are gathered and put in all at once ([Children#adopt]): their order is known then, and
/// nothing is looked for that is not there. Whatever comes in another order is looked for.
final class Loading {
    private final Merge tree;
    private final Numbering numbers;
    private final boolean ours;
    private final Level[] levels = new Level[Path.SEGMENTS_MAX + 1];

    /// A cell on the path of the row, and the children of it that are not in their place yet.
    private static final class Level {
        private static final Cell[] NONE = {};

        Cell cell;

        /// The bytes of its path.
        int bytes;

        Cell[] fresh = NONE;
        int freshCount;

        Level(Cell cell) {
            this.cell = cell;
        }
    }

    /// `ours`: this peer wrote the image. Of one that others made nothing is packed, and histories
    /// are carried out before they are believed.
    Loading(Merge tree, Numbering numbers, boolean ours) {
        this.tree = tree;
        this.numbers = numbers;
        this.ours = ours;
    }

    /// Puts a section in.
    void load(Bytes section) {
        var in = new Reader(section);
        int version = in.u8();
        if (!ours && version != StateImage.PLAIN) {
            throw new Malformed("a state image of others of version " + version);
        }
        switch (version) {
            case StateImage.PLAIN -> records(in);
            case StateImage.COLUMNS -> {
                WriteRows rows = WriteRows.read(in);
                if (rows != null) {
                    rows(rows);
                }
                records(Packed.read(in, StateImage.SECTION_BYTES_MAX));
                in.expectEnd();
            }
            default ->
                    throw new Malformed(
                            "state image of version "
                                    + version
                                    + ", this program reads up to "
                                    + StateImage.COLUMNS);
        }
    }

    // Rows

    private void rows(WriteRows rows) {
        levels[0] = new Level(tree.root);
        int depth = 0;
        int name = 0;
        for (int row = 0; row < rows.size(); row++) {
            int shared = rows.shared(row);
            for (; depth > shared; depth--) {
                settle(level(depth));
            }
            if (depth == 0) {
                atTop(rows.more(row) == 0 ? "" : rows.name(name));
            }
            for (int end = depth + rows.more(row); depth < end; name++) {
                depth = descend(depth, rows.name(name), rows.nameBytes(name));
            }
            put(level(depth).cell, rows, row);
        }
        for (; depth >= 0; depth--) {
            settle(level(depth));
        }
        rows.expectEnd();
    }

    private Level level(int depth) {
        return levels[depth];
    }

    /// The tree that has a name at the root.
    private void atTop(String name) {
        checkStored(name);
        Level level = level(0);
        Cell top = name.startsWith(".") ? tree.own : tree.root;
        if (level.cell != top) {
            settle(level);
            level.cell = top;
        }
    }

    /// Goes to a child of the cell at that depth, and says how deep that is.
    private int descend(int depth, String name, int nameBytes) {
        Level above = level(depth);
        Cell cell = child(above, name);
        Level level = levels[depth + 1];
        if (level == null) {
            level = new Level(cell);
            levels[depth + 1] = level;
        }
        level.cell = cell;
        level.bytes = above.bytes + nameBytes;
        if (level.bytes > Path.BYTES_MAX) {
            throw new Malformed(
                    "path of " + level.bytes + " bytes of UTF-8, at most " + Path.BYTES_MAX);
        }
        return depth + 1;
    }

    private Cell child(Level at, String name) {
        if (at.freshCount > 0 && at.fresh[at.freshCount - 1].name.compareTo(name) >= 0) {
            settle(at);
        }
        Children children = at.cell.children;
        if (children == null) {
            children = new Children();
            at.cell.children = children;
        }
        if (at.freshCount == 0 && !children.endBefore(name)) {
            return tree.child(at.cell, name);
        }
        if (at.freshCount == at.fresh.length) {
            at.fresh = Arrays.copyOf(at.fresh, Math.max(8, 2 * at.freshCount));
        }
        var cell = new Cell(name, at.cell);
        at.fresh[at.freshCount++] = cell;
        return cell;
    }

    private static void settle(Level level) {
        Children children = level.cell.children;
        if (children != null && level.freshCount > 0) {
            children.adopt(Arrays.copyOf(level.fresh, level.freshCount));
            Arrays.fill(level.fresh, 0, level.freshCount, null);
            level.freshCount = 0;
        }
    }

    private void put(Cell cell, WriteRows rows, int row) {
        int seq = rows.seq(row);
        int chain = numbers.translate(rows.chain(row), seq);
        boolean was = cell.isAlive();
        var write = new Register.Write(new Stamp(chain, seq, rows.time(row)), rows.value(row));
        if (!cell.restore(write)) {
            throw new Malformed("a mark at " + cell.path() + " is there twice");
        }
        tree.flip(cell, was);
    }

    // Records

    private void records(Reader in) {
        Path path = Path.ROOT;
        while (!in.atEnd()) {
            int kind = in.u8();
            path = Path.readAfter(in, path);
            if (!path.isRoot()) {
                checkStored(path.at(0));
            }
            Part part = part(kind, in);
            Cell cell = tree.make(path);
            boolean was = cell.isAlive();
            if (!part.into(cell, tree)) {
                throw new Malformed("a mark at " + path + " is there twice");
            }
            tree.flip(cell, was);
        }
    }

    private static void checkStored(String top) {
        if (top.equals(".presence") || top.equals(".peer")) {
            throw new Malformed("a state image has cells at " + top);
        }
    }

    /// One record, read and not yet put in. False when it was there already.
    private interface Part {
        boolean into(Cell cell, Merge tree);
    }

    private Part part(int kind, Reader in) {
        return switch (kind) {
            case StateImage.WRITE -> {
                Stamp stamp = readMark(in);
                Value value = Value.read(in);
                yield (cell, _) -> cell.restore(new Register.Write(stamp, value));
            }
            case StateImage.ROW -> {
                Counter.Row row = readRow(in);
                yield (cell, _) -> cell.counter().restore(row);
            }
            case StateImage.ELEMENT -> readElement(in);
            case StateImage.TEXT -> readPiece(Shown.Slot.TEXT, in);
            case StateImage.LIST -> readPiece(Shown.Slot.LIST, in);
            default ->
                    throw new Malformed(
                            "record of kind " + kind + " in a state image, expected 1-5");
        };
    }

    private Counter.Row readRow(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "chain number");
        int counted = in.count(2 * Counter.SEQ_MAX + 1, "counted position");
        long total = in.signed();
        long time = readTime(in);
        int hidden = in.count(2 * Counter.SEQ_MAX + 1, "hidden position");
        if (counted == 0 && hidden == 0) {
            throw new Malformed("a counter's row in which nothing was counted or hidden");
        }
        int chain = numbers.translate(number, Math.max(1, Math.max(counted, hidden) >> 1));
        return new Counter.Row(chain, counted, total, time, hidden, in.signed());
    }

    private Part readElement(Reader in) {
        Value element = Value.read(in);
        if (element.depth() > Op.ELEMENT_DEPTH_MAX) {
            throw new Malformed("element nested " + element.depth() + " deep");
        }
        int count = in.count(StateImage.MARKS_EACH, "marks of an element");
        if (count == 0) {
            throw new Malformed("element without a mark");
        }
        var marks = new Stamp[count];
        for (int i = 0; i < count; i++) {
            marks[i] = readMark(in);
        }
        return (cell, tree) -> {
            AddWinsSet set = cell.elements(tree.order);
            boolean all = true;
            for (Stamp mark : marks) {
                all &= set.restore(element, mark);
            }
            return all;
        };
    }

    private Part readPiece(Shown.Slot slot, Reader in) {
        int piece = in.count(StateImage.PIECES_MAX - 1, "piece of a sequence");
        int pieces = in.count(StateImage.PIECES_MAX, "pieces of a text");
        if (piece >= pieces) {
            throw new Malformed("piece " + piece + " of a text of " + pieces);
        }
        byte[] bytes = in.sized(StateImage.SECTION_BYTES_MAX, "piece of a text").toArray();
        return (cell, tree) -> cell.restore(slot, piece, pieces, bytes, tree.order, numbers, ours);
    }

    private Stamp readMark(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Counter.SEQ_MAX, "seq");
        if (seq == 0) {
            throw new Malformed("seq is 0, it counts from 1");
        }
        return new Stamp(numbers.translate(number, seq), seq, readTime(in));
    }

    private static long readTime(Reader in) {
        long time = in.varint();
        if (time < 0) {
            throw new Malformed("time over 63 bits at " + in.position());
        }
        return time;
    }
}
