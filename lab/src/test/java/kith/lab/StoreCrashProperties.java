package kith.lab;

import kith.lang.Rng;
import org.junit.jupiter.api.Test;

/// Crashes of a store on a disk that keeps its word: every record that was synced is there, what is
/// there is a prefix of what was appended, and nothing is invented.
final class StoreCrashProperties {
    private static final int SEEDS = 1_000;

    @Test
    void whatWasSyncedSurvivesAnyCrashAndTheRestIsAPrefix() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                live(new Rng(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void live(Rng rng) {
        var world = new StoreWorld(rng);
        for (int crashes = rng.between(1, 5); crashes > 0; crashes--) {
            for (int acts = rng.nextInt(40); acts > 0; acts--) {
                world.act();
            }
            world.write();
            if (rng.chance(85)) {
                world.disk.crash(rng);
            }
            world.reopen();
        }
    }
}
