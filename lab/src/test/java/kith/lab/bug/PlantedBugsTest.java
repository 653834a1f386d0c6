package kith.lab.bug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import kith.lab.Trial;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The lab finds what it is there to find: each planted bug breaks a promise in one of the first
/// worlds, in which nothing breaks without it.
@Tag("soak")
class PlantedBugsTest {
    private static final int THREADS = 2;

    /// Within so many worlds each is found. The slowest takes about a quarter of them.
    private static final int SEEDS_MAX = 400;

    @Test
    void eachIsFound() throws InterruptedException {
        var hunts = new ArrayList<Callable<String>>();
        PlantedBugs.ALL.forEach(bug -> hunts.add(() -> hunt(bug)));
        var missed = new ArrayList<String>();
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            for (var hunt : pool.invokeAll(hunts)) {
                if (!hunt.resultNow().isEmpty()) {
                    missed.add(hunt.resultNow());
                }
            }
        }
        assertEquals(List.of(), missed);
    }

    /// Empty when it is found, and by nothing that is there without it.
    private static String hunt(PlantedBug bug) {
        Hunt.Found found;
        try {
            found = new Hunt(bug).run(1, SEEDS_MAX);
        } catch (IllegalStateException gone) {
            return bug + " It cannot be planted any more: " + gone.getMessage();
        }
        if (found == null) {
            return bug + " It was not found in " + SEEDS_MAX + " worlds.";
        }
        Trial sound = Trial.once(found.seed(), false);
        return sound.passed()
                ? ""
                : bug + " Seed " + found.seed() + " breaks without it: " + sound.verdict();
    }

    @Test
    void thereAreTenAtLeastAndEachHasItsName() {
        assertTrue(PlantedBugs.ALL.size() >= 10, PlantedBugs.ALL.toString());
        assertEquals(
                PlantedBugs.ALL.size(),
                PlantedBugs.ALL.stream().map(PlantedBug::name).distinct().count());
    }

    @Test
    void aBugWhoseClassIsGoneCannotBePlanted() {
        var bug = bug("kith.sync.Food", "has", new Mistake.Answers(0));
        assertThrows(IllegalStateException.class, () -> new Hunt(bug));
    }

    @Test
    void aBugWhoseMethodIsGoneCannotBePlanted() {
        var bug = bug("kith.sync.Feed", "had", new Mistake.Answers(0));
        assertThrows(IllegalStateException.class, () -> new Hunt(bug));
    }

    @Test
    void aBugInACallThatIsGoneCannotBePlanted() {
        var bug = bug("kith.sync.Feed", "has", new Mistake.LeavesOut("kith.sync.Feed.wind", 0));
        assertThrows(IllegalStateException.class, () -> new Hunt(bug));
    }

    private static PlantedBug bug(String in, String method, Mistake mistake) {
        return new PlantedBug("none", "Nothing.", new Alteration(in, method, mistake));
    }

    /// Forks come of copied homes, not of storms. Where a planted bug makes them, everything else
    /// must hold: all see both branches, agree, and go on.
    @Test
    void forksInAStormHarmNothingElse() {
        var alterations = new ArrayList<>(PlantedBugs.named("same-incarnation").alterations());
        alterations.add(
                new Alteration("kith.lab.check.ChainsUnforked", "check", new Mistake.Answers(0)));
        var forks = new PlantedBug("forks", "Chains fork.", alterations);
        assertEquals(null, new Hunt(forks).run(1, 60));
    }

    @Test
    void withoutABugNothingIsFound() {
        var none = new PlantedBug("none", "Nothing.", List.of());
        assertEquals(null, new Hunt(none).run(1, 5));
    }
}
