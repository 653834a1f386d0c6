package kith.lab.crowd.membership;

import java.util.Locale;
import kith.lab.bench.harness.Table;

/// What came of all runs, as tables.
final class Report {
    private final Town.Setting setting;
    private final Table calm =
            new Table(
                    "one in twenty crashes",
                    "seed",
                    "minutes",
                    "first, p50 s",
                    "each, p50 s",
                    "each, p99 s",
                    "never",
                    "false in 10⁶ peer s",
                    "B/s");
    private final Table troubles = new Table("trouble", "", "seed", "pairs", "missed", "false");

    Report(Town.Setting setting) {
        this.setting = setting;
    }

    void addCalm(Town.Kind kind, int minutes, long seed) {
        Calm.Outcome one = Calm.run(kind, setting, minutes, seed);
        calm.row(
                kind.told,
                Long.toString(seed),
                Integer.toString(minutes),
                Table.figure(Calm.Outcome.seconds(one.first(), 0.5)),
                Table.figure(Calm.Outcome.seconds(one.each(), 0.5)),
                Table.figure(Calm.Outcome.seconds(one.each(), 0.99)),
                Long.toString(one.never()),
                Table.figure(one.falseEvents() * 1e6 / one.peerSeconds()),
                Table.figure(one.bytesPerSecond()));
    }

    void addTroubles(Town.Kind kind, long seed) {
        for (Trouble trouble : Trouble.values()) {
            Trouble.Verdict verdict = trouble.run(kind, setting.withoutSlow(), seed);
            troubles.row(
                    trouble.told,
                    kind.told,
                    Long.toString(seed),
                    Integer.toString(verdict.pairs()),
                    Integer.toString(verdict.missed().size()),
                    Integer.toString(verdict.falsely()));
        }
    }

    String text() {
        String head =
                String.format(
                        Locale.ROOT,
                        "%,d peers, links of 10 to 100 ms, %.0f %% of the messages lost, %.0f %% of"
                                + " the peers slow (below: none).",
                        setting.peers(),
                        100 * setting.loss(),
                        100 * setting.slow());
        return head + "\n\n" + calm + "\n" + troubles;
    }
}
