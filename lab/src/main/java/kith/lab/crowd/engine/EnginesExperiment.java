package kith.lab.crowd.engine;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.port.Now;

/// A board of whole engines: what each costs when nobody writes, how an update spreads, and how it
/// does when many crash in its moment.
public final class EnginesExperiment implements Experiment {
    private static final int WARMING = 5;
    private static final int UPDATES = 3;

    /// Two authors after each other are far apart.
    private static final int STRIDE = 7_919;

    @Override
    public String name() {
        return "engines";
    }

    @Override
    public String about() {
        return "whole engines: what each costs when idle, and how an update spreads";
    }

    @Override
    public void run(String... arguments) throws IOException {
        var usual = new LinkedHashMap<String, String>();
        usual.put("peers", "16,64,256");
        usual.put("seed", "1");
        usual.put("minutes", "10");
        usual.put("crash", "0.3");
        Choices choices = Choices.parse(this, usual, arguments);
        var idle =
                new Table(
                        "peers",
                        "links",
                        "of neighbours",
                        "messages a minute",
                        "bytes a second",
                        "signatures checked a minute");
        var spread =
                new Table("an update, peers", "reached", "half, ms", "99 of 100, ms", "all, ms");
        for (String peers : choices.text("peers").split(",")) {
            measure(Integer.parseInt(peers), choices, idle, spread);
        }
        Page.publish("docs/network.md", name(), idle + "\n" + spread, choices.writes());
    }

    private static void measure(int peers, Choices choices, Table idle, Table spread) {
        var board = new Settlement(peers, choices.seed());
        board.run(60 * Now.SECOND * choices.count("minutes"));
        Settlement.Idle each = board.idle(60 * Now.SECOND);
        idle.row(
                Integer.toString(peers),
                Table.figure(each.links()),
                Table.figure(each.neighbours()),
                Table.figure(each.messages()),
                Table.figure(each.bytes() / 60),
                Table.figure(each.checks()));
        for (int i = 0; i < WARMING; i++) {
            board.update(i * STRIDE % peers, "before " + i);
        }
        long[] slowest = board.update(WARMING * STRIDE % peers, "update");
        for (int i = 1; i < UPDATES; i++) {
            long[] other = board.update((WARMING + i) * STRIDE % peers, "update " + i);
            slowest = other[peers - 1] < slowest[peers - 1] ? slowest : other;
        }
        row(spread, Integer.toString(peers), slowest);
        double share = choices.share("crash");
        int author = (WARMING + UPDATES) * STRIDE % peers;
        board.crash(share, author);
        String crashed = String.format(Locale.ROOT, "%d, %.0f %% crash", peers, 100 * share);
        row(spread, crashed, board.update(author, "after the crash"));
    }

    private static void row(Table table, String name, long[] nanos) {
        int reached = 0;
        for (long one : nanos) {
            reached += one == Long.MAX_VALUE ? 0 : 1;
        }
        table.row(
                name,
                reached + " of " + nanos.length,
                millis(nanos[nanos.length / 2]),
                millis(nanos[(nanos.length * 99 + 99) / 100 - 1]),
                millis(nanos[nanos.length - 1]));
    }

    private static String millis(long nanos) {
        return Table.figure(nanos == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : nanos / 1e6);
    }
}
