package kith.signal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A stack of readers that forgets what it has given out. Java's stack would overflow on a chain of
/// ten thousand computeds; this one grows with the graph.
final class Readers {
    private static final int CAPACITY_FIRST = 16;

    private @Nullable Reader[] items = new Reader[CAPACITY_FIRST];
    private int size;

    void push(Reader reader) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = reader;
    }

    /// The one pushed last, or null when there is none.
    @Nullable Reader pop() {
        if (size == 0) {
            return null;
        }
        var top = items[--size];
        items[size] = null;
        return top;
    }

    @Nullable Reader peek() {
        return size == 0 ? null : items[size - 1];
    }
}
