package kith.replica.undo;

import java.util.List;
import java.util.TreeSet;
import kith.replica.history.Page;
import kith.replica.history.Page.Edit;
import kith.replica.history.Page.Entry;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Goes through our own changes, the newest first, and finds the one to undo.
///
/// A change that was undone is passed over, and so is what it undid in turn: that undo does not
/// count any more. What is left are changes that stand, and undos that stand. The next to undo is
/// the newest that stands and is no undo (what was done again is none); the next to do again is the
/// newest undo that stands, when nothing was written after it but undos.
final class Course {
    static final String UNDO = "undo";
    static final String REDO = "redo";

    private final @Nullable String wanted;
    private final boolean redo;
    private final TreeSet<String> undone = new TreeSet<>();

    /// Undone changes and those that undid or did again, as far as they are newer than what was
    /// found: between them they change nothing.
    private final TreeSet<String> between = new TreeSet<>();

    /// Whether a change that stands was passed over on the way to the one that is wanted.
    private boolean crossed;

    private @Nullable Entry found;
    private @Nullable String refusal;
    private boolean redoes;

    Course(@Nullable String wanted, boolean redo) {
        this.wanted = wanted;
        this.redo = redo;
    }

    /// Looks at the next change; true when the search is over.
    boolean take(Entry entry) {
        boolean gone = undone.contains(entry.id()) || !entry.counts();
        String[] note = note(entry);
        if (entry.id().equals(wanted)) {
            redoes = note != null && note[0].equals(UNDO);
            refusal = gone ? "that change is undone already, or counts for nobody" : null;
            found = entry;
            return true;
        }
        if (gone || note != null) {
            between.add(entry.id());
        }
        if (gone) {
            return false;
        }
        if (note == null && isOwn(entry)) {
            return false;
        }
        boolean undoes = note != null && note[0].equals(UNDO);
        if (note != null) {
            undone.add(note[1]);
        }
        crossed |= wanted != null && !undoes;
        if (wanted != null || undoes != redo) {
            // Something new was written since: there is nothing to do again.
            return wanted == null && redo && note == null && stop();
        }
        redoes = undoes;
        found = entry;
        between.remove(entry.id());
        return true;
    }

    /// Whether that newer change only took back others, or was taken back.
    boolean isBetween(String id) {
        return !crossed && between.contains(id);
    }

    private boolean stop() {
        refusal = nothing();
        return true;
    }

    @Nullable Entry found() {
        return found;
    }

    /// Why what was found must stay; null when it may go.
    @Nullable String refusal() {
        return refusal;
    }

    /// Whether what was found is an undo.
    boolean isRedo() {
        return redoes;
    }

    String nothing() {
        if (wanted != null) {
            return "that change is none of this peer's there";
        }
        return redo
                ? "nothing of this peer's was undone last there"
                : "nothing of this peer's there is left to undo";
    }

    /// Whether it did nothing but what Kith writes itself, such as the name of a version.
    private static boolean isOwn(Entry entry) {
        List<Edit> edits = entry.told() == null ? List.of() : entry.told().edits();
        for (Edit edit : edits) {
            if (edit.path().isRoot() || !edit.path().at(0).startsWith(".")) {
                return false;
            }
        }
        return !edits.isEmpty();
    }

    /// Whether it undoes another or does it again, and which; null when it does neither.
    private static String @Nullable [] note(Entry entry) {
        List<Edit> edits = entry.told() == null ? List.of() : entry.told().edits();
        for (Edit edit : edits) {
            if (edit.path().startsWith(Page.UNDONE)
                    && edit.value() instanceof Value.Array array
                    && array.size() == 2
                    && array.items().get(0) instanceof Value.Text(String kind)
                    && array.items().get(1) instanceof Value.Text(String change)) {
                return new String[] {kind, change};
            }
        }
        return null;
    }
}
