package kith.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kith.lab.bench.harness.Jvm;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;
import kith.lab.bench.harness.Worker;
import kith.lab.bench.keys.KeysTrial;

/// Keyed values beside other libraries: written, saved, loaded, brought to the same state.
public final class KeysBench {
    private static final String ABOUT =
            """
            ./dev bench keys [OPTION…]
              100,000 numbers in 100 maps of 10 maps of 100 keys: inserted in random order, then as many writes
              to random keys; saved, loaded; and two replicas that differ in 1,000 of them. Kith beside
              Yjs, Loro and Automerge. Processor time, medians. With the goals of Kith beside.

              --only=A,B   only these: kith, yjs, loro, automerge
            """;

    private static final int KEYS = 100_000;
    private static final int KEYS_QUICK = 10_000;

    /// After that long on one measure a library is asked no more.
    private static final long BUDGET_NANOS = 12_000_000_000L;

    /// Those in JavaScript are as quick then as they will be; a JVM takes some more.
    private static final int WARM_UPS = 2;

    private static final int WARM_UPS_JAVA = 5;

    private record Library(String name, String title) {}

    private static final List<Library> LIBRARIES =
            List.of(
                    new Library("kith", "Kith"),
                    new Library("yjs", "Yjs 13.6.33"),
                    new Library("loro", "Loro 1.17.1"),
                    new Library("automerge", "Automerge 3.5.0"));

    /// Its first round saves before it loads, which is not asked for here and takes Kith long: it
    /// is left alone until it has written its old segments anew.
    private static final String LOAD = "load";

    private static final String OWN = "-own";
    private static final String GATHERED = "-gathered";

    /// Measures where it matters whether writes are gathered.
    private static final List<String> HAS_GATHERED =
            List.of("insert" + OWN, "overwrite" + OWN, "save-inserts", "save");

    /// A column, and which figure of which measure it shows: the time, bytes, rounds, messages.
    private record Column(String head, String measure, int figure) {}

    private static final List<Column> WRITING =
            List.of(
                    new Column("100k inserts, 1 txn, ms", "insert", 0),
                    new Column("100k overwrites, 1 txn, ms", "overwrite", 0),
                    new Column("insert, own txn, µs", "insert-own", 0),
                    new Column("overwrite, own txn, µs", "overwrite-own", 0),
                    new Column("bytes after inserts", "save-inserts", 1),
                    new Column("after overwrites", "save", 1),
                    new Column("save, ms", "save", 0),
                    new Column("load, ms", LOAD, 0));

    private static final List<Column> SYNCING =
            List.of(
                    new Column("one way, bytes", "sync-one-way", 1),
                    new Column("rounds", "sync-one-way", 2),
                    new Column("messages", "sync-one-way", 3),
                    new Column("both sides, ms", "sync-one-way", 0),
                    new Column("two ways, bytes", "sync-two-way", 1),
                    new Column("rounds", "sync-two-way", 2),
                    new Column("messages", "sync-two-way", 3),
                    new Column("both sides, ms", "sync-two-way", 0));

    /// What a goal is about, and at most how much.
    private record Goal(String what, String measure, int figure, double most) {}

    private final Options options;
    private final int keys;
    private final List<Library> libraries;

    /// By library and measure: figures, in the order of a line of the trial.
    private final Map<String, double[]> medians = new LinkedHashMap<>();

    private KeysBench(Options options) {
        this.options = options;
        keys = options.quick() ? KEYS_QUICK : KEYS;
        var only = List.of(options.value("--only", "").split(",", -1));
        libraries =
                LIBRARIES.stream()
                        .filter(each -> only.equals(List.of("")) || only.contains(each.name))
                        .toList();
    }

    public static void main(String[] arguments) throws Exception {
        new KeysBench(Options.parse(ABOUT, List.of("--only="), arguments)).run();
    }

    private void run() throws IOException {
        var measures = new ArrayList<String>();
        for (var column : WRITING) {
            if (!measures.contains(column.measure)) {
                measures.add(column.measure);
            }
        }
        measures.addAll(List.of("sync-one-way", "sync-two-way"));
        for (var column : WRITING) {
            if (HAS_GATHERED.contains(column.measure)) {
                measures.add(gathered(column.measure));
            }
        }
        for (var measure : measures) {
            System.err.println(measure + " …");
            measure(measure);
        }
        Page.publish(
                "keys",
                table(WRITING, "keys")
                        + "\n"
                        + table(SYNCING, "1 % differ")
                        + "\n"
                        + goals()
                        + LEGEND,
                options);
    }

    private Worker start(Library library) throws IOException {
        if (!library.name.equals("kith")) {
            var script = Page.file("lab/peers/keys.mjs").toString();
            return new Worker(
                    library.title, List.of("node", script, library.name, String.valueOf(keys)));
        }
        return new Worker(
                library.title,
                List.of(
                        Jvm.program("java"),
                        "-XX:+UseSerialGC",
                        "-Xmn256m",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeysTrial.class.getName(),
                        String.valueOf(keys)));
    }

