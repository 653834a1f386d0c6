package kith.lab.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A table in Markdown whose columns also line up on a terminal: the first to the left, the others
/// to the right.
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    /// What came of some rounds, a row each: the median and how far they were apart.
    public static Table of(String what, String unit, List<Result> results) {
        var table = new Table(what, unit, "min", "max");
        for (Result each : results) {
            table.row(each.name(), figure(each.median()), figure(each.min()), figure(each.max()));
        }
        return table;
    }

    /// The same with a column for how many times as much the first is.
    public static Table ofFirst(String what, String unit, String first, List<Result> results) {
        var table = new Table(what, unit, "min", "max", first + " : this");
        for (Result each : results) {
            table.row(
                    each.name(),
                    figure(each.median()),
                    figure(each.min()),
                    figure(each.max()),
                    times(results.getFirst().over(each)));
        }
        return table;
    }

    public Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells under " + rows.getFirst().size() + " heads");
        }
        rows.add(List.of(cells));
        return this;
    }

    /// Three figures that count: 1,234 and 12.3 and 0.0123; ∞ for what did not finish.
    public static String figure(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return size == 0 ? "0" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /// How many times as much: `2.71×`.
    public static String times(double ratio) {
        return figure(ratio) + (Double.isFinite(ratio) ? "×" : "");
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i));
            if (i == 0) {
                rule(text);
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            var gap = " ".repeat(width(i) - cells.get(i).length());
            text.append("| ").append(i == 0 ? cells.get(i) + gap : gap + cells.get(i)).append(' ');
        }
        text.append("|\n");
    }

    private void rule(StringBuilder text) {
        for (int i = 0; i < rows.getFirst().size(); i++) {
            text.append("| ").append("-".repeat(width(i) - (i == 0 ? 0 : 1)));
            text.append(i == 0 ? " " : ": ");
        }
        text.append("|\n");
    }

    private int width(int column) {
        int width = 3;
        for (var row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }
}
