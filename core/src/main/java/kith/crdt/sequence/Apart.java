package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.sequence.units.Document;

/// Merges what two people wrote at the same time at two places, without a [Tracker].
///
/// Whoever writes with somebody else mostly does so at another place of the document. Then there is
/// nothing to find out unit by unit: what the one in front wrote stands where he saw it, and what
/// the one behind wrote is moved by as much as the other made the document longer. That has to be
/// known of two moments only, when the operation was made and now.
///
/// The lines of a part of the history are dealt out to two *writers*, so that each line of a writer
/// follows the one before it. Then what the author of a line had seen is one version of each.
/// A writer's *place* is all that he touched, in units of the document as it was at first: from the
/// first gap or unit to the last. When a unit that nobody touched is between the two places, no
/// operation of the one can have to do with one of the other, not even as a neighbour, and their
/// order is that of the places.
///
/// ```
///   at first     a b c d e f g h
///   one writer     [---]             inserts behind b, deletes c
///   the other            [-]         inserts behind e
///   between              d is untouched: what the other wrote is moved by what the one inserted,
///                        less what he deleted
/// ```
///
/// Of a recorded history of two who type at once 145 of 146 such parts are of this kind, and
/// merging it takes half of the time. Where it is not so, and where elements are moved, nothing is
/// done here. Source: our own; it is the case in which transforming positions (Ellis and Gibbs,
/// *Concurrency Control in Groupware Systems*, SIGMOD 1989) is a sum.
///
/// Cost: the runs and lines of the part.
final class Apart {
    private static final int NONE = EventGraph.NONE;

    /// Lies behind every place, and before every one.
    private static final int FAR = 2 * Ops.VERSIONS_MAX;

    private final EventGraph graph;
    private final Ops ops;

    /// The part: versions, and lines.
    private int from;

    private int end;
    private int lineFirst;
    private int lineEnd;

    /// By line, from `lineFirst` on: who wrote it; the newest version of the other writer that was
    /// seen, or [#NONE]; by how much the document had grown by that; and by what the writer himself
    /// had written up to the end of the line.
    private int[] writers = new int[16];

    private int[] seen = new int[16];
    private int[] grownBySeen = new int[16];
    private int[] grown = new int[16];

    /// By writer: the newest version, who that was first, and by how much the document grew.
    private final int[] newest = new int[2];

    private final int[] author = new int[2];
    private final int[] growth = new int[2];

    /// By writer: his place, as he is the one in front, and as he is the one behind. The end is
    /// counted in the document as he made it.
    private final int[] frontFirst = new int[2];

    private final int[] frontEnd = new int[2];
    private final int[] backFirst = new int[2];
    private final int[] backEnd = new int[2];

    /// By writer: what the author of the line that is looked at had seen, and what that grew by.
    private final int[] saw = new int[2];

    private final int[] grownBySaw = new int[2];

    /// What a line touched: from where, and up to where when it was done.
    private int touchedFirst;

    private int touchedEnd;

    Apart(EventGraph graph, Ops ops) {
        this.graph = graph;
        this.ops = ops;
    }

    /// Carries out the versions from `first` up to and without `stop`, where everything before had
    /// been seen by all of them and is what the document shows. False when it is not as simple as
    /// that: then nothing was done.
    boolean merge(int first, int stop, Document document) {
        begin(first, stop);
        int length = document.length();
        for (int line = lineFirst; line < lineEnd; line++) {
            if (!deal(line) || !touch(line, length) || front() == NONE) {
                return false;
            }
        }
        carryOut(front(), document);
        return true;
    }

    private void begin(int first, int stop) {
        from = first;
        end = stop;
        lineFirst = graph.lineOf(first);
        lineEnd = graph.lineOf(stop - 1) + 1;
        int room = lineEnd - lineFirst;
        if (room > writers.length) {
            writers = new int[2 * room];
            seen = new int[2 * room];
            grownBySeen = new int[2 * room];
            grown = new int[2 * room];
        }
        Arrays.fill(newest, NONE);
        Arrays.fill(author, NONE);
        Arrays.fill(growth, 0);
        Arrays.fill(frontFirst, FAR);
        Arrays.fill(backFirst, FAR);
        Arrays.fill(frontEnd, -FAR);
        Arrays.fill(backEnd, -FAR);
    }

    private int start(int line) {
        return Math.max(from, graph.lineStart(line));
    }

    private int stop(int line) {
        return Math.min(end, graph.lineEnd(line));
    }