    private void measure(String measure) throws IOException {
        for (var library : libraries) {
            if (measure.endsWith(GATHERED) && !library.name.equals("kith")) {
                continue;
            }
            try (var worker = start(library)) {
                medians.put(
                        library.name + " " + measure, medians(samples(worker, library, measure)));
            }
        }
    }

    /// The lines of all rounds after the first few; at least one.
    private List<double[]> samples(Worker worker, Library library, String measure)
            throws IOException {
        int warmUps = library.name.equals("kith") ? WARM_UPS_JAVA : WARM_UPS;
        var samples = new ArrayList<double[]>();
        if (measure.equals(LOAD)) {
            var _ = worker.ask("measure " + measure); // makes what is loaded
        }
        long start = System.nanoTime();
        for (int i = 0; i < warmUps + options.rounds(); i++) {
            boolean late = System.nanoTime() - start > BUDGET_NANOS;
            if (late && !samples.isEmpty()) {
                break;
            }
            var sample = numbers(worker.ask("measure " + measure));
            if (i >= warmUps || late || System.nanoTime() - start > BUDGET_NANOS) {
                samples.add(sample);
            }
        }
        return samples;
    }

    private static double[] numbers(String line) {
        var words = line.split(" ", -1);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
    }

    private static double[] medians(List<double[]> samples) {
        double[] medians = new double[samples.getFirst().length];
        for (int i = 0; i < medians.length; i++) {
            int figure = i;
            var values = samples.stream().mapToDouble(each -> each[figure]).toArray();
            medians[i] = Result.of("", values).median();
        }
        return medians;
    }

    private double figure(String library, String measure, int figure) {
        var found = medians.get(library + " " + measure);
        return found == null || figure >= found.length ? Double.NaN : found[figure];
    }

    private Table table(List<Column> columns, String name) {
        var heads = new ArrayList<String>();
        heads.add(name);
        columns.forEach(column -> heads.add(column.head));
        var table = new Table(heads.toArray(new String[0]));
        for (var library : libraries) {
            row(table, library.title, columns, library.name, false);
        }
        if (columns.equals(WRITING)) {
            row(table, "Kith, writes gathered", columns, "kith", true);
        }
        return table;
    }

    private void row(
            Table table, String title, List<Column> columns, String library, boolean gathered) {
        var cells = new ArrayList<String>();
        cells.add(title);
        for (var column : columns) {
            boolean shown = !gathered || HAS_GATHERED.contains(column.measure);
            var measure = gathered ? gathered(column.measure) : column.measure;
            cells.add(shown ? Table.figure(figure(library, measure, column.figure)) : "–");
        }
        table.row(cells.toArray(new String[0]));
    }

    private static String gathered(String measure) {
        return measure.replace(OWN, "") + GATHERED;
    }

    private Table goals() {
        double values = 4.0 * keys / 100;
        var goals =
                List.of(
                        new Goal("an insert, own transaction, µs", "insert" + GATHERED, 0, 2),
                        new Goal("an overwrite, own transaction, µs", "overwrite" + GATHERED, 0, 2),
                        new Goal("an insert, own change, µs", "insert-own", 0, 2),
                        new Goal("an overwrite, own change, µs", "overwrite-own", 0, 2),
                        new Goal("saved, own changes, bytes", "save", 1, 1.5e6 * keys / KEYS),
                        new Goal(
                                "saved, gathered, bytes",
                                "save" + GATHERED,
                                1,
                                1.5e6 * keys / KEYS),
                        new Goal("loaded, ms", LOAD, 0, 100),
                        new Goal("1 % differ, rounds", "sync-one-way", 2, 1),
                        new Goal(
                                "1 % differ, bytes",
                                "sync-one-way", 1, values + 1e4 * keys / KEYS));
        var table = new Table("goal", "at most", "Kith", "Kith : goal");
        for (var goal : goals) {
            double kith = figure("kith", goal.measure, goal.figure);
            table.row(
                    goal.what,
                    Table.figure(goal.most),
                    Table.figure(kith),
                    String.format(Locale.ROOT, "%.2f", kith / goal.most));
        }
        return table;
    }

    private static final String LEGEND =
            """

            Own txn: Automerge 5,000 of them. Kith's own transactions are a change each, signed for itself where the \
            signature of the one before is ready; gathered is how its Java library writes, when those within a few \
            milliseconds become one change. Saved: Kith's home after each write was a change of its own, the others \
            after two transactions; Kith has written while it worked, so saving takes it no time of its own. Loaded: and \
            all values read; Kith opens a home, with its threads. Bytes of a sync: all frames of a new link, its greeting too. \
            Rounds: there and back, from when both say what they have until both have everything. The goal in bytes leaves 4 for each value.
            """;
}
