package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.sequence.units.Document;
import kith.lang.Malformed;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import org.jspecify.annotations.Nullable;

/// A sequence that several people edit, offline too: its history as an event graph, and the
/// document that its merge is.
///
/// An operation whose author had seen all that is here means exactly the document that is here, so
/// it is carried out as it stands and nothing is kept of it but its line in the history. Only when
/// somebody wrote without having seen something is there anything to merge: then a [Tracker] begins
/// at the last version that divides the history, and stays as long as people go on writing at the
/// same time. So each received keystroke costs one application and not a replay; when all have seen
/// all for a while it is thrown away.
///
/// Positions are always those of a merge in which every operation counts. Once one is void, what is
/// shown is something else, and from there on everything goes through a tracker, which stays.
/// Whether a change is void is said when it comes and never changes: when somebody is removed, the
/// sequence is made anew from the log.
///
/// Cost of an operation: that of the document, or of the [Tracker]. Owner only.
final class Sequence {
    private final ChainOrder order;
    private final Document document;
    private final History<?> history;
    private final EventGraph graph;
    private final Ops ops;
    private final Voids voids;
    private final Sizes sizes;
    private @Nullable Tracker tracker;
    private int chain = -1;
    private int seq;
    private final int[] last = new int[1];

    /// The old version that somebody edits who saw something void in it, as it was shown to him.
    private @Nullable Tracker viewer;

    private int[] viewed = new int[0];

    Sequence(ChainOrder order, Document document, History<?> history, Sizes sizes) {
        this.order = order;
        this.document = document;
        this.history = history;
        this.sizes = sizes;
        graph = history.graph;
        ops = history.ops;
        voids = history.voids;
    }

    EventGraph graph() {
        return graph;
    }

    boolean hasVoid() {
        return !voids.isEmpty();
    }

    boolean hasTracker() {
        return tracker != null;
    }

    /// Throws away what can be made anew.
    void forget() {
        tracker = null;
        viewer = null;
    }

    /// What somebody who had seen that had seen of this sequence; the operations of one change come
    /// one after the other.
    int[] versionFor(Stamp by, Seen seen) {
        return by.chain() == chain && by.seq() == seq ? last() : graph.versionOf(seen);
    }

    /// The version of the newest operation. The array is one and the same each time.
    int[] last() {
        last[0] = graph.end() - 1;
        return last;
    }

    /// Whether the newest operation is of that change, and its author had seen everything before:
    /// then what it does next is carried out as it stands, too.
    boolean goesOn(int[] version, Stamp by) {
        return by.seq() == seq && by.chain() == chain && tracker == null && isShown(version);
    }

    /// Notes what such a change does next, which the caller carries out: it deletes at a position,
    /// and inserts there the newest units of the store.
    void goOn(int position, int deleted, int inserted) {
        if (deleted > 0) {
            ops.delete(position, deleted, true);
        }
        if (inserted > 0) {
            ops.insert(position, inserted, true);
        }
        graph.goOn(deleted + inserted);
    }

    /// How many operations that version has.
    int pastOf(int[] version) {
        if (isAll(version)) {
            return graph.end();
        }
        var unseen = new Unseen();
        graph.walk(version, graph.frontier(), unseen);
        return graph.end() - unseen.count;
    }

    /// How long the document is in that version.
    int lengthAt(int[] version) {
        return isShown(version) ? document.length() : tracker(version).lengthAt(version);
    }

    /// Whether that version is what the document shows.
    private boolean isShown(int[] version) {
        return voids.isEmpty() && isAll(version);
    }

    /// Whether that is everything that is here: mostly both are one number.
    boolean isAll(int[] version) {
        int[] all = graph.frontier();
        return version.length == 1 && all.length == 1
                ? version[0] == all[0]
                : Arrays.equals(version, all);
    }

    /// Inserts the next `units` units of the store at a position in that version. False when there
    /// is no such position: then nothing was done.
    boolean insert(int[] version, Stamp by, boolean isVoid, int position, int units) {
        return edit(version, by, isVoid, Ops.INSERT, position, units);
    }

    boolean delete(int[] version, Stamp by, boolean isVoid, int position, int units) {
        return edit(version, by, isVoid, Ops.DELETE, position, units);
    }

    /// Takes the unit at `from` out and puts it in at `to`.
    boolean move(int[] version, Stamp by, boolean isVoid, int from, int to) {
        return edit(version, by, isVoid, Ops.MOVE, from, to);
    }

