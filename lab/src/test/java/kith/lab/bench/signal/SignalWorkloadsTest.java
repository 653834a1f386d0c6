package kith.lab.bench.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import kith.signal.Reactive;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Kith evaluates on every workload as few nodes as a library can that has no glitches and stops at
/// equal values, and comes to the published sums.
final class SignalWorkloadsTest {
    /// Sums over the leaves after one run from creation, as published with the benchmark.
    private static final Map<String, Double> SUMS =
            Map.of(
                    "dyn simple 2-10x5 lazy80", 19_199_968.0,
                    "dyn component 6-10x10 dyn25 lazy80", 302_310_782_860.0,
                    "dyn large-web-app 4-1000x12 dyn5", 29_355_933_696_000.0,
                    "dyn wide-dense 25-1000x5", 1_171_484_375_000.0,
                    "dyn deep 3-5x500", 3.0239642676898464e241,
                    "dyn very-dynamic 6-100x15 dyn50", 15_664_996_402_790_400.0);

    private final SignalWorkloads<Reactive<Object>> workloads = new SignalWorkloads<>();

    @TestFactory
    List<DynamicTest> everyWorkloadEvaluatesTheKnownNumberOfNodes() {
        return workloads.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(name)))
                .toList();
    }

    private void check(String name) {
        var entry = workloads.entry(name);
        var workload = entry.build().apply(new KithEngine());
        workload.run();
        var sum = SUMS.get(name);
        if (sum != null) {
            assertEquals(sum, workload.sum());
        }
        long before = workload.evaluations();
        workload.run();
        double perUpdate = (double) (workload.evaluations() - before) / workload.updates();
        assertEquals(entry.evaluationsPerUpdate(), perUpdate, 0.05 * Math.max(1, perUpdate) / 50);
    }

    @Test
    void thereAreTwentyFive() {
        assertEquals(25, workloads.names().size());
    }
}
