package kith.node.http.live;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kith.Event;
import kith.state.Subscription;
import org.jspecify.annotations.Nullable;

/// Between the engine, which must not wait, and a thread that does.
///
/// It has no bound of its own: there is never more in it than was granted, and one end.
final class Mailbox implements Consumer<Event> {
    private static final Event CLOSED =
            new Event(new Subscription.Ended(0, Subscription.Reason.BEHIND), List.of(), List.of());

    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    @Override
    public void accept(Event event) {
        queue.add(event);
    }

    /// What came first, which stays; null when nothing did.
    @Nullable Event peek() {
        Event event = queue.peek();
        return event == CLOSED ? null : event;
    }

    /// Waits so long for the next event; null when there was none, or when the mailbox is closed.
    @Nullable Event take(long millis) {
        try {
            Event event = closed ? null : queue.poll(millis, TimeUnit.MILLISECONDS);
            return event == CLOSED ? null : event;
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
            queue.add(CLOSED);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// Wakes who waits, for the last time. Any thread.
    void close() {
        closed = true;
        queue.add(CLOSED);
    }
}
