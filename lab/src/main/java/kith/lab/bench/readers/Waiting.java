package kith.lab.bench.readers;

import java.util.concurrent.locks.LockSupport;
import kith.node.Node;
import kith.port.Gauge;

/// What waits in a peer for those who subscribed: the most there was at one moment, by the gauges
/// of its engine, looked at ten times a second.
public final class Waiting {
    private static final long PAUSE_NANOS = 100_000_000;
    private static final String GAUGE = "updates of subscription ";

    private final Node node;
    private final Thread looking;
    private volatile boolean over;
    private long subscriptions;
    private long updates;
    private long updatesOfOne;
    private long bound;

    public Waiting(Node node) {
        this.node = node;
        looking = Thread.ofPlatform().daemon().name("waiting").start(this::look);
    }

    private void look() {
        while (!over) {
            node.driver().look(engine -> note(engine.gauges()));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean note(Iterable<Gauge> gauges) {
        long count = 0;
        long all = 0;
        for (Gauge gauge : gauges) {
            if (gauge.name().startsWith(GAUGE)) {
                count++;
                all += gauge.value();
                updatesOfOne = Math.max(updatesOfOne, gauge.value());
                bound = gauge.max();
            }
        }
        subscriptions = Math.max(subscriptions, count);
        updates = Math.max(updates, all);
        return true;
    }

    /// Looks no more.
    public void stop() throws InterruptedException {
        over = true;
        looking.join();
    }

    /// Subscriptions of the engine; in the mode `state` those who keep up share one.
    public long subscriptions() {
        return subscriptions;
    }

    /// Updates that waited for all of them together.
    public long updates() {
        return updates;
    }

    /// The most that waited for one, or the cells whose newest value it was still to be told.
    public long updatesOfOne() {
        return updatesOfOne;
    }

    public long bound() {
        return bound;
    }
}
