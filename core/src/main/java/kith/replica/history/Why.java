package kith.replica.history;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Frontier;
import kith.log.Frontier.NamedPlace;
import kith.log.Seen;
import kith.replica.Replica;
import kith.replica.history.Page.Edit;
import kith.replica.history.Page.Entry;
import kith.replica.history.Page.Told;
import kith.state.Shown.Slot;
import kith.state.Shown.Standing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Why a cell shows what it shows: everything that lives in it, and what each change did to it.
///
/// *The problem.* The state keeps what lives and forgets what does not, so that a cell costs no
/// more than its value; who lost to whom, and whether anybody had seen the other, is in the log
/// alone. *So* the changes that touched the cell are read, and looked at with the one rule of
/// merging ([kith.crdt.Viewpoint]): a change hides what its author had seen.
///
/// Cost: the edits of the page squared, so that a page is bounded more than one of the log.
///
/// @param standings everything that lives in the cell, what it shows first
/// @param parts the changes that touched it, the newest first by the clocks of their authors: so
///     everybody who has the same tells the same
/// @param next the last change that was looked at, where not all are here; null: all are
public record Why(List<Standing> standings, List<Part> parts, @Nullable String next) {
    /// Bounds on what is weighed in one step, and what a value may take. Guesses: more than
    /// somebody reads of one cell; some milliseconds at worst.
    public static final int CHANGES_MAX = 100;

    private static final int EDITS = 16;
    private static final int VALUE_BYTES = 4 << 10;

    /// The question that [#of] makes an answer of.
    public static Ask ask(Path path, int changesMax) {
        if (changesMax > CHANGES_MAX) {
            throw new Malformed(changesMax + " changes asked for, expected 1 to " + CHANGES_MAX);
        }
        return new Ask(path, false, null, List.of(), changesMax, EDITS, VALUE_BYTES);
    }

    /// What a change has to do with what is shown.
    public enum Role {
        /// Its value is shown.
        SHOWN,

        /// It counts in what is shown: a counter, a set, a text, a list, or the cells below.
        PART,

        /// It lives, and something else is shown: nobody who saw it has written since.
        BESIDE,

        /// Somebody who had seen it wrote something else.
        REPLACED,

        /// It took away what its author had seen.
        REMOVES,

        /// Its author was removed before: it counts for nobody.
        VOID,

        /// It cannot be read from the disk any more.
        LOST
    }

    /// One change.
    ///
    /// @param concurrent neither its author nor that of what is shown had seen the other's
    /// @param by the change that replaced it first; null when none of these did
    public record Part(Entry entry, Role role, boolean concurrent, @Nullable String by) {}

    public Why {
        standings = List.copyOf(standings);
        parts = List.copyOf(parts);
    }

    /// @param page of what touched the path
    public static Why of(Replica replica, Path path, Page page) {
        List<Standing> standings = replica.state().conflicts(path);
        var entries = new ArrayList<>(page.entries());
        entries.sort(Why::newestFirst);
        var parts = new Weighing(replica.graph(), path, standings, entries).parts();
        return new Why(standings, parts, page.next());
    }

    /// What follows on another change has a later time, or the same millisecond and a later number.
    private static int newestFirst(Entry a, Entry b) {
        int byTime = Long.compare(timeOf(b), timeOf(a));
        int byNumber = byTime != 0 ? byTime : Integer.compare(b.seq(), a.seq());
        return byNumber != 0 ? byNumber : b.id().compareTo(a.id());
    }

    private static long timeOf(Entry entry) {
        Told told = entry.told();
        return told == null ? Long.MIN_VALUE : told.timeMillis();
    }

    /// Weighs the changes of a page against each other.
    private static final class Weighing {
        private final ChangeGraph graph;
        private final Path path;
        private final List<Standing> standings;
        private final List<Entry> entries;

        /// What the author of each had seen.
        private final List<Seen> seen = new ArrayList<>();

        private final int shown;

        Weighing(ChangeGraph graph, Path path, List<Standing> standings, List<Entry> entries) {
            this.graph = graph;
            this.path = path;
            this.standings = standings;
            this.entries = entries;
            entries.forEach(entry -> seen.add(seenBy(entry)));
            this.shown = standings.isEmpty() ? -1 : indexOf(standings.getFirst());
        }

        private int indexOf(Standing standing) {
            for (int i = 0; i < entries.size(); i++) {
                if (isOf(standing, entries.get(i))) {
                    return i;
                }
            }
            return -1;
        }

        private static boolean isOf(Standing standing, Entry entry) {
            return entry.chain().equals(standing.author()) && entry.seq() == standing.seq();
        }

