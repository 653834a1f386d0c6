package kith.lab.fuzz;

import java.lang.management.ManagementFactory;

/// What this thread has allocated and computed since a moment.
final class Cost {
    /// What any input may take. Generous: a compiler at work on the other core is in no test.
    static final long NANOS_AT_ONCE = 50_000_000;

    static final long NANOS_EACH = 5_000;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    private final long nanosBefore = THREADS.getCurrentThreadCpuTime();

    long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    }

    long nanos() {
        return THREADS.getCurrentThreadCpuTime() - nanosBefore;
    }
}
