package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.ListOf;
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
final class Wish {
    /// By name: operations of one change then share the most of their paths.
    final TreeMap<String, Wish> below = new TreeMap<>();

    /// All that is there shall be hidden, at and below.
    boolean clear;

    /// Something is written below, so what stands here must give way.
    boolean givesWay;

    @Nullable Value put;
    boolean counts;
    long delta;
    final List<Op> elements = new ArrayList<>();

    /// How long the text or list is after what edits it among them; negative: nothing does.
    private int length = -1;

    /// The wish at a path below. When something is written there, values wished above give way.
    Wish down(Path path, boolean writes) {
        Wish wish = this;
        for (int i = 0; i < path.size(); i++) {
            if (writes) {
                wish.giveWay();
            }
            wish = wish.below.computeIfAbsent(path.at(i), _ -> new Wish());
        }
        return wish;
    }

    private void giveWay() {
        givesWay = true;
        forget();
    }

    private void forget() {
        put = null;
        counts = false;
        delta = 0;
        elements.clear();
        length = -1;
    }

    /// Nothing shall be here and below.
    Wish cleared() {
        below.clear();
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
                below.computeIfAbsent(obj.name(i), _ -> new Wish()).put(obj.value(i));
            }
        } else {
            put = value;
        }
    }

    // Texts and lists: the one that is there is given, or null.

    /// Positions are those that the text has after what was wished before.
    void splice(Splice splice, @Nullable Text text, Viewpoint at) {
        boolean first = length < 0;
        int was = first ? text == null ? 0 : text.lengthAt(at) : length;
        checkRange(splice.path(), splice.at(), splice.delete(), was);
        boolean shown = text != null && text.isCovered(at);
        if (first && shown && text != null) {
            was = text.length();
            checkRange(splice.path(), splice.at(), splice.delete(), was);
            checkPair(splice.path(), text, splice.at());
            checkPair(splice.path(), text, splice.at() + splice.delete());
        }
        checkOnce(first || text == null || !text.hasVoid(), splice.path());
        add(splice.path(), splice, was, first && shown ? text : null);
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

    private static void checkPair(Path path, Text text, int position) {
        if (text.splitsPair(position)) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "position "
                            + position
                            + " of the text at "
                            + path
                            + " is between the two halves of one character");
        }
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

    /// `shown`: the text whose positions are meant.
    private void add(Path path, Splice splice, int was, @Nullable Text shown) {
        String insert = splice.insert();
        checkLength(path, (long) was - splice.delete() + insert.length(), Op.TEXT_LENGTH_MAX);
        Writing.checkLarge(path, Utf8.size(insert));
        int place = shown == null ? splice.at() : shown.placeOf(splice.at());
        int[] gone =
                shown == null || splice.delete() == 0
                        ? new int[] {place, splice.delete()}
                        : shown.placesOf(splice.at(), splice.delete());
        boolean one = gone.length == 2 && gone[0] == place;
        for (int i = 0; i < gone.length && !one; i += 2) {
            elements.add(new Op.Splice(path, gone[i], gone[i + 1], ""));
        }
        elements.add(new Op.Splice(path, place, one ? gone[1] : 0, insert));
    }

    /// A text that is there keeps what it has in common with the new one, so that what others edit
    /// at the same time finds its place. The last edit comes first: so the positions of those
    /// before it stay what they are.
    void put(PutText put, @Nullable Text text, Viewpoint at) {
        if (text == null || length >= 0 || !text.isCovered(at)) {
            cleared();
            add(put.path(), new Splice(put.path(), 0, 0, put.text()), 0, null);
            return;
        }
        List<Difference.Edit> edits = Difference.between(text.text(), put.text());
        int shift = put.text().length() - text.length();
        length = text.length();
        for (Difference.Edit edit : edits.reversed()) {
            shift -= edit.insert().length() - edit.delete();
            var splice = new Splice(put.path(), edit.at() - shift, edit.delete(), edit.insert());
            add(put.path(), splice, length, text);
        }
    }

    /// Positions are those that the list has after what was wished before.
    void splice(ListSplice splice, @Nullable ListOf list, Viewpoint at) {
        Path path = splice.path();
        boolean first = length < 0;
        boolean shown = first && list != null && list.isCovered(at);
        int was = lengthOf(list, shown, at);
        checkRange(path, splice.at(), splice.delete(), was);
        checkOnce(first || list == null || !list.hasVoid(), path);
        int inserted = splice.insert().size();
        checkLength(path, (long) was - splice.delete() + inserted, Op.LIST_LENGTH_MAX);
        int place = list == null || !shown ? splice.at() : list.placeOf(splice.at());
        int[] gone =
                list == null || !shown || splice.delete() == 0
                        ? new int[] {place, splice.delete()}
                        : list.placesOf(splice.at(), splice.delete());
        boolean one = gone.length == 2 && gone[0] == place;
        for (int i = 0; i < gone.length && !one; i += 2) {
            elements.add(new Op.ListSplice(path, gone[i], gone[i + 1], List.of()));
        }
        elements.add(new Op.ListSplice(path, place, one ? gone[1] : 0, splice.insert()));
    }

    private int lengthOf(@Nullable ListOf list, boolean shown, Viewpoint at) {
        if (length >= 0 || list == null) {
            return Math.max(0, length);
        }
        return shown ? list.length() : list.lengthAt(at);
    }

    void move(ListMove move, @Nullable ListOf list, Viewpoint at) {
        Path path = move.path();
        boolean first = length < 0;
        boolean shown = first && list != null && list.isCovered(at);
        length = lengthOf(list, shown, at);
        checkRange(path, move.from(), 1, length);
        checkRange(path, move.to(), 1, length);
        checkOnce(first || list == null || !list.hasVoid(), path);
        int[] both =
                list == null || !shown
                        ? new int[] {move.from(), move.to()}
                        : list.moveOf(move.from(), move.to());
        if (both.length == 0) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "a removed member deleted the element at " + move.from() + " of " + path);
        }
        elements.add(new Op.ListMove(path, both[0], both[1]));
    }

    /// What will be at a path below; null when the wishes leave it as it is.
    @Nullable Slot shows(Path path) {
        Wish wish = this;
        boolean cleared = clear;
        for (int i = 0; i < path.size() && wish != null; i++) {
            wish = wish.below.get(path.at(i));
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
}
