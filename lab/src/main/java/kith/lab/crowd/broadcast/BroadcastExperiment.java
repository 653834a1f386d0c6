package kith.lab.crowd.broadcast;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import kith.identity.BoardId;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lab.crowd.Experiment;
import kith.lab.crowd.broadcast.Arrivals.Spread;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;

/// How long an update takes to reach all, and what it costs.
public final class BroadcastExperiment implements Experiment {
    /// Updates before the ones that count: trees and choices have taken their shape.
    private static final int WARM_UPS = 5;

    private static final int COUNTED = 3;
    private static final long APART_NANOS = 3 * Now.SECOND;
    private static final long HEAL_NANOS = 30 * Now.SECOND;
    private static final int FASTEST_MICROS = 10_000;
    private static final int SLOWEST_MICROS = 100_000;

    /// A system under test: how many links each has, and what a peer is.
    private enum Kind {
        KITH("Kith", 10),
        FLOOD("flood of degree 8", 8),
        PLUMTREE("Plumtree on 5 links", 5),
        GOSSIPSUB("gossipsub 1.1", 20);

        final String title;
        final int degree;

        Kind(String title, int degree) {
            this.title = title;
            this.degree = degree;
        }

        Spreader peer(Crowd crowd, Arrivals arrivals, int self, BoardId board, long seed) {
            return switch (this) {
                case KITH -> new KithPeer(crowd, arrivals, self, board, true, seed);
                case FLOOD -> new FloodPeer(crowd, arrivals, self);
                case PLUMTREE -> new PlumtreePeer(crowd, arrivals, self);
                case GOSSIPSUB -> new GossipsubPeer(crowd, arrivals, self, seed);
            };
        }
    }

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String about() {
        return "how an update spreads, beside what others do";
    }

    @Override
    public void run(String... arguments) throws IOException {
        var usual = new LinkedHashMap<String, String>();
        usual.put("peers", "10000");
        usual.put("crash", "0");
        usual.put("loss", "0.01");
        usual.put("bytes", "200");
        usual.put("seed", "1");
        usual.put("only", "all");
        Choices choices = Choices.parse(this, usual, arguments);
        String table = table(choices);
        String name = "broadcast-" + choices.text("bytes") + "-" + choices.text("crash");
        Page.publish("docs/network.md", name, table, choices.writes());
    }

    private static String table(Choices choices) {
        String what = choices.text("peers") + " peers, " + choices.text("bytes") + " bytes";
        double crash = choices.share("crash");
        if (crash > 0) {
            what += ", " + Math.round(100 * crash) + " % crash";
        }
        var table =
                new Table(
                        what,
                        "reached",
                        "half, ms",
                        "99 of 100, ms",
                        "all, ms",
                        "redundancy",
                        "bytes beside",
                        "copies by one");
        String only = choices.text("only");
        for (Kind kind : Kind.values()) {
            if (only.equals("all") || only.equalsIgnoreCase(kind.name())) {
                row(table, kind, trial(kind, choices));
            }
        }
        return table.toString();
    }

    private static void row(Table table, Kind kind, List<Spread> all) {
        table.row(
                kind.title,
                median(all, Spread::reached),
                median(all, Spread::halfMillis),
                median(all, Spread::mostMillis),
                median(all, Spread::lastMillis),
                median(all, Spread::redundancy),
                median(all, Spread::controlBytes),
                median(all, Spread::sentMax));
    }

    private static String median(List<Spread> all, ToDoubleFunction<Spread> of) {
        double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
        double median = sorted[sorted.length / 2];
        return median > 0.99 && median < 1
                ? String.format(Locale.ROOT, "%.6f", median)
                : Table.figure(median);
    }

    private static List<Spread> trial(Kind system, Choices choices) {
        int peers = choices.count("peers");
        long seed = choices.seed();
        var crowd = new Crowd(peers, Delays.uniform(FASTEST_MICROS, SLOWEST_MICROS, seed), seed);
        var arrivals = new Arrivals(peers);
        var rng = new Rng(seed + 1);
        var board = new BoardId(Bytes.of(new byte[BoardId.SIZE_BYTES]));
        for (int i = 0; i < peers; i++) {
            crowd.put(i, system.peer(crowd, arrivals, i, board, rng.nextLong()));
        }
        var graph = new Graph(crowd, system.degree, rng);
        crowd.run(2 * Now.SECOND);
        crowd.lose((int) (1_000 * choices.share("loss")));
        double crash = choices.share("crash");
        var all = new ArrayList<Spread>();
        for (int i = 1; i <= WARM_UPS + (crash > 0 ? 1 : COUNTED); i++) {
            int from = rng.nextInt(peers);
            boolean counts = i > WARM_UPS;
            if (counts) {
                graph.crash(crash, from);
            }
            arrivals.begin(i, crowd.nanos());
            Spreader author = (Spreader) crowd.member(from);
            author.publish(i, choices.count("bytes"));
            if (counts && crash > 0) {
                graph.heal(crowd.nanos() + HEAL_NANOS);
            } else {
                crowd.run(crowd.nanos() + APART_NANOS);
            }
            if (counts) {
                all.add(arrivals.over(crowd::isUp));
            }
        }
        return all;
    }
}
