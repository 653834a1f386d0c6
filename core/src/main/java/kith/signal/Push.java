package kith.signal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The way down: a signal was written, and everything that leads from it to a watcher becomes
/// stale.
///
/// A wave, nearest first: readers in the order of their subscription, then the readers of those. A
/// node that is stale already stops it, for what lies behind was told by whoever made it stale. No
/// function of the application runs here. Cost: one visit for each edge behind the signal.
final class Push {
    private static final int CAPACITY_FIRST = 16;

    private @Nullable Computed<?>[] wave = new Computed<?>[CAPACITY_FIRST];

    /// The watchers that were told, in order, until [Batch] has run them.
    @Nullable Watcher[] due = new Watcher[CAPACITY_FIRST];

    int dueEnd;

    /// Forgets the first watchers, which had their turn. The others move to the front, so that the
    /// list is as long as two rounds at most.
    void dropFirst(int count) {
        int left = dueEnd - count;
        if (left > 0) {
            System.arraycopy(due, count, due, 0, left);
            Arrays.fill(due, left, dueEnd, null);
        }
        dueEnd = left;
    }

    /// One more that is due.
    void add(Watcher watcher) {
        if (dueEnd == due.length) {
            due = Arrays.copyOf(due, 2 * dueEnd);
        }
        due[dueEnd++] = watcher;
    }

    /// Room for so many more that are due.
    void reserve(int count) {
        if (due.length - dueEnd < count) {
            due = Arrays.copyOf(due, 2 * due.length + count);
        }
    }

    void markReadersOf(Source written) {
        int end = markDirectReadersOf(written, 0);
        for (int next = 0; next < end; next++) {
            var computed = wave[next];
            wave[next] = null;
            // A chain has no wave: nothing waits, and the only reader is next.
            while (computed != null) {
                if (next + 1 == end && computed.others == null) {
                    computed = mark(computed.first);
                } else {
                    end = markDirectReadersOf(computed, end);
                    computed = null;
                }
            }
        }
    }

    /// Marks the readers of one source; computeds are appended to the wave at `end`, whose new end
    /// is answered. The fields are kept in locals: stores to them would wait for each other.
    private int markDirectReadersOf(Source source, int end) {
        var others = source.others;
        int first = end;
        var computed = mark(source.first);
        if (computed != null) {
            if (first == wave.length) {
                wave = Arrays.copyOf(wave, 2 * first);
            }
            wave[first++] = computed;
        }
        return others == null ? first : markAll(others, first);
    }

    private int markAll(Source.Others others, int end) {
        int count = others.count;
        reserve(count);
        var due = this.due;
        var wave = this.wave;
        if (wave.length - end < count) {
            wave = Arrays.copyOf(wave, 2 * wave.length + count);
            this.wave = wave;
        }
        var readers = others.readers;
        int dueNext = dueEnd;
        int waveNext = end;
        for (int i = 0; i < count; i++) {
            var reader = readers[i];
            if (reader == null) {
                break;
            }
            int flags = reader.flags;
            if ((flags & Source.STALE) == 0) {
                reader.flags = flags | Source.STALE;
                if (reader instanceof Watcher watcher) {
                    due[dueNext++] = watcher;
                } else if (reader instanceof Computed<?> computed) {
                    wave[waveNext++] = computed;
                }
            }
        }
        dueEnd = dueNext;
        return waveNext;
    }

    /// Marks one reader, and answers it when those behind it are to be marked, too.
    private @Nullable Computed<?> mark(@Nullable Reader reader) {
        if (reader == null || (reader.flags & Source.STALE) != 0) {
            return null;
        }
        reader.flags |= Source.STALE;
        if (reader instanceof Watcher watcher) {
            add(watcher);
            return null;
        }
        return reader instanceof Computed<?> computed ? computed : null;
    }
}
