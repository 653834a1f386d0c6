package kith.state;

import java.util.List;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Difference;
import kith.crdt.sequence.Text;
import kith.lang.Utf8;
import kith.state.Writing.PutText;
import kith.state.Writing.Reason;
import kith.state.Writing.Refusal;
import kith.state.Writing.Splice;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// What somebody wants of a text, as wishes. `text` is the one that is there, or null.
final class TextWriting {
    private TextWriting() {}

    /// Positions are those that the text has after what was wished before.
    static void splice(Wish wish, Splice splice, @Nullable Text text, Viewpoint at) {
        int length = length(wish, text, at);
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
        if (text != null && wish.textLength < 0 && text.isCovered(at.seen())) {
            checkPair(splice.path(), text, position);
            checkPair(splice.path(), text, position + splice.delete());
        }
        add(wish, splice, length);
    }

    private static int length(Wish wish, @Nullable Text text, Viewpoint at) {
        return wish.textLength >= 0 ? wish.textLength : text == null ? 0 : text.lengthAt(at);
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

    private static void add(Wish wish, Splice splice, int length) {
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
        wish.elements.add(
                new Op.Splice(splice.path(), splice.at(), splice.delete(), splice.insert()));
        wish.textLength = (int) after;
    }

    /// A text that is there keeps what it has in common with the new one, so that what others edit
    /// at the same time finds its place.
    static void put(Wish wish, PutText put, @Nullable Text text, Viewpoint at) {
        boolean edits = text != null && wish.textLength < 0 && text.isCovered(at.seen());
        if (!edits || text == null) {
            wish.cleared();
            add(wish, new Splice(put.path(), 0, 0, put.text()), 0);
            return;
        }
        List<Difference.Edit> all = Difference.between(text.text(), put.text());
        int length = text.length();
        wish.textLength = length;
        for (Difference.Edit edit : all) {
            add(
                    wish,
                    new Splice(put.path(), edit.at(), edit.delete(), edit.insert()),
                    wish.textLength);
        }
    }
}
