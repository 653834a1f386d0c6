package kith.crdt.sequence;

import java.util.Arrays;

/// In which order a part of the history is best carried out: pieces of lines, none before what it
/// had seen.
///
/// Each piece is made in another version than the piece before it ended in, unless it follows it,
/// and what lies between the two is left and entered again. So a branch is followed to its end
/// before the next one is begun, and of several the shortest comes first: it is what has to be left
/// for the others. Source: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker*
/// (EuroSys 2025), section 3.7; their replay of one of the recorded histories takes eight times as
/// long in another order.
///
/// Cost: pieces times the logarithm of their number.
final class Plan {
    private final EventGraph graph;
    private final int end;

    /// The pieces by the version they begin at, and those that follow each, as lists in arrays.
    private int[] starts;

    private int pieces;
    private final int[] waits;
    private final int[] firstAfter;
    private int[] after;
    private int[] nextAfter;
    private int edges;

    private Plan(EventGraph graph, int from, int end) {
        this.graph = graph;
        this.end = end;
        cut(from);
        waits = new int[pieces];
        firstAfter = new int[pieces];
        Arrays.fill(firstAfter, -1);
        after = new int[2 * pieces];
        nextAfter = new int[2 * pieces];
        connect(from);
    }

    /// The pieces from `from` up to and without `end`, which are where lines begin or directly
    /// behind what divides the history, each as its first version and its end.
    static int[] of(EventGraph graph, int from, int end) {
        return new Plan(graph, from, end).order();
    }

    /// Pieces begin where lines do, and behind what a line names as a parent.
    private void cut(int from) {
        int first = graph.lineOf(from);
        int last = graph.lineOf(end - 1);
        starts = new int[2 * (last - first + 1) + 2];
        pieces = 0;
        add(from);
        for (int line = first; line <= last; line++) {
            if (graph.lineStart(line) > from) {
                add(graph.lineStart(line));
            }
            for (int i = graph.parentCount(line) - 1; i >= 0; i--) {
                int parent = graph.parent(line, i);
                if (parent >= from && parent + 1 < end) {
                    add(parent + 1);
                }
            }
        }
        Arrays.sort(starts, 0, pieces);
        int kept = 0;
        for (int i = 0; i < pieces; i++) {
            if (kept == 0 || starts[kept - 1] != starts[i]) {
                starts[kept++] = starts[i];
            }
        }
        pieces = kept;
    }

    private void add(int start) {
        if (pieces == starts.length) {
            starts = Arrays.copyOf(starts, 2 * pieces);
        }
        starts[pieces++] = start;
    }

    private void connect(int from) {
        int line = graph.lineOf(from);
        for (int piece = 0; piece < pieces; piece++) {
            while (starts[piece] >= graph.lineEnd(line)) {
                line++;
            }
            if (starts[piece] > graph.lineStart(line)) {
                follow(piece, starts[piece] - 1, from);
            } else {
                for (int i = graph.parentCount(line) - 1; i >= 0; i--) {
                    follow(piece, graph.parent(line, i), from);
                }
            }
        }
    }

    private void follow(int piece, int parent, int from) {
        if (parent < from) {
            return;
        }
        if (edges == after.length) {
            after = Arrays.copyOf(after, 2 * edges);
            nextAfter = Arrays.copyOf(nextAfter, 2 * edges);
        }
        int before = pieceOf(parent, piece - 1);
        after[edges] = piece;
        nextAfter[edges] = firstAfter[before];
        firstAfter[before] = edges++;
        waits[piece]++;
    }

    /// The piece, at or before `last`, that a version is in: mostly not far before.
    private int pieceOf(int version, int last) {
        int step = 1;
        int low = last;
        while (starts[low] > version) {
            low = Math.max(0, last - step);
            step <<= 1;
        }
        int found = Arrays.binarySearch(starts, low, last + 1, version);
        return found >= 0 ? found : -found - 2;
    }

    private int endOf(int piece) {
        return piece + 1 < pieces ? starts[piece + 1] : end;
    }

    private int[] order() {
        var order = new int[2 * pieces];
        int count = 0;
        var open = new int[pieces];
        int size = 0;
        for (int piece = pieces - 1; piece >= 0; piece--) {
            if (waits[piece] == 0) {
                open[size++] = piece;
            }
        }
        longestFirst(open, 0, size);
        while (size > 0) {
            int piece = open[--size];
            order[count++] = starts[piece];
            order[count++] = endOf(piece);
            int from = size;
            for (int edge = firstAfter[piece]; edge >= 0; edge = nextAfter[edge]) {
                if (--waits[after[edge]] == 0) {
                    open[size++] = after[edge];
                }
            }
            longestFirst(open, from, size);
        }
        return order;
    }

    /// So that the shortest is taken first. Few become ready at once, mostly one.
    private void longestFirst(int[] open, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int piece = open[i];
            int length = endOf(piece) - starts[piece];
            int hole = i;
            while (hole > from && endOf(open[hole - 1]) - starts[open[hole - 1]] < length) {
                open[hole] = open[hole - 1];
                hole--;
            }
            open[hole] = piece;
        }
    }
}
