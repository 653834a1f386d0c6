package kith.log;

import java.util.Arrays;

/// What one chain had seen of another, as a step function of its own sequence number.
///
/// A version vector for each change would cost a number for each pair of change and chain. But what
/// an author has seen of another only grows, and mostly does not: so we keep the steps. Cost: one
/// pair of `int` for each time it grew; a lookup near the end, the usual one, is constant, others
/// take log(steps).
final class Steps {
    private int[] at = new int[2];
    private int[] value = new int[2];
    private int size;

    int size() {
        return size;
    }

    int atIndex(int i) {
        return at[i];
    }

    int valueIndex(int i) {
        return value[i];
    }

    /// From `ownSeq` on, `seen` of the other chain was seen. Steps come in order of `ownSeq`.
    void add(int ownSeq, int seen) {
        if (size > 0 && value[size - 1] >= seen) {
            return;
        }
        if (size > 0 && at[size - 1] == ownSeq) {
            value[size - 1] = seen;
            return;
        }
        if (size == at.length) {
            at = Arrays.copyOf(at, 2 * size);
            value = Arrays.copyOf(value, 2 * size);
        }
        at[size] = ownSeq;
        value[size++] = seen;
    }

    /// What was seen at `ownSeq`, that change included.
    int upTo(int ownSeq) {
        if (size == 0 || at[0] > ownSeq) {
            return 0;
        }
        if (at[size - 1] <= ownSeq) {
            return value[size - 1];
        }
        int low = 0;
        int high = size - 1; // at[low] <= ownSeq < at[high]
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (at[middle] <= ownSeq) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return value[low];
    }
}
