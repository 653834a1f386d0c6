package kith.node;

import java.util.concurrent.locks.LockSupport;
import kith.port.Now;

/// One thread that parks until the engine wants to be woken.
///
/// The engine says the earliest such time after each step, so there is only ever one. Setting it
/// costs a write, and a call of the system only when it is earlier than what the thread waits for.
final class Alarm implements AutoCloseable {
    /// Parks are cut into pieces of this length, so that a lost wake-up costs a second and not for
    /// ever.
    private static final long PARK_NANOS_MAX = Now.SECOND;

    private final Runnable ring;
    private final Thread thread;
    private volatile long atNanos = Now.NEVER;
    private volatile boolean closed;

    Alarm(Runnable ring) {
        this.ring = ring;
        this.thread = Thread.ofPlatform().daemon().name("kith-alarm").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// From now on this time counts, in the clock of `System.nanoTime()`.
    void at(long nanos) {
        long before = atNanos;
        if (nanos == before) {
            return;
        }
        atNanos = nanos;
        if (nanos < before) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long at = atNanos;
            long left = at == Now.NEVER ? PARK_NANOS_MAX : at - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, Math.min(left, PARK_NANOS_MAX));
            } else {
                ring.run(); // which sets the next time
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
