package kith.state;

import java.util.ArrayDeque;
import kith.crdt.Counter;
import kith.crdt.Register;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.RunCodec.Numbering;
import kith.log.Stamp;
import kith.state.columns.Packed;
import kith.state.columns.WriteColumns;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A checkpoint of a space: what lived in it at one moment, written in sections while changes go
/// on.
///
/// Writing a large space takes long, and nobody may wait for it; but a picture that is taken cell
/// by cell while cells change is the picture of no moment. So the walk is joined by *copy on
/// write*: a cell that is about to change and was not written yet is written first, as it is, and
/// passed over later; one that appears meanwhile is empty when it is about to change. One number in
/// each cell says which image is done with it. (The idea of fork and copy-on-write pages, as in
/// Redis' snapshots, done by hand and by cell.)
///
/// A section is a list of records, each one living mark with its value, at a path. In a checkpoint
/// most of them, which are small writes, stand in columns instead, and all of it is packed: see
/// [kith.state.columns]. A cell may be in several sections, and their order is nothing. Numbers of
/// chains are those of the replica: the log writes which names they stand for. What is ephemeral is
/// never in it. The format is in `docs/protocol/state.md`.
///
/// Cost: a walk over all cells; a step of it ends with a section or after [#VISITS_MAX] cells. What
/// waits to be handed out is at most what changed since, as it was at the beginning.
public final class StateImage {
    /// The largest section in bytes.
    public static final int SECTION_BYTES_MAX = 1 << 20;

    /// A section of records and nothing else, as they are.
    static final int PLAIN = 1;

    /// A section in columns, and the records that are no part of these.
    static final int COLUMNS = 2;

    static final int WRITE = 1;
    static final int ROW = 2;
    static final int ELEMENT = 3;
    static final int TEXT = 4;
    static final int LIST = 5;

    /// The most pieces of one text: 64 MiB in small sections.
    static final int PIECES_MAX = 1 << 16;

    /// The most marks in one record of a set's element; more are another record.
    static final int MARKS_EACH = 16;

    /// A value that takes more is a record: columns are for what is small. Guess.
    private static final int VALUE_BYTES_MAX = 1 << 12;

    /// The most cells looked at in one step. Measured in a program that has just begun: three
    /// to ten milliseconds.
    private static final int VISITS_MAX = 1 << 10;

    private final Merge tree;
    private final int number;
    private final int sizeMax;
    private final boolean plain;
    private final ArrayDeque<Frame> walk = new ArrayDeque<>();
    private final ArrayDeque<Bytes> ready = new ArrayDeque<>();
    private final WriteColumns columns = new WriteColumns();
    private final Writer out = new Writer();
    private final Writer one = new Writer();
    private Path previous = Path.ROOT;
    private @Nullable Cell parent; // of the last cell, whose path is known
    private Path above = Path.ROOT;
    private boolean cancelled;

    /// The children of one cell, and which of them is next.
    private static final class Frame {
        final Cell[] cells;
        int next;

        Frame(Cell... cells) {
            this.cells = cells;
        }
    }

    private StateImage(Merge tree, int number, int sizeMax, boolean plain) {
        this.plain = plain;
        this.tree = tree;
        this.number = number;
        this.sizeMax = sizeMax;
        walk.push(new Frame(tree.root, tree.own));
    }

    /// Begins an image of the space as it is now, in sections of about `sizeMax` bytes. A space has
    /// one image at a time.
    public static StateImage begin(Space space, int sizeMax) {
        return begin(space, sizeMax, false);
    }

    /// The same with nothing packed in it, so that equal histories of equal spaces give equal
    /// bytes.
    public static StateImage beginPlain(Space space, int sizeMax) {
        return begin(space, sizeMax, true);
    }

    private static StateImage begin(Space space, int sizeMax, boolean plain) {
        if (sizeMax < 1 || sizeMax > SECTION_BYTES_MAX) {
            throw new IllegalArgumentException("sections of " + sizeMax + " bytes");
        }
        space.settle();
        Merge tree = space.merge();
        if (tree.image != null) {
            throw new IllegalStateException("another image is being taken");
        }
        var image = new StateImage(tree, space.nextImage(), sizeMax, plain);
        tree.image = image;
        return image;
    }

    /// Gives the image up. The space may begin another one.
    public void cancel() {
        cancelled = true;
        walk.clear();
        ready.clear();
        if (tree.image == this) {
            tree.image = null;
        }
    }

    /// Whether it was given up, by us or because the space was replaced. Then its sections are
    /// worth nothing.
    public boolean isCancelled() {
        return cancelled;
    }

    /// The next section; empty when the step was over before one was full, and null when the image
    /// is complete (or was given up). The last one may have no records.
    public @Nullable Bytes next() {
        return next(VISITS_MAX);
    }

    /// The same after that many cells at most.
    @Nullable Bytes next(int visitsMax) {
        int visits = 0;
        while (ready.isEmpty() && !walk.isEmpty() && visits < visitsMax) {
            visits++;
            visit();
        }
        if (!ready.isEmpty()) {
            return ready.remove();
        }
        if (tree.image != this) {
            return null;
        }
        if (walk.isEmpty()) {
            tree.image = null;
            close();
        }
        return ready.isEmpty() ? Bytes.EMPTY : ready.remove();
    }