    /// `what`: how many units, or where one is moved.
    private boolean edit(
            int[] version, Stamp by, boolean isVoid, int kind, int position, int what) {
        Tracker merging = isVoid || !isShown(version) ? tracker(version) : null;
        int length = merging == null ? document.length() : merging.lengthAt(version);
        if (!isPossible(kind, position, what, length)) {
            return false;
        }
        append(version, kind, position, what, length, by.time());
        viewer = null;
        int versions = kind == Ops.MOVE ? 1 : what;
        graph.changed(by.chain(), by.seq(), versions);
        if (isVoid) {
            voids.add(graph.end() - versions, graph.end());
        }
        chain = by.chain();
        seq = by.seq();
        if (merging == null) {
            carryOut(kind, position, what);
        } else {
            merging.takeAll(true);
        }
        return true;
    }

    private static boolean isPossible(int kind, int position, int what, int length) {
        return switch (kind) {
            case Ops.INSERT -> position >= 0 && what > 0 && position <= length;
            case Ops.MOVE -> position >= 0 && what >= 0 && position < length && what < length;
            default -> position >= 0 && what > 0 && position <= length - what;
        };
    }

    private void append(int[] version, int kind, int position, int what, int length, long time) {
        boolean joins = graph.follows(version);
        switch (kind) {
            case Ops.INSERT -> ops.insert(position, what, joins);
            case Ops.MOVE -> ops.move(position, what, time);
            default -> ops.delete(position, what, joins);
        }
        graph.append(version, kind == Ops.MOVE ? 1 : what, length);
    }

    private void carryOut(int kind, int position, int what) {
        switch (kind) {
            case Ops.INSERT -> document.insert(position, ops.units - what, what);
            case Ops.MOVE -> document.move(position, what);
            default -> document.delete(position, what);
        }
        if (tracker != null && graph.end() - tracker.end() > sizes.idle()) {
            tracker = null;
        }
    }

    /// The tracker, which knows of everything here and reaches back to that version.
    private Tracker tracker(int[] version) {
        Tracker known = tracker;
        if (known == null || known.base() > Tracker.least(version)) {
            int base = graph.lastCritical(version, Math.min(graph.end(), voids.first() - 1));
            known = trackerFrom(base, document, history.lengthAfter(base));
            known.takeAll(false);
            checkLength(known.effectLength());
            tracker = known;
        } else {
            known.takeAll(false);
        }
        return known;
    }

    private void checkLength(int ofHistory) {
        if (ofHistory != document.length()) {
            throw new Malformed(
                    "a history speaks of " + ofHistory + " units, there are " + document.length());
        }
    }

    private Tracker trackerFrom(int base, Document told, int length) {
        return new Tracker(history, order, told, base, length, sizes);
    }

    // What is shown, and where that is for authors

    /// How much of a version is shown.
    int shownLength(int[] version) {
        Tracker viewer = viewer(version);
        return viewer == null ? lengthAt(version) : viewer.effectLength();
    }

    /// Where an author who saw that version inserts what is to be shown at `position`: not there
    /// when something in it is void.
    int placeOf(int[] version, int position) {
        Tracker viewer = viewer(version);
        return viewer == null ? position : viewer.placeOf(version, position);
    }

    /// Which units such an author deletes for those that are shown from `position` on to go: pairs
    /// of a position and a length, to be deleted in this order, the last first. What a void
    /// deletion deleted is shown and cannot be named: it is left out.
    int[] placesOf(int[] version, int position, int units) {
        Tracker viewer = viewer(version);
        return viewer == null
                ? new int[] {position, units}
                : viewer.placesOf(version, position, units);
    }

    /// From where and to where such an author moves what is shown at `from`, for it to be shown at
    /// `to`; empty when it cannot be named.
    int[] moveOf(int[] version, int from, int to) {
        int[] place = placesOf(version, from, 1);
        if (place.length == 0) {
            return place;
        }
        int behind = placeOf(version, to <= from ? to : to + 1);
        return new int[] {place[0], place[0] < behind ? behind - 1 : behind};
    }

    /// Where that is shown now which is shown at `position` in a version; negative when it is not,
    /// or cannot be named.
    int shownNow(int[] version, int position) {
        if (isAll(version)) {
            return position;
        }
        int[] place = placesOf(version, position, 1);
        return place.length == 0 ? -1 : tracker(version).shownNow(version, place[0]);
    }

    /// A tracker whose effect is what is shown of a version; null when that is the version itself,
    /// as nothing in it is void.
    private @Nullable Tracker viewer(int[] version) {
        if (version.length == 0 || version[version.length - 1] < voids.first()) {
            return null;
        }
        if (isAll(version)) {
            return tracker(version);
        }
        Tracker known = viewer;
        if (known == null || !Arrays.equals(version, viewed)) {
            var past = new Past();
            graph.walk(new int[0], version, past);
            int base = graph.lastCritical(version, voids.first() - 1);
            known = trackerFrom(base, document, history.lengthAfter(base));
            past.take(base + 1, known, false);
            viewer = known;
            viewed = version.clone();
        }
        return known;
    }

