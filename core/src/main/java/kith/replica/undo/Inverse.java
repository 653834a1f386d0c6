package kith.replica.undo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.crdt.Op;
import kith.lang.Difference;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.Frontier.NamedPlace;
import kith.replica.Replica;
import kith.replica.past.Want;
import kith.state.Query;
import kith.state.Shown.Slot;
import kith.state.Shown.Standing;
import kith.state.Space;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The edits that take back what one change did, for who looks at exactly what it left.
///
/// - A text: what makes the text with the change into the text without it.
/// - A count: the same backwards.
/// - An element of a set: out when it was not in before, in when it was.
/// - A list: the elements that were there, when nobody has edited it since.
/// - All else, where values were written or something was removed: the cells there as they were.
///   Only when they still show what the change wrote, or what newer changes of ours that took each
///   other back have left of it.
final class Inverse {
    /// Cells that are put back. More than a change holds.
    private static final int CELLS_MAX = Query.CELLS_MAX;

    private final Replica replica;
    private final Place change;
    private final @Nullable Space past;
    private final Predicate<String> between;
    private final List<Writing.Edit> edits = new ArrayList<>();

    private boolean isOver;
    private boolean hasElement;

    /// Texts that are touched, and those of them that read as the change left them.
    private int texts;

    private int textsLeft;

    /// `past`: what was there before; null where only texts and counts are to be taken back.
    /// `between` knows the newer changes that took each other back.
    Inverse(Replica replica, Place change, @Nullable Space past, Predicate<String> between) {
        this.between = between;
        this.replica = replica;
        this.change = change;
        this.past = past;
    }

    List<Writing.Edit> edits() {
        return edits;
    }

    /// Whether to write from all that is there, in the place of what the change alone left.
    ///
    /// So when newer changes of ours took each other back, and what they left is written over. And
    /// when the texts read as the change left them: what came back meanwhile stands there as units
    /// of its own, and who looked at the change alone would not know of which side of them to
    /// write.
    boolean fromNow() {
        return !hasElement && (texts > 0 ? texts == textsLeft : isOver);
    }

    /// Reads the operations of the change; the reason when it must stay, else null.
    @Nullable String read(List<Op> ops) {
        TreeSet<Path> tops = tops(ops);
        for (Path top : tops) {
            String refusal = checkOurs(top, ops);
            if (refusal != null) {
                return refusal;
            }
            restore(top);
        }
        var edited = new TreeSet<Path>();
        var lists = new TreeSet<Path>();
        for (Op op : ops) {
            if (op instanceof Op.At at && !isOwn(at.path()) && !isBelow(at.path(), tops)) {
                switch (at) {
                    case Op.Add(Path path, long delta) -> edits.add(new Writing.Add(path, -delta));
                    case Op.Splice splice -> edited.add(splice.path());
                    case Op.ListSplice splice -> lists.add(splice.path());
                    case Op.ListMove move -> lists.add(move.path());
                    case Op.Insert(Path path, Value value) -> element(path, value, true);
                    case Op.Take(Path path, Value value) -> element(path, value, false);
                    default -> {}
                }
            }
        }
        edited.forEach(this::text);
        for (Path path : lists) {
            if (!isOurs(replica.state().conflicts(path))) {
                return path + " was edited since";
            }
            list(path);
        }
        return edits.isEmpty() ? "that change changed nothing" : null;
    }

    private static boolean isOwn(Path path) {
        return !path.isRoot() && path.at(0).startsWith(".");
    }

    /// Where the change wrote values or removed something, without what is below such a place.
    private static TreeSet<Path> tops(List<Op> ops) {
        var all = new TreeSet<Path>();
        for (Op op : ops) {
            if (op instanceof Op.Set
                    || op instanceof Op.Unset
                    || op instanceof Op.Remove
                    || op instanceof Op.Zero) {
                Path path = ((Op.At) op).path();
                if (!isOwn(path)) {
                    all.add(path);
                }
            }
        }
        var tops = new TreeSet<Path>();
        for (Path path : all) { // a path comes before those below it
            if (!isBelow(path, tops)) {
                tops.add(path);
            }
        }
        return tops;
    }

    private static boolean isBelow(Path path, TreeSet<Path> tops) {
        for (int size = path.size(); size >= 0; size--) {
            if (tops.contains(path.upTo(size))) {
                return true;
            }
        }
        return false;
    }

    // Values

