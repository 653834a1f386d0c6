package kith.lab.bed;

import java.util.Arrays;
import java.util.List;

/// After how long one update was at how many peers, in nanoseconds: in order, a time for each.
final class Times {
    private final long[] nanos;

    Times(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    /// When at least so many of a hundred had it.
    long percent(int percent) {
        int needed = (nanos.length * percent + 99) / 100;
        return nanos[Math.max(1, needed) - 1];
    }

    /// The median over several updates.
    static long median(List<Times> all, int percent) {
        long[] sorted = all.stream().mapToLong(one -> one.percent(percent)).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
