package kith.lab.bench.harness;

import java.util.concurrent.locks.LockSupport;

/// The most that was reachable at one moment of a stretch of work.
///
/// What a heap holds is only known after a whole collection: between two of them it is mostly
/// garbage, and how much of that depends on the collector and not on the program. So a thread
/// collects everything again and again and notes what is left. That slows the work down; its speed
/// is to be measured apart.
///
/// A peak between two looks is missed. What waits in queues is there at each look of a steady flow.
public final class LiveHeap {
    private static final long PAUSE_NANOS = 100_000_000;

    private final long before = Costs.heapBytes();
    private final Thread looking = Thread.ofPlatform().daemon().name("live heap").start(this::look);
    private volatile boolean over;

    /// Of the thread, until it has ended.
    private long most;

    private int looks;

    /// Begins with what is there now.
    public LiveHeap() {}

    private void look() {
        while (!over) {
            most = Math.max(most, Costs.heapBytesNow());
            looks++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// The most that there was beyond what was there at the beginning; once it has stopped.
    public long peakBytes() {
        return Math.max(0, most - before);
    }

    /// What there is now beyond what was there at the beginning.
    public long bytes() {
        return Costs.heapBytes() - before;
    }

    public int looks() {
        return looks;
    }

    /// Looks no more.
    public void stop() throws InterruptedException {
        over = true;
        looking.join();
    }
}
