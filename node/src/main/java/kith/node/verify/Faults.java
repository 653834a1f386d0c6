package kith.node.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is wrong, as it is found, by the thread that reads and by those that check signatures.
final class Faults {
    /// The most that are listed; the rest is counted. More than anybody reads.
    static final int LISTED_MAX = 1_000;

    private static final int REMARKS_MAX = 100;

    private final List<Fault> listed = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private long total;

    synchronized void add(Fault fault) {
        total++;
        if (listed.size() < LISTED_MAX) {
            listed.add(fault);
        }
    }

    synchronized void remark(String text) {
        if (remarks.size() < REMARKS_MAX) {
            remarks.add(text);
        }
    }

    synchronized List<Fault> listed() {
        var sorted = new ArrayList<>(listed);
        sorted.sort(Comparator.comparing(Fault::file).thenComparingLong(Fault::offset));
        return sorted;
    }

    synchronized long total() {
        return total;
    }

    synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }
}
