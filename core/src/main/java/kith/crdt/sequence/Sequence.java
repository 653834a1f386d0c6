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
        return ofChain == chain && ofSeq == seq && graph.end() > 0
                ? new int[] {graph.end() - 1}
                : graph.versionOf(seen);
    }

    /// How long the document is in that version.
    int lengthAt(int[] version) {
        return Arrays.equals(version, graph.frontier())
                ? document.length()
                : tracker(version).lengthAt(version);
    }

    /// Inserts the next `units` units of the store at a position in that version. False when there
    /// is no such position: then nothing was done.
    boolean insert(int[] version, int ofChain, int ofSeq, int position, int units) {
        return edit(version, ofChain, ofSeq, Ops.INSERT, position, units);
    }

    boolean delete(int[] version, int ofChain, int ofSeq, int position, int units) {
        return edit(version, ofChain, ofSeq, Ops.DELETE, position, units);
    }

    private boolean edit(
            int[] version, int ofChain, int ofSeq, int kind, int position, int units) {
        boolean direct = Arrays.equals(version, graph.frontier());
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
            merging.take(graph.end(), true);
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
        known.take(graph.end(), false);
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
        int[] least = leastParents();
        for (int line = 0; line < graph.lines(); line++) {
            int start = graph.lineStart(line);
            boolean divides = start == 0 || least[line] >= start - 1;
            if (graph.sawAll(line) && divides) {
                tracker = null;
                carryOutLine(line);
            } else if (graph.sawAll(line)) {
                carryOutLine(line);
            } else {
                if (tracker == null) {
                    tracker = trackerFrom(graph.lastCriticalBefore(line, least[line]));
                }
                tracker.take(start, false);
                tracker.take(graph.lineEnd(line), true);
            }
        }
        tracker = null;
    }

    /// For each line the least version that it or one after it names as a parent.
    private int[] leastParents() {
        var least = new int[graph.lines() + 1];
        least[graph.lines()] = Integer.MAX_VALUE;
        for (int line = graph.lines() - 1; line >= 0; line--) {
            least[line] = Math.min(least[line + 1], Tracker.least(graph.parents(line)));
        }
        return least;
    }

    private void carryOutLine(int line) {
        int at = graph.lineStart(line);
        int end = graph.lineEnd(line);
        for (int run = ops.find(at); at < end; run++) {
            int units = ops.length(run);
            switch (ops.kind[run]) {
                case Ops.INSERT -> document.insert(ops.at[run], ops.unit[run], units);
                case Ops.DELETE -> document.delete(ops.at[run], units);
                default -> document.delete(ops.at[run] - units + 1, units);
            }
            at += units;
        }
    }
}
