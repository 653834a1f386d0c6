package kith.lab.bench.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The 25 workloads by their names: small graphs of typical shapes, cellx, random dynamic graphs,
/// fans, and creation.
///
/// The shapes are those of js-reactivity-benchmark (Milo Mighdoll and others, ISC), which took
/// them from earlier suites; they are built anew here, so that one definition runs on every
/// library with a [SignalEngine]. An update is one batch with its effects, and the listed reads.
/// Values are boxed doubles.
///
/// @param <N> the node of the library
public final class SignalWorkloads<N> {
    /// How a graph is made and how many computeds (for fans: effects) an update must evaluate.
    public record Entry<N>(
            Function<SignalEngine<N>, SignalWorkload> build, double evaluationsPerUpdate) {}

    private final Map<String, Entry<N>> all = new LinkedHashMap<>();

    public SignalWorkloads() {
        for (int depth : new int[] {50, 1000}) {
            add("deep" + depth, depth, e -> SmallShapes.deep(e, depth));
        }
        for (int width : new int[] {50, 1000}) {
            add("broad" + width, 2 * width, e -> SmallShapes.broad(e, width));
        }
        add("diamond5", 6, e -> SmallShapes.diamond(e, 5));
        add("triangle10", 10, e -> SmallShapes.triangle(e, 10));
        add("mux100", 91.8, e -> SmallShapes.mux(e, 100));
        add("repeated30", 1, e -> SmallShapes.repeated(e, 30));
        add("unstable20", 2, e -> SmallShapes.unstable(e, 20));
        add("avoidable", 2, SmallShapes::avoidable);
        add("cellx1000", 4000, e -> new Cellx<>(e, 1000));
        add("cellx2500", 10000, e -> new Cellx<>(e, 2500));
        addDynamic("simple 2-10x5 lazy80", 10, 5, 1, 2, 0.2, 600_000, 3_480_000);
        addDynamic("component 6-10x10 dyn25 lazy80", 10, 10, 0.75, 6, 0.2, 15_000, 1_155_000);
        addDynamic("large-web-app 4-1000x12 dyn5", 1000, 12, 0.95, 4, 1, 7_000, 1_463_000);
        addDynamic("wide-dense 25-1000x5", 1000, 5, 1, 25, 1, 3_000, 732_000);
        addDynamic("deep 3-5x500", 5, 500, 1, 3, 1, 500, 1_246_500);
        addDynamic("very-dynamic 6-100x15 dyn50", 100, 15, 0.5, 6, 1, 2_000, 1_078_000);
        add("update 1to1", 1, e -> new Fan<>(e, 1, 1, 100_000));
        add("update 1to4", 4, e -> new Fan<>(e, 1, 4, 50_000));
        add("update 1to1000", 1000, e -> new Fan<>(e, 1, 1000, 1_000));
        add("update 1000to1", 1, e -> new Fan<>(e, 1000, 1, 2_000));
        add("create 100k signals", 0, e -> Creation.signals(e));
        add("create 100k 1to1 effects", 1, e -> Creation.effects(e));
        add("create 100k signal+computed+effect", 1, e -> Creation.chains(e));
    }

    private void add(
            String name, double evaluations, Function<SignalEngine<N>, SignalWorkload> build) {
        all.put(name, new Entry<>(build, evaluations));
    }

    private void addDynamic(
            String name,
            int width,
            int layers,
            double staticFraction,
            int sources,
            double readFraction,
            int iterations,
            int evaluations) {
        var shape =
                new DynamicGraph.Shape(
                        width, layers, staticFraction, sources, readFraction, iterations);
        add("dyn " + name, (double) evaluations / iterations, e -> new DynamicGraph<>(e, shape));
    }

    public List<String> names() {
        return new ArrayList<>(all.keySet());
    }

    public Entry<N> entry(String name) {
        var entry = all.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no workload " + name + "; there are " + names());
        }
        return entry;
    }
}
