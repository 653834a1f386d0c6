package kith.node.app;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.Engine;
import kith.node.Driver;

/// Brings what happens in the engine to the application's observers.
///
/// The engine's own observers are called while it is owned and must not wait; an application's may
/// do as they please. So here the one only *pokes* the other: it notes that there is something new,
/// and a turn on the application's executor takes what is new by then. However often an observer is
/// poked while its turn lasts, one more turn follows. So turns are in order, never two at once, and
/// nothing queues.
final class Observers implements AutoCloseable {
    private final Driver driver;
    private final Executor executor;
    private final Consumer<? super Throwable> failures;
    private final Set<Turns> open = new LinkedHashSet<>();

    Observers(Driver driver, Executor executor, Consumer<? super Throwable> failures) {
        this.driver = driver;
        this.executor = executor;
        this.failures = failures;
    }

    /// See [Driver#look].
    ///
    /// @throws IllegalStateException when the peer is closed
    <R> R look(Function<Engine, R> looking) {
        return driver.look(looking)
                .orElseThrow(() -> new IllegalStateException("the peer is closed"));
    }

    /// The same for what is not worth doing any more when the peer is closed.
    void release(Runnable releasing) {
        driver.look(
                engine -> {
                    releasing.run();
                    return true;
                });
    }

    /// Something that runs on the application's executor whenever it was poked.
    final class Turns implements Watch {
        private final Runnable turn;
        private final Runnable end;
        private final AtomicInteger pokes = new AtomicInteger();
        private volatile boolean closed;

        private Turns(Runnable turn, Runnable end) {
            this.turn = turn;
            this.end = end;
        }

        /// There is something new. Waits for nothing.
        void poke() {
            if (closed || pokes.getAndIncrement() > 0) {
                return; // whoever runs will see it
            }
            if (driver.isOwned()) {
                Thread.startVirtualThread(this::begin); // an executor may run what it gets at once
            } else {
                begin();
            }
        }

        private void begin() {
            try {
                executor.execute(this::run);
            } catch (RuntimeException rejected) {
                pokes.set(0);
                failures.accept(rejected);
            }
        }

        private void run() {
            int seen;
            do {
                seen = pokes.get();
                try {
                    if (!closed) {
                        turn.run();
                    }
                } catch (RuntimeException | Error thrown) {
                    failures.accept(thrown);
                }
            } while (!pokes.compareAndSet(seen, 0));
        }

        @Override
        public void close() {
            synchronized (open) {
                if (closed) {
                    return;
                }
                closed = true;
                open.remove(this);
            }
            end.run();
        }
    }

    /// `end` is run once, when it is closed.
    Turns turns(Runnable turn, Runnable end) {
        var turns = new Turns(turn, end);
        synchronized (open) {
            open.add(turns);
        }
        return turns;
    }

    /// No turn begins any more. Those under way end by themselves: closing does not wait for them,
    /// since one of them may be who closes.
    @Override
    public void close() {
        List<Turns> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        all.forEach(Turns::close);
    }
}
