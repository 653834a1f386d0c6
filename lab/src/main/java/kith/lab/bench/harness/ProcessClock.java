package kith.lab.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processor time of the whole process, compilers and collector too, to the nanosecond. What the
/// JVM tells of it comes in steps of 10 ms, which is longer than what is measured; Linux knows for
/// each thread. A thread that ends takes its time with it, so little may end in between.
final class ProcessClock {
    private static final Path THREADS = Path.of("/proc/self/task");

    private ProcessClock() {}

    /// What all threads have used, or what the JVM says where the system does not.
    static long nanos() {
        long sum = 0;
        try (var threads = Files.newDirectoryStream(THREADS)) {
            for (Path each : threads) {
                sum += nanos(each.resolve("schedstat"));
            }
        } catch (IOException notLinux) {
            return Costs.processNanos();
        }
        return sum == 0 ? Costs.processNanos() : sum;
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
