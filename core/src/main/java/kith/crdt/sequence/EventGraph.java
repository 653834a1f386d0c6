package kith.crdt.sequence;

import java.util.Arrays;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.RunCodec.Numbering;
import kith.log.Seen;

/// Which operations their authors had seen when they made others: the event graph of one sequence.
///
/// Each operation on one unit has a *local version*, a number that is greater than those of all it
/// had seen. Most operations had seen exactly the one before them, so the graph is kept as *lines*:
/// a line is a range of versions, each of which follows the one before; only the first names its
/// parents. A history in which nobody ever wrote at the same time as somebody else is one line.
/// Which change an operation came with is kept in runs too: one change after the other, each with
/// the same number of operations.
///
/// ```
///   versions   0 1 2 3 4 5 6 7 8 9
///   lines      [0......4]              parents: none
///                       [5..7]         parents: 2      (its author had not seen 3 and 4)
///                             [8 9]    parents: 4, 7   (a merge)
/// ```
///
/// The walks back through the graph visit versions from the greatest down and stop as soon as only
/// one is left to look at: their cost is that of the concurrent part, in lines, and not of the
/// history. Source: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker* (EuroSys
/// 2025), sections 3.5 and 3.8, and the walks of its authors' diamond-types.
final class EventGraph {
    static final int NONE = -1;
    private static final int[] ROOT = {};

    /// Bits of a queue's entry while two versions are compared.
    private static final int FROM = 1;

    private static final int TO = 2;
    private static final int BOTH = 3;

    private int[] lineStart = new int[4];
    private int[] lineParents = new int[4]; // where they begin in `parents`
    private int[] lineLength = new int[4]; // of the document its first operation was made in
    private boolean[] lineSaw = new boolean[4]; // its author had seen everything before it
    private int lines;

    /// The line that was asked for last.
    private int near;

    private int[] parents = new int[4];
    private int[] parentLines = new int[4]; // the line that each is in
    private int parentCount;

    private int[] changeStart = new int[4];
    private int[] changeChain = new int[4];
    private int[] changeSeq = new int[4];
    private int[] changeStride = new int[4];
    private int changeRuns;

    /// The run that was asked for last: walks go on to the one before it or after it.
    private int nearRun;

    /// How many changes are in the last run.
    private int lastChanges;

    private int end;
    private int[] frontier = ROOT;
    private final Queue queue = new Queue();

    /// What a walk from one version to another passes: ranges of versions, the greatest first.
    interface Steps {
        /// From the first up to and without the end, all in one line: to be left behind.
        void leave(int line, int first, int end);

        /// To be taken up; called for the greatest first, too.
        void enter(int line, int first, int end);
    }

    int end() {
        return end;
    }

    int lines() {
        return lines;
    }

    int lineStart(int line) {
        return lineStart[line];
    }

    int lineEnd(int line) {
        return line + 1 < lines ? lineStart[line + 1] : end;
    }

    /// How long the document was in which the first operation of the line was made.
    int lengthBefore(int line) {
        return lineLength[line];
    }

    /// Whether the author of the line had seen everything before it.
    boolean sawAll(int line) {
        return lineSaw[line];
    }

    /// The versions that nothing else here has seen, ascending. Not to be written to.
    int[] frontier() {
        return frontier;
    }

    int[] parents(int line) {
        return Arrays.copyOfRange(parents, lineParents[line], parentsEnd(line));
    }

    /// How many versions the line follows directly.
    int parentCount(int line) {
        return parentsEnd(line) - lineParents[line];
    }

    /// One of them; they ascend.
    int parent(int line, int index) {
        return parents[lineParents[line] + index];
    }

    /// The line that one of them is in.
    int parentLine(int line, int index) {
        return parentLines[lineParents[line] + index];
    }

    /// The least of them, or [#NONE].
    int leastParent(int line) {
        return parentCount(line) == 0 ? NONE : parents[lineParents[line]];
    }

    private int parentsEnd(int line) {
        return line + 1 < lines ? lineParents[line + 1] : parentCount;
    }

    /// Whether `length` operations that had seen `seen` go on with the last line.
    boolean follows(int[] seen) {
        return seen.length == 1 && seen[0] == end - 1 || end == 0 && seen.length == 0 && lines > 0;
    }

    /// Takes `length` operations in that follow each other, the first of which had seen `seen` (a
    /// minimal set, ascending) in a document of `documentLength` units.
    void append(int[] seen, int length, int documentLength) {
        if (lines == 0 || !follows(seen)) {
            boolean sawAll = Arrays.equals(seen, frontier);
            addLine(seen, documentLength, sawAll);
            end += length;
            advance(seen, sawAll);
        } else {
            end += length;
            if (frontier.length == 1) {
                frontier[0] = end - 1;
            } else {
                advance(seen, false);
            }
        }
    }

