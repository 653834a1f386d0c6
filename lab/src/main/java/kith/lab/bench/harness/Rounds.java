package kith.lab.bench.harness;

import java.util.ArrayList;
import java.util.List;

/// Measures competitors side by side.
///
/// A machine that others use is fast in one minute and slow in the next. Who measures all of A and
/// then all of B compares two minutes. Here the rounds alternate, A B C, A B C …, after a few that
/// warm up and do not count, and medians are compared. Each round answers its own figure, in
/// whatever unit the caller has; a competitor that cannot do it answers infinity.
///
/// ```java
/// var results = new Rounds(2, options.rounds())
///         .add("Kith", () -> nanosOf(kith))
///         .add("a map", () -> nanosOf(map))
///         .run();
/// ```
///
/// It runs on the thread of the caller. A round must bring its own fresh state, or leave behind
/// what it found.
public final class Rounds {
    /// One round of one competitor, answering what was measured.
    public interface Round {
        double run() throws Exception;
    }

    private record Competitor(String name, Round round) {}

    private final int warmUps;
    private final int rounds;
    private final List<Competitor> competitors = new ArrayList<>();

    public Rounds(int warmUps, int rounds) {
        if (warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException(warmUps + " warm-ups, " + rounds + " rounds");
        }
        this.warmUps = warmUps;
        this.rounds = rounds;
    }

    public Rounds add(String name, Round round) {
        competitors.add(new Competitor(name, round));
        return this;
    }

    /// The results, in the order in which the competitors were added.
    public List<Result> run() throws Exception {
        for (int i = 0; i < warmUps; i++) {
            for (var each : competitors) {
                each.round.run();
            }
        }
        var figures = new double[competitors.size()][rounds];
        for (int i = 0; i < rounds; i++) {
            for (int k = 0; k < figures.length; k++) {
                figures[k][i] = competitors.get(k).round.run();
            }
        }
        var results = new ArrayList<Result>();
        for (int k = 0; k < figures.length; k++) {
            results.add(Result.of(competitors.get(k).name, figures[k]));
        }
        return results;
    }
}
