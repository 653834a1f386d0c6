package kith.lab.bench.readers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import kith.lab.bench.harness.Jvm;
import kith.lab.bench.harness.LiveHeap;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.TempFolder;
import kith.lab.bench.readers.Pressure.Load;
import kith.lab.bench.readers.Pressure.Outcome;
import kith.node.Node;
import kith.node.NodeConfig;

/// A thousand subscribers of one cell through HTTP, a tenth of them slow, beside the same without
/// the slow ones: how fast the writer is, what each reader gets, what the peer keeps.
public final class UnderPressure {
    private static final int SLOW = 10; // of a hundred

    /// In the mode `state` the writer waits for nothing but its answer.
    private static final int PAD_STATE = 2_000;

    /// In the mode `changes` every reader is told of each: 50,000 updates a second.
    private static final int RATE_CHANGES = 50;

    private static final int PAD_CHANGES = 1_000;

    private final List<Way> ways = new ArrayList<>();

    /// One way, with what its rounds found.
    private static final class Way {
        private final String name;
        private final Load load;
        private final List<Outcome> outcomes = new ArrayList<>();
        private long waiting;
        private long waitingOfOne;
        private long bound;
        private double heapMb;

        Way(String name, Load load) {
            this.name = name;
            this.load = load;
        }

        private String median(ToDoubleFunction<Outcome> figure) {
            double[] all = outcomes.stream().mapToDouble(figure).toArray();
            return Table.figure(Result.of(name, all).median());
        }

        private int readers() {
            return load.quick() + load.slow();
        }
    }

    public UnderPressure(int readers, int seconds) {
        int slow = readers * SLOW / 100;
        int quick = readers - slow;
        for (boolean changes : new boolean[] {false, true}) {
            int rate = changes ? RATE_CHANGES : 0;
            int pad = changes ? PAD_CHANGES : PAD_STATE;
            String mode = changes ? "`changes`" : "`state`";
            ways.add(
                    new Way(
                            mode + ", " + quick + " readers",
                            new Load(changes, quick, 0, rate, seconds, pad)));
            ways.add(
                    new Way(
                            mode + ", and " + slow + " slow ones",
                            new Load(changes, quick, slow, rate, seconds, pad)));
        }
    }

    /// One of each.
    public void round() throws IOException, InterruptedException {
        for (Way way : ways) {
            run(way, false);
        }
    }

    /// One of each that does not count, in which memory is looked at, which slows it down.
    public void look() throws IOException, InterruptedException {
        for (Way way : ways) {
            run(way, true);
        }
    }

    private static void run(Way way, boolean memory) throws IOException, InterruptedException {
        try (var folder = new TempFolder();
                var node = Node.start(NodeConfig.of(folder.at("home")).listening("127.0.0.1", 0))) {
            var waiting = new Waiting(node);
            LiveHeap heap = memory ? new LiveHeap() : null;
            Outcome outcome = read(way.load, node.http().port());
            if (heap == null) {
                way.outcomes.add(outcome);
            } else {
                heap.stop();
                way.heapMb = heap.peakBytes() / 1e6;
            }
            waiting.stop();
            way.waiting = Math.max(way.waiting, waiting.updates());
            way.waitingOfOne = Math.max(way.waitingOfOne, waiting.updatesOfOne());
            way.bound = waiting.bound();
        }
    }

    private static Outcome read(Load load, int port) throws IOException, InterruptedException {
        Process process = Jvm.start(List.of("-XX:+UseSerialGC"), Pressure.class, load.words(port));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the readers failed");
        }
        return Outcome.of(said);
    }

    /// What the rounds so far found.
    public String report() {
        var table =
                new Table(
                        "one cell, mode",
                        "writes/s",
                        "a write, µs",
                        "99 of 100",
                        "readers who got all",
                        "updates told: quick",
                        "slow",
                        "came back",
                        "waiting for one at most",
                        "for all",
                        "heap, MB");
        for (Way way : ways) {
            boolean all = way.outcomes.stream().allMatch(each -> each.complete() == way.readers());
            table.row(
                    way.name,
                    way.median(Outcome::writesPerSecond),
                    way.median(Outcome::micros),
                    way.median(Outcome::micros99),
                    all ? "all" : way.median(Outcome::complete) + " of " + way.readers(),
                    way.median(Outcome::updatesQuick),
                    way.median(Outcome::updatesSlow),
                    way.median(Outcome::cameBack),
                    way.bound == 0 ? "–" : String.format("%,d of %,d", way.waitingOfOne, way.bound),
                    String.format("%,d", way.waiting),
                    Table.figure(way.heapMb));
        }
        return table
                + "\nHalf of the slow ones read 1 KB a second; the others nothing, and in the mode `changes` they"
                + " hang up in the middle and come back at the end. In the mode `state` one writes as fast as it is"
                + " answered, values of 2 KB, and *got all* is the newest; in `changes` "
                + RATE_CHANGES
                + " times a second, values of 1 KB, and it is each of them, in order. *Waiting* are updates in the"
                + " gauges of the engine, cells in the mode `state`; *heap* is what is reachable beyond what was"
                + " before, at most, in a round of its own.\n";
    }
}
