package kith.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.ListOf;
import kith.crdt.sequence.LivingSequence;
import kith.crdt.sequence.Text;
import kith.lang.Difference;
import kith.lang.Utf8;
import kith.state.Shown.Slot;
import kith.state.Writing.ListMove;
import kith.state.Writing.ListSplice;
import kith.state.Writing.PutText;
import kith.state.Writing.Reason;
import kith.state.Writing.Refusal;
import kith.state.Writing.Splice;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What the edits of a transaction make of one path and those below it, laid over each other.
///
/// Operations are made against the state before the transaction, so they must not depend on its own
/// earlier edits. Here a later edit takes the place of what it would replace: what is put or
/// removed forgets the wishes below it, and what is written forgets values above it.
///
/// A transaction may have ten thousand of them, most with nothing below: so a wish begins without
/// any lists, and those below it are put in order once, at the end.
final class Wish {
    private static final Comparator<Wish> BY_NAME = (a, b) -> a.name.compareTo(b.name);
    private static final Wish[] NONE = {};

    final String name;
    private @Nullable LinkedHashMap<String, Wish> below;

    /// All that is there shall be hidden, at and below.
    boolean clear;

    /// Something is written below, so what stands here must give way.
    boolean givesWay;

    @Nullable Value put;
    boolean counts;
    long delta;
    private List<Op> elements = List.of();

    /// How long the text or list is after what edits it among them; negative: nothing does.
    private int length = -1;

    private Wish(String name) {
        this.name = name;
    }

    /// Nothing yet, for the root of a space.
    static Wish nothing() {
        return new Wish("");
    }

    /// The wish at a path below. When something is written there, values wished above give way.
    Wish down(Path path, boolean writes) {
        Wish wish = this;
        for (int i = 0; i < path.size(); i++) {
            if (writes) {
                wish.giveWay();
            }
            wish = wish.child(path.at(i));
        }
        return wish;
    }

    private Wish child(String of) {
        if (below == null) {
            below = new LinkedHashMap<>();
        }
        Wish child = below.get(of);
        if (child == null) {
            child = new Wish(of);
            below.put(of, child);
        }
        return child;
    }

    /// Those below in the order of their names: operations of one change then share the most of
    /// their paths.
    Wish[] below() {
        if (below == null) {
            return NONE;
        }
        var all = new Wish[below.size()];
        int count = 0;
        for (Wish each : below.values()) {
            all[count++] = each;
        }
        Arrays.sort(all, BY_NAME);
        return all;
    }

    /// What edits the set, text or list that is there.
    List<Op> elements() {
        return elements;
    }

    void add(Op element) {
        if (elements.isEmpty()) {
            elements = new ArrayList<>();
        }
        elements.add(element);
    }

    private void giveWay() {
        givesWay = true;
        forget();
    }

    private void forget() {
        put = null;
        counts = false;
        delta = 0;
        elements = List.of();
        length = -1;
    }

    /// Nothing shall be here and below.
    Wish cleared() {
        below = null;
        givesWay = false;
        forget();
        clear = true;
        return this;
    }

    /// A value in the place of nothing: an object is a wish for each field.
    void put(Value value) {
        if (value instanceof Value.Obj obj && obj.size() > 0) {
            givesWay = true;
            for (int i = 0; i < obj.size(); i++) {
                child(obj.name(i)).put(obj.value(i));
            }
        } else {
            put = value;
        }
    }

    // Texts and lists: the one that is there is given, or null.

    /// Positions are those that the text has after what was wished before.
    void splice(Splice splice, @Nullable Text text, Viewpoint at) {
        Path path = splice.path();
        int was = lengthOf(text, at);
        checkRange(path, splice.at(), splice.delete(), was);
        checkOnce(length < 0 || text == null || !text.hasVoid(), path);
        checkPair(path, splice.at(), was, text, at);
        checkPair(path, splice.at() + splice.delete(), was, text, at);
        add(path, splice, was, length < 0 ? text : null, at);
    }

    /// How long it is after what was wished before.
    private int lengthOf(@Nullable LivingSequence<?> of, Viewpoint at) {
        if (length >= 0 || of == null) {
            return Math.max(0, length);
        }
        return of.lengthAt(at);
    }

