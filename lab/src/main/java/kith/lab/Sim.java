package kith.lab;

import kith.lang.Bytes;

/// Runs worlds: `Sim SEED` one seed, with the trace if it breaks; `Sim FIRST COUNT` many.
public final class Sim {
    private Sim() {}

    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long count = args.length > 1 ? Long.parseLong(args[1]) : 1;
        int failed = 0;
        long started = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            if (!runs(seed, count == 1)) {
                failed++;
            }
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.println(
                (count - failed) + " passed, " + failed + " failed in " + millis + " ms");
        System.exit(failed == 0 ? 0 : 1);
    }

    private static boolean runs(long seed, boolean loud) {
        var chaos = new Chaos(seed);
        try {
            chaos.run();
            Bytes once = chaos.world().traceHash();
            var again = new Chaos(seed);
            again.run();
            if (!again.world().traceHash().equals(once)) {
                System.out.println("seed " + seed + ": not the same when run twice");
                return false;
            }
            if (loud) {
                System.out.println("seed " + seed + ": " + chaos.summary());
            }
            return true;
        } catch (RuntimeException broken) {
            System.out.println("seed " + seed + ": " + broken);
            if (loud) {
                chaos.world().trace().lines().forEach(System.out::println);
                System.out.println(chaos);
                for (var peer : chaos.world().peers())
                    System.out.println(
                            peer
                                    + " "
                                    + peer.id().text().substring(0, 4)
                                    + " "
                                    + peer.key().hex().substring(0, 4)
                                    + (peer.isUp() ? peer.engine().debug() : " down"));
                broken.printStackTrace(System.out);
            }
            return false;
        }
    }
}
