package kith.lab.crowd.membership;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import kith.lab.bench.harness.Page;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;

/// How soon it is found out that somebody is gone, how often that is wrong, and what it costs.
public final class Membership implements Experiment {
    /// It takes ten times as long to simulate, and shows what it shows soon.
    private static final int BASELINE_MINUTES = 2;

    @Override
    public String name() {
        return "membership";
    }

    @Override
    public String about() {
        return "who is gone: how soon it is found out, how often wrongly, for how many bytes";
    }

    @Override
    public void run(String... arguments) throws IOException {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "1000");
        usual.put("loss", "0.05");
        usual.put("slow", "0.1");
        usual.put("minutes", "10");
        usual.put("seed", "1");
        usual.put("seeds", "3");
        Choices choices = Choices.parse(this, usual, arguments);
        var setting =
                new Town.Setting(
                        choices.count("peers"), choices.share("loss"), choices.share("slow"));
        var report = new Report(setting);
        int minutes = choices.count("minutes");
        for (int i = 0; i < choices.count("seeds"); i++) {
            long seed = choices.seed() + i;
            report.addCalm(Town.Kind.PROBE, minutes, seed);
            report.addCalm(Town.Kind.MEMBERLIST, Math.min(BASELINE_MINUTES, minutes), seed);
            report.addTroubles(Town.Kind.PROBE, seed);
        }
        report.addTroubles(Town.Kind.MEMBERLIST, choices.seed());
        Page.publish("docs/network.md", name(), report.text(), choices.writes());
    }
}
