package kith.crdt.sequence;

import java.util.Arrays;

/// Which units the deletions deleted, as ranges: those of the versions from `first` on deleted the
/// units from `target` on, upwards or downwards. The ranges of one run of operations are a
/// list, as the run may be carried out in pieces.
final class Targets {
    private int[] first = new int[8];
    private int[] target = new int[8];
    private int[] size = new int[8];
    private boolean[] down = new boolean[8];
    private int count;

    /// Range -> the next one of the same run.
    private int[] next = new int[8];

    /// Run of operations -> its first range and its last one, plus 1; 0: none yet.
    private int[] firsts = new int[8];

    private int[] lasts = new int[8];

    /// How many of those were looked at.
    private int runs;

    /// The first run of which anything is added.
    private int runFirst;

    Targets(int runFirst) {
        this.runFirst = runFirst;
    }

    /// Forgets all, for another history from that run on.
    void restart(int fromRun) {
        runFirst = fromRun;
        Arrays.fill(firsts, 0, runs, 0);
        Arrays.fill(lasts, 0, runs, 0);
        runs = 0;
        count = 0;
    }

    /// Versions of a run are added in ascending order.
    void add(int ofRun, int version, int units, int from, boolean downwards) {
        int run = ofRun - runFirst;
        if (run >= firsts.length) {
            int room = Math.max(run + 1, 2 * firsts.length);
            firsts = Arrays.copyOf(firsts, room);
            lasts = Arrays.copyOf(lasts, room);
        }
        runs = Math.max(runs, run + 1);
        int last = lasts[run] - 1;
        if (last >= 0 && joins(last, version, from, downwards)) {
            size[last] += units;
            return;
        }
        if (count == first.length) {
            grow();
        }
        first[count] = version;
        target[count] = from;
        size[count] = units;
        down[count] = downwards;
        if (last < 0) {
            firsts[run] = count + 1;
        } else {
            next[last] = count;
        }
        count++;
        lasts[run] = count;
    }

    private void grow() {
        int room = 2 * count;
        first = Arrays.copyOf(first, room);
        target = Arrays.copyOf(target, room);
        size = Arrays.copyOf(size, room);
        down = Arrays.copyOf(down, room);
        next = Arrays.copyOf(next, room);
    }

    private boolean joins(int last, int version, int from, boolean downwards) {
        int reach = size[last];
        return first[last] + reach == version
                && down[last] == downwards
                && target[last] + (downwards ? -reach : reach) == from;
    }

    /// The range of that run that a version is in.
    int find(int run, int version) {
        int range = firsts[run - runFirst] - 1;
        while (version >= first[range] + size[range]) {
            range = next[range];
        }
        return range;
    }

    /// The range of the same run after that one.
    int next(int range) {
        return next[range];
    }

    int end(int range) {
        return first[range] + size[range];
    }

    /// The lowest of the units that the versions from `from` up to and without `end`, all of one
    /// range, deleted.
    int lowest(int range, int from, int end) {
        return down[range]
                ? target[range] - (end - 1 - first[range])
                : target[range] + (from - first[range]);
    }
}
