package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.Text;
import kith.lang.Difference;
import kith.lang.Utf8;
import kith.state.Shown.Slot;
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

    /// How long the text is after the splices among them; negative: none was wished.
    int textLength = -1;

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
        textLength = -1;
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

    // Texts: `text` is the one that is there, or null.

    /// Positions are those that the text has after what was wished before.
    void splice(Splice splice, @Nullable Text text, Viewpoint at) {
        int length = length(text, at);
        int position = splice.at();
        if (position < 0 || splice.delete() < 0 || position > length - splice.delete()) {
            throw new Refusal(
                    Reason.BAD_POSITION,
                    "the text at "
                            + splice.path()
                            + " has "
                            + length
                            + " units, so "
                            + splice.delete()
                            + " at "
                            + position
                            + " are not there");
        }
        if (text != null && textLength < 0 && text.isCovered(at.seen())) {
            checkPair(splice.path(), text, position);
            checkPair(splice.path(), text, position + splice.delete());
        }
        add(splice, length);
    }

    private int length(@Nullable Text text, Viewpoint at) {
        return textLength >= 0 ? textLength : text == null ? 0 : text.lengthAt(at);
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

    private void add(Splice splice, int length) {
        long after = (long) length - splice.delete() + splice.insert().length();
        if (after > Op.TEXT_LENGTH_MAX) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "the text at "
                            + splice.path()
                            + " would have "
                            + after
                            + " units, at most "
                            + Op.TEXT_LENGTH_MAX
                            + ": divide it, or store it as a file");
        }
        Writing.checkLarge(splice.path(), Utf8.size(splice.insert()));
        elements.add(new Op.Splice(splice.path(), splice.at(), splice.delete(), splice.insert()));
        textLength = (int) after;
    }

    /// A text that is there keeps what it has in common with the new one, so that what others edit
    /// at the same time finds its place.
    void put(PutText put, @Nullable Text text, Viewpoint at) {
        boolean edits = text != null && textLength < 0 && text.isCovered(at.seen());
        if (!edits || text == null) {
            cleared();
            add(new Splice(put.path(), 0, 0, put.text()), 0);
            return;
        }
        List<Difference.Edit> all = Difference.between(text.text(), put.text());
        int length = text.length();
        textLength = length;
        for (Difference.Edit edit : all) {
            add(new Splice(put.path(), edit.at(), edit.delete(), edit.insert()), textLength);
        }
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
            return elements.getFirst() instanceof Op.Splice ? Slot.TEXT : Slot.SET;
        }
        return givesWay ? Slot.CHILDREN : null;
    }
}