    private void visit() {
        Frame frame = walk.element();
        if (frame.next == frame.cells.length) {
            walk.pop();
            return;
        }
        Cell cell = frame.cells[frame.next++];
        if ((cell.flags & Cell.EPHEMERAL) != 0) {
            return;
        }
        rescue(cell);
        if (cell.children != null) {
            walk.push(new Frame(cell.children.ordered()));
        }
    }

    /// Writes the cell as it is, unless that was done or it came after the beginning.
    void rescue(Cell cell) {
        if (cell.image == number || (cell.flags & Cell.EPHEMERAL) != 0) {
            return;
        }
        cell.image = number;
        if (cell.value == null && cell.more == null) {
            return;
        }
        Path path = pathOf(cell);
        if (cell.value != null) {
            var stamp = new Stamp(cell.chain, cell.seq, cell.time);
            add(path, new Register.Write(stamp, cell.value));
        }
        Cell.More more = cell.more;
        if (more != null) {
            addAll(path, more);
        }
    }

    private void addAll(Path path, Cell.More more) {
        for (int i = 0; more.register != null && i < more.register.size(); i++) {
            add(path, more.register.at(i));
        }
        for (int i = 0; more.counter != null && i < more.counter.size(); i++) {
            Counter.Row row = more.counter.at(i);
            one.clear();
            one.varint(row.chain()).varint(row.counted()).signed(row.total());
            one.varint(row.time()).varint(row.hidden()).signed(row.base());
            end(ROW, path);
        }
        if (more.text != null) {
            addPieces(TEXT, path, plain ? more.text.writePlain() : more.text.write());
        }
        if (more.list != null) {
            addPieces(LIST, path, plain ? more.list.writePlain() : more.list.write());
        }
        if (more.set != null) {
            more.set.forEach(
                    (element, marks) -> {
                        for (int i = 0; i < marks.size(); i += MARKS_EACH) {
                            int end = Math.min(i + MARKS_EACH, marks.size());
                            one.clear();
                            element.write(one);
                            one.varint(end - i);
                            for (Stamp mark : marks.subList(i, end)) {
                                writeMark(mark);
                            }
                            end(ELEMENT, path);
                        }
                    });
        }
    }

    /// In as many pieces as it takes.
    private void addPieces(int kind, Path path, byte[] bytes) {
        int room = Math.max(1024, sizeMax - path.encodedSizeMax() - 32);
        int pieces = (bytes.length + room - 1) / room;
        for (int piece = 0; piece < pieces; piece++) {
            int start = piece * room;
            int end = Math.min(bytes.length, start + room);
            one.clear();
            one.varint(piece).varint(pieces).varint(end - start).bytes(bytes, start, end);
            end(kind, path);
        }
    }

    private Path pathOf(Cell cell) {
        if (cell.parent == null) {
            return Path.ROOT;
        }
        if (cell.parent != parent) {
            parent = cell.parent;
            above = parent.path();
        }
        return above.child(cell.name);
    }

    private void add(Path path, Register.Write write) {
        Stamp stamp = write.stamp();
        one.clear();
        if (!plain && isSmall(write.value())) {
            makeRoom(path, one.size());
            columns.add(path, stamp.chain(), stamp.seq(), stamp.time(), write.value());
            return;
        }
        one.clear();
        writeMark(stamp);
        write.value().write(one);
        end(WRITE, path);
    }

    private boolean isSmall(Value value) {
        if (!(value instanceof Value.Int)) {
            value.write(one);
        }
        return one.size() <= VALUE_BYTES_MAX;
    }

    private void writeMark(Stamp mark) {
        one.varint(mark.chain()).varint(mark.seq()).varint(mark.time());
    }

    /// Adds the record whose rest was written to `one`.
    private void end(int kind, Path path) {
        makeRoom(path, one.size());
        out.u8(kind);
        path.writeAfter(out, previous);
        previous = path;
        out.bytes(one.shared(), 0, one.size());
    }

    /// Begins another section when so much more would be too much for this one.
    private void makeRoom(Path path, int bytes) {
        boolean begun = out.size() > 0 || !columns.isEmpty();
        int size = out.size() + columns.sizeBytes() + bytes + path.encodedSizeMax();
        if (begun && size > sizeMax || columns.isFull()) {
            close();
        }
    }

    private void close() {
        if (plain) {
            ready.add(
                    new Writer(out.size() + 1)
                            .u8(PLAIN)
                            .bytes(out.shared(), 0, out.size())
                            .toBytes());
        } else {
            var section = new Writer(out.size() + columns.sizeBytes() / 2 + 64);
            columns.writeTo(section.u8(COLUMNS));
            Packed.write(section, out.shared(), out.size());
            ready.add(section.toBytes());
        }
        out.clear();
        previous = Path.ROOT;
    }

    /// Puts a section into a space that was empty before its image is loaded, whose sections may
    /// come in any order. Chain numbers must be below `chainsEnd`. The space is settled when all
    /// are in.
    public static void load(Space space, Bytes section, int chainsEnd) {
        new Loading(space.merge(), new Numbering.Below(chainsEnd), true).load(section);
    }

    /// The same of a plain image that others made, where chains have other numbers: the histories
    /// of its texts and lists are carried out, as nobody could do anything about it later when they
    /// say something else than what is shown.
    public static void load(Space space, Bytes section, Numbering numbers) {
        new Loading(space.merge(), numbers, false).load(section);
    }
}
