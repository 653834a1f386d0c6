package kith.lab.bed;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import kith.lab.bench.harness.Table;

/// The times of updates between real peers, beside those between the same peers in the simulator.
///
/// Real peers on one machine share its processors, which no simulated one does: what all of them do
/// at one moment waits for its turn. So the processor time that an update took is told beside them.
final class Comparison {
    private static final long SEED = 1;

    private final long delayNanos;
    private final int rounds;
    private final StringBuilder costs = new StringBuilder();
    private final Table table =
            new Table(
                    "an update from", "links", "half, ms", "99 %", "all", "real : simulated, 99 %");

    Comparison(long delayNanos, int rounds) {
        this.delayNanos = delayNanos;
        this.rounds = rounds;
    }

    /// Measures the updates of one peer of so many.
    void add(Spread spread, int origin, int peers) throws IOException {
        String who = origin == 0 ? "the first peer" : "the last peer";
        Spread.Run real = spread.from(origin, rounds);
        var sim = new SimSpread(peers, delayNanos, SEED);
        List<Times> simulated = sim.from(origin, rounds);
        double ratio = (double) Times.median(real.times(), 99) / Times.median(simulated, 99);
        String factor = String.format(Locale.ROOT, "%.2f", ratio);
        row(who + ", real", spread.links(origin), real.times(), factor);
        row(who + ", simulated", sim.links(origin), simulated, "");
        costs.append(
                "\nAn update from %s took %s ms of processor time in all, of %d processors."
                        .formatted(
                                who,
                                millis(real.processorNanos()),
                                Runtime.getRuntime().availableProcessors()));
    }

    private void row(String who, int links, List<Times> times, String ratio) {
        table.row(
                who,
                Integer.toString(links),
                millis(Times.median(times, 50)),
                millis(Times.median(times, 99)),
                millis(Times.median(times, 100)),
                ratio);
    }

    private static String millis(long nanos) {
        return Table.figure(nanos / 1e6);
    }

    String text() {
        return table.toString() + costs;
    }
}