    /// Says who wrote a line: whose newest version it follows. False when it follows neither.
    private boolean deal(int line) {
        look(line);
        boolean one = saw[0] == newest[0];
        boolean other = saw[1] == newest[1];
        if (!one && !other) {
            return false;
        }
        int writer = one && other ? byAuthor(line) : one ? 0 : 1;
        author[writer] = author[writer] == NONE ? graph.chainOf(start(line)) : author[writer];
        newest[writer] = stop(line) - 1;
        int at = line - lineFirst;
        writers[at] = writer;
        seen[at] = saw[1 - writer];
        grownBySeen[at] = grownBySaw[1 - writer];
        return true;
    }

    /// Who had seen everything may be either.
    private int byAuthor(int line) {
        return author[0] == NONE || author[0] == graph.chainOf(start(line)) ? 0 : 1;
    }

    /// Finds what the author of a line had seen.
    private void look(int line) {
        Arrays.fill(saw, NONE);
        Arrays.fill(grownBySaw, 0);
        for (int i = graph.parentCount(line) - 1; i >= 0; i--) {
            int parent = graph.parent(line, i);
            if (parent >= from && start(line) == graph.lineStart(line)) {
                look(parent, graph.parentLine(line, i));
            }
        }
    }

    private void look(int parent, int line) {
        int at = line - lineFirst;
        int writer = writers[at];
        if (parent > saw[writer]) {
            saw[writer] = parent;
            grownBySaw[writer] = grown[at] - growthBehind(parent, line);
        }
        if (seen[at] > saw[1 - writer]) {
            saw[1 - writer] = seen[at];
            grownBySaw[1 - writer] = grownBySeen[at];
        }
    }

    /// How much longer the document became after a version in the rest of its line.
    private int growthBehind(int version, int line) {
        int sum = 0;
        int stop = stop(line);
        int at = version + 1;
        for (int run = at < stop ? ops.find(at) : 0; at < stop; run++) {
            int next = Math.min(ops.end(run), stop);
            sum += ops.growth(run) * (next - at);
            at = next;
        }
        return sum;
    }

    /// Adds what a line touched to its writer's place. False when elements were moved, or the
    /// document was not as long as is said.
    private boolean touch(int line, int length) {
        int at = line - lineFirst;
        int writer = writers[at];
        int before = length + growth[writer] + grownBySeen[at];
        boolean begins = start(line) == graph.lineStart(line);
        if (begins && before != graph.lengthBefore(line) || !touchRuns(line)) {
            return false;
        }
        int by = growth[writer];
        growth[writer] = grown[at];
        by = grown[at] - by;
        frontFirst[writer] = Math.min(frontFirst[writer], touchedFirst);
        frontEnd[writer] = Math.max(frontEnd[writer] + by, touchedEnd);
        int back = grownBySeen[at];
        backFirst[writer] = Math.min(backFirst[writer], touchedFirst - back);
        backEnd[writer] = Math.max(backEnd[writer] + by, touchedEnd - back);
        return true;
    }

    private boolean touchRuns(int line) {
        int first = FAR;
        int last = -FAR;
        int by = 0;
        int stop = stop(line);
        int version = start(line);
        for (int run = ops.find(version); version < stop; run++) {
            int kind = ops.kind[run];
            if (kind == Ops.MOVE) {
                return false;
            }
            int units = Math.min(ops.end(run), stop) - version;
            int position = ops.position(run, version, units);
            boolean inserts = kind == Ops.INSERT;
            first = Math.min(first, position);
            last = inserts ? Math.max(last, position) + units : Math.max(last - units, position);
            by += inserts ? units : -units;
            version += units;
        }
        touchedFirst = first;
        touchedEnd = last;
        grown[line - lineFirst] = growth[writers[line - lineFirst]] + by;
        return true;
    }

    /// Which of the two is in front of the other, as far as they got, with a unit between; or
    /// [#NONE].
    private int front() {
        if (frontEnd[0] - growth[0] < backFirst[1]) {
            return 0;
        }
        return frontEnd[1] - growth[1] < backFirst[0] ? 1 : NONE;
    }

    /// What the one in front wrote, all of it, and then what the other one did: so the document is
    /// edited at one place after the other.
    private void carryOut(int front, Document document) {
        for (int line = lineFirst; line < lineEnd; line++) {
            if (writers[line - lineFirst] == front) {
                ops.carryOut(start(line), stop(line), 0, document);
            }
        }
        for (int line = lineFirst; line < lineEnd; line++) {
            if (writers[line - lineFirst] != front) {
                int shift = growth[front] - grownBySeen[line - lineFirst];
                ops.carryOut(start(line), stop(line), shift, document);
            }
        }
    }
}
