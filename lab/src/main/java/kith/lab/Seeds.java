package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Many worlds, some at a time: a world is of one thread, and worlds share nothing.
///
/// @param large whether the worlds are those of a long run
public record Seeds(long first, long count, boolean large) {
    /// How to run that seed again.
    public static String command(long seed, boolean large) {
        return "./dev sim " + (large ? "--large " : "") + seed;
    }

    /// Runs each seed twice, on that many threads, and tells what came of each: in no particular
    /// order, one call at a time.
    public void run(int threads, Consumer<Trial> told) {
        var next = new AtomicLong(first);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> runSome(next, told)));
            }
            running.forEach(Seeds::await);
        }
    }

    /// What failed, each with the command that shows it.
    public List<String> failures(int threads) {
        var failures = new ArrayList<String>();
        run(
                threads,
                trial -> {
                    if (!trial.passed()) {
                        String command = command(trial.world().seed(), large);
                        failures.add(command + "   " + trial.verdict());
                    }
                });
        return failures;
    }

    private void runSome(AtomicLong next, Consumer<Trial> told) {
        for (long seed = next.getAndIncrement();
                seed < first + count;
                seed = next.getAndIncrement()) {
            Trial trial = Trial.twice(seed, large);
            synchronized (told) {
                told.accept(trial);
            }
        }
    }

    private static void await(Future<?> one) {
        try {
            one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a thread of seeds ended", e.getCause());
        }
    }
}