    private static void checkRange(Path path, int at, int delete, int length) {
        if (at < 0 || delete < 0 || at > length - delete) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "there are "
                            + length
                            + " units at "
                            + path
                            + ", so "
                            + delete
                            + " at "
                            + at
                            + " are not there");
        }
    }

    private void checkPair(Path path, int position, int was, @Nullable Text text, Viewpoint at) {
        boolean within = position > 0 && position < was;
        if (within
                && Character.isLowSurrogate(unit(position, text, at))
                && Character.isHighSurrogate(unit(position - 1, text, at))) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "position "
                            + position
                            + " of the text at "
                            + path
                            + " is between the two halves of one character");
        }
    }

    /// The unit at that position after what was wished before; 0 when somebody deleted it since.
    private char unit(int position, @Nullable Text text, Viewpoint at) {
        int before = position;
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (elements.get(i) instanceof Op.Splice splice && before >= splice.at()) {
                int within = before - splice.at();
                if (within < splice.insert().length()) {
                    return splice.insert().charAt(within);
                }
                before += splice.delete() - splice.insert().length();
            }
        }
        return text == null ? 0 : text.unitAt(at, before);
    }

    /// Where something does not count that others have seen, positions are turned into theirs, by
    /// the state before the transaction.
    private static void checkOnce(boolean once, Path path) {
        if (!once) {
            throw new Refusal(
                    Reason.TOO_MUCH,
                    "what a removed member wrote at " + path + " allows one edit in a transaction");
        }
    }

    static void checkRoom(boolean room, Path path) {
        if (!room) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "more was written to "
                            + path
                            + " at the same time than can be merged: use another path");
        }
    }

    static void checkElement(Path path, Value value) {
        Writing.checkLarge(path, value.encodedSize());
        if (value.depth() > Op.ELEMENT_DEPTH_MAX) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "the element for "
                            + path
                            + " is nested "
                            + value.depth()
                            + " deep, at most "
                            + Op.ELEMENT_DEPTH_MAX);
        }
    }

    private void checkLength(Path path, long after, int most) {
        if (after > most) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "there would be "
                            + after
                            + " units at "
                            + path
                            + ", at most "
                            + most
                            + ": divide it, or store it as a file");
        }
        length = (int) after;
    }

    /// `shown`: the text whose positions are meant, as it is shown to the author.
    private void add(Path path, Splice splice, int was, @Nullable Text shown, Viewpoint at) {
        String insert = splice.insert();
        checkLength(path, (long) was - splice.delete() + insert.length(), Op.TEXT_LENGTH_MAX);
        Writing.checkLarge(path, Utf8.size(insert));
        int place = shown == null ? splice.at() : shown.placeOf(at, splice.at());
        int[] gone =
                shown == null || splice.delete() == 0
                        ? new int[] {place, splice.delete()}
                        : shown.placesOf(at, splice.at(), splice.delete());
        boolean one = gone.length == 2 && gone[0] == place;
        for (int i = 0; i < gone.length && !one; i += 2) {
            add(new Op.Splice(path, gone[i], gone[i + 1], ""));
        }
        add(new Op.Splice(path, place, one ? gone[1] : 0, insert));
    }

    /// A text that is there keeps what it has in common with the new one, so that what others edit
    /// at the same time finds its place. The last edit comes first: so the positions of those
    /// before it stay what they are.
    void put(PutText put, @Nullable Text text, Viewpoint at) {
        if (text == null || length >= 0) {
            cleared();
            add(put.path(), new Splice(put.path(), 0, 0, put.text()), 0, null, at);
            return;
        }
        String before = text.textAt(at);
        List<Difference.Edit> edits = Difference.between(before, put.text());
        int shift = put.text().length() - before.length();
        length = before.length();
        for (Difference.Edit edit : edits.reversed()) {
            shift -= edit.insert().length() - edit.delete();
            var splice = new Splice(put.path(), edit.at() - shift, edit.delete(), edit.insert());
            add(put.path(), splice, length, text, at);
        }
    }

    /// Positions are those that the list has after what was wished before.
    void splice(ListSplice splice, @Nullable ListOf list, Viewpoint at) {
        Path path = splice.path();
        int was = lengthOf(list, at);
        checkRange(path, splice.at(), splice.delete(), was);
        checkOnce(length < 0 || list == null || !list.hasVoid(), path);
        ListOf shown = length < 0 ? list : null;
        int inserted = splice.insert().size();
        checkLength(path, (long) was - splice.delete() + inserted, Op.LIST_LENGTH_MAX);
        int place = shown == null ? splice.at() : shown.placeOf(at, splice.at());
        int[] gone =
                shown == null || splice.delete() == 0
                        ? new int[] {place, splice.delete()}
                        : shown.placesOf(at, splice.at(), splice.delete());
        boolean one = gone.length == 2 && gone[0] == place;
        for (int i = 0; i < gone.length && !one; i += 2) {
            add(new Op.ListSplice(path, gone[i], gone[i + 1], List.of()));
        }
        add(new Op.ListSplice(path, place, one ? gone[1] : 0, splice.insert()));
    }

    void move(ListMove move, @Nullable ListOf list, Viewpoint at) {
        Path path = move.path();
        ListOf shown = length < 0 ? list : null;
        length = lengthOf(list, at);
        checkRange(path, move.from(), 1, length);
        checkRange(path, move.to(), 1, length);
        checkOnce(shown != null || list == null || !list.hasVoid(), path);
        int[] both =
                shown == null
                        ? new int[] {move.from(), move.to()}
                        : shown.moveOf(at, move.from(), move.to());
        if (both.length == 0) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "a removed member deleted the element at " + move.from() + " of " + path);
        }
        add(new Op.ListMove(path, both[0], both[1]));
    }

    /// What will be at a path below; null when the wishes leave it as it is.
    @Nullable Slot shows(Path path) {
        Wish wish = this;
        boolean cleared = clear;
        for (int i = 0; i < path.size() && wish != null; i++) {
            wish = wish.below == null ? null : wish.below.get(path.at(i));
            cleared |= wish != null && wish.clear;
        }
        Slot own = wish == null ? null : wish.own();
        return own == null && cleared ? Slot.NOTHING : own;
    }

    private @Nullable Slot own() {
        if (put != null) {
            return Slot.REGISTER;
        }
        if (counts) {
            return Slot.COUNTER;
        }
        if (!elements.isEmpty()) {
            return switch (elements.getFirst()) {
                case Op.Splice _ -> Slot.TEXT;
                case Op.ListSplice _ -> Slot.LIST;
                case Op.ListMove _ -> Slot.LIST;
                default -> Slot.SET;
            };
        }
        return givesWay ? Slot.CHILDREN : null;
    }

    /// Why something that edits what is there is refused when that is something else.
    static Reason refusalFor(Slot wanted) {
        return switch (wanted) {
            case COUNTER -> Reason.NOT_A_COUNTER;
            case TEXT -> Reason.NOT_A_TEXT;
            case LIST -> Reason.NOT_A_LIST;
            default -> Reason.NOT_A_SET;
        };
    }

    /// Values that are written at once, each in the place of nothing or of a value alone: what
    /// nearly all transactions are.
    ///
    /// Nothing has to be laid over anything then, and the tree itself says which of them stand
    /// together: the cell of each is looked for once, made when it is not there, and noted with
    /// those beside it. The operations come in the order of the tree, those beside each other as
    /// they were last asked for: so they share the most of their paths, and nothing is sorted.
    ///
    /// They are taken from the last one on, so that of several for one cell the last is found
    /// first. A cell that was made and is not written leaves the tree at the next settling, as any
    /// that is empty. Cost: the depth of its path for each.
    static final class Puts {
        private final Merge tree;

        /// The cells that are noted, from 1 on: those that are written, and those above them.
        private Cell[] cells;

        /// What is written to each; null for those above.
        private Op.@Nullable Set[] sets;

        /// The one that is noted beside each; 0 behind the last.
        private int[] next;

        private int count;
        private int written;

        private Puts(Merge tree, int expected) {
            this.tree = tree;
            cells = new Cell[expected];
            sets = new Op.Set[expected];
            next = new int[expected];
        }

        /// The operations for all edits; null when one of them needs more than to be written.
        static Writing.@Nullable Ready plan(Merge tree, List<? extends Writing.Edit> edits) {
            if (!arePlain(edits)) {
                return null;
            }
            var puts = new Puts(tree, 2 * edits.size());
            boolean simple = true;
            for (int i = edits.size() - 1; i >= 0 && simple; i--) {
                simple = edits.get(i) instanceof Writing.Put put && puts.note(put);
            }
            Writing.Ready ready = simple ? puts.ready() : null;
            puts.forget();
            return ready;
        }

        /// Whether they are values and no objects of cells, somewhere in the user's own tree, and
        /// certainly fit into one change.
        private static boolean arePlain(List<? extends Writing.Edit> edits) {
            int room = edits.size() > Content.OPS_MAX ? 0 : Content.OP_BYTES_MAX;
            for (int i = 0; i < edits.size() && room > 0; i++) {
                room =
                        edits.get(i) instanceof Writing.Put put && isPlain(put)
                                ? room - sizeMax(put)
                                : 0;
            }
            return room > 0;
        }

        private static boolean isPlain(Writing.Put put) {
            Path path = put.path();
            return put.isOneCell() && !path.isRoot() && !path.at(0).startsWith(".");
        }

        private static int sizeMax(Writing.Put put) {
            int place = Content.OP_BYTES + put.path().encodedSizeMax();
            return place + Math.min(put.value().encodedSize(), Content.BYTES_MAX);
        }

        /// False when a value stands above, or something else than a value there, or will.
        private boolean note(Writing.Put put) {
            Path path = put.path();
            Cell cell = tree.root;
            boolean known = true;
            for (int i = 0; i < path.size(); i++) {
                boolean isNoted = known && (cell.flags & Cell.NOTED) != 0;
                if (isNoted && cell.children == null || cell.hasScalar()) {
                    return false;
                }
                Cell child = cell.child(path.at(i));
                known = child != null;
                cell = child == null ? tree.child(cell, path.at(i)) : child;
                path.share(i, cell.name);
                if ((cell.flags & Cell.NOTED) == 0) {
                    add(cell, i == path.size() - 1 ? new Op.Set(path, put.value()) : null);
                }
            }
            if (!known) {
                tree.touch(cell, path);
            }
            return cell.more == null && cell.children == null;
        }

        private void add(Cell cell, Op.@Nullable Set set) {
            if (++count == cells.length) {
                cells = Arrays.copyOf(cells, 2 * count);
                sets = Arrays.copyOf(sets, 2 * count);
                next = Arrays.copyOf(next, 2 * count);
            }
            Children beside = beside(cell);
            cell.flags |= Cell.NOTED;
            cells[count] = cell;
            sets[count] = set;
            next[count] = beside.noted;
            beside.noted = count;
            written += set == null ? 0 : 1;
        }

        private static Children beside(Cell cell) {
            Children beside = cell.parent == null ? null : cell.parent.children;
            if (beside == null) {
                throw new IllegalStateException("a cell without a place: " + cell.name);
            }
            return beside;
        }

        private Writing.Ready ready() {
            var ops = new ArrayList<Op>(written);
            var at = new Cell[written];
            emit(tree.root, ops, at);
            var ready = new Writing.Ready(ops);
            tree.found(ready.ops(), at);
            return ready;
        }

        /// Recursion goes as deep as paths do, 128.
        private void emit(Cell above, List<Op> ops, Cell[] at) {
            int first = above.children == null ? 0 : above.children.noted;
            for (int i = first; i != 0; i = next[i]) {
                Op.Set set = sets[i];
                if (set == null) {
                    emit(cells[i], ops, at);
                } else {
                    at[ops.size()] = cells[i];
                    ops.add(set);
                }
            }
        }

        private void forget() {
            for (int i = 1; i <= count; i++) {
                cells[i].flags &= ~Cell.NOTED;
                beside(cells[i]).noted = 0;
            }
        }
    }
}