        /// Who wrote without another view had seen all of the past, in which the change itself is
        /// no matter.
        private Seen seenBy(Entry entry) {
            Told told = entry.told();
            List<String> view = told == null ? null : told.seen();
            var places = new ArrayList<Place>();
            if (view == null) {
                places.add(new Place(graph.number(entry.chain()), entry.seq()));
            } else {
                view.forEach(name -> addPlace(Frontier.parse(name), places));
            }
            return graph.seenFrom(places);
        }

        private void addPlace(NamedPlace named, List<Place> to) {
            int chain = graph.number(named.chain());
            if (chain >= 0) {
                to.add(new Place(graph.resolve(chain, named.seq()), named.seq()));
            }
        }

        List<Part> parts() {
            var parts = new ArrayList<Part>();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                int by = replacedBy(i);
                String name = by < 0 ? null : entries.get(by).id();
                boolean apart = shown >= 0 && shown != i && !saw(shown, i) && !saw(i, shown);
                parts.add(new Part(entry, role(i, by >= 0), apart, name));
            }
            return parts;
        }

        private boolean saw(int who, int what) {
            Entry entry = entries.get(what);
            return seen.get(who).covers(graph.number(entry.chain()), entry.seq());
        }

        private Role role(int index, boolean replaced) {
            Entry entry = entries.get(index);
            Told told = entry.told();
            if (told == null) {
                return Role.LOST;
            }
            if (!entry.counts()) {
                return Role.VOID;
            }
            if (!brings(told)) {
                return Role.REMOVES;
            }
            if (replaced) {
                return Role.REPLACED;
            }
            Slot slot = standings.isEmpty() ? Slot.NOTHING : standings.getFirst().slot();
            if (index == shown && slot == Slot.REGISTER) {
                return Role.SHOWN;
            }
            return slot != Slot.REGISTER && has(told, slot) ? Role.PART : Role.BESIDE;
        }

        /// The oldest change that took the place of all that this one brought; -1 when it lives.
        private int replacedBy(int index) {
            Told told = entries.get(index).told();
            int by = -1;
            if (told == null || !entries.get(index).counts()) {
                return by;
            }
            for (Edit edit : told.edits()) {
                if (brings(edit)) {
                    int one = hiderOf(index, edit);
                    if (one < 0) {
                        return one;
                    }
                    by = by < 0 ? one : Math.min(by, one);
                }
            }
            return by;
        }

        private int hiderOf(int index, Edit edit) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                Told told = entries.get(i).told();
                boolean counts = i != index && entries.get(i).counts();
                if (told != null && counts && saw(i, index) && hides(told, edit)) {
                    return i;
                }
            }
            return -1;
        }

        private static boolean hides(Told later, Edit edit) {
            for (Edit one : later.edits()) {
                boolean above = edit.path().startsWith(one.path());
                boolean same = edit.path().equals(one.path());
                boolean hides =
                        switch (one.kind()) {
                            case REMOVE -> above;
                            case SET, UNSET -> same && edit.kind() == Page.Kind.SET;
                            case ZERO -> same && edit.kind() == Page.Kind.ADD;
                            case TAKE -> same && isTaken(one.value(), edit);
                            case ADD, INSERT, SPLICE, MOVE, NOTICE -> false;
                        };
                if (hides) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isTaken(@Nullable Value taken, Edit edit) {
            return edit.kind() == Page.Kind.INSERT && taken != null && taken.equals(edit.value());
        }

        private static boolean brings(Told told) {
            for (Edit edit : told.edits()) {
                if (brings(edit)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean brings(Edit edit) {
            return switch (edit.kind()) {
                case SET, ADD, INSERT, SPLICE, MOVE -> true;
                case UNSET, REMOVE, ZERO, TAKE, NOTICE -> false;
            };
        }

        /// Whether it brought something to what that slot of the cell shows.
        private boolean has(Told told, Slot slot) {
            for (Edit edit : told.edits()) {
                boolean here = edit.path().equals(path);
                boolean has =
                        switch (edit.kind()) {
                            case ADD -> here && slot == Slot.COUNTER;
                            case INSERT -> here && slot == Slot.SET;
                            case SPLICE, MOVE -> here && (slot == Slot.TEXT || slot == Slot.LIST);
                            case SET, UNSET, REMOVE, ZERO, TAKE, NOTICE -> false;
                        };
                if (has || !here && brings(edit) && slot == Slot.CHILDREN) {
                    return true;
                }
            }
            return false;
        }
    }
}
