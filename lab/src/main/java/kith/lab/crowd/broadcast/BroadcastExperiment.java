package kith.lab.crowd.broadcast;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import kith.identity.BoardId;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Plot;
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
    private static final double WHOLE_MILLIS = 1_500;
    private static final double CRASHED_MILLIS = 10_000;
    private static final int FASTEST_MICROS = 10_000;
    private static final int SLOWEST_MICROS = 100_000;

    private static final long IROH_NANOS = 80 * Now.MILLI;

    /// What an announcement is ahead of the update at most, as a rule, on links of up to 100 ms.
    private static final long PATIENT_NANOS = 300 * Now.MILLI;

    /// A system under test: how many links each has, and what a peer is.
    private enum Kind {
        KITH("Kith", 10),
        FLOOD("flood of degree 8", 8),
        PLUMTREE("Plumtree, iroh's timers", 5),
        PATIENT("Plumtree, patient", 5),
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
                case PLUMTREE -> new PlumtreePeer(crowd, arrivals, self, IROH_NANOS);
                case PATIENT -> new PlumtreePeer(crowd, arrivals, self, PATIENT_NANOS);
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
        usual.put("seeds", "1");
        usual.put("only", "all");
        Choices choices = Choices.parse(this, usual, arguments);
        String name =
                String.join(
                        "-",
                        name(),
                        choices.text("peers"),
                        choices.text("bytes"),
                        choices.text("crash"));
        double shownMillis = choices.share("crash") > 0 ? CRASHED_MILLIS : WHOLE_MILLIS;
        String title = title(choices);
        Table table = table(title);
        var plot = new Plot(title, "ms", shownMillis, "% of the peers have it", 100);
        String only = choices.text("only");
        for (Kind kind : Kind.values()) {
            if (only.equals("all") || only.equalsIgnoreCase(kind.name())) {
                List<Spread> all = trials(kind, choices);
                row(table, kind, all);
                plot.line(kind.title, middle(all).curve());
            }
        }
        String image = Page.image(name, plot, choices.writes());
        Page.publish("docs/network.md", name, table + "\n" + image, choices.writes());
    }

    private static Table table(String title) {
        return new Table(
                title,
                "reached",
                "half, ms",
                "99 of 100, ms",
                "all, ms",
                "redundancy",
                "bytes beside",
                "copies by one");
    }

    private static String title(Choices choices) {
        String title = choices.peers() + ", " + choices.text("bytes") + " bytes";
        double crash = choices.share("crash");
        if (crash > 0) {
            title += ", " + Math.round(100 * crash) + " % crash";
        }
        return title + ", " + choices.seeds();
    }

    /// The one that took neither the longest nor the shortest.
    private static Spread middle(List<Spread> all) {
        var sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingDouble(Spread::mostMillis));
        return sorted.get(sorted.size() / 2);
    }

    private static void row(Table table, Kind kind, List<Spread> all) {
        table.row(
                kind.title,
                least(all, Spread::reached),
                median(all, Spread::halfMillis),
                median(all, Spread::mostMillis),
                most(all, Spread::lastMillis),
                median(all, Spread::redundancy),
                median(all, Spread::controlBytes),
                most(all, Spread::sentMax));
    }

    private static String median(List<Spread> all, ToDoubleFunction<Spread> of) {
        double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
        return Table.figure(sorted[sorted.length / 2]);
    }

    private static String most(List<Spread> all, ToDoubleFunction<Spread> of) {
        return Table.figure(all.stream().mapToDouble(of).max().orElseThrow());
    }

    private static String least(List<Spread> all, ToDoubleFunction<Spread> of) {
        double least = all.stream().mapToDouble(of).min().orElseThrow();
        return least > 0.99 && least < 1
                ? String.format(Locale.ROOT, "%.6f", least)
                : Table.figure(least);
    }

    private static List<Spread> trials(Kind system, Choices choices) {
        var all = new ArrayList<Spread>();
        for (int i = 0; i < choices.count("seeds"); i++) {
            all.addAll(trial(system, choices, choices.seed() + i));
        }
        return all;
    }

    private static List<Spread> trial(Kind system, Choices choices, long seed) {
        int peers = choices.count("peers");
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
