package kith.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Counter;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.ListOf;
import kith.crdt.sequence.Text;
import kith.lang.Malformed;
import kith.log.ChainOrder;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Turns what a user wants into the operations that do it, against the present state.
///
/// A user writes values at paths; operations know cells. So an object becomes cells, one for each
/// field that is no object (an array is one value, and so is an empty object). Writing a value
/// *replaces* what its author sees: the whole subtree is hidden, every counter in it by name,
/// because that is how counters are hidden. Writing below a value replaces that value: it would
/// otherwise stand in the way of what was written.
///
/// Several edits make one transaction. They are first laid over each other, so that a later one
/// wins over an earlier one as it would after it, and then become operations once. Nothing is
/// changed here: what is refused has changed nothing.
///
/// The viewpoint must be that of the change to which the operations will be added, and they must be
/// added before anything else is applied: what a counter has counted is taken down here.
public final class Writing {
    /// One wish.
    public sealed interface Edit {
        Path path();
    }

    /// The cell shall be this value, and nothing else. `spot`: of who writes there again and again.
    public record Put(Path path, Value value, @Nullable Spot spot) implements Edit {
        public Put(Path path, Value value) {
            this(path, value, null);
        }

        /// Not an object, which is a cell for each field.
        boolean isOneCell() {
            return !(value instanceof Value.Obj obj && obj.size() > 0);
        }
    }

    /// Kept by who writes at one path again and again: the tree notes there which cell that is. To
    /// look for one of very many cells is a chain of reads each of which waits for the memory, and
    /// costs more than to write it.
    ///
    /// What is noted is looked at only by who owns the engine, and used only when it is a cell of
    /// the tree that is written. It holds on to the tree in which it was found last.
    public static final class Spot {
        private @Nullable Path path;
        private @Nullable Cell cell;

        /// Nowhere yet.
        public Spot() {}

        private void note(Path at, @Nullable Cell found) {
            path = at;
            cell = found;
        }

        /// What was noted at that path.
        private @Nullable Cell at(Path of) {
            return of.equals(path) ? cell : null;
        }
    }

    /// Nothing shall be at and below the path.
    public record Remove(Path path) implements Edit {}

    /// The counter shall go up by this much.
    public record Add(Path path, long delta) implements Edit {}

    /// This shall be in the set.
    public record Insert(Path path, Value value) implements Edit {}

    /// This shall not be in the set.
    public record Take(Path path, Value value) implements Edit {}

    /// In the text, or in nothing, `delete` UTF-16 units from `at` on shall go and this shall stand
    /// there. Positions are those of the version from which is written.
    public record Splice(Path path, int at, int delete, String insert) implements Edit {}

    /// The cell shall be this text: a text that is there is edited as little as it takes.
    public record PutText(Path path, String text) implements Edit {}

    /// In the list, or in nothing, `delete` elements from `at` on shall go and these shall stand
    /// there.
    public record ListSplice(Path path, int at, int delete, List<Value> insert) implements Edit {
        public ListSplice {
            insert = List.copyOf(insert);
        }
    }

    /// The element of the list that is at `from` shall be at `to`.
    public record ListMove(Path path, int from, int to) implements Edit {}

    /// What comes of it.
    public sealed interface Plan {}

    /// Operations that fit into one change.
    public record Ready(List<Op> ops) implements Plan {
        public Ready {
            ops = List.copyOf(ops);
        }
    }

    /// As many operations as it takes, for as many changes as they fill: first what clears, and
    /// then a write for each cell of the value. Others' changes may be applied between two calls.
    public static final class Pour implements Plan {
        private final Space space;
        private final ArrayDeque<Op> clearing;
        private final ArrayDeque<Level> levels = new ArrayDeque<>();
        private @Nullable Op write;

        private static final class Level {
            final Path path;
            final Value.Obj obj;
            int next;

            Level(Path path, Value.Obj obj) {
                this.path = path;
                this.obj = obj;
            }
        }

        private Pour(Space space, Path path, Value value, List<Op> clearing) {
            this.space = space;
            this.clearing = new ArrayDeque<>(clearing);
            this.write = enter(path, value);
            findWrite();
        }

        public boolean isDone() {
            return clearing.isEmpty() && write == null;
        }

        /// Adds operations to an open change with that viewpoint, at most `opsMax` and as many as
        /// fit. Those that are returned must be applied before anything else is.
        public List<Op> fill(Content content, Viewpoint at, int opsMax) {
            var added = new ArrayList<Op>();
            while (!isDone() && added.size() < opsMax) {
                List<Op> next = next(at);
                if (!addAll(next, content)) {
                    break;
                }
                added.addAll(next);
                advance();
            }
            return added;
        }

