package kith.lab.bench.harness;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a stretch of work took, of processor time and memory.
///
/// A shared machine disturbs processor time less than the clock on the wall. The collector works in
/// threads of its own, so its time is added to that of the thread.
public final class Costs {
    private static final int COLLECTIONS = 4;

    private Costs() {}

    /// Processor time of this thread and pauses of the collector.
    public static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                + collectorMillis() * 1_000_000L;
    }

    /// Time in which the collector stopped or slowed the program, since the start.
    public static long collectorMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += collector.getCollectionTime();
        }
        return millis;
    }

    /// Processor time of the whole process, compilers and collector too.
    public static long processNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /// The same to the nanosecond, where the system tells it. The first call takes long.
    public static long processNanosExact() {
        return ProcessClock.whole();
    }

    /// What this thread has allocated since its start.
    public static long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                ? bean.getCurrentThreadAllocatedBytes()
                : 0;
    }

    /// The heap that is reachable.
    public static long heapBytes() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            used = Math.min(used, heapBytesNow());
        }
        return used;
    }

    /// The same by one collection: what awaits a finalizer or a cleaner is still in it.
    static long heapBytesNow() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// What the process holds of the machine's memory; 0 where the system does not say.
    public static long residentBytes() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    var kilobytes = line.substring(6).replace("kB", "").strip();
                    return Long.parseLong(kilobytes) * 1024;
                }
            }
        } catch (java.io.IOException notHere) {
            // another system than Linux
        }
        return 0;
    }
}
