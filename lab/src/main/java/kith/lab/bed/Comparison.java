package kith.lab.bed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kith.lab.bench.harness.Table;

/// The times of updates between real peers, beside those between the same peers in the simulator.
///
/// Whom a peer is linked to is drawn by lot, so an update goes over two links in one board and over
/// four in another: both sides are medians over the updates of several boards. Real peers on one
/// machine share its processors, which no simulated one does: what all of them do at one moment
/// waits for its turn.
final class Comparison {
    /// Guess: enough that one board more or less moves the median by a few of a hundred.
    private static final int SIMULATED = 9;

    private final int peers;
    private final long delayNanos;
    private final int rounds;
    private final List<Side> sides;

    /// What came of the updates of one peer.
    private static final class Side {
        final int origin;
        final String who;
        final List<Times> real = new ArrayList<>();
        final List<Integer> realLinks = new ArrayList<>();
        final List<Times> simulated = new ArrayList<>();
        final List<Integer> simulatedLinks = new ArrayList<>();

        Side(int origin, String who) {
            this.origin = origin;
            this.who = who;
        }
    }

    Comparison(int peers, long delayNanos, int rounds) {
        this.peers = peers;
        this.delayNanos = delayNanos;
        this.rounds = rounds;
        sides = List.of(new Side(0, "the first peer"), new Side(peers - 1, "the last peer"));
    }

    /// Measures one board of real peers.
    void measure(Spread spread) throws IOException {
        for (Side side : sides) {
            side.real.addAll(spread.from(side.origin, rounds));
            side.realLinks.add(spread.links(side.origin));
        }
    }

    /// Measures the simulated boards.
    void simulate() {
        for (int seed = 1; seed <= SIMULATED; seed++) {
            var sim = new SimSpread(peers, delayNanos, seed);
            sim.warm();
            for (Side side : sides) {
                side.simulated.addAll(sim.from(side.origin, rounds));
                side.simulatedLinks.add(sim.links(side.origin));
            }
        }
    }

    private static void row(
            Table table, String who, List<Integer> links, List<Times> times, String ratio) {
        table.row(
                who,
                Integer.toString(links.stream().sorted().toList().get(links.size() / 2)),
                millis(Times.median(times, 50)),
                millis(Times.median(times, 99)),
                millis(Times.median(times, 100)),
                ratio);
    }

    private static String millis(long nanos) {
        return Table.figure(nanos / 1e6);
    }

    String text() {
        var table =
                new Table(
                        "an update from",
                        "links",
                        "half, ms",
                        "99 %",
                        "all",
                        "real : simulated, 99 %");
        for (Side side : sides) {
            double ratio = (double) Times.median(side.real, 99) / Times.median(side.simulated, 99);
            String factor = String.format(Locale.ROOT, "%.2f", ratio);
            row(table, side.who + ", real", side.realLinks, side.real, factor);
            row(table, side.who + ", simulated", side.simulatedLinks, side.simulated, "");
        }
        return table.toString();
    }
}