        /// More than one only when more chains have counted in one cell than a zero can name.
        private static boolean addAll(List<Op> ops, Content content) {
            for (Op op : ops) {
                if (!content.add(op)) {
                    return false;
                }
            }
            return true;
        }

        /// What a counter has counted is taken down when its turn comes: it may be more by then.
        private List<Op> next(Viewpoint at) {
            Op first = clearing.peek();
            if (first instanceof Op.Zero zero) {
                Cell cell = space.cell(zero.path());
                return cell == null ? List.of() : zeros(cell, zero.path(), at, space.order());
            }
            Op op = first == null ? write : first;
            return op == null ? List.of() : List.of(op);
        }

        private void advance() {
            if (!clearing.isEmpty()) {
                clearing.remove();
                return;
            }
            write = null;
            findWrite();
        }

        private void findWrite() {
            while (write == null && !levels.isEmpty()) {
                Level level = levels.element();
                if (level.next == level.obj.size()) {
                    levels.pop();
                } else {
                    int field = level.next++;
                    Path child = level.path.child(level.obj.name(field));
                    write = enter(child, level.obj.value(field));
                }
            }
        }

        /// Goes down into an object, or gives the write of a value.
        private @Nullable Op enter(Path path, Value value) {
            if (value instanceof Value.Obj obj && obj.size() > 0) {
                levels.push(new Level(path, obj));
                return null;
            }
            return new Op.Set(path, value);
        }
    }

    /// Nothing was done, and why.
    public record Refused(Reason reason, String text) implements Plan {}

    public enum Reason {
        /// The name is one of Kith's own.
        RESERVED,
        /// A name or a path that no cell can have.
        BAD_PATH,
        /// One value is larger than one change.
        TOO_LARGE,
        /// It does not fit into one change.
        TOO_MUCH,
        /// Counting on what shows something else.
        NOT_A_COUNTER,
        /// An element for what shows something else.
        NOT_A_SET,
        /// A splice for what shows something else.
        NOT_A_TEXT,
        /// The same for a list.
        NOT_A_LIST,
        /// A position that the text or list does not have, or between the halves of a surrogate
        /// pair.
        BAD_POSITION
    }

    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Refused refused;

