package kith.lab.crowd.overlay;

import java.util.ArrayDeque;
import java.util.Arrays;
import kith.lang.Rng;

/// Who is linked to whom at one moment, and what can be said of it.
///
/// @param links of each the others, by their places in here; both sides of each link have it
/// @param inbound how many of its links each was dialled over
@SuppressWarnings("ArrayRecordComponent") // not compared
record Shape(int[][] links, int[] inbound) {
    private static final int FAR = -1;

    /// How far apart two are, over all others that were reached from some that were drawn.
    ///
    /// @param longest the longest of the shortest ways; that of all pairs may be longer
    record Paths(double mean, int longest) {}

    int size() {
        return links.length;
    }

    /// The share that is in the largest piece.
    double largestPiece() {
        var piece = new int[links.length];
        Arrays.fill(piece, FAR);
        int largest = 0;
        for (int start = 0; start < links.length; start++) {
            if (piece[start] == FAR) {
                largest = Math.max(largest, spread(start, piece));
            }
        }
        return links.length == 0 ? 0 : largest / (double) links.length;
    }

    boolean isWhole() {
        return largestPiece() == 1;
    }

    /// Writes how many passes away each is from one of them, of those that were not reached before.
    ///
    /// @return how many they are
    private int spread(int from, int[] passes) {
        var next = new ArrayDeque<Integer>();
        passes[from] = 0;
        next.add(from);
        int count = 0;
        while (!next.isEmpty()) {
            int one = next.remove();
            count++;
            for (int other : links[one]) {
                if (passes[other] == FAR) {
                    passes[other] = passes[one] + 1;
                    next.add(other);
                }
            }
        }
        return count;
    }

    Paths paths(int sources, Rng rng) {
        long sum = 0;
        long pairs = 0;
        int longest = 0;
        for (int i = 0; i < sources; i++) {
            var passes = new int[links.length];
            Arrays.fill(passes, FAR);
            pairs += spread(rng.nextInt(links.length), passes) - 1;
            for (int far : passes) {
                sum += Math.max(0, far);
                longest = Math.max(longest, far);
            }
        }
        return new Paths(sum / (double) pairs, longest);
    }

    double meanLinks() {
        return Arrays.stream(links).mapToInt(row -> row.length).average().orElse(0);
    }

    int mostLinks() {
        return Arrays.stream(links).mapToInt(row -> row.length).max().orElse(0);
    }

    /// The most that one dialled, of those that are there.
    int mostDialled() {
        int most = 0;
        for (int i = 0; i < links.length; i++) {
            most = Math.max(most, links[i].length - inbound[i]);
        }
        return most;
    }

    int mostInbound() {
        return Arrays.stream(inbound).max().orElse(0);
    }

    /// Which share of two of somebody's neighbours are each other's, on average over all who have
    /// two (Watts and Strogatz, *Collective dynamics of small-world networks*, Nature 1998).
    double clustering() {
        double sum = 0;
        int counted = 0;
        var near = new boolean[links.length];
        for (int[] row : links) {
            if (row.length < 2) {
                continue;
            }
            mark(row, near, true);
            int both = 0;
            for (int one : row) {
                for (int other : links[one]) {
                    both += near[other] ? 1 : 0;
                }
            }
            mark(row, near, false);
            sum += both / (double) (row.length * (row.length - 1));
            counted++;
        }
        return counted == 0 ? 0 : sum / counted;
    }

    private static void mark(int[] row, boolean[] near, boolean is) {
        for (int one : row) {
            near[one] = is;
        }
    }
}
