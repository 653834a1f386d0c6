package kith.lab.crowd.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Map;
import kith.dht.DirectoryRules;
import kith.lang.Rng;
import kith.port.Gauge;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Boards of some hundred peers, with the seed in each.
class DirectoryTest {
    private static final int PEERS = 500;
    private static final int ROOTS = 16;
    private static final long SEED = 11;

    private static Town town(double hostile) {
        var people = new People(PEERS, ROOTS, SEED);
        BitSet some = Town.some(PEERS, hostile, new Rng(SEED));
        var town = new Town(people, DirectoryRules.DEFAULT, some, true, SEED);
        town.build(new Converged(town, SEED)::link);
        return town;
    }

    @Test
    void whatIsAnnouncedIsFoundByEverybodyInFewHops() {
        var town = town(0);
        var load = new Load(town, SEED);
        load.announce(20);
        Tally tally = load.findMany(200);
        assertEquals(200, tally.done());
        assertEquals(1.0, tally.success());
        assertTrue(tally.hops() <= Math.log(PEERS) / Math.log(2) / 2, tally.hops() + " hops");
        assertTrue(tally.millis(0.99) < 10_000);
    }

    @Test
    void aFifthThatDropsMisroutesAndLiesHidesNothing() {
        var load = new Load(town(0.2), SEED);
        load.announce(20);
        Tally tally = load.findMany(200);
        assertTrue(tally.success() >= 0.97, "found: " + tally.success());
    }

    @Test
    void noBoundIsExceeded() {
        Town town = town(0.2);
        new Load(town, SEED).announce(20);
        var gauges = new ArrayList<Gauge>();
        for (int i = 0; i < PEERS; i++) {
            town.citizen(i).directory.measure(gauges);
        }
        for (Gauge one : gauges) {
            assertTrue(one.value() <= one.max(), one.toString());
        }
    }

    @Test
    void aRecordThatNobodyMayTakeIsKeptByNobody() {
        Map<String, Integer> kept = new Forgery(100, SEED).run();
        assertEquals(99, kept.remove("good"), "all but the liar are told to keep it");
        kept.forEach((what, by) -> assertEquals(0, by, what));
        assertEquals(6, kept.size());
    }

    @Test
    void whoJoinsOneAfterTheOtherFindsWhatTheBoardKeeps() {
        var people = new People(120, 8, SEED);
        var joins = new Joins(people, DirectoryRules.DEFAULT, new BitSet(), SEED);
        joins.run();
        var load = new Load(joins.town, SEED);
        load.announce(10);
        assertEquals(1.0, load.findMany(100).success());
    }

    @Test
    @Tag("soak")
    void keysFromOneInvitationGetAQuarterOfTheLinksAndNoSetOfReplicas() {
        var crowding = new Crowding(150, 100, 8, true, DirectoryRules.DEFAULT, SEED);
        Crowding.Outcome outcome = crowding.run(50);
        assertTrue(outcome.tables() <= 0.25, "theirs of all links: " + outcome.tables());
        assertTrue(outcome.tables() > 0, "they are there");
        assertEquals(0, outcome.sets());
    }

    @Test
    void oneSeedIsOneRun() {
        var one = new Load(town(0.2), SEED);
        var other = new Load(town(0.2), SEED);
        one.announce(5);
        other.announce(5);
        Tally first = one.findMany(50);
        Tally second = other.findMany(50);
        assertEquals(first.millis(0.5), second.millis(0.5));
        assertEquals(one.messages(), other.messages());
    }
}
