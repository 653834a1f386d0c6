package kith.lab.crowd.overlay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.lab.bench.harness.Page;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.lab.crowd.overlay.Town.Kind;
import kith.port.Now;

/// Whom each is linked to: what that makes of a board, what becomes of it when many crash, and what
/// it costs; beside HyParView.
public final class OverlayExperiment implements Experiment {
    private static final List<Double> SHARES = List.of(0.1, 0.3, 0.5, 0.8, 0.9);
    private static final int NEWCOMERS_OF = 100;
    private static final int NEWCOMERS_MAX = 50;

    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public String about() {
        return "whom each is linked to: pieces, ways, crashes and costs, beside HyParView";
    }

    @Override
    public void run(String... arguments) throws IOException {
        var usual = new LinkedHashMap<String, String>();
        usual.put("peers", "1000");
        usual.put("seed", "1");
        usual.put("seeds", "3");
        usual.put("patience", "1000");
        usual.put("only", "all");
        Choices choices = Choices.parse(this, usual, arguments);
        String name = name() + "-" + choices.text("peers");
        var report = new Report(choices.peers() + ", " + choices.seeds());
        String only = choices.text("only");
        for (Kind kind : Kind.values()) {
            if (only.equals("all") || only.equalsIgnoreCase(kind.name())) {
                report.addLives(kind, lives(kind, choices));
                report.addCrashes(kind, SHARES, crashes(kind, choices));
            }
        }
        String image = Page.image(name, report.plot(), choices.writes());
        Page.publish("docs/network.md", name, report.text(image), choices.writes());
    }

    private static Town town(Kind kind, Choices choices, int newcomers, long seed) {
        long patience = choices.count("patience") * Now.MILLI;
        var setting = new Town.Setting(choices.count("peers"), newcomers, patience);
        var town = new Town(kind, setting, seed);
        town.run(kind.settleNanos);
        return town;
    }

    private static List<Report.Lived> lives(Kind kind, Choices choices) {
        var all = new ArrayList<Report.Lived>();
        int newcomers = Math.clamp(choices.count("peers") / NEWCOMERS_OF, 1, NEWCOMERS_MAX);
        for (int i = 0; i < choices.count("seeds"); i++) {
            var life = new Life(town(kind, choices, newcomers, choices.seed() + i));
            all.add(new Report.Lived(life.rest(), life.newcomers(), life.churn()));
            told(kind, all.getLast().churn(), i);
        }
        return all;
    }

    private static List<List<Crash.Outcome>> crashes(Kind kind, Choices choices) {
        var all = new ArrayList<List<Crash.Outcome>>();
        for (double share : SHARES) {
            var some = new ArrayList<Crash.Outcome>();
            for (int i = 0; i < choices.count("seeds"); i++) {
                Town town = town(kind, choices, 0, choices.seed() + i);
                some.add(Crash.run(town, share));
                told(kind, some.getLast(), i);
            }
            all.add(some);
        }
        return all;
    }

    private static void told(Kind kind, Object what, int seed) {
        System.err.println(kind.told + ", " + seed + ": " + what);
    }
}
