package kith.lang;

import java.util.Arrays;

/// Which items two sequences have in common, in an order that both have: as many as there can be.
///
/// *Source.* Myers, *An O(ND) Difference Algorithm and Its Variations* (Algorithmica 1986), the
/// greedy algorithm of section 4: for one edit after the other, how far one comes on each diagonal
/// of the grid of both sequences. What was reached is kept for each number of edits, to go back by.
///
/// *changed:* it gives up. Two texts that have little in common cost the product of their lengths,
/// and nobody gains by a difference of a thousand parts. Cost: the items times the edits, at most
/// `work`, and four bytes for each pair of edits.
final class Alignment {
    /// The most edits that are looked for: 4 MB of memory. Guess: more than a person makes before
    /// it is another text.
    private static final int EDITS_MAX = 1_000;

    private final int[] from;
    private final int[] to;
    private final int start;
    private final int fromEnd;
    private final int toEnd;
    private final boolean[] keptFrom;
    private final boolean[] keptTo;
    private final int[][] reached = new int[EDITS_MAX + 1][];
    private int work;

    /// Equal items have equal numbers. `work`: how many steps may be made.
    Alignment(int[] from, int[] to, int work) {
        this.from = from;
        this.to = to;
        this.work = work;
        this.keptFrom = new boolean[from.length];
        this.keptTo = new boolean[to.length];
        int least = Math.min(from.length, to.length);
        int front = 0;
        while (front < least && from[front] == to[front]) {
            front++;
        }
        int back = 0;
        while (back < least - front && from[from.length - 1 - back] == to[to.length - 1 - back]) {
            back++;
        }
        this.start = front;
        this.fromEnd = from.length - back;
        this.toEnd = to.length - back;
        Arrays.fill(keptFrom, 0, front, true);
        Arrays.fill(keptTo, 0, front, true);
        Arrays.fill(keptFrom, fromEnd, from.length, true);
        Arrays.fill(keptTo, toEnd, to.length, true);
    }

    /// Looks for what is common; false when that takes too much, and then only what both begin and
    /// end with is.
    boolean find() {
        int edits = search();
        if (edits < 0) {
            return false;
        }
        goBack(edits);
        return true;
    }

    boolean keepsFrom(int item) {
        return keptFrom[item];
    }

    boolean keepsTo(int item) {
        return keptTo[item];
    }

    /// How many steps are left.
    int workLeft() {
        return work;
    }

    /// The least number of edits, or -1. On diagonal k, `reached[d][k + d]` is how far in `from`
    /// one comes with d edits.
    private int search() {
        int width = fromEnd - start;
        int height = toEnd - start;
        int most = Math.min(EDITS_MAX, width + height);
        for (int edits = 0; edits <= most; edits++) {
            var now = new int[2 * edits + 1];
            reached[edits] = now;
            for (int k = -edits; k <= edits; k += 2) {
                int x = slide(begin(edits, k), k, width, height);
                now[k + edits] = x;
                if (x >= width && x - k >= height) {
                    return edits;
                }
            }
            work -= edits + 1;
            if (work < 0) {
                return -1;
            }
        }
        return -1;
    }

    /// Where the last edit leads: down from the diagonal above, or right from the one below.
    private int begin(int edits, int k) {
        if (edits == 0) {
            return 0;
        }
        return isDown(edits, k) ? before(edits, k + 1) : before(edits, k - 1) + 1;
    }

    private boolean isDown(int edits, int k) {
        return k == -edits || k != edits && before(edits, k - 1) < before(edits, k + 1);
    }

    private int before(int edits, int k) {
        return reached[edits - 1][k + edits - 1];
    }

    private int slide(int begin, int k, int width, int height) {
        int x = begin;
        while (x < width && x - k < height && x - k >= 0 && from[start + x] == to[start + x - k]) {
            x++;
        }
        work -= x - begin;
        return x;
    }

    private void goBack(int found) {
        int x = fromEnd - start;
        int k = x - (toEnd - start);
        for (int edits = found; edits >= 0; edits--) {
            int begin = begin(edits, k);
            while (x > begin) {
                x--;
                keptFrom[start + x] = true;
                keptTo[start + x - k] = true;
            }
            if (edits > 0) {
                boolean down = isDown(edits, k);
                x = down ? begin : begin - 1;
                k += down ? 1 : -1;
            }
        }
    }
}