    /// Carries out the whole history, when nothing of it was yet.
    void replay() {
        replay(graph.end());
    }

    /// Carries out what somebody had seen who had seen those versions, when nothing was yet: what
    /// everybody had seen as that is done fastest, the rest through a tracker.
    void replay(int[] version) {
        if (isAll(version)) {
            replay(graph.end());
            return;
        }
        var past = new Past();
        graph.walk(new int[0], version, past);
        int shared = past.shared();
        if (past.isLine()) {
            replay(shared);
            return;
        }
        int base = graph.lastCritical(version, Math.min(shared, voids.first()) - 1);
        replay(base + 1);
        past.take(base + 1, trackerFrom(base, document, document.length()), true);
    }

    /// Carries out the operations before `all`: as they stand where the history is a single line;
    /// from the version where it stops to be one up to where it is one again, as far as two wrote
    /// apart, or through a tracker; from what is void on, to the end.
    private void replay(int all) {
        int lines = all == 0 ? 0 : graph.lineOf(all - 1) + 1;
        int[] least = leastParents(lines, all);
        var apart = new Apart(graph, ops);
        Tracker merging = null;
        int line = 0;
        while (line < lines) {
            int stop = Math.min(graph.lineEnd(line), Math.max(0, least[line + 1] + 1));
            stop = Math.min(Math.min(stop, all), voids.first());
            carryOutLine(line, stop);
            int next = line + 1;
            while (next < lines && !divides(next, least)) {
                next++;
            }
            int end = Math.min(all, graph.lineEnd(next - 1));
            if (stop < end && !isApart(apart, stop, end)) {
                merging = mergingFrom(stop - 1, merging);
                merge(stop, end, merging);
            }
            line = next;
        }
    }

    /// Whether the first version of that line divides the history, and nothing before it is void.
    private boolean divides(int line, int[] least) {
        int start = graph.lineStart(line);
        return graph.sawAll(line) && least[line + 1] >= start && start < voids.first();
    }

    /// Whether what was written there was written at two places, and is carried out now.
    private boolean isApart(Apart apart, int from, int end) {
        return end <= voids.first() && apart.merge(from, end, document);
    }

    private Tracker mergingFrom(int base, @Nullable Tracker used) {
        if (used == null) {
            return trackerFrom(base, document, document.length());
        }
        used.restart(base, document.length());
        return used;
    }

    private void merge(int from, int end, Tracker merging) {
        int[] plan = Plan.of(graph, from, end);
        for (int i = 0; i < plan.length; i += 3) {
            merging.take(plan[i], plan[i + 1], plan[i + 2], true);
        }
    }

    /// For each line the least version that it or one after it, of so many, names as a parent.
    private int[] leastParents(int lines, int end) {
        var least = new int[lines + 1];
        least[lines] = end;
        for (int line = lines - 1; line >= 0; line--) {
            least[line] = Math.min(least[line + 1], graph.leastParent(line));
        }
        return least;
    }

    private void carryOutLine(int line, int stop) {
        checkLength(graph.lengthBefore(line));
        int start = graph.lineStart(line);
        if (start < stop) {
            ops.carryOut(start, stop, 0, document);
        }
    }

    /// Counts what the other version has more.
    private static final class Unseen implements EventGraph.Steps {
        private int count;

        @Override
        public void leave(int line, int first, int end) {}

        @Override
        public void enter(int line, int first, int end) {
            count += end - first;
        }
    }

    /// Everything that some version had seen: pieces of lines, from the last one to the first.
    private static final class Past implements EventGraph.Steps {
        private int[] pieces = new int[12];
        private int size;

        @Override
        public void leave(int line, int first, int end) {
            throw new IllegalStateException("nothing to leave");
        }

        @Override
        public void enter(int line, int first, int end) {
            pieces = size == pieces.length ? Arrays.copyOf(pieces, 2 * size) : pieces;
            pieces[size++] = line;
            pieces[size++] = first;
            pieces[size++] = end;
        }

        /// Up to where everything is in it.
        int shared() {
            int shared = 0;
            for (int i = size - 3; i >= 0 && pieces[i + 1] == shared; i -= 3) {
                shared = pieces[i + 2];
            }
            return shared;
        }

        /// Whether nothing is in it beyond that.
        boolean isLine() {
            return size == 0 || shared() == pieces[2];
        }

        /// What is in it from `from` on is carried out.
        void take(int from, Tracker merging, boolean tell) {
            for (int i = size - 3; i >= 0; i -= 3) {
                if (pieces[i + 2] > from) {
                    int first = Math.max(pieces[i + 1], from);
                    merging.take(pieces[i], first, pieces[i + 2], tell);
                }
            }
        }
    }
}
