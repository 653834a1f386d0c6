package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lab.SimPeer;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Two running copies of one home: what both write is kept and shown, and everybody is told.
class ForkTest {
    private static final int SEEDS = 5;

    private static void assertReported(int forks, SimPeer... peers) {
        List<Value> first = Story.forks(peers[0]);
        assertEquals(forks, first.size(), peers[0] + " reports " + first);
        for (SimPeer peer : peers) {
            assertEquals(first, Story.forks(peer), peer + " reports");
            assertTrue(peer.noted("fork"), peer + " noted " + peer.notes());
        }
    }

    private static void assertShown(Map<String, String> cells, SimPeer... peers) {
        var all = new TreeMap<>(cells);
        all.put("start", "once");
        for (SimPeer peer : peers) {
            assertEquals(all, Story.shown(peer), peer + " shows");
        }
    }

    @Test
    void bothBranchesAreKeptAndShownAndReported() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.forked();
                    SimPeer twin = all[3];
                    story.reunite();
                    assertReported(1, all[0], all[1], all[2], twin);
                    assertShown(Map.of("here", "1", "there", "2"), all[0], all[1], all[2], twin);
                });
    }

    @Test
    void copiesThatRunAtOnceAreToldSoWhereNothingForksToo() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    SimPeer twin = story.twin(all[0], "twin");
                    story.reunite();
                    story.write(all[0], "here", "1");
                    story.agree();
                    assertFalse(all[0].noted("two-copies") || twin.noted("two-copies"));
                    story.write(twin, "there", "2");
                    story.agree();
                    assertTrue(all[0].noted("two-copies"), () -> all[0] + " " + all[0].notes());
                    story.write(all[0], "here", "3");
                    story.agree();
                    assertTrue(twin.noted("two-copies"), () -> twin + " " + twin.notes());
                    assertFalse(all[1].noted("two-copies"), "it is no copy");
                    assertEquals(List.of(), Story.forks(all[1]));
                    assertShown(Map.of("here", "3", "there", "2"), all[0], all[1], twin);
                });
    }

    @Test
    void whoHadOneBranchAndWroteOnItKeepsWhatItWrote() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    SimPeer twin = story.twin(all[0], "twin");
                    story.islands(island(all[0], all[1]), island(twin, all[2], all[3]));
                    story.write(all[0], "x", "ann");
                    story.write(twin, "x", "twin");
                    story.write(twin, "y", "twin");
                    story.agree(all[0], all[1]);
                    story.agree(twin, all[2], all[3]);
                    story.write(all[1], "x", "ben");
                    story.write(all[2], "y", "cem");
                    story.write(all[0], "z", "ann");
                    story.agree(all[0], all[1]);
                    story.agree(twin, all[2], all[3]);
                    story.reunite();
                    assertReported(1, all[0], all[1], all[2], all[3], twin);
                    String x = Story.shown(all[3]).get("x");
                    assertTrue(List.of("ben", "twin").contains(x), "x is " + x);
                    assertEquals("cem", Story.shown(all[3]).get("y"));
                    assertEquals("ann", Story.shown(all[3]).get("z"));
                });
    }

    @Test
    void whoComesLaterIsToldToo() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[1], "before", "0");
                    story.agree();
                    SimPeer twin = story.twin(all[1], "twin");
                    story.islands(island(all[0], all[1]), island(twin, all[2]));
                    story.write(all[1], "here", "1");
                    story.write(twin, "there", "2");
                    story.reunite();
                    SimPeer late = story.join("late", all[0]);
                    story.agree();
                    assertReported(1, all[0], all[1], all[2], twin, late);
                    assertShown(Map.of("before", "0", "here", "1", "there", "2"), late);
                });
    }

    @Test
    void theForkedPeerGoesOnInTheNextIncarnation() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.forked();
                    SimPeer twin = all[3];
                    story.reunite();
                    story.write(all[0], "here", "3");
                    story.write(twin, "there", "4");
                    story.write(all[0], "here", "5");
                    story.reunite();
                    assertReported(1, all[0], all[1], all[2], twin);
                    assertShown(Map.of("here", "5", "there", "4"), all[0], all[1], all[2], twin);
                });
    }

    @Test
    void aForkOfAForkIsAsGoodAsOne() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    SimPeer twin = story.twin(all[0], "twin");
                    story.islands(island(all[0], all[1]), island(twin, all[2]));
                    story.write(all[0], "a", "1");
                    story.write(twin, "b", "2");
                    story.agree(twin, all[2]);
                    SimPeer third = story.twin(twin, "third");
                    story.islands(
                            island(all[0], all[1]), island(twin, all[2]), island(third, all[3]));
                    story.write(twin, "c", "3");
                    story.write(third, "d", "4");
                    story.write(third, "e", "5");
                    story.reunite();
                    assertReported(2, all[0], all[1], all[2], all[3], twin, third);
                    assertShown(Map.of("a", "1", "b", "2", "c", "3", "d", "4", "e", "5"), all[3]);
                });
    }

    @Test
    void aForkFartherBackThanTheOneKnownMovesTheBranches() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    SimPeer old = story.twin(all[0], "old");
                    story.islands(island(all[0], all[1], all[2]), island(old, all[3]));
                    story.write(old, "old", "1");
                    story.write(old, "older", "2");
                    story.write(all[0], "a", "3");
                    story.write(all[0], "b", "4");
                    story.agree(all[0], all[1], all[2]);
                    SimPeer twin = story.twin(all[0], "twin");
                    story.islands(
                            island(all[0], all[1]), island(twin, all[2]), island(old, all[3]));
                    story.write(all[0], "here", "5");
                    story.write(twin, "there", "6");
                    story.islands(island(all[0], all[1], twin, all[2]), island(old, all[3]));
                    story.agree(all[0], all[1], twin, all[2]);
                    assertReported(1, all[0], all[1], all[2], twin);
                    story.reunite();
                    assertReported(2, all[0], all[1], all[2], all[3], twin, old);
                    assertShown(
                            Map.of(
                                    "old", "1", "older", "2", "a", "3", "b", "4", "here", "5",
                                    "there", "6"),
                            all);
                });
    }

    @Test
    void aForkIsStillReportedAfterARestart() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.forked();
                    story.reunite();
                    all[1].crash();
                    all[1].start();
                    story.stop(all[2]);
                    all[2].start();
                    assertReported(1, all);
                    story.write(all[2], "after", "3");
                    story.agree();
                    assertReported(1, all);
                    assertShown(Map.of("here", "1", "there", "2", "after", "3"), all[1]);
                });
    }

    /// The other copy may be the one that wrote last, and still be there.
    @Test
    void aCopyThatWasForkedAndStopsInOrderDoesNotForkAgain() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.forked();
                    SimPeer twin = all[3];
                    story.reunite();
                    story.write(all[0], "here", "3");
                    story.write(twin, "there", "4");
                    story.reunite();
                    story.stop(all[0]);
                    story.islands(island(all[0], all[1]), island(twin, all[2]));
                    all[0].start();
                    story.write(all[0], "here", "5");
                    story.write(twin, "there", "6");
                    story.reunite();
                    assertReported(1, all[0], all[1], all[2], twin);
                    assertShown(Map.of("here", "5", "there", "6"), all[0], all[1], all[2], twin);
                });
    }

    /// Hashes of more than the last few changes are on disk only, checkpoints are frequent, and
    /// what is sent is read from the log.
    @Test
    void aForkFarBackIsFoundThoughMemoryIsShort() {
        Story.each(
                SEEDS,
                Story.SHORT_MEMORY,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    SimPeer twin = story.twin(all[0], "twin");
                    story.islands(island(all[0], all[1]), island(twin, all[2], all[3]));
                    for (int i = 0; i < 40; i++) {
                        story.write(all[0], "here" + i, "1");
                        story.write(twin, "there" + i, "2");
                    }
                    story.write(all[1], "on-here", "3");
                    story.write(all[2], "on-there", "4");
                    story.agree(all[0], all[1]);
                    story.agree(twin, all[2], all[3]);
                    all[3].crash();
                    all[3].start();
                    story.reunite();
                    assertReported(1, all[0], all[1], all[2], all[3], twin);
                    assertEquals(83, Story.shown(all[3]).size());
                    story.stop(all[2]);
                    all[2].start();
                    story.agree();
                    assertReported(1, all[0], all[1], all[2], all[3], twin);
                });
    }
}
