package kith.lab.bug;

import java.util.function.LongFunction;
import kith.lab.Trial;
import org.jspecify.annotations.Nullable;

/// A world with a bug, as the hunter outside of its class loader sees it: from a seed to what was
/// found broken, or null. Only types of the JDK pass between the two.
public final class Prey implements LongFunction<@Nullable String> {
    public Prey() {}

    @Override
    public @Nullable String apply(long seed) {
        var trial = Trial.once(seed, false);
        return trial.passed() ? null : trial.verdict();
    }
}
