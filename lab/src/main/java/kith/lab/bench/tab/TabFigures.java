package kith.lab.bench.tab;

import java.util.List;
import kith.lab.bench.harness.Table;
import kith.value.Json;
import kith.value.Value;

/// What came of one trace in a page: Kith beside Yjs, a row for each measure.
public final class TabFigures {
    private static final String KITH = "kith";
    private static final String YJS = "yjs";

    private final Table table;
    private final String trace;

    /// @param lines what `lab/tab/bench.mjs` said
    public TabFigures(String trace, List<String> lines) {
        this.trace = trace;
        table =
                new Table(
                        trace,
                        "Kith",
                        "Yjs",
                        "Yjs : Kith",
                        "first run",
                        "of Yjs",
                        "bytes",
                        "of Yjs",
                        "goal");
        lines.forEach(line -> row((Value.Obj) Json.parse(line)));
    }

    private void row(Value.Obj of) {
        var measure = ((Value.Text) field(of, "measure")).value();
        var kith = (Value.Obj) field(of, KITH);
        var yjs = (Value.Obj) field(of, YJS);
        double times = number(yjs, "median") / number(kith, "median");
        double goal = goal(measure);
        String reached =
                Double.isNaN(goal)
                        ? ""
                        : (times >= goal ? "reached: " : "missed: ") + Table.times(goal);
        table.row(
                measure,
                Table.figure(number(kith, "median")),
                Table.figure(number(yjs, "median")),
                Table.times(times),
                Table.figure(number(kith, "cold")),
                Table.figure(number(yjs, "cold")),
                Table.figure(number(kith, "bytes")),
                Table.figure(number(yjs, "bytes")),
                reached);
    }

    /// How many times as fast as Yjs Kith wants to be.
    private double goal(String measure) {
        return switch (measure) {
            case "all edits, ms" -> 5;
            case "merging all, ms" ->
                    trace.equals("A1") ? 5 : trace.equals("friendsforever") ? 1 / 3.0 : Double.NaN;
            case "a received edit, µs" -> 1;
            case "all keys, ms" -> 2;
            default -> Double.NaN;
        };
    }

    private static Value field(Value.Obj of, String name) {
        Value found = of.find(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + name + " in " + of);
        }
        return found;
    }

    private static double number(Value.Obj of, String name) {
        return switch (field(of, name)) {
            case Value.Int(long number) -> number;
            case Value.Real(double number) -> number;
            default -> Double.NaN;
        };
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
