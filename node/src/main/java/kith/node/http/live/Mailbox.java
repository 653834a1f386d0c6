package kith.node.http.live;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kith.Event;
import org.jspecify.annotations.Nullable;

/// Between the engine, which must not wait, and a thread that does.
///
/// It has no bound of its own: there is never more in it than was granted, and an end, which is
/// empty.
final class Mailbox implements Consumer<Event> {
    private final LinkedBlockingQueue<Optional<Event>> queue = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private long accepted;

    @Override
    public void accept(Event event) {
        accepted++;
        queue.add(Optional.of(event));
    }

    /// How many events came so far. Only while the engine is owned, as when they come.
    long accepted() {
        return accepted;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /// What came first, which stays; null when nothing did.
    @Nullable Event peek() {
        Optional<Event> first = queue.peek();
        return first == null ? null : first.orElse(null);
    }

    /// Waits so long for the next event; null when there was none, or when the mailbox is closed.
    @Nullable Event take(long millis) {
        try {
            Optional<Event> next = closed ? null : queue.poll(millis, TimeUnit.MILLISECONDS);
            return next == null ? null : next.orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            return null;
        }
    }

    /// Forgets what came: for another subscription.
    void clear() {
        queue.clear();
        if (closed) {
            queue.add(Optional.empty());
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// Wakes who waits, for the last time. Any thread.
    void close() {
        closed = true;
        queue.add(Optional.empty());
    }
}
