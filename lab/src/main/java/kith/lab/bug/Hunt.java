package kith.lab.bug;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Runs world after world with one bug in them until a checker breaks.
public final class Hunt {
    private final LongFunction<@Nullable String> world;

    /// What was found, and where: the checker's name and words.
    public record Found(long seed, String what) {}

    public Hunt(PlantedBug bug) {
        try {
            Class<?> prey = new BugLoader(bug).loadClass(Prey.class.getName());
            @SuppressWarnings("unchecked") // which it implements, and nothing else is known of it
            var loaded =
                    (LongFunction<@Nullable String>) prey.getDeclaredConstructor().newInstance();
            world = loaded;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no world to plant " + bug + " in", e);
        }
    }

    /// The first of these seeds in whose world the bug shows; null when there is none.
    public @Nullable Found run(long first, int count) {
        for (long seed = first; seed < first + count; seed++) {
            String what = world.apply(seed);
            if (what != null) {
                return new Found(seed, what);
            }
        }
        return null;
    }
}
