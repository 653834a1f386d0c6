package kith.lab;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lab.bug.Hunt;
import kith.lab.bug.PlantedBug;
import kith.lab.bug.PlantedBugs;
import kith.lab.crowd.Experiment;
import kith.lab.crowd.Experiments;

/// The simulator's command: worlds by their seeds.
public final class Sim {
    private static final String HELP =
            """
            ./dev sim SEED                      one world: its trace, its peers, the verdict
            ./dev sim FIRST COUNT               so many worlds from that seed on
            ./dev sim                           worlds from fresh seeds, until Ctrl-C
            ./dev sim --large …                 the same with more peers and a longer storm
            ./dev sim --bugs                    the bugs that can be planted
            ./dev sim --bug NAME [FIRST [COUNT]]  worlds with one, until a checker finds it
            ./dev sim NAME …                    an experiment with very many peers; NAME --help says more
            """;

    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int LINE_EACH = 100;

    /// Where the hunt for a planted bug begins, and after how many seeds it ends.
    private static final int HUNT_SEEDS = 1_000;

    private Sim() {}

    public static void main(String[] args) throws Exception {
        Experiment experiment = args.length == 0 ? null : Experiments.named(args[0]);
        if (experiment != null) {
            experiment.run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        var words = new ArrayList<>(List.of(args));
        boolean large = words.remove("--large");
        String first = words.isEmpty() ? "" : words.getFirst();
        boolean good =
                switch (first) {
                    case "" -> forEver(large);
                    case "--bugs" -> bugs();
                    case "--bug" -> words.size() > 1 ? bug(words) : help();
                    case "--help", "-h", "help" -> help();
                    default ->
                            words.size() == 1
                                    ? one(number(first), large)
                                    : many(number(first), number(words.get(1)), large);
                };
        System.exit(good ? 0 : 1);
    }

    private static boolean help() {
        System.out.print(HELP);
        for (Experiment one : Experiments.ALL) {
            System.out.printf("    %-32s%s%n", one.name(), one.about());
        }
        return true;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            System.err.print("not a number, and no experiment: " + text + "\n" + HELP);
            System.exit(2);
            throw e;
        }
    }

    private static boolean one(long seed, boolean large) {
        Trial trial = Trial.twice(seed, large);
        Portrait.print(trial.world(), System.out);
        System.out.println(trial);
        if (trial.broken() != null) {
            trial.broken().printStackTrace(System.out);
        }
        System.out.println(trial.verdict());
        return trial.passed();
    }

    private static boolean many(long first, long count, boolean large) {
        long started = System.nanoTime();
        List<String> failures = new Seeds(first, count, large).failures(THREADS);
        failures.forEach(System.out::println);
        long seconds = (System.nanoTime() - started) / 1_000_000_000;
        System.out.println(
                (count - failures.size())
                        + " passed, "
                        + failures.size()
                        + " failed in "
                        + seconds
                        + " s");
        return failures.isEmpty();
    }

    private static boolean forEver(boolean large) {
        long first = new SecureRandom().nextLong(1L << 40);
        long count = 0;
        while (true) {
            List<String> failures = new Seeds(first + count, LINE_EACH, large).failures(THREADS);
            count += LINE_EACH;
            failures.forEach(System.out::println);
            System.out.println(count + " worlds, the last of seed " + (first + count - 1));
        }
    }

    private static boolean bugs() {
        PlantedBugs.ALL.forEach(System.out::println);
        return true;
    }

    private static boolean bug(List<String> words) {
        PlantedBug bug = PlantedBugs.named(words.get(1));
        long first = words.size() > 2 ? number(words.get(2)) : 1;
        int count = words.size() > 3 ? (int) number(words.get(3)) : HUNT_SEEDS;
        System.out.println(bug);
        Hunt.Found found = new Hunt(bug).run(first, count);
        System.out.println(
                found == null
                        ? "not found in the seeds " + first + " to " + (first + count - 1)
                        : "seed " + found.seed() + ": " + found.what());
        return found != null;
    }
}
