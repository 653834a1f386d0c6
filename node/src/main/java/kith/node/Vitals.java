package kith.node;

import java.util.concurrent.atomic.AtomicLong;
import kith.Address;
import kith.Command;
import kith.node.measure.MetricCells;
import kith.node.measure.Metrics;
import kith.port.Now;

/// Brings what is counted into the cells of `.peer/metrics`: when somebody reads `.peer`, and
/// once a second while somebody watches it. Nobody who asks for nothing pays for it.
///
/// The engine has no clock and counts nothing of its host, so the numbers reach it as an input
/// like any other. They are collected before the engine is taken.
final class Vitals {
    /// While somebody watches.
    private static final long WATCHED_NANOS = Now.SECOND;

    /// While somebody reads again and again: as often as the other cells of `.peer`.
    private static final long READ_NANOS = Now.SECOND / 4;

    private final Driver driver;
    private final Metrics metrics;
    private final AtomicLong toldAtNanos = new AtomicLong(System.nanoTime() - WATCHED_NANOS);

    Vitals(Driver driver, Metrics metrics) {
        this.driver = driver;
        this.metrics = metrics;
    }

    /// Somebody is about to ask that.
    void asked(Command command) {
        boolean asksHow =
                command instanceof Command.Read read && isHealth(read.at())
                        || command instanceof Command.Watch watch && isHealth(watch.at());
        if (asksHow && !driver.isOwned()) {
            tell(READ_NANOS);
        }
    }

    private static boolean isHealth(Address at) {
        return at.space().equals(Address.PEER);
    }

    /// Time passed.
    void woken(boolean watched) {
        if (watched) {
            tell(WATCHED_NANOS);
        }
    }

    private void tell(long eachNanos) {
        long now = System.nanoTime();
        long before = toldAtNanos.get();
        if (now - before >= eachNanos && toldAtNanos.compareAndSet(before, now)) {
            driver.tell(new Command.Measured(MetricCells.of(metrics.now())));
        }
    }
}
