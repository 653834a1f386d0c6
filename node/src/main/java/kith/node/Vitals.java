package kith.node;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import kith.Address;
import kith.Command;
import kith.node.measure.MetricCells;
import kith.node.measure.Metrics;
import kith.port.Now;

/// Brings what is counted into the cells of `.peer/metrics`: when somebody reads `.peer`, and
/// once a second while somebody watches it. Nobody who asks for nothing pays for it.
///
/// The engine has no clock and counts nothing of its host, so the numbers reach it as an input
/// like any other. They are collected before the engine is taken, by one thread at a time: to
/// collect asks the disk, which may hang, and then one hangs with it and not everybody who asks.
final class Vitals {
    /// While somebody watches.
    private static final long WATCHED_NANOS = Now.SECOND;

    /// While somebody reads again and again: as often as the other cells of `.peer`.
    private static final long READ_NANOS = Now.SECOND / 4;

    private final BooleanSupplier isOwned;
    private final Consumer<Command> engine;
    private final Metrics metrics;
    private final AtomicLong toldAtNanos = new AtomicLong(System.nanoTime() - WATCHED_NANOS);

    private final AtomicBoolean collecting = new AtomicBoolean();

    Vitals(Driver driver, Metrics metrics) {
        this(driver::isOwned, driver::tell, metrics);
    }

    /// `isOwned`: whether the thread that asks owns the engine, and must not wait.
    Vitals(BooleanSupplier isOwned, Consumer<Command> engine, Metrics metrics) {
        this.isOwned = isOwned;
        this.engine = engine;
        this.metrics = metrics;
    }

    /// Somebody is about to ask that.
    void asked(Command command) {
        boolean asksHow =
                command instanceof Command.Read read && isHealth(read.at())
                        || command instanceof Command.Watch watch && isHealth(watch.at());
        if (asksHow && !isOwned.getAsBoolean() && begins(READ_NANOS)) {
            tell();
        }
    }

    private static boolean isHealth(Address at) {
        return at.space().equals(Address.PEER);
    }

    /// Time passed. Called on the thread that wakes the engine, which waits for no disk.
    void woken(boolean watched) {
        if (watched && begins(WATCHED_NANOS)) {
            Thread.ofVirtual().name("kith-vitals").start(this::tell);
        }
    }

    /// Whether it is time, and nobody else is at it; who begins has to tell.
    private boolean begins(long eachNanos) {
        long now = System.nanoTime();
        if (now - toldAtNanos.get() < eachNanos || !collecting.compareAndSet(false, true)) {
            return false;
        }
        toldAtNanos.set(now);
        return true;
    }

    private void tell() {
        try {
            engine.accept(new Command.Measured(MetricCells.of(metrics.now())));
        } finally {
            collecting.set(false);
        }
    }
}
