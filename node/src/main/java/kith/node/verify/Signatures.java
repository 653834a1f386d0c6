package kith.node.verify;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import kith.identity.Check;
import kith.identity.Crypto;

/// Checks signatures on all cores while the store is read on one thread.
///
/// A check takes a thousand times as long as a hash, so the reader would soon be far ahead: it
/// waits when enough checks are outstanding.
final class Signatures implements AutoCloseable {
    /// Checks that wait. A guess: a second's worth on two cores is 5,000.
    private static final int WAITING_MAX = 1_024;

    private final Crypto crypto;
    private final Faults faults;
    private final ExecutorService pool;
    private final Semaphore room = new Semaphore(WAITING_MAX);
    private final AtomicLong count = new AtomicLong();

    Signatures(Crypto crypto, Faults faults) {
        this.crypto = crypto;
        this.faults = faults;
        int cores = Runtime.getRuntime().availableProcessors();
        pool = Executors.newFixedThreadPool(cores, Thread.ofPlatform().daemon().factory());
    }

    /// Checks it some time; `ifBad` is what is wrong when it is not good.
    void check(Check check, Fault ifBad) {
        count.incrementAndGet();
        room.acquireUninterruptibly();
        pool.execute(
                () -> {
                    try {
                        if (!crypto.verify(check)) {
                            faults.add(ifBad);
                        }
                    } finally {
                        room.release();
                    }
                });
    }

    /// Waits until all are checked, and returns how many there were.
    long finish() {
        room.acquireUninterruptibly(WAITING_MAX);
        room.release(WAITING_MAX);
        return count.get();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
