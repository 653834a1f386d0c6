package kith.lab.bench.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processor time of the whole process, compilers and collector too, to the nanosecond. What the
/// JVM tells of it comes in steps of 10 ms, which is longer than what is measured; Linux knows for
/// each thread. What it says of one that is running is up to 4 ms old, so the JVM is asked about
/// the thread that asks. A thread that ends takes its time with it, so little may end in between.
///
/// A clock runs from when it is made; what it takes to ask is not counted.
public final class ProcessClock {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Path THIS_ONE = Path.of("/proc/thread-self");

    private final long othersBefore = others();
    private final long ownBefore = own();

    /// Of this thread, and of all others meanwhile, until now.
    public long nanos() {
        long own = own() - ownBefore;
        return own + others() - othersBefore;
    }

    /// What all have used since the process began.
    static long whole() {
        return others() + own();
    }

    private static long own() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// What all threads but this one have used, or what the JVM says where the system does not.
    private static long others() {
        try (var threads = Files.newDirectoryStream(THREADS)) {
            Path own = Files.readSymbolicLink(THIS_ONE).getFileName();
            long sum = 0;
            for (Path each : threads) {
                sum += own.equals(each.getFileName()) ? 0 : nanos(each.resolve("schedstat"));
            }
            return sum;
        } catch (IOException notLinux) {
            return Costs.processNanos() - own();
        }
    }

    private static long nanos(Path thread) {
        try {
            var line = Files.readString(thread);
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (IOException ended) {
            return 0;
        }
    }
}
