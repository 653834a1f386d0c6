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

    private @Nullable Reader[] wave = new Reader[CAPACITY_FIRST];
    private final Batch batch;

    Push(Batch batch) {
        this.batch = batch;
    }

    void markReadersOf(Source written) {
        int end = 0;
        int next = 0;
        for (Source source = written; source != null; ) {
            var readers = source.readers;
            int count = source.readerCount;
            for (int i = 0; i < count; i++) {
                var reader = readers[i];
                if (reader == null) {
                    break;
                }
                int flags = reader.flags;
                if ((flags & Source.STALE) == 0) {
                    reader.flags = flags | Source.STALE;
                    if ((flags & Source.WATCHER) != 0) {
                        batch.enqueue((Watcher) reader);
                    } else {
                        if (end == wave.length) {
                            wave = Arrays.copyOf(wave, 2 * end);
                        }
                        wave[end++] = reader;
                    }
                }
            }
            if (next == end) {
                return;
            }
            source = wave[next];
            wave[next++] = null;
        }
    }
}
