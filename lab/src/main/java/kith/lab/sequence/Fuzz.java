package kith.lab.sequence;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares a subject with the definition on the histories of many seeds.
///
/// `Fuzz FIRST COUNT [PROFILE]` compares the engine, `Fuzz --walk …` the other twin. It takes so
/// many seeds from the first on, and without a profile all
/// the small ones in turn; then the [Laws] are checked for the same seeds. It prints one line; on a
/// difference it makes the history small and prints it in a form that can be pasted into a test,
/// and ends with 1.
public final class Fuzz {
    private static final String HELP = "Fuzz [--walk] FIRST COUNT [PROFILE]";

    /// The orders of arrival tried on a history that is being made smaller: a smaller one often
    /// fails in another order only.
    private static final int ORDERS = 4;

    /// What was found: where, and what differs.
    record Failure(Profile profile, long seed, String difference, Graph smallest) {
        @Override
        public String toString() {
            return "seed "
                    + seed
                    + " of "
                    + profile.name()
                    + ": "
                    + difference
                    + "\n"
                    + JavaForm.of(smallest);
        }
    }

    private final Subject.Kind kind;
    private long operations;
    private boolean isShrinking;

    Fuzz(Subject.Kind kind) {
        this.kind = kind;
    }

    public static void main(String[] args) {
        boolean walk = args.length > 0 && args[0].equals("--walk");
        System.exit(
                walk
                        ? main(WalkSubject.KIND, Arrays.copyOfRange(args, 1, args.length))
                        : main(EngineSubject.KIND, args));
    }

    /// The command for any subject; its result is the exit status.
    public static int main(Subject.Kind kind, String... args) {
        if (args.length < 2) {
            System.out.println(
                    HELP + ", profiles: " + Profile.ALL.stream().map(Profile::name).toList());
            return 2;
        }
        long first = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        List<Profile> profiles =
                args.length > 2 ? List.of(Profile.named(args[2])) : Profile.SMALL_ONES;
        var fuzz = new Fuzz(kind);
        long started = System.nanoTime();
        Object failure = fuzz.run(first, count, profiles);
        for (long seed = first; seed < first + count && failure == null; seed++) {
            failure = Laws.broken(kind, seed);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                "%s: %,d operations compared in %.1f s, seeds %d to %d%n",
                kind.name(), fuzz.operations, seconds, first, first + count - 1);
        if (failure != null) {
            System.out.println(failure);
        }
        return failure == null ? 0 : 1;
    }

    long operations() {
        return operations;
    }

    /// The first failure, or null. A seed stands for one history, of the profile whose turn it is.
    @Nullable Failure run(long first, long count, List<Profile> profiles) {
        for (long seed = first; seed < first + count; seed++) {
            Profile profile = profiles.get((int) Math.floorMod(seed, (long) profiles.size()));
            Graph graph = RandomGraph.of(profile, seed);
            String difference = difference(graph, seed);
            if (difference != null) {
                long found = seed;
                isShrinking = true;
                Graph smallest = Shrink.of(graph, less -> fails(less, found) != null);
                String now = fails(smallest, found);
                return new Failure(profile, seed, now == null ? difference : now, smallest);
            }
        }
        return null;
    }

    private @Nullable String fails(Graph graph, long seed) {
        for (int i = 0; i < ORDERS; i++) {
            String difference = difference(graph, seed + i);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String difference(Graph graph, long seed) {
        var comparison = new Comparison(graph, kind, seed);
        String difference = comparison.difference();
        operations += isShrinking ? 0 : comparison.operations();
        return difference;
    }
}
