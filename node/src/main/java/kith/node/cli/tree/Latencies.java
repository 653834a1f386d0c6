package kith.node.cli.tree;

import java.util.Arrays;

/// How long each of some changes took, for the line of one second.
///
/// Any thread.
final class Latencies {
    private long[] micros = new long[1_024];
    private int count;

    synchronized void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = nanos / 1_000;
    }

    /// What was added since, in order of size; and begins anew.
    synchronized long[] take() {
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        count = 0;
        return sorted;
    }

    /// The one that so many in a hundred do not exceed; 0 when there are none.
    static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1L) * percent / 100)];
    }
}
