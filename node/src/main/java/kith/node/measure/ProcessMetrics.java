package kith.node.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the process and its virtual machine say of themselves.
public final class ProcessMetrics {
    private ProcessMetrics() {}

    public static void addTo(List<Metric> out) {
        Runtime runtime = Runtime.getRuntime();
        ProcessHandle.Info process = ProcessHandle.current().info();
        long cpu = process.totalCpuDuration().orElse(Duration.ZERO).toNanos();
        long begun = process.startInstant().orElse(Instant.EPOCH).getEpochSecond();
        out.add(
                new Metric.Level(
                        "kith_process_start_time_seconds",
                        "When the process was started, in seconds since 1970.",
                        begun));
        out.add(
                new Metric.Seconds(
                        "kith_process_cpu_seconds_total",
                        "Processor time that the process has used.",
                        cpu));
        out.add(
                new Metric.Level(
                        "kith_jvm_memory_used_bytes",
                        "Memory of the heap that is in use, garbage included.",
                        runtime.totalMemory() - runtime.freeMemory()));
        out.add(
                new Metric.Level(
                        "kith_jvm_memory_committed_bytes",
                        "Memory that the heap has taken from the system.",
                        runtime.totalMemory()));
        out.add(
                new Metric.Level(
                        "kith_jvm_memory_max_bytes",
                        "Memory that the heap may take at most.",
                        runtime.maxMemory()));
        collections(out);
    }

    private static void collections(List<Metric> out) {
        long count = 0;
        long millis = 0;
        for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += Math.max(0, one.getCollectionCount());
            millis += Math.max(0, one.getCollectionTime());
        }
        out.add(
                new Metric.Counter(
                        "kith_jvm_gc_collections_total", "Collections of garbage.", count));
        out.add(
                new Metric.Seconds(
                        "kith_jvm_gc_seconds_total",
                        "Time that collecting garbage took.",
                        millis * 1_000_000));
    }
}
