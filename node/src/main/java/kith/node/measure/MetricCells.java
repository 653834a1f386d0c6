package kith.node.measure;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Histogram;
import kith.value.Value;

/// Metrics as cells: a number for a counter or a level, a real one where it is in seconds, an
/// object of numbers for one with labels, and for times how many there were and how long they took,
/// in microseconds.
public final class MetricCells {
    private static final int MICRO = 1_000;
    private static final double NANOS = 1e9;

    private MetricCells() {}

    public static Value.Obj of(List<Metric> metrics) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (Metric metric : metrics) {
            names.add(metric.name());
            values.add(of(metric));
        }
        return Value.Obj.of(names, values);
    }

    private static Value of(Metric metric) {
        return switch (metric) {
            case Metric.Counter counter -> Value.Int.of(counter.total());
            case Metric.Level level -> Value.Int.of(level.value());
            case Metric.Seconds seconds -> new Value.Real(seconds.nanos() / NANOS);
            case Metric.Labelled labelled -> {
                var values = new ArrayList<Value>();
                labelled.totals().values().forEach(total -> values.add(Value.Int.of(total)));
                yield Value.Obj.of(List.copyOf(labelled.totals().keySet()), values);
            }
            case Metric.Times times -> of(times.nanos());
        };
    }

    private static Value of(Histogram nanos) {
        long[] numbers = {
            nanos.count(),
            nanos.sum() / MICRO,
            nanos.quantile(50, 100) / MICRO,
            nanos.quantile(99, 100) / MICRO,
            nanos.max() / MICRO
        };
        var values = new ArrayList<Value>();
        for (long number : numbers) {
            values.add(Value.Int.of(number));
        }
        return Value.Obj.of(
                List.of("count", "sumMicros", "p50Micros", "p99Micros", "maxMicros"), values);
    }
}
