package kith.crdt.sequence;

import java.util.Arrays;

/// Which units the deletions deleted, as ranges: those of the versions from `first` on deleted the
/// units from `target` on, upwards or downwards.
final class Targets {
    private int[] first = new int[8];
    private int[] target = new int[8];
    private int[] size = new int[8];
    private boolean[] down = new boolean[8];
    private int count;

    /// Versions are added in ascending order.
    void add(int version, int units, int from, boolean downwards) {
        if (count > 0 && joins(version, from, downwards)) {
            size[count - 1] += units;
            return;
        }
        if (count == first.length) {
            int room = 2 * count;
            first = Arrays.copyOf(first, room);
            target = Arrays.copyOf(target, room);
            size = Arrays.copyOf(size, room);
            down = Arrays.copyOf(down, room);
        }
        first[count] = version;
        target[count] = from;
        size[count] = units;
        down[count] = downwards;
        count++;
    }

    private boolean joins(int version, int from, boolean downwards) {
        int last = count - 1;
        int reach = size[last];
        return first[last] + reach == version
                && down[last] == downwards
                && target[last] + (downwards ? -reach : reach) == from;
    }

    int count() {
        return count;
    }

    int find(int version) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (first[middle] <= version) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    int first(int range) {
        return first[range];
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
