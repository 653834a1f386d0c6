package kith.log;

import java.util.Arrays;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The hashes and times of the last changes of a chain, in a ring that grows up to a bound.
final class PastWindow {
    private static final int START = 4;

    private final int max;
    private byte[] hashes = new byte[0];
    private long[] times = new long[0];
    private int first;
    private int end;

    /// `max` is a power of two.
    PastWindow(int max) {
        if (Integer.bitCount(max) != 1) {
            throw new IllegalArgumentException("window of " + max + " is no power of two");
        }
        this.max = max;
    }

    /// Adds the change after the last one; a gap empties the window.
    void add(int seq, Past past) {
        if (seq != end) {
            first = seq;
            end = seq;
        }
        if (end - first == times.length) {
            if (times.length < max) {
                grow();
            } else {
                first++;
            }
        }
        int slot = seq & times.length - 1;
        byte[] hash = past.hash().shared();
        System.arraycopy(hash, 0, hashes, slot * Headers.HASH_BYTES, Headers.HASH_BYTES);
        times[slot] = past.time();
        end = seq + 1;
    }

    @Nullable Past at(int seq) {
        if (seq < first || seq >= end) {
            return null;
        }
        int slot = seq & times.length - 1;
        int at = slot * Headers.HASH_BYTES;
        return new Past(Bytes.copy(hashes, at, at + Headers.HASH_BYTES), times[slot]);
    }

    /// Forgets everything from `seqFirst` on.
    void cut(int seqFirst) {
        end = Math.max(first, Math.min(end, seqFirst));
    }

    private void grow() {
        int size = Math.min(max, Math.max(START, 2 * times.length));
        byte[] oldHashes = hashes;
        long[] oldTimes = times;
        hashes = new byte[size * Headers.HASH_BYTES];
        times = Arrays.copyOf(times, size);
        for (int seq = first; seq < end; seq++) {
            int from = seq & oldTimes.length - 1;
            int to = seq & size - 1;
            times[to] = oldTimes[from];
            System.arraycopy(
                    oldHashes,
                    from * Headers.HASH_BYTES,
                    hashes,
                    to * Headers.HASH_BYTES,
                    Headers.HASH_BYTES);
        }
    }
}
