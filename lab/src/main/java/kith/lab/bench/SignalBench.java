package kith.lab.bench;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Times the workloads of [SignalWorkloads] on Kith's signals and prints nanoseconds an update.
///
/// Each workload gets a JVM of its own, since what the compiler learned from one graph is not
/// what it would have learned from another; the median of [#SAMPLES] samples counts. Time is the
/// thread's processor time and the collector's, so that a busy machine disturbs less.
///
/// Arguments: parts of names of workloads, none for all; `--engine CLASS` measures another library
/// through its [SignalEngine]; `--here` runs in this JVM.
public final class SignalBench {
    private static final int SAMPLES = 9;
    private static final long WARM_UP_NANOS = 1_000_000_000L;
    private static final long SAMPLE_NANOS = 60_000_000L;

    private SignalBench() {}

    public static void main(String[] arguments) throws Exception {
        var wanted = new ArrayList<>(List.of(arguments));
        boolean here = wanted.remove("--here");
        var engine = KithEngine.class.getName();
        int choice = wanted.indexOf("--engine");
        if (choice >= 0) {
            wanted.remove(choice);
            engine = wanted.remove(choice);
        }
        if (!here) {
            System.out.printf(Locale.ROOT, "%-40s %14s %12s%n", "workload", "ns/update", "bytes");
        }
        for (var name : new SignalWorkloads<>().names()) {
            if (wanted.isEmpty() || wanted.stream().anyMatch(name::contains)) {
                System.out.println(here ? measure(name, engine) : measureInOwnJvm(name, engine));
            }
        }
    }

    private static String measureInOwnJvm(String name, String engine) throws Exception {
        var process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-Xmn256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SignalBench.class.getName(),
                                "--here",
                                "--engine",
                                engine,
                                name)
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + " failed: " + output);
        }
        return output.lines().filter(line -> line.startsWith(name)).findFirst().orElse(output);
    }

    private static String measure(String name, String engine) throws Exception {
        var library = Class.forName(engine).asSubclass(SignalEngine.class);
        return measure(name, (SignalEngine<?>) library.getConstructor().newInstance());
    }

    private static <N> String measure(String name, SignalEngine<N> engine) {
        var workload = new SignalWorkloads<N>().entry(name).build().apply(engine);
        long start = nanos();
        int runs = 0;
        while (nanos() - start < WARM_UP_NANOS || runs < 3) {
            workload.run();
            runs++;
        }
        int repeat = (int) Math.max(1, runs * SAMPLE_NANOS / (nanos() - start));
        var samples = new double[SAMPLES];
        long allocated = allocatedBytes();
        for (int i = 0; i < SAMPLES; i++) {
            long before = nanos();
            for (int k = 0; k < repeat; k++) {
                workload.run();
            }
            samples[i] = (double) (nanos() - before) / repeat / workload.updates();
        }
        allocated = allocatedBytes() - allocated;
        Arrays.sort(samples);
        return String.format(
                Locale.ROOT,
                "%-40s %14.1f %12.0f",
                name,
                samples[SAMPLES / 2],
                (double) allocated / SAMPLES / repeat / workload.updates());
    }

    private static long nanos() {
        long collecting = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += collector.getCollectionTime();
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                + collecting * 1_000_000L;
    }

    private static long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                ? bean.getThreadAllocatedBytes(Thread.currentThread().threadId())
                : 0;
    }
}
