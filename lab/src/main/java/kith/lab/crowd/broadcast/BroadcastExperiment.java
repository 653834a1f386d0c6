package kith.lab.crowd.broadcast;

import java.util.LinkedHashMap;
import kith.identity.BoardId;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lab.crowd.Experiment;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;

/// How long an update takes to reach all, and what it costs.
public final class BroadcastExperiment implements Experiment {
    private static final int WARM_UPS = 10;
    private static final long APART_NANOS = 3 * Now.SECOND;

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String about() {
        return "how an update spreads, beside what others do";
    }

    @Override
    public void run(String... arguments) {
        var usual = new LinkedHashMap<String, String>();
        usual.put("peers", "10000");
        usual.put("crash", "0");
        usual.put("loss", "0.01");
        usual.put("bytes", "200");
        usual.put("dials", "5");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        long begun = System.nanoTime();
        Arrivals.Spread spread = trial(choices);
        var table =
                new Table(
                        "",
                        "reached",
                        "t50",
                        "t99",
                        "last",
                        "redundancy",
                        "control bytes",
                        "hops",
                        "sent at most");
        table.row(
                "Kith",
                "" + spread.reached(),
                Table.figure(spread.halfMillis()),
                Table.figure(spread.mostMillis()),
                Table.figure(spread.lastMillis()),
                Table.figure(spread.redundancy()),
                Table.figure(spread.controlBytes()),
                "" + spread.hopsMax(),
                "" + spread.sentMax());
        System.out.println(table);
        System.out.println(Table.figure((System.nanoTime() - begun) / 1e9) + " s");
    }

    private static Arrivals.Spread trial(Choices choices) {
        int peers = choices.count("peers");
        var crowd =
                new Crowd(peers, Delays.uniform(10_000, 100_000, choices.seed()), choices.seed());
        var arrivals = new Arrivals(peers);
        var rng = new Rng(choices.seed() + 1);
        var board = new BoardId(Bytes.of(new byte[32]));
        for (int i = 0; i < peers; i++) {
            crowd.put(i, new KithPeer(crowd, arrivals, i, board, true, rng.nextLong()));
        }
        Graph.random(crowd, choices.count("dials"), rng);
        crowd.run(2 * Now.SECOND);
        crowd.lose((int) (1_000 * choices.share("loss")));
        int bytes = choices.count("bytes");
        Arrivals.Spread last = arrivals.over(crowd::isUp);
        for (int i = 1; i <= WARM_UPS; i++) {
            int from = rng.nextInt(peers);
            arrivals.begin(i, crowd.nanos());
            ((Spreader) crowd.member(from)).publish(i, bytes);
            crowd.run(crowd.nanos() + APART_NANOS);
            last = arrivals.over(crowd::isUp);
            System.out.println(last);
        }
        return last;
    }
}