        Refusal(Reason reason, String text) {
            super(text, null, false, false);
            this.refused = new Refused(reason, text);
        }
    }

    private final Space space;
    private final Merge tree;
    private final Viewpoint at;
    private final boolean ours;

    private Writing(Space space, Viewpoint at, boolean ours) {
        this.space = space;
        this.tree = space.merge();
        this.at = at;
        this.ours = ours;
    }

    /// For a user, to whom Kith's own names are closed.
    public static Writing forUser(Space space, Viewpoint at) {
        return new Writing(space, at, false);
    }

    /// For Kith itself, to whom `.access` and `.schema` are open. Nothing is written there yet.
    public static Writing forKith(Space space, Viewpoint at) {
        return new Writing(space, at, true);
    }

    /// The operations for all edits as one transaction: [Ready] or [Refused].
    public Plan plan(List<? extends Edit> edits) {
        try {
            boolean single = !ours && edits.size() == 1;
            if (single && edits.getFirst() instanceof Put put && put.isOneCell()) {
                return planPlain(put);
            }
            Ready puts = ours ? null : Wish.Puts.plan(tree, edits);
            return puts == null ? planWishes(edits) : puts;
        } catch (Refusal refusal) {
            return refusal.refused;
        } catch (Malformed malformed) {
            return new Refused(Reason.BAD_PATH, String.valueOf(malformed.getMessage()));
        }
    }

    private Ready planWishes(List<? extends Edit> edits) {
        var root = Wish.nothing();
        for (Edit edit : edits) {
            checkName(edit.path());
            wish(root, edit);
        }
        var ops = new ArrayList<Op>();
        emit(root, Path.ROOT, tree.find(Path.ROOT), ops);
        checkSize(ops);
        return new Ready(ops);
    }

    /// The same as the general way for the most frequent edit, in one walk down the tree: nothing
    /// has to be laid over anything.
    private Plan planPlain(Put put) {
        Path path = put.path();
        checkLarge(path, put.value().encodedSize());
        var set = new Op.Set(path, put.value());
        Spot spot = put.spot();
        Cell known = spot == null ? null : tree.inReach(spot.at(path));
        if (known != null) {
            return ready(known, path, set, List.of());
        }
        checkName(path);
        List<Op> before = List.of();
        Cell cell = tree.top(path);
        for (int i = 0; i < path.size() && cell != null; i++) {
            if (cell.hasScalar()) {
                before = before.isEmpty() ? new ArrayList<>() : before;
                makeWay(cell, path.upTo(i), before);
            }
            cell = cell.child(path.at(i));
        }
        if (spot != null) {
            spot.note(path, cell);
        }
        return ready(cell, path, set, before);
    }

    /// The write of a value at a cell, after what makes way for it above.
    private Plan ready(@Nullable Cell cell, Path path, Op.Set set, List<Op> above) {
        tree.found(path, cell);
        List<Op> before = above;
        if (cell != null && (cell.more != null || cell.children != null)) {
            before = before.isEmpty() ? new ArrayList<>() : before;
            clear(cell, path, true, before);
        }
        if (before.isEmpty()) {
            return new Ready(List.of(set));
        }
        before.add(set);
        checkSize(before);
        return new Ready(before);
    }

    public Plan plan(Edit edit) {
        return plan(List.of(edit));
    }

    /// The operations for a value of any size: [Pour] or [Refused].
    public Plan pour(Path path, Value value) {
        try {
            checkName(path);
            checkFields(path, value);
            var wish = Wish.nothing();
            wish.down(path, true).clear = true;
            var clearing = new ArrayList<Op>();
            emit(wish, Path.ROOT, tree.find(Path.ROOT), clearing);
            return new Pour(space, path, value, clearing);
        } catch (Refusal refusal) {
            return refusal.refused;
        } catch (Malformed malformed) {
            return new Refused(Reason.BAD_PATH, String.valueOf(malformed.getMessage()));
        }
    }

    private void checkName(Path path) {
        if (!ours && !path.isRoot() && path.at(0).startsWith(".")) {
            throw new Refusal(
                    Reason.RESERVED,
                    Malformed.quote(path.at(0))
                            + " is one of Kith's own names: at the root of a space, use names"
                            + " that do not begin with a dot");
        }
    }

    private void checkFields(Path path, Value value) {
        if (value instanceof Value.Obj obj && obj.size() > 0) {
            for (int i = 0; i < obj.size(); i++) {
                Path child = path.child(obj.name(i));
                checkName(child);
                checkFields(child, obj.value(i));
            }
        } else {
            checkLarge(path, value.encodedSize());
        }
    }

    static void checkLarge(Path path, int size) {
        int sizeMax = Content.OP_BYTES_MAX - Content.OP_BYTES - path.encodedSizeMax();
        if (size > sizeMax) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "the value at "
                            + path
                            + " takes "
                            + size
                            + " bytes, at most "
                            + sizeMax
                            + ": divide it into cells below one path, or store it as a file");
        }
    }

    private void wish(Wish root, Edit edit) {
        switch (edit) {
            case Put put -> {
                checkFields(put.path(), put.value());
                root.down(put.path(), true).cleared().put(put.value());
            }
            case Remove remove -> root.down(remove.path(), false).cleared();
            case Add add -> {
                checkShows(root, add.path(), Slot.COUNTER);
                Wish wish = root.down(add.path(), true);
                wish.counts = true;
                wish.delta += add.delta();
            }
            case Insert insert -> {
                Wish.checkElement(insert.path(), insert.value());
                checkShows(root, insert.path(), Slot.SET);
                Wish wish = root.down(insert.path(), true);
                wish.add(new Op.Insert(insert.path(), insert.value()));
            }
            case Take take -> {
                Wish.checkElement(take.path(), take.value());
                checkShows(root, take.path(), Slot.SET);
                Wish wish = root.down(take.path(), false);
                wish.add(new Op.Take(take.path(), take.value()));
            }
            case Splice splice -> {
                checkShows(root, splice.path(), Slot.TEXT);
                Wish wish = root.down(splice.path(), true);
                wish.splice(splice, textAt(wish, splice.path()), at);
            }
            case ListSplice splice -> {
                splice.insert().forEach(element -> Wish.checkElement(splice.path(), element));
                checkShows(root, splice.path(), Slot.LIST);
                Wish wish = root.down(splice.path(), true);
                wish.splice(splice, listAt(wish, splice.path()), at);
            }
            case ListMove move -> {
                checkShows(root, move.path(), Slot.LIST);
                Wish wish = root.down(move.path(), false);
                wish.move(move, listAt(wish, move.path()), at);
            }
            case PutText put -> {
                Wish wish = root.down(put.path(), true);
                wish.put(put, textAt(wish, put.path()), at);
            }
        }
    }

    /// The text that is to be edited; null when a new one begins.
    private @Nullable Text textAt(Wish wish, Path path) {
        Cell.More more = editedAt(wish, path, Slot.TEXT);
        return more == null ? null : more.text;
    }

    private @Nullable ListOf listAt(Wish wish, Path path) {
        Cell.More more = editedAt(wish, path, Slot.LIST);
        return more == null ? null : more.list;
    }

    private Cell.@Nullable More editedAt(Wish wish, Path path, Slot slot) {
        Cell cell = tree.find(path);
        Wish.checkRoom(cell == null || !cell.isOverfull(slot), path);
        return cell == null || wish.clear || cell.slot(tree.order) != slot ? null : cell.more;
    }

    /// Counting and elements go on with what is there, so it must be of their kind or nothing.
    private void checkShows(Wish root, Path path, Slot wanted) {
        Slot found = root.shows(path);
        if (found == null) {
            Cell cell = tree.find(path);
            found = cell == null ? Slot.NOTHING : cell.slot(tree.order);
        }
        if (found != wanted && found != Slot.NOTHING) {
            throw new Refusal(
                    Wish.refusalFor(wanted),
                    path
                            + " holds "
                            + found.words()
                            + ", not "
                            + wanted.words()
                            + ": remove it first, or use another path");
        }
    }

    /// The operations for a wish and those below it, each path before those below. The cell is the
    /// one that is there, or null when there is none or it is cleared.
    private void emit(Wish wish, Path path, @Nullable Cell cell, List<Op> ops) {
        if (cell != null && wish.clear) {
            clear(cell, path, wish.put != null, ops);
        } else if (cell != null && wish.givesWay) {
            makeWay(cell, path, ops);
        }
        if (wish.put != null) {
            ops.add(new Op.Set(path, wish.put));
        }
        if (wish.counts) {
            ops.add(new Op.Add(path, wish.delta));
        }
        ops.addAll(wish.elements());
        Cell above = wish.clear ? null : cell;
        for (Wish below : wish.below()) {
            Path at = path.child(below.name);
            emit(below, at, above == null ? null : child(above, at), ops);
        }
    }

    private @Nullable Cell child(Cell above, Path path) {
        return path.size() == 1 ? tree.find(path) : above.child(path.name());
    }

    /// Hides all that the author sees at and below. A value that is written in the place of nothing
    /// but a value needs no more than that.
    private void clear(Cell cell, Path path, boolean written, List<Op> ops) {
        boolean set = hasElements(cell);
        if (cell.hasLivingBelow()) {
            ops.add(new Op.Remove(path));
        } else if (set || !written && hasValue(cell)) {
            ops.add(new Op.Unset(path));
        }
        zeroAll(cell, path, ops);
    }

    /// Whether there is something that no write takes the place of.
    private static boolean hasElements(Cell cell) {
        Cell.More more = cell.more;
        return more != null
                && (more.set != null
                        || more.text != null && more.text.isLiving()
                        || more.list != null && more.list.isLiving());
    }

    private static boolean hasValue(Cell cell) {
        return cell.value != null || cell.more != null && cell.more.register != null;
    }

    private void zeroAll(Cell cell, Path path, List<Op> ops) {
        zero(cell, path, ops);
        if (cell.children != null && cell.hasLivingBelow()) {
            for (Cell child : cell.children.ordered()) {
                if (child.isAlive()) {
                    zeroAll(child, path.child(child.name), ops);
                }
            }
        }
    }

    private void zero(Cell cell, Path path, List<Op> ops) {
        if (cell.more != null && cell.more.counter != null) {
            ops.addAll(zeros(cell, path, at, tree.order));
        }
    }

    /// What hides all that the author sees counted in a cell.
    private static List<Op> zeros(Cell cell, Path path, Viewpoint at, ChainOrder order) {
        var ops = new ArrayList<Op>();
        Counter counter = cell.more == null ? null : cell.more.counter;
        List<Op.Zero.Part> parts = counter == null ? List.of() : counter.partsFor(at, order);
        for (int i = 0; i < parts.size(); i += Op.PARTS_MAX) {
            int end = Math.min(i + Op.PARTS_MAX, parts.size());
            ops.add(new Op.Zero(path, parts.subList(i, end)));
        }
        return ops;
    }

    /// Hides a value that stands where something is written below.
    private void makeWay(Cell cell, Path path, List<Op> ops) {
        Slot shown = cell.slot(tree.order);
        if (shown != Slot.NOTHING && shown != Slot.CHILDREN) {
            if (hasValue(cell) || hasElements(cell)) {
                ops.add(new Op.Unset(path));
            }
            zero(cell, path, ops);
        }
    }

    /// A few small operations fit for certain; others are encoded to see.
    private static void checkSize(List<Op> ops) {
        if (ops.size() <= Content.OPS_MAX && Content.sizeMax(ops) <= Content.BYTES_MAX) {
            return;
        }
        var content = new Content();
        for (Op op : ops) {
            if (!content.add(op)) {
                throw new Refusal(
                        Reason.TOO_MUCH,
                        ops.size()
                                + " operations do not fit into one change of at most "
                                + Content.OPS_MAX
                                + " operations and "
                                + Content.BYTES_MAX
                                + " bytes: divide the transaction, or import the value");
            }
        }
    }
}
