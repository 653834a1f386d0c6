package kith.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;

/// What a command costs that is typed once: processor time of everything it starts, from the shell
/// script to the JVM, and how long somebody waits for it.
///
/// Beside it stand `curl`, which asks the same peer for the same, and the bare start of what
/// commands are often written in. Bash measures: it tells the processor time of a process and all
/// its children to the millisecond.
public final class CliBench {
    private static final String ABOUT =
            """
            ./dev bench cli [OPTION…]
              processor time and time on the wall of single commands against a peer that runs, with
              and without the cache that is trained when the product is built; beside curl, and
              beside the bare start of a JVM, Python and Node.js; and of `kith up` until it is ready
            """;

    /// A start is short, and the machine is shared.
    private static final int ROUNDS = 15;

    private static final String MEASURED =
            "TIMEFORMAT='%3R %3U %3S'; time { \"$@\" >/dev/null 2>&1; }";

    private static final String WITHOUT_CACHE = "-XX:AOTMode=off";

    /// Beside a file that only the repository has.
    private final String kith = Page.file("ARCHITECTURE.md").resolveSibling("kith").toString();
    private final Path home;
    private final Map<String, List<Double>> waited = new TreeMap<>();

    private CliBench(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws Exception {
        var asked = Options.parse(ABOUT, List.of(), arguments);
        int rounds = asked.quick() ? asked.rounds() : Math.max(ROUNDS, asked.rounds());
        var options = new Options(rounds, asked.quick(), asked.write(), asked.rest());
        Path folder = Files.createTempDirectory("kith-bench-cli");
        try {
            new CliBench(folder.resolve("home")).run(options);
        } finally {
            remove(folder);
        }
    }

    private void run(Options options) throws Exception {
        String url = start();
        List<Result> commands;
        try {
            kith("", "set", "tasks/milk", "\"2 litres\"");
            commands = commands(options, url);
        } finally {
            kith("", "down");
        }
        var ups =
                new Rounds(1, options.rounds())
                        .add("`kith up` until it is ready", () -> up(""))
                        .add("`kith up`, without the cache", () -> up(WITHOUT_CACHE))
                        .run();
        Page.publish("cli", table(commands, "curl, `GET`") + "\n" + table(ups, ""), options);
    }

    /// Starts the peer and answers where its HTTP is.
    private String start() throws Exception {
        String said = kith("", "up", "--port", "0", "--listen", "127.0.0.1", "--detach");
        int at = said.indexOf("http://");
        return said.substring(at, said.indexOf('\n', at));
    }

    private List<Result> commands(Options options, String url) throws Exception {
        var rounds = new Rounds(2, options.rounds());
        add(rounds, "`kith get`", "", kith, "--home", home.toString(), "get", "tasks/milk");
        add(rounds, "`kith set`", "", kith, "--home", home.toString(), "set", "tasks/n", "5");
        add(rounds, "`kith status`", "", kith, "--home", home.toString(), "status");
        add(
                rounds,
                "`kith get`, without the cache",
                WITHOUT_CACHE,
                kith,
                "--home",
                home.toString(),
                "get",
                "tasks/milk");
        add(rounds, "curl, `GET`", "", "curl", "-sf", url + "/tasks/milk");
        add(rounds, "curl, `PUT`", "", "curl", "-sf", "-X", "PUT", "-d", "5", url + "/tasks/n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        add(rounds, "a JVM (`java -version`)", "", java, "-XX:+UseSerialGC", "-version");
        add(rounds, "Python (`python3 -c ''`)", "", "python3", "-c", "");
        add(rounds, "Node.js (`node -e 0`)", "", "node", "-e", "0");
        return rounds.run();
    }

    private void add(Rounds rounds, String name, String jvm, String... command) {
        if (command[0].contains("/") || isThere(command[0])) {
            rounds.add(name, () -> costMillis(name, jvm, List.of(command)));
        }
    }

    private static boolean isThere(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":"))
                .anyMatch(at -> Files.isExecutable(Path.of(at, program)));
    }

    /// Processor time of a command and of all that it starts.
    private double costMillis(String name, String jvm, List<String> command) throws Exception {
        var words = new ArrayList<>(List.of("bash", "-c", MEASURED, "bench"));
        words.addAll(command);
        String[] told = said(jvm, words).strip().split(" ");
        waited.computeIfAbsent(name, key -> new ArrayList<>()).add(seconds(told[0]) * 1_000);
        return (seconds(told[1]) + seconds(told[2])) * 1_000;
    }

    private static double seconds(String text) {
        return Double.parseDouble(text);
    }

    /// Time on the wall until a peer tells that it is ready; then it is stopped.
    private double up(String jvm) throws Exception {
        String name =
                jvm.isEmpty() ? "`kith up` until it is ready" : "`kith up`, without the cache";
        long start = System.nanoTime();
        var command =
                List.of(kith, "--home", home.toString(), "up", "--port=0", "--listen=127.0.0.1");
        Process process = builder(jvm, command).start();
        double millis = 0;
        double processor = 0;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ready")) {
                    millis = (System.nanoTime() - start) / 1e6;
                    processor = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
                    process.toHandle().destroy(); // that of the process closes its output, too
                }
            }
        }
        process.waitFor();
        waited.computeIfAbsent(name, key -> new ArrayList<>()).add(millis);
        return processor;
    }

    private String kith(String jvm, String... words) throws Exception {
        var command = new ArrayList<>(List.of(kith, "--home", home.toString()));
        command.addAll(List.of(words));
        return said(jvm, command);
    }

    private static ProcessBuilder builder(String jvm, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JDK_JAVA_OPTIONS", jvm);
        return builder;
    }

    private static String said(String jvm, List<String> command) throws Exception {
        Process process = builder(jvm, command).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private String table(List<Result> results, String reference) {
        var table = new Table("command", "processor ms", "min", "waited ms", "× curl");
        double of = Double.NaN;
        for (Result each : results) {
            of = each.name().equals(reference) ? each.median() : of;
        }
        for (Result each : results) {
            double[] walls =
                    waited.getOrDefault(each.name(), List.of()).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
            table.row(
                    each.name(),
                    Table.figure(each.median()),
                    Table.figure(each.min()),
                    Table.figure(Result.of(each.name(), walls).median()),
                    Table.times(each.median() / of));
        }
        return table.toString();
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
