package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Storms: whatever the seed, every promise holds, and the same seed goes the same way twice.
class ChaosTest {
    /// Two threads: as many as the smallest machine that this must be quick on has.
    private static final int THREADS = 2;

    /// Seeds that once broke something. What broke then may need another seed by now, since any
    /// change to the lab or the core makes another world of each; the reasons are in the log.
    private static final List<Long> BROKE_ONCE = List.of(321L, 20289L, 30337L, 30588L, 30871L);

    @Test
    void nothingBreaksInFiftyWorlds() {
        assertEquals(List.of(), new Seeds(1, 50, false).failures(THREADS));
    }

    @Test
    void whatBrokeOnceDoesNotBreakAgain() {
        var failures = new ArrayList<String>();
        for (long seed : BROKE_ONCE) {
            failures.addAll(new Seeds(seed, 1, false).failures(1));
        }
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("soak")
    void nothingBreaksInTwentyThousandWorlds() {
        assertEquals(List.of(), new Seeds(51, 20_000, false).failures(THREADS));
    }

    @Test
    @Tag("soak")
    void nothingBreaksInLargeWorlds() {
        assertEquals(List.of(), new Seeds(1, 500, true).failures(THREADS));
    }
}
