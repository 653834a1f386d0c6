package kith.node.measure;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import kith.lang.Histogram;

/// Metrics as text: the exposition format 0.0.4 of Prometheus.
public final class Exposition {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /// The bounds of the buckets that are told: from 2^14 ns (16 microseconds) to 2^34 ns (17 s),
    /// each twice the one before.
    private static final int BOUND_FIRST = 14;

    private static final int BOUND_LAST = 34;

    private static final int NANO_DIGITS = 9;

    private final StringBuilder out = new StringBuilder(1 << 14);

    private Exposition() {}

    public static String of(List<Metric> metrics) {
        var text = new Exposition();
        metrics.forEach(text::add);
        return text.out.toString();
    }

    private void add(Metric metric) {
        String name = metric.name();
        switch (metric) {
            case Metric.Counter(String ignored, String help, long total) -> {
                head(name, help, "counter");
                line(name, Long.toString(total));
            }
            case Metric.Seconds(String ignored, String help, long nanos) -> {
                head(name, help, "counter");
                line(name, seconds(nanos));
            }
            case Metric.Level(String ignored, String help, long value) -> {
                head(name, help, "gauge");
                line(name, Long.toString(value));
            }
            case Metric.Labelled labelled -> {
                head(name, labelled.help(), "counter");
                for (Map.Entry<String, Long> one : labelled.totals().entrySet()) {
                    String label = "{" + labelled.label() + "=\"" + escaped(one.getKey()) + "\"}";
                    line(name + label, Long.toString(one.getValue()));
                }
            }
            case Metric.Times times -> {
                head(name, times.help(), "histogram");
                buckets(name, times.nanos());
            }
        }
    }

    private void head(String name, String help, String type) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String value) {
        out.append(name).append(' ').append(value).append('\n');
    }

    /// Each bucket has those of the ones before it in it.
    private void buckets(String name, Histogram nanos) {
        for (int exponent = BOUND_FIRST; exponent <= BOUND_LAST; exponent++) {
            String bound = seconds(1L << exponent);
            line(name + "_bucket{le=\"" + bound + "\"}", Long.toString(nanos.countBelow(exponent)));
        }
        line(name + "_bucket{le=\"+Inf\"}", Long.toString(nanos.count()));
        line(name + "_sum", seconds(nanos.sum()));
        line(name + "_count", Long.toString(nanos.count()));
    }

    /// Exact, without an exponent.
    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString();
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
