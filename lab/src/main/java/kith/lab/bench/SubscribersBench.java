package kith.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kith.lab.bench.harness.Jvm;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.TempFolder;
import kith.lab.bench.readers.Readers;
import kith.lab.bench.readers.Told;
import kith.lab.bench.readers.UnderPressure;
import kith.node.Node;
import kith.node.NodeConfig;

/// A thousand readers of one space through HTTP, 200 changes a second: how late a change is, from
/// when it was due to be written until a reader has it. Beside a server that somebody would write
/// in node for that alone: an object in memory, and events to all who listen, sent every 25 ms.
///
/// Readers and writer are a process, each server is another; they share the processors.
public final class SubscribersBench {
    private static final String ABOUT =
            """
            ./dev bench subscribers [OPTION…]
              how late a change is for each of many readers through HTTP, also beside some who never
              read; and a server of 40 lines for node that only hands on. Then as many readers of one cell, a
              tenth of whom are slow: whether that slows the writer, and what everybody gets

              --readers=N  so many (1,000)
              --rate=N     changes a second (200)
              --pressure   only the second part
            """;

    private static final int SECONDS = 15;
    private static final int SECONDS_QUICK = 5;
    private static final int SECONDS_PRESSED = 8;
    private static final int CELLS = 1_000;
    private static final int IDLERS = 20;

    private final Options options;
    private final int readers;
    private final int rate;
    private final int seconds;

    private SubscribersBench(Options options) {
        this.options = options;
        readers = Integer.parseInt(options.value("--readers", "1000"));
        rate = Integer.parseInt(options.value("--rate", "200"));
        seconds = options.quick() ? SECONDS_QUICK : SECONDS;
    }

    /// A server that was started, and how to end it.
    private interface Server extends AutoCloseable {
        int port();

        /// Processor time so far.
        long cpuNanos();

        @Override
        void close() throws IOException;
    }

    private interface Starting {
        Server start() throws IOException;
    }

    /// One way to do it, with what its rounds found.
    private record Way(
            String name, Starting starting, int idlers, List<Told> told, List<Double> cpu) {
        Way(String name, Starting starting, int idlers) {
            this(name, starting, idlers, new ArrayList<>(), new ArrayList<>());
        }
    }

    public static void main(String[] arguments) throws Exception {
        var own = List.of("--readers=", "--rate=", "--pressure");
        new SubscribersBench(Options.parse(ABOUT, own, arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        boolean onlyPressed = options.rest().contains("--pressure");
        String first = onlyPressed ? "" : manyCells() + "\n";
        var pressed = new UnderPressure(readers, options.quick() ? seconds : SECONDS_PRESSED);
        for (int round = 0; round < options.rounds(); round++) {
            pressed.round();
        }
        pressed.look();
        Page.publish("subscribers", first + pressed.report(), options);
    }

    private String manyCells() throws IOException, InterruptedException {
        var ways =
                List.of(
                        new Way("Kith", Peer::new, 0),
                        new Way("Kith, and " + IDLERS + " who never read", Peer::new, IDLERS),
                        new Way("node, by hand", ByHand::new, 0));
        for (int round = 0; round < options.rounds(); round++) {
            for (Way way : ways) {
                measure(way);
            }
        }
        var table =
                new Table(
                        "late by, ms",
                        "median",
                        "99 of 100",
                        "longest",
                        "all at the newest",
                        "processor, %",
                        "reads/s");
        for (Way way : ways) {
            table.row(
                    way.name,
                    median(way.told.stream().map(Told::p50).toList()),
                    median(way.told.stream().map(Told::p99).toList()),
                    median(way.told.stream().map(Told::longest).toList()),
                    way.told.stream().allMatch(told -> told.whole() == readers) ? "yes" : "no",
                    median(way.cpu),
                    median(way.told.stream().map(Told::reads).toList()));
        }
        return table
                + "\n"
                + readers
                + " readers, "
                + rate
                + " changes a second into "
                + CELLS
                + " cells, for "
                + seconds
                + " s. Processor: of the server, 100 % is one of the"
                + " processors. The goal: all at the newest, 99 of 100 under 150 ms.\n";
    }

    private static String median(List<Double> values) {
        return Table.figure(
                Result.of("", values.stream().mapToDouble(Double::doubleValue).toArray()).median());
    }

    private void measure(Way way) throws IOException, InterruptedException {
        try (Server server = way.starting.start()) {
            long cpu = server.cpuNanos();
            long start = System.nanoTime();
            way.told.add(read(server.port(), way.idlers));
            way.cpu.add(100.0 * (server.cpuNanos() - cpu) / (System.nanoTime() - start));
        }
    }

    private Told read(int port, int idlers) throws IOException, InterruptedException {
        var load = new Readers.Load(readers, idlers, rate, seconds, CELLS);
        Process process = Jvm.start(List.of("-XX:+UseSerialGC"), Readers.class, load.words(port));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the readers failed");
        }
        return Told.of(said);
    }

    /// A peer, as `./kith up` starts it, in this process.
    private static final class Peer implements Server {
        private final TempFolder folder = new TempFolder();
        private final Node node =
                Node.start(NodeConfig.of(folder.at("home")).listening("127.0.0.1", 0));

        Peer() throws IOException {}

        @Override
        public int port() {
            return node.http().port();
        }

        @Override
        public long cpuNanos() {
            return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        }

        @Override
        public void close() throws IOException {
            node.close();
            folder.close();
        }
    }

    /// The server for node, `lab/peers/events.mjs`.
    private static final class ByHand implements Server {
        private final Process process;
        private final int port;

        ByHand() throws IOException {
            process =
                    new ProcessBuilder("node", Page.file("lab/peers/events.mjs").toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            port = Integer.parseInt(said.readLine());
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public long cpuNanos() {
            return process.info().totalCpuDuration().orElseThrow().toNanos();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
