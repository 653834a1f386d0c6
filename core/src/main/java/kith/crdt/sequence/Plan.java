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
    private final int lineFirst;

    /// The pieces by the version they begin at, and the lines they are of.
    private final int[] starts;

    private final int[] lines;
    private int pieces;

    /// By line: its first piece.
    private final int[] firstOf;

    /// The pieces that follow each, as lists in arrays.
    private final int[] waits;

    private final int[] firstAfter;
    private int[] after;
    private int[] nextAfter;
    private int edges;

    private Plan(EventGraph graph, int from, int end) {
        this.graph = graph;
        this.end = end;
        lineFirst = graph.lineOf(from);
        int lineLast = graph.lineOf(end - 1);
        int[] cuts = cuts(from, lineLast);
        int room = lineLast - lineFirst + 1 + cuts.length;
        starts = new int[room];
        lines = new int[room];
        firstOf = new int[lineLast - lineFirst + 2];
        cut(from, lineLast, cuts);
        waits = new int[pieces];
        firstAfter = new int[pieces];
        Arrays.fill(firstAfter, -1);
        after = new int[2 * pieces];
        nextAfter = new int[2 * pieces];
        connect(from);
    }

    /// The pieces from `from` up to and without `end`, which are where lines begin or directly
    /// behind what divides the history, each as its line, its first version and its end.
    static int[] of(EventGraph graph, int from, int end) {
        return new Plan(graph, from, end).order();
    }

    /// Where a line is cut, ascending: behind what another one names as a parent, unless its line
    /// ends there.
    private int[] cuts(int from, int lineLast) {
        var cuts = new int[4];
        int count = 0;
        for (int line = lineFirst + 1; line <= lineLast; line++) {
            for (int i = graph.parentCount(line) - 1; i >= 0; i--) {
                int next = graph.parent(line, i) + 1;
                if (next > from && next < graph.lineEnd(graph.parentLine(line, i))) {
                    cuts = count == cuts.length ? Arrays.copyOf(cuts, 2 * count) : cuts;
                    cuts[count++] = next;
                }
            }
        }
        Arrays.sort(cuts, 0, count);
        return Arrays.copyOf(cuts, count);
    }

    private void cut(int from, int lineLast, int[] cuts) {
        int cut = 0;
        for (int line = lineFirst; line <= lineLast; line++) {
            firstOf[line - lineFirst] = pieces;
            add(line, Math.max(from, graph.lineStart(line)));
            int stop = Math.min(end, graph.lineEnd(line));
            while (cut < cuts.length && cuts[cut] < stop) {
                if (cuts[cut] > starts[pieces - 1]) {
                    add(line, cuts[cut]);
                }
                cut++;
            }
        }
        firstOf[lineLast + 1 - lineFirst] = pieces;
    }

    private void add(int line, int start) {
        lines[pieces] = line;
        starts[pieces++] = start;
    }

    private void connect(int from) {
        for (int piece = 0; piece < pieces; piece++) {
            int line = lines[piece];
            if (starts[piece] > graph.lineStart(line)) {
                if (starts[piece] > from) {
                    follow(piece, piece - 1);
                }
                continue;
            }
            for (int i = graph.parentCount(line) - 1; i >= 0; i--) {
                int parent = graph.parent(line, i);
                if (parent >= from) {
                    follow(piece, pieceOf(parent, graph.parentLine(line, i)));
                }
            }
        }
    }

    private void follow(int piece, int before) {
        if (edges == after.length) {
            after = Arrays.copyOf(after, 2 * edges);
            nextAfter = Arrays.copyOf(nextAfter, 2 * edges);
        }
        after[edges] = piece;
        nextAfter[edges] = firstAfter[before];
        firstAfter[before] = edges++;
        waits[piece]++;
    }

    /// The piece that a version is in, mostly the last of its line.
    private int pieceOf(int version, int line) {
        int last = firstOf[line + 1 - lineFirst] - 1;
        if (starts[last] <= version) {
            return last;
        }
        int found = Arrays.binarySearch(starts, firstOf[line - lineFirst], last, version);
        return found >= 0 ? found : -found - 2;
    }

    private int endOf(int piece) {
        return piece + 1 < pieces ? starts[piece + 1] : end;
    }

    private int[] order() {
        var order = new int[3 * pieces];
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
            order[count++] = lines[piece];
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