    /// The same for what the newest change does next, when its author had seen everything.
    void goOn(int length) {
        end += length;
        frontier[0] = end - 1;
        enlarge(changeRuns - 1, changeStride[changeRuns - 1] + length);
    }

    private void addLine(int[] seen, int documentLength, boolean sawAll) {
        if (lines == lineStart.length) {
            int room = 2 * lines;
            lineStart = Arrays.copyOf(lineStart, room);
            lineParents = Arrays.copyOf(lineParents, room);
            lineLength = Arrays.copyOf(lineLength, room);
            lineSaw = Arrays.copyOf(lineSaw, room);
        }
        while (parentCount + seen.length > parents.length) {
            parents = Arrays.copyOf(parents, 2 * parents.length);
            parentLines = Arrays.copyOf(parentLines, parents.length);
        }
        for (int i = 0; i < seen.length; i++) {
            parents[parentCount + i] = seen[i];
            parentLines[parentCount + i] = lineOf(seen[i]);
        }
        lineStart[lines] = end;
        lineParents[lines] = parentCount;
        lineLength[lines] = documentLength;
        lineSaw[lines] = sawAll;
        lines++;
        parentCount += seen.length;
    }

    /// What was seen is no longer in the frontier, the newest is.
    private void advance(int[] seen, boolean sawAll) {
        if (sawAll) {
            frontier = new int[] {end - 1};
            return;
        }
        var next = new int[frontier.length + 1];
        int count = 0;
        for (int version : frontier) {
            if (Arrays.binarySearch(seen, version) < 0) {
                next[count++] = version;
            }
        }
        next[count++] = end - 1;
        frontier = Arrays.copyOf(next, count);
    }

    /// Says with which change the last `length` operations came: one after, or the same as, the
    /// change that was told before.
    void changed(int chain, int seq, int length) {
        int last = changeRuns - 1;
        if (last >= 0 && changeChain[last] == chain) {
            int next = changeSeq[last] + lastChanges;
            if (seq == next && length == changeStride[last]) {
                lastChanges++;
                return;
            }
            if (seq == next - 1) {
                enlarge(last, changeStride[last] + length);
                return;
            }
        }
        addChange(end - length, chain, seq, length);
    }

    /// The newest change has more operations than it had.
    private void enlarge(int run, int stride) {
        if (lastChanges == 1) {
            changeStride[run] = stride;
        } else {
            int start = changeStart[run] + (lastChanges - 1) * changeStride[run];
            addChange(start, changeChain[run], changeSeq[run] + lastChanges - 1, stride);
        }
    }

    private void addChange(int start, int chain, int seq, int stride) {
        if (changeRuns == changeStart.length) {
            int room = 2 * changeRuns;
            changeStart = Arrays.copyOf(changeStart, room);
            changeChain = Arrays.copyOf(changeChain, room);
            changeSeq = Arrays.copyOf(changeSeq, room);
            changeStride = Arrays.copyOf(changeStride, room);
        }
        changeStart[changeRuns] = start;
        changeChain[changeRuns] = chain;
        changeSeq[changeRuns] = seq;
        changeStride[changeRuns] = stride;
        changeRuns++;
        lastChanges = 1;
    }

    /// The line that a version is in. Walks ask for one near the last one, so it is looked for from
    /// there.
    int lineOf(int version) {
        int line = Math.min(near, lines - 1);
        int low = 0;
        int high = lines - 1;
        for (int step = 1; ; step <<= 1) {
            if (lineStart[line] > version) {
                high = line - 1;
                line = Math.max(low, line - step);
            } else if (line < high && lineStart[line + 1] <= version) {
                low = line + 1;
                line = Math.min(high, line + step);
            } else {
                near = line;
                return line;
            }
            if (step > 8) {
                break;
            }
        }
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (lineStart[middle] <= version) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        near = low;
        return low;
    }

    private int changeRunOf(int version) {
        int low = 0;
        int high = changeRuns - 1;
        for (int run = Math.max(0, nearRun - 1); run <= Math.min(nearRun + 1, high); run++) {
            if (changeStart[run] <= version && (run == high || version < changeStart[run + 1])) {
                nearRun = run;
                return run;
            }
        }
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (changeStart[middle] <= version) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        nearRun = low;
        return low;
    }

    int chainOf(int version) {
        return changeChain[changeRunOf(version)];
    }

    /// The sequence number, in its chain, of the change that a version came with.
    int seqOf(int version) {
        int run = changeRunOf(version);
        return changeSeq[run] + (version - changeStart[run]) / changeStride[run];
    }

