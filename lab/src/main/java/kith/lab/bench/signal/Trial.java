package kith.lab.bench.signal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import kith.lab.bench.harness.Costs;

/// One library on one workload, in a process of its own: what the compiler learns from one graph is
/// not what it would learn from another.
///
/// It warms up, prints `ready`, the evaluations an update and how many results were wrong, and then
/// for each line that it reads takes one sample and prints nanoseconds an update. So whoever
/// started it can alternate between libraries. `lab/peers/signals.mjs` does the same for
/// JavaScript.
public final class Trial {
    private static final long SAMPLE_NANOS = 60_000_000L;
    private static final int RUNS_WARM = 3;

    private Trial() {}

    /// Arguments: the class of the engine, the workload, the milliseconds to warm up.
    public static void main(String[] arguments) throws Exception {
        Check.countOnly();
        var engine = Class.forName(arguments[0]).asSubclass(SignalEngine.class);
        serve(
                (SignalEngine<?>) engine.getConstructor().newInstance(),
                arguments[1],
                Long.parseLong(arguments[2]) * 1_000_000L);
    }

    private static <N> void serve(SignalEngine<N> engine, String name, long warmUpNanos)
            throws IOException {
        var workload = new SignalWorkloads<N>().entry(name).build().apply(engine);
        long start = Costs.threadNanos();
        int runs = 0;
        long evaluations = 0;
        while (Costs.threadNanos() - start < warmUpNanos || runs < RUNS_WARM) {
            long before = workload.evaluations();
            workload.run();
            evaluations = workload.evaluations() - before;
            runs++;
        }
        int repeat = (int) Math.max(1, runs * SAMPLE_NANOS / (Costs.threadNanos() - start));
        System.out.println(
                "ready " + (double) evaluations / workload.updates() + " " + Check.wrong());
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (orders.readLine() != null) {
            long before = Costs.threadNanos();
            for (int i = 0; i < repeat; i++) {
                workload.run();
            }
            long nanos = Costs.threadNanos() - before;
            System.out.println((double) nanos / repeat / workload.updates());
        }
    }
}
