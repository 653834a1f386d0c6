package kith.lab.bench;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lab.bench.signal.Child;
import kith.lab.bench.signal.FxEngine;
import kith.lab.bench.signal.KithEngine;
import kith.lab.bench.signal.RxEngine;
import kith.lab.bench.signal.SignalWorkloads;
import kith.lab.bench.signal.Trial;
import kith.lab.bench.signal.VaadinEngine;

/// Signals: 25 workloads, each in every library, each pair in a process of its own that waits while
/// the others take their samples. The Java processes have the same options; time is processor time
/// with the collector's.
public final class SignalsBench {
    private static final String ABOUT =
            """
            ./dev bench signals [OPTION…] [NAME…]
              nanoseconds an update, for 25 graphs: Kith, JavaFX bindings, RxJava 3, Vaadin Signals on
              this JDK; alien-signals and Preact signals on node

              NAME         only workloads with NAME in theirs
              --only=A,B   only these libraries, e.g. --only=Kith,JavaFX
            """;

    /// A library that is not ready after that time gets an ∞. Set-up, warm-up and all.
    private static final long BUDGET_MILLIS = 40_000;

    private static final int WARM_UP_MILLIS = 1000;
    private static final int WARM_UP_MILLIS_QUICK = 400;
    private static final String NO_FIGURE = "∞";

    /// One that is measured. `engine` is a class, or the name of a JavaScript library.
    private record Library(String name, String engine, boolean java) {}

    private static final List<Library> LIBRARIES =
            List.of(
                    new Library("Kith", KithEngine.class.getName(), true),
                    new Library("JavaFX", FxEngine.class.getName(), true),
                    new Library("RxJava", RxEngine.class.getName(), true),
                    new Library("Vaadin", VaadinEngine.class.getName(), true),
                    new Library("alien", "alien", false),
                    new Library("Preact", "preact", false));

    private final Options options;
    private final List<Library> libraries;
    private final Table table;

    /// For each library the logarithms of its time as a multiple of Kith's, where it finished.
    private final List<List<Double>> logarithms = new ArrayList<>();

    private double worst;
    private String worstName = "";

    private SignalsBench(Options options) {
        this.options = options;
        var only = List.of(options.value("--only", "").split(",", -1));
        libraries =
                LIBRARIES.stream()
                        .filter(each -> only.equals(List.of("")) || only.contains(each.name))
                        .toList();
        var heads = new ArrayList<String>();
        heads.add("ns an update");
        for (var each : libraries) {
            heads.add(each.name);
            logarithms.add(new ArrayList<>());
        }
        heads.add("Kith : best");
        table = new Table(heads.toArray(new String[0]));
    }

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of("NAME", "--only="), arguments);
        new SignalsBench(options).run();
    }

    private void run() throws Exception {
        var names = options.rest().stream().filter(each -> !each.startsWith("--")).toList();
        for (var name : new SignalWorkloads<>().names()) {
            if (names.isEmpty() || names.stream().anyMatch(name::contains)) {
                System.err.println(name + " …");
                measure(name);
            }
        }
        var means = new ArrayList<String>();
        means.add("geometric mean, as a multiple of Kith");
        for (var each : logarithms) {
            means.add(Table.times(geometricMean(each)));
        }
        means.add("");
        table.row(means.toArray(new String[0]));
        Page.publish("signals", table + "\n" + legend(), options);
    }

    private String legend() {
        return """
        `*`: some result was wrong, or nodes were evaluated more often than needed, for a reason built \
        into the library. ∞: not ready within %d seconds. The means are over what finished. \
        Where Kith is farthest behind the best of the others: %s, %s."""
                .formatted(BUDGET_MILLIS / 1000, worstName, Table.times(worst));
    }

    private void measure(String name) throws Exception {
        var children = new ArrayList<Child>();
        try {
            var rounds = new Rounds(1, options.rounds());
            for (var each : libraries) {
                var child = new Child(command(each, name), new File("."), BUDGET_MILLIS);
                children.add(child);
                rounds.add(each.name, child::sample);
            }
            add(name, rounds.run(), children);
        } finally {
            for (var child : children) {
                child.close();
            }
        }
    }

    private void add(String name, List<Result> results, List<Child> children) {
        double expected = new SignalWorkloads<>().entry(name).evaluationsPerUpdate();
        var cells = new ArrayList<String>();
        cells.add(name);
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < results.size(); i++) {
            double median = results.get(i).median();
            boolean right = children.get(i).isRight(expected);
            if (i == 0 && !right) {
                throw new IllegalStateException(
                        name
                                + ": Kith is wrong, "
                                + children.get(i).evaluations()
                                + " evaluations");
            }
            cells.add(
                    Double.isInfinite(median)
                            ? NO_FIGURE
                            : Table.figure(median) + (right ? "" : "*"));
            if (Double.isFinite(median)) {
                logarithms.get(i).add(Math.log(results.get(i).over(results.getFirst())));
            }
            best = i > 0 && median < best ? median : best;
        }
        double ratio = results.getFirst().median() / best;
        if (ratio > worst) {
            worst = ratio;
            worstName = name;
        }
        cells.add(String.format(Locale.ROOT, "%.2f", ratio));
        table.row(cells.toArray(new String[0]));
    }

    private static double geometricMean(List<Double> logarithms) {
        return Math.exp(logarithms.stream().mapToDouble(each -> each).average().orElse(Double.NaN));
    }

    private List<String> command(Library library, String workload) {
        var warmUp = String.valueOf(options.quick() ? WARM_UP_MILLIS_QUICK : WARM_UP_MILLIS);
        if (!library.java) {
            var script = peers().resolve("signals.mjs").toString();
            return List.of("node", script, library.engine, workload, warmUp);
        }
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmn256m",
                "-cp",
                System.getProperty("java.class.path"),
                Trial.class.getName(),
                library.engine,
                workload,
                warmUp);
    }

    /// The folder of the peers in JavaScript, found from where the classes lie.
    private static java.nio.file.Path peers() {
        return Page.file("lab/peers");
    }
}