    /// Whether somebody who had seen `seen` had seen everything here.
    boolean covers(Seen seen) {
        for (int version : frontier) {
            int run = changeRunOf(version);
            int seq = changeSeq[run] + (version - changeStart[run]) / changeStride[run];
            if (!seen.covers(changeChain[run], seq)) {
                return false;
            }
        }
        return true;
    }

    /// The newest versions that `seen` covers, ascending: what a change that had seen this had seen
    /// of this sequence.
    int[] versionOf(Seen seen) {
        if (covers(seen)) {
            return frontier;
        }
        queue.clear();
        int head = frontier.length - 1; // they need no queue, as they ascend
        var found = new int[4];
        int count = 0;
        int before = NONE;
        while (head >= 0 || queue.size() > 0) {
            int version;
            if (queue.size() == 0 || head >= 0 && frontier[head] > queue.version()) {
                version = frontier[head--];
            } else {
                version = queue.version();
                queue.remove();
            }
            if (version == before) {
                continue;
            }
            before = version;
            int line = lineOf(version);
            int covered = lastCovered(seen, lineStart[line], version);
            if (covered == NONE) {
                addUnseen(line);
            } else if (count == 0 || found[count - 1] != covered) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = covered;
            }
        }
        return count <= 1 ? Arrays.copyOf(found, count) : newest(found, count);
    }

    /// Where a line of many began, they all did: that is looked at once.
    private void addUnseen(int line) {
        int to = parentsEnd(line);
        for (int i = lineParents[line]; i < to; i++) {
            if (queue.size() == 0 || queue.version() != parents[i]) {
                queue.add(parents[i], 0);
            }
        }
    }

    private void addParents(int line, int bits) {
        int to = parentsEnd(line);
        for (int i = lineParents[line]; i < to; i++) {
            queue.add(parents[i], bits);
        }
    }

    /// The greatest version from `first` to `last`, a piece of one line, that `seen` covers.
    private int lastCovered(Seen seen, int first, int last) {
        int bound = last;
        for (int run = changeRunOf(last); run >= 0; run--) {
            int from = changeStart[run];
            int changes = seen.upTo(changeChain[run]) - changeSeq[run] + 1;
            if (changes > 0) {
                long covered = from + (long) changes * changeStride[run] - 1;
                int version = (int) Math.min(covered, bound);
                if (version >= first) {
                    return version;
                }
            }
            if (from <= first) {
                return NONE;
            }
            bound = from - 1;
        }
        return NONE;
    }

    /// Of those versions the ones that no other of them has seen, ascending.
    private int[] newest(int[] of, int count) {
        queue.clear();
        for (int i = 0; i < count; i++) {
            queue.add(of[i], FROM);
        }
        int waiting = count;
        var kept = new int[count];
        int keptFrom = count;
        while (waiting > 0) {
            int version = queue.version();
            int bits = queue.bits();
            queue.remove();
            if ((bits & FROM) != 0) {
                waiting--;
            }
            while (queue.size() > 0 && queue.version() == version) {
                if ((queue.bits() & FROM) != 0) {
                    waiting--;
                }
                bits |= queue.bits() & TO;
                queue.remove();
            }
            if ((bits & TO) == 0) {
                kept[--keptFrom] = version;
            }
            int line = lineOf(version);
            while (queue.size() > 0 && queue.version() >= lineStart[line]) {
                if ((queue.bits() & FROM) != 0) {
                    waiting--;
                }
                queue.remove();
            }
            addParents(line, TO);
        }
        return Arrays.copyOfRange(kept, keptFrom, count);
    }

    /// Tells what lies between two versions: what only the first has seen is to be left, what only
    /// the other has seen is to be entered.
    void walk(int[] from, int[] to, Steps steps) {
        queue.clear();
        for (int version : from) {
            queue.add(version, FROM);
        }
        for (int version : to) {
            queue.add(version, TO);
        }
        int shared = 0;
        while (queue.size() > shared) {
            int version = queue.version();
            int bits = 0;
            while (queue.size() > 0 && queue.version() == version) {
                shared -= queue.bits() == BOTH ? 1 : 0;
                bits |= queue.bits();
                queue.remove();
            }
            int line = lineOf(version);
            int start = lineStart[line];
            int last = version;
            while (queue.size() > 0 && queue.version() >= start && bits != BOTH) {
                if ((bits | queue.bits()) != bits) {
                    tell(steps, bits, line, queue.version() + 1, last + 1);
                    last = queue.version();
                }
                shared -= queue.bits() == BOTH ? 1 : 0;
                bits |= queue.bits();
                queue.remove();
            }
            while (queue.size() > 0 && queue.version() >= start) {
                shared -= queue.bits() == BOTH ? 1 : 0;
                queue.remove();
            }
            tell(steps, bits, line, start, last + 1);
            int before = queue.size();
            addParents(line, bits);
            shared += bits == BOTH ? queue.size() - before : 0;
        }
    }

    private static void tell(Steps steps, int bits, int line, int first, int end) {
        if (bits == FROM) {
            steps.leave(line, first, end);
        } else if (bits == TO) {
            steps.enter(line, first, end);
        }
    }

    /// The greatest version at or before `limit` that divides the history: everything before it had
    /// been seen by it, everything after it had seen it. The paper calls it critical. [#NONE] when
    /// only the beginning does.
    int lastCritical(int[] seen, int limit) {
        return seen.length == 0
                ? NONE
                : lastCriticalBefore(lines, Math.min(limit, Tracker.least(seen)));
    }

    /// The same, of those before that line, when `leastParent` is the least version that it or one
    /// after it names.
    int lastCriticalBefore(int lineEnd, int leastParent) {
        int least = leastParent;
        for (int line = lineEnd - 1; line >= 0; line--) {
            if (lineSaw[line] && Math.min(lineEnd(line) - 1, least) >= lineStart[line]) {
                return Math.min(lineEnd(line) - 1, least);
            }
            if (parentCount(line) == 0) {
                return NONE;
            }
            least = Math.min(least, leastParent(line));
        }
        return NONE;
    }

    /// Lines: how many; then for each how many versions it has, how many parents, and how far
    /// before it each is. Changes: how many runs; then for each its chain, its first number, how
    /// many changes and how many operations in each.
    void write(Writer out) {
        out.varint(lines);
        for (int line = 0; line < lines; line++) {
            int start = lineStart[line];
            int[] seen = parents(line);
            out.varint(lineEnd(line) - start).varint(seen.length);
            for (int parent : seen) {
                out.varint(start - parent);
            }
            out.varint(lineLength[line]);
        }
        out.varint(changeRuns);
        for (int run = 0; run < changeRuns; run++) {
            int stop = run + 1 < changeRuns ? changeStart[run + 1] : end;
            int stride = changeStride[run];
            out.varint(changeChain[run]).varint(changeSeq[run]);
            out.varint((stop - changeStart[run]) / stride).varint(stride);
        }
    }

    /// What was written, for so many operations, under the numbers of now.
    static EventGraph read(Reader in, int operations, Numbering numbers) {
        var graph = new EventGraph();
        int lines = in.count(in.remaining(), "lines of a history");
        for (int line = 0; line < lines; line++) {
            int length = in.count(operations - graph.end, "versions of a line");
            int[] seen = graph.readParents(in);
            int documentLength = in.count(Ops.VERSIONS_MAX, "length of a document");
            if (length == 0 || graph.lines > 0 && graph.follows(seen)) {
                throw new Malformed("line " + line + " of a history is none");
            }
            graph.append(seen, length, documentLength);
        }
        if (graph.end != operations) {
            throw new Malformed(graph.end + " versions in lines, " + operations + " operations");
        }
        graph.readChanges(in, numbers);
        return graph;
    }

    private int[] readParents(Reader in) {
        var seen = new int[in.count(Math.min(end, in.remaining()), "parents of a line")];
        int inner = 0; // those that others have seen; the rest have not seen each other
        for (int i = 0; i < seen.length; i++) {
            seen[i] = end - in.count(end, "distance of a parent");
            inner += Arrays.binarySearch(frontier, seen[i]) < 0 ? 1 : 0;
            if (seen[i] == end || i > 0 && seen[i] <= seen[i - 1]) {
                throw new Malformed("parents of a line do not ascend");
            }
        }
        if (inner > 0 && seen.length > 1 && newest(seen, seen.length).length < seen.length) {
            throw new Malformed("a parent of a line had seen another");
        }
        return seen;
    }

    private void readChanges(Reader in, Numbering numbers) {
        int runs = in.count(in.remaining(), "runs of changes");
        int start = 0;
        for (int run = 0; run < runs; run++) {
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            int seq = in.count(Integer.MAX_VALUE - 1, "sequence number");
            int changes = in.count(end - start, "changes in a run");
            int stride = in.count(end - start, "operations in a change");
            boolean fits = seq > 0 && seq <= Integer.MAX_VALUE - changes;
            if (!fits || (long) changes * stride > end - start || changes * stride == 0) {
                throw new Malformed("a run of " + changes + " changes of " + stride);
            }
            int done = 0;
            while (done < changes) {
                int own = numbers.translate(chain, seq + done);
                boolean together = numbers.translate(chain, seq + changes - 1) == own;
                int count = together ? changes - done : 1; // a fork may have parted it since
                addChange(start, own, seq + done, stride);
                lastChanges = count;
                start += count * stride;
                done += count;
            }
        }
        if (start != end) {
            throw new Malformed(start + " operations in changes, of " + end);
        }
    }
}
