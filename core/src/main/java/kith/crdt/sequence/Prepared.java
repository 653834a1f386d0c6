package kith.crdt.sequence;

import java.util.Arrays;

/// The prepared version of a [Tracker]: what the author of the next operation had seen.
///
/// Any two versions can be walked between ([EventGraph#walk]), but that looks at the common past of
/// both, down to where it is all that is left. Mostly an author goes on from what is prepared and
/// has seen something more, and then only that is of interest. So this knows what is prepared: of
/// each line a first part, since a line's versions follow one another. What is added is found by
/// going back from it up to what is there. Of the steps between two people who type at once that
/// is six of ten.
///
/// Cost: the lines that are added; otherwise that of the walk.
final class Prepared implements EventGraph.Steps {
    private final EventGraph graph;
    private final EventGraph.Steps steps;

    /// The first version that can come and go: those before it are always prepared.
    private int first;

    private int lineFirst;

    /// By line, from `lineFirst` on: the end of its prepared versions, if there are any.
    private int[] ends = new int[8];

    /// How many of those were looked at.
    private int lines;

    /// The version, ascending.
    private int[] heads = {};

    private final int[] alone = new int[1];

    /// Versions that are still to be added, and their lines.
    private int[] waiting = new int[4];

    private int[] waitingLines = new int[4];

    /// What comes and goes is told to `steps`.
    Prepared(EventGraph graph, int base, EventGraph.Steps steps) {
        this.graph = graph;
        this.steps = steps;
        restart(base);
    }

    /// Forgets all: that version is prepared, and those before it always are.
    void restart(int base) {
        first = base + 1;
        lineFirst = base < 0 ? 0 : graph.lineOf(base);
        heads = base < 0 ? new int[0] : new int[] {base};
        Arrays.fill(ends, 0, lines, 0);
        lines = 0;
    }

    /// The versions from one of that line up to `end` were made in the prepared version, and are
    /// the newest of it now.
    void took(int line, int end) {
        int slot = slot(line);
        ends[slot] = end;
        alone[0] = end - 1;
        heads = alone;
    }

    private int slot(int line) {
        int slot = line - lineFirst;
        if (slot >= ends.length) {
            ends = Arrays.copyOf(ends, Math.max(slot + 1, 2 * ends.length));
        }
        lines = Math.max(lines, slot + 1);
        return slot;
    }

    /// Makes what the line follows the prepared version.
    void toParentsOf(int line) {
        if (graph.parentCount(line) == 1) {
            to(graph.parent(line, 0));
        } else {
            to(graph.parents(line));
        }
    }

    void to(int version) {
        if (heads.length != 1 || heads[0] != version) {
            to(new int[] {version});
        }
    }

    void toCopyOf(int[] version) {
        if (!Arrays.equals(heads, version)) {
            to(version.clone());
        }
    }

    private void to(int[] version) {
        if (heads.length == 1 && contains(version, heads[0])) {
            for (int each : version) {
                add(each);
            }
        } else if (!Arrays.equals(heads, version)) {
            graph.walk(heads, version, this);
        }
        heads = version;
    }

    private static boolean contains(int[] version, int head) {
        for (int each : version) {
            if (each == head) {
                return true;
            }
        }
        return false;
    }

    /// Adds a version and what it had seen.
    private void add(int version) {
        waiting[0] = version;
        waitingLines[0] = graph.lineOf(version);
        int count = 1;
        while (count > 0) {
            int last = waiting[--count];
            if (last < first) {
                continue;
            }
            int line = waitingLines[count];
            int slot = slot(line);
            int start = Math.max(graph.lineStart(line), first);
            int from = Math.max(ends[slot], start);
            if (last < from) {
                continue;
            }
            ends[slot] = last + 1;
            steps.enter(line, from, last + 1);
            if (from == start) {
                count = addParents(line, count);
            }
        }
    }

    private int addParents(int line, int count) {
        int parents = graph.parentCount(line);
        if (count + parents > waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * (count + parents));
            waitingLines = Arrays.copyOf(waitingLines, 2 * (count + parents));
        }
        for (int i = 0; i < parents; i++) {
            waiting[count + i] = graph.parent(line, i);
            waitingLines[count + i] = graph.parentLine(line, i);
        }
        return count + parents;
    }

    @Override
    public void leave(int line, int from, int end) {
        int slot = slot(line);
        ends[slot] = from;
        steps.leave(line, from, end);
    }

    @Override
    public void enter(int line, int from, int end) {
        int slot = slot(line);
        ends[slot] = end;
        steps.enter(line, from, end);
    }
}
