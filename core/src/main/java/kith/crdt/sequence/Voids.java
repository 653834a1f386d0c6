package kith.crdt.sequence;

import java.util.Arrays;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// Which operations count for nobody, since the one who made them was removed: ranges of versions,
/// ascending.
///
/// What they inserted is not shown and what they deleted is, but whoever had seen them counted his
/// positions with them. So they are replayed as all others, in the prepared version only.
final class Voids {
    private int[] firsts = new int[1];
    private int[] ends = new int[1];
    private int count;

    /// The range that was looked at last.
    private int near;

    boolean isEmpty() {
        return count == 0;
    }

    /// The least void version; with none, a number greater than all.
    int first() {
        return count == 0 ? Ops.VERSIONS_MAX : firsts[0];
    }

    /// Of versions after all that were added before.
    void add(int first, int end) {
        if (count > 0 && ends[count - 1] == first) {
            ends[count - 1] = end;
            return;
        }
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        firsts[count] = first;
        ends[count++] = end;
    }

    boolean isVoid(int version) {
        if (count == 0) {
            return false;
        }
        int range = rangeAt(version);
        return range < count && firsts[range] <= version;
    }

    /// Up to where the versions from that one on are all void, or all not.
    int sameUntil(int version) {
        if (count == 0) {
            return Integer.MAX_VALUE;
        }
        int range = rangeAt(version);
        if (range == count) {
            return Integer.MAX_VALUE;
        }
        return firsts[range] <= version ? ends[range] : firsts[range];
    }

    /// The first range that ends after a version.
    private int rangeAt(int version) {
        if (near < count && ends[near] > version && (near == 0 || ends[near - 1] <= version)) {
            return near;
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ends[middle] <= version) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        near = low;
        return low;
    }

    /// How many ranges; for each how far it begins behind the end of the one before it, and how
    /// long it is.
    void write(Writer out) {
        out.varint(count);
        int end = 0;
        for (int i = 0; i < count; i++) {
            out.varint(firsts[i] - end).varint(ends[i] - firsts[i]);
            end = ends[i];
        }
    }

    /// What was written, for so many operations.
    static Voids read(Reader in, int operations) {
        var voids = new Voids();
        int count = in.count(in.remaining(), "void ranges");
        int end = 0;
        for (int i = 0; i < count; i++) {
            int first = end + in.count(operations - end, "begin of a void range");
            int length = in.count(operations - first, "length of a void range");
            if (length == 0 || i > 0 && first == end) {
                throw new Malformed("a void range of " + length + " at " + first);
            }
            end = first + length;
            voids.add(first, end);
        }
        return voids;
    }
}