    /// Whether what is there now is what the change wrote, all of it.
    private @Nullable String checkOurs(Path top, List<Op> ops) {
        Space now = replica.state();
        for (Op op : ops) {
            boolean wrote = op instanceof Op.Set set && set.path().startsWith(top);
            if (wrote && !isOver && now.shown(((Op.Set) op).path()).isNothing()) {
                return ((Op.Set) op).path() + " was removed since";
            }
        }
        Query.Answer cells = now.query(Query.of(top));
        if (!cells.complete()) {
            return "there are too many cells at " + top;
        }
        for (Query.Found cell : cells.cells()) {
            if (cell.shown().slot() != Slot.CHILDREN && !isOurs(now.conflicts(cell.path()))) {
                return cell.path() + " was written since";
            }
        }
        return null;
    }

    private boolean isOurs(List<Standing> standings) {
        ChainId ours = replica.graph().id(change.chain());
        if (standings.isEmpty()) {
            return false; // removed since
        }
        Standing newest = standings.getFirst();
        ChainId author = newest.author();
        if (ours.equals(author) && newest.seq() == change.seq()) {
            return true;
        }
        boolean neutral =
                author != null && between.test(new NamedPlace(author, newest.seq()).text());
        isOver |= neutral;
        return neutral;
    }

    private void restore(Path top) {
        Space was = past;
        if (was == null) {
            throw new IllegalStateException("nothing is known of what was before");
        }
        edits.add(new Writing.Remove(top));
        Query query = Query.of(top).cellsMax(CELLS_MAX);
        for (Query.Found cell : was.query(query).cells()) {
            Path path = cell.path();
            Value value = cell.shown().value();
            switch (cell.shown().slot()) {
                case COUNTER -> {
                    if (value instanceof Value.Int(long count)) {
                        edits.add(new Writing.Add(path, count));
                    }
                }
                case SET -> {
                    if (value instanceof Value.Array array) {
                        array.items().forEach(item -> edits.add(new Writing.Insert(path, item)));
                    }
                }
                case LIST -> {
                    if (value instanceof Value.Array array) {
                        edits.add(new Writing.ListSplice(path, 0, 0, array.items()));
                    }
                }
                case TEXT -> {
                    if (value instanceof Value.Text(String text)) {
                        edits.add(new Writing.PutText(path, text));
                    }
                }
                default -> {
                    if (value != null) {
                        edits.add(new Writing.Put(path, value));
                    }
                }
            }
        }
    }

    // What merges

    private void element(Path path, Value value, boolean inserted) {
        hasElement = true;
        Value was = past == null ? null : past.shown(path).value();
        boolean wasIn = was instanceof Value.Array array && array.items().contains(value);
        if (inserted && !wasIn) {
            edits.add(new Writing.Take(path, value));
        } else if (!inserted && wasIn) {
            edits.add(new Writing.Insert(path, value));
        }
    }

    /// One splice, between what is the same at the front and at the end.
    private void list(Path path) {
        Value before = past == null ? null : past.shown(path).value();
        if (!(before instanceof Value.Array was)) {
            edits.add(new Writing.Remove(path)); // it began the list
            return;
        }
        List<Value> from =
                replica.state().shown(path).value() instanceof Value.Array now
                        ? now.items()
                        : List.of();
        List<Value> to = was.items();
        int most = Math.min(from.size(), to.size());
        int front = 0;
        while (front < most && from.get(front).equals(to.get(front))) {
            front++;
        }
        int back = 0;
        while (back < most - front
                && from.get(from.size() - 1 - back).equals(to.get(to.size() - 1 - back))) {
            back++;
        }
        List<Value> insert = to.subList(front, to.size() - back);
        edits.add(new Writing.ListSplice(path, front, from.size() - front - back, insert));
        isOver = true;
    }

    private void text(Path path) {
        Space now = replica.state();
        String with = now.textAt(path, replica.graph().seenFrom(List.of(change)));
        String without = now.textAt(path, new Want(replica, path, List.of(change), true).seen());
        if (with == null) {
            return;
        }
        texts++;
        textsLeft += new Value.Text(with).equals(now.shown(path).value()) ? 1 : 0;
        if (without == null) {
            edits.add(new Writing.Remove(path)); // it began the text
            return;
        }
        for (Difference.Edit edit : Difference.between(with, without)) {
            edits.add(new Writing.Splice(path, edit.at(), edit.delete(), edit.insert()));
        }
    }
}
