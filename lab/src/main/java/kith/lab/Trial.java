package kith.lab;

import kith.lab.check.Broken;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// One seed, tried: the world as it is at the end, and what was found broken in it.
public final class Trial {
    private final Chaos chaos;
    private @Nullable RuntimeException broken;

    private Trial(long seed, boolean large) {
        chaos = new Chaos(seed, large);
        try {
            chaos.run();
        } catch (RuntimeException found) {
            broken = found;
        }
    }

    /// `large`: a world as in a long run.
    public static Trial once(long seed, boolean large) {
        return new Trial(seed, large);
    }

    /// Runs the seed twice: both must go the same way, whatever the outcome.
    public static Trial twice(long seed, boolean large) {
        var trial = new Trial(seed, large);
        if (trial.passed()) {
            Bytes once = trial.chaos.world().traceHash();
            Bytes again = new Trial(seed, large).chaos.world().traceHash();
            if (!again.equals(once)) {
                trial.broken = new Broken("seed " + seed + " went another way the second time");
            }
        }
        return trial;
    }

    public boolean passed() {
        return broken == null;
    }

    /// What was thrown; null when nothing is broken.
    public @Nullable RuntimeException broken() {
        return broken;
    }

    public World world() {
        return chaos.world();
    }

    /// In one line: what happened, or who found what broken.
    public String verdict() {
        return switch (broken) {
            case null -> "passed: " + chaos.summary();
            case Broken found -> found.by() + ": " + found.getMessage();
            case RuntimeException other -> other.toString();
        };
    }

    @Override
    public String toString() {
        return chaos.toString();
    }
}
