package kith.node.measure;

import java.util.Map;
import kith.lang.Histogram;

/// One thing that is counted or measured, as it is at a moment.
public sealed interface Metric {
    /// As Prometheus has it, with its unit.
    String name();

    /// One line that says what it is.
    String help();

    /// What only grows, from 0 at the start of the process. `total` is a whole number, or a time
    /// in nanoseconds that is told in seconds.
    record Counter(String name, String help, long total) implements Metric {}

    /// What goes up and down.
    record Level(String name, String help, long value) implements Metric {}

    /// A time in seconds: what only grows.
    record Seconds(String name, String help, long nanos) implements Metric {}

    /// Several counters, told apart by a label. Its values are few and known beforehand.
    record Labelled(String name, String help, String label, Map<String, Long> totals)
            implements Metric {}

    /// Times in nanoseconds, which are told in seconds.
    record Times(String name, String help, Histogram nanos) implements Metric {}
}
