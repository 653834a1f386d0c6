package kith.lab.bench.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;

/// What came out for one trace: of each library, for each measure, a figure and what it is about.
public final class TextFigures {
    /// The name under which what a file has in bytes is found; others have the name of the measure.
    public static final String FILE_BYTES = "save bytes";

    private static final String BYTES = " bytes";

    /// @param few whether it is of fewer rounds than the others, since it takes long
    private record Figure(double value, boolean few) {}

    /// Columns: what stands above it, and the name of the figure.
    private static final String[][] SEQUENTIAL = {
        {"all edits, ms", "local"},
        {"live edit, µs", "live"},
        {"its bytes", "live" + BYTES},
        {"save, ms", "save"},
        {"file, bytes", FILE_BYTES},
        {"load + text, ms", "load"},
        {"+ 1 edit, ms", "edit"},
        {"merge all, ms", "merge"},
        {"merged, bytes", "merge" + BYTES},
        {"live merge, µs", "stream"},
        {"kept, MB", "memory"},
        {"resident, MB", "resident"},
    };

    private static final String[][] CONCURRENT = {
        {"merge all, ms", "merge"},
        {"merged, bytes", "merge" + BYTES},
        {"live merge, µs", "stream"},
        {"an update, bytes", "stream" + BYTES},
        {"load + text, ms", "load"},
        {"file, bytes", FILE_BYTES},
        {"kept, MB", "memory"},
        {"resident, MB", "resident"},
    };

    private final String trace;
    private final boolean concurrent;
    private final Map<String, Map<String, Figure>> figures = new LinkedHashMap<>();

    TextFigures(String trace, boolean concurrent) {
        this.trace = trace;
        this.concurrent = concurrent;
    }

    public String trace() {
        return trace;
    }

    /// Whether several people write at once in the trace.
    public boolean concurrent() {
        return concurrent;
    }

    void put(TextLibrary library, String name, double value, boolean few) {
        figures.computeIfAbsent(library.name(), key -> new LinkedHashMap<>())
                .put(name, new Figure(value, few));
    }

    void put(TextLibrary library, String measure, List<Double> values, double bytes, boolean few) {
        var all = values.stream().mapToDouble(Double::doubleValue).toArray();
        put(library, measure, Result.of(measure, all).median(), few);
        if (bytes > 0) {
            put(library, measure + BYTES, bytes, false);
        }
    }

    /// A figure; not a number when there is none.
    public double of(String library, String name) {
        var figure = figures.getOrDefault(library, Map.of()).get(name);
        return figure == null ? Double.NaN : figure.value;
    }

    /// What native diamond-types would need; see [NativeFigures].
    public double ofNative(String name) {
        return name.equals(FILE_BYTES)
                ? NativeFigures.fileBytes(trace)
                : NativeFigures.now(trace, name, of(TextLibrary.YARDSTICK, name));
    }

    /// A row for each library, for native diamond-types, and for Kith as a multiple of the best.
    public Table table() {
        var columns = concurrent ? CONCURRENT : SEQUENTIAL;
        var table = new Table(cells(trace, columns, column -> column[0]));
        for (var library : TextLibrary.ALL) {
            if (figures.containsKey(library.name())) {
                table.row(cells(library.title(), columns, column -> cell(library, column[1])));
            }
        }
        table.row(
                cells(
                        "diamond-types, native, by its ratio to Yjs",
                        columns,
                        column -> Table.figure(ofNative(column[1]))));
        return table.row(cells("Kith : the best of the others", columns, this::ratio));
    }

    /// The first runs of fresh processes, of some sequential traces, beside the warm ones.
    public static Table coldTable(List<TextFigures> traces) {
        var heads = new ArrayList<String>();
        heads.add("cold : warm, ms");
        for (var each : traces) {
            heads.add(each.trace + ", all edits");
            heads.add(each.trace + ", load");
        }
        var table = new Table(heads.toArray(new String[0]));
        for (var library : TextLibrary.ALL) {
            coldRow(table, traces, library.name(), library.title(), "first");
        }
        coldRow(table, traces, TextLibrary.KITH, "Kith, with the cache of `./kith up`", "cached");
        return table;
    }

    private static void coldRow(
            Table table, List<TextFigures> traces, String library, String title, String first) {
        var cells = new ArrayList<String>();
        cells.add(title);
        boolean any = false;
        for (var each : traces) {
            for (var measure : List.of("local", "load")) {
                double cold = each.of(library, first + " " + measure);
                double warm = each.of(library, measure);
                any = any || !Double.isNaN(cold);
                cells.add(Table.figure(cold) + " : " + Table.figure(warm));
            }
        }
        if (any) {
            table.row(cells.toArray(new String[0]));
        }
    }

    private interface Cell {
        String of(String[] column);
    }

    private static String[] cells(String first, String[][] columns, Cell cell) {
        var cells = new String[columns.length + 1];
        cells[0] = first;
        for (int i = 0; i < columns.length; i++) {
            cells[i + 1] = cell.of(columns[i]);
        }
        return cells;
    }

    private String cell(TextLibrary library, String name) {
        var figure = figures.getOrDefault(library.name(), Map.of()).get(name);
        if (figure == null) {
            return "–";
        }
        return Table.figure(figure.value) + (figure.few ? "*" : "");
    }

    private String ratio(String[] column) {
        double best = ofNative(column[1]);
        for (var library : TextLibrary.ALL) {
            double other = of(library.name(), column[1]);
            if (!library.isKith() && !(best <= other) && !Double.isNaN(other)) {
                best = other;
            }
        }
        double ratio = of(TextLibrary.KITH, column[1]) / best;
        return Double.isNaN(ratio) ? "–" : Table.times(ratio);
    }
}
