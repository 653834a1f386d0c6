package kith.crdt.sequence;

import java.util.Arrays;
import kith.log.ChainOrder;
import kith.log.Seen;
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
/// Cost of an operation: that of the document, or of the [Tracker]. Owner only.
final class Sequence {
    /// How many operations may wait for the tracker, all by people who had seen everything, before
    /// it is thrown away. Measured: two people who type at once write a few dozen between two
    /// moments at which both had seen all.
    private static final int IDLE_MAX = 2000;

    private final ChainOrder order;
    private final Document document;
    private final EventGraph graph;
    private final Ops ops;
    private @Nullable Tracker tracker;
    private int chain = -1;
    private int seq;
    private final int[] last = new int[1];

    Sequence(ChainOrder order, Document document) {
        this(order, document, new EventGraph(), new Ops());
    }

    Sequence(ChainOrder order, Document document, EventGraph graph, Ops ops) {
        this.order = order;
        this.document = document;
        this.graph = graph;
        this.ops = ops;
    }

    EventGraph graph() {
        return graph;
    }

    Ops ops() {
        return ops;
    }

    boolean hasTracker() {
        return tracker != null;
    }

    /// What somebody who had seen that had seen of this sequence; the operations of one change come
    /// one after the other.
    int[] versionFor(int ofChain, int ofSeq, Seen seen) {
        return ofChain == chain && ofSeq == seq ? last() : graph.versionOf(seen);
    }

    /// The version of the newest operation. The array is one and the same each time.
    int[] last() {
        last[0] = graph.end() - 1;
        return last;
    }

    /// Whether that is everything that is here: mostly both are one number.
    private boolean isAll(int[] version) {
        int[] all = graph.frontier();
        return version.length == 1 && all.length == 1
                ? version[0] == all[0]
                : Arrays.equals(version, all);
    }

    /// How long the document is in that version.
    int lengthAt(int[] version) {
        return isAll(version) ? document.length() : tracker(version).lengthAt(version);
    }

    /// Inserts the next `units` units of the store at a position in that version. False when there
    /// is no such position: then nothing was done.
    boolean insert(int[] version, int ofChain, int ofSeq, int position, int units) {
        return edit(version, ofChain, ofSeq, Ops.INSERT, position, units);
    }

    boolean delete(int[] version, int ofChain, int ofSeq, int position, int units) {
        return edit(version, ofChain, ofSeq, Ops.DELETE, position, units);
    }

    private boolean edit(int[] version, int ofChain, int ofSeq, int kind, int position, int units) {
        boolean direct = isAll(version);
        Tracker merging = direct ? null : tracker(version);
        int length = merging == null ? document.length() : merging.lengthAt(version);
        int reach = kind == Ops.INSERT ? 0 : units;
        if (position < 0 || units <= 0 || position > length - reach) {
            return false;
        }
        append(version, kind, position, units, length);
        graph.changed(ofChain, ofSeq, units);
        chain = ofChain;
        seq = ofSeq;
        if (merging == null) {
            carryOut(kind, position, units);
        } else {
            merging.takeAll(true);
        }
        return true;
    }

    private void append(int[] version, int kind, int position, int units, int length) {
        boolean joins = graph.follows(version);
        if (kind == Ops.INSERT) {
            ops.insert(position, units, joins);
        } else {
            ops.delete(position, units, joins);
        }
        graph.append(version, units, length);
    }

    private void carryOut(int kind, int position, int units) {
        if (kind == Ops.INSERT) {
            document.insert(position, ops.units - units, units);
        } else {
            document.delete(position, units);
        }
        if (tracker != null && graph.end() - tracker.end() > IDLE_MAX) {
            tracker = null;
        }
    }

    /// The tracker, which knows of everything here and reaches back to that version.
    private Tracker tracker(int[] version) {
        Tracker known = tracker;
        if (known == null || known.base() > Tracker.least(version)) {
            known = trackerFrom(graph.lastCritical(version, graph.end()));
            tracker = known;
        }
        known.takeAll(false);
        return known;
    }

    private Tracker trackerFrom(int base) {
        return new Tracker(graph, ops, order, document, base, lengthAfter(base));
    }

    /// How long the document was after that version, of those that divide the history.
    private int lengthAfter(int version) {
        if (version < 0) {
            return 0;
        }
        int line = graph.lineOf(version);
        int length = graph.lengthBefore(line);
        int at = graph.lineStart(line);
        for (int run = ops.find(at); at <= version; run++) {
            int stop = Math.min(ops.start[run] + ops.length(run), version + 1);
            length += ops.kind[run] == Ops.INSERT ? stop - at : at - stop;
            at = stop;
        }
        return length;
    }

    /// Carries out the whole history, when nothing of it was yet.
    void replay() {
        replay(graph.end());
    }

    /// The same for what somebody had seen who had seen those versions.
    void replay(int[] version) {
        if (isAll(version)) {
            replay();
            return;
        }
        var merging = new Tracker(graph, ops, order, document, EventGraph.NONE, 0);
        int[] pieces = graph.past(version);
        for (int i = 0; i < pieces.length; i += 2) {
            merging.take(pieces[i], pieces[i + 1], true);
        }
    }

    /// As it stands where the history is a single line, and through a tracker from the version
    /// where it stops to be one up to where it is one again.
    private void replay(int all) {
        int[] least = leastParents();
        int line = 0;
        while (line < graph.lines()) {
            int stop = Math.min(graph.lineEnd(line), Math.max(0, least[line + 1] + 1));
            carryOutLine(line, stop);
            int next = line + 1;
            while (next < graph.lines() && !divides(next, least)) {
                next++;
            }
            int end = Math.min(all, graph.lineEnd(next - 1));
            if (stop < end) {
                merge(stop, end);
            }
            line = next;
        }
    }

    /// Whether a version of that line divides the history.
    private boolean divides(int line, int[] least) {
        return graph.sawAll(line) && least[line + 1] >= graph.lineStart(line);
    }

    private void merge(int from, int end) {
        var merging = new Tracker(graph, ops, order, document, from - 1, document.length());
        int[] plan = Plan.of(graph, from, end);
        for (int i = 0; i < plan.length; i += 2) {
            merging.take(plan[i], plan[i + 1], true);
        }
    }

    /// For each line the least version that it or one after it names as a parent.
    private int[] leastParents() {
        var least = new int[graph.lines() + 1];
        least[graph.lines()] = graph.end();
        for (int line = graph.lines() - 1; line >= 0; line--) {
            least[line] = Math.min(least[line + 1], Tracker.least(graph.parents(line)));
        }
        return least;
    }

    private void carryOutLine(int line, int stop) {
        int at = graph.lineStart(line);
        for (int run = ops.find(at); at < stop; run++) {
            int units = Math.min(ops.length(run), stop - at);
            switch (ops.kind[run]) {
                case Ops.INSERT -> document.insert(ops.at[run], ops.unit[run], units);
                case Ops.DELETE -> document.delete(ops.at[run], units);
                default -> document.delete(ops.at[run] - units + 1, units);
            }
            at += units;
        }
    }
}
