package kith.lab.crowd.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lab.crowd.cluster.CoordinatesExperiment.Town;
import kith.lab.crowd.cluster.LeadersExperiment.Trial;
import kith.lab.crowd.cluster.LeadersExperiment.Trouble;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// Small crowds of what the experiments look at, with goals that can be missed.
final class VillageTest {
    @Test
    void distancesThatNobodyMeasuredAreWithinTenPerCentAfterTwentyRoundTrips() {
        var town = new Town(Terrain.sphere(300, 1), 0, 1);
        town.rounds(20);
        assertTrue(town.off().median() < 0.10, town.off()::toString);
    }

    @Test
    void withOneInTenThatLiesTheyAreWithinFifteen() {
        var town = new Town(Terrain.sphere(300, 2), 10, 2);
        town.rounds(20);
        assertTrue(town.off().median() < 0.15, town.off()::toString);
    }

    @Test
    void noClusterSpansTwoRegions() {
        Terrain terrain = Terrain.sphere(40, 3);
        var village = new Village(terrain, peer -> peer % 2 == 0 ? "even" : "odd", 3);
        village.grow(4);
        village.run(60 * Now.SECOND);
        assertTrue(village.clusters().size() > 1);
        for (List<Integer> members : village.clusters().values()) {
            for (int one : members) {
                assertEquals(members.getFirst() % 2, one % 2, members::toString);
            }
        }
    }

    @Test
    void leadersThatCrashAreReplacedWithinEightSecondsAndAllWorkIsDone() {
        var trial = new Trial(30, Trouble.CRASHES, 4);
        trial.run();
        assertTrue(!trial.gaps.isEmpty() && trial.changes > 0, "no leader crashed");
        trial.gaps.forEach(gap -> assertTrue(gap <= 8, trial.gaps::toString));
        assertEquals(0, trial.oldEpochs);
        assertEquals(0, trial.twoLeaders);
    }

    @Test
    void thoseThatClaimToLeadOutOfTurnDoNotLead() {
        var trial = new Trial(30, Trouble.LIARS, 5);
        trial.run();
        assertEquals(0, trial.twoLeaders);
        assertEquals(0, trial.oldEpochs);
    }
}
