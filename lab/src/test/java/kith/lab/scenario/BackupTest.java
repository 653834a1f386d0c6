package kith.lab.scenario;

import static kith.lab.scenario.Story.forks;
import static kith.lab.scenario.Story.island;
import static kith.lab.scenario.Story.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lab.SimDisk;
import kith.lab.SimPeer;
import org.junit.jupiter.api.Test;

/// An old copy of a home is put back: nothing that others have is lost, and where the old copy
/// writes what was written already, everybody is told.
class BackupTest {
    private static final int SEEDS = 5;

    /// The peer is gone, and what it goes on with is an old copy, out of reach of others.
    private static void restore(Story story, SimPeer peer, SimDisk backup) {
        if (peer.isUp()) {
            peer.kill("kill");
        }
        peer.disk(backup.copy());
        story.world.network().cutOff(peer);
        peer.start();
    }

    private static SimDisk cleanCopy(Story story, SimPeer peer) {
        story.stop(peer);
        SimDisk copy = peer.disk().copy();
        peer.start();
        return copy;
    }

    private static void assertShown(Map<String, String> cells, SimPeer... peers) {
        var all = new TreeMap<>(cells);
        all.put("start", "once");
        for (SimPeer peer : peers) {
            assertEquals(all, shown(peer), peer + " shows");
        }
    }

    @Test
    void aCopyOfARunningHomeGoesOnInTheNextIncarnation() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[0], "before", "1");
                    SimDisk backup = all[0].disk().copy();
                    story.write(all[0], "lost", "2");
                    story.agree();
                    restore(story, all[0], backup);
                    story.write(all[0], "after", "3");
                    story.write(all[1], "meanwhile", "4");
                    story.reunite();
                    assertEquals(List.of(), forks(all[0]));
                    assertFalse(all[0].noted("two-copies"), "only one of them runs");
                    assertEquals(3, chainsOf(all[1], all[0], all[1]));
                    assertShown(
                            Map.of("before", "1", "lost", "2", "after", "3", "meanwhile", "4"),
                            all);
                });
    }

    /// How many chains of the second and third are in the space of the first.
    private static int chainsOf(SimPeer at, SimPeer... authors) {
        var heads = at.read(".peer/spaces/home/a/heads");
        int count = 0;
        for (SimPeer author : authors) {
            String name = author.id().text() + ".";
            for (int i = 0; heads instanceof kith.value.Value.Obj all && i < all.size(); i++) {
                count += all.name(i).startsWith(name) ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void aCopyOfAStoppedHomeThatHearsOfItsPastFirstDoesNotFork() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimDisk backup = cleanCopy(story, all[0]);
                    story.write(all[0], "lost", "1");
                    story.agree();
                    restore(story, all[0], backup);
                    story.reunite();
                    story.write(all[0], "after", "2");
                    story.agree();
                    assertEquals(List.of(), forks(all[0]));
                    assertFalse(all[0].noted("two-copies"), "only one of them runs");
                    assertEquals(2, chainsOf(all[1], all[0]));
                    assertShown(Map.of("lost", "1", "after", "2"), all);
                });
    }

    @Test
    void aCopyOfAStoppedHomeThatWritesFirstForksAndSaysSo() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimDisk backup = cleanCopy(story, all[0]);
                    story.write(all[0], "lost", "1");
                    story.agree();
                    restore(story, all[0], backup);
                    story.write(all[0], "after", "2");
                    story.reunite();
                    for (SimPeer peer : all) {
                        assertEquals(1, forks(peer).size());
                        assertTrue(peer.noted("fork"), peer + " noted " + peer.notes());
                    }
                    assertShown(Map.of("lost", "1", "after", "2"), all);
                });
    }

    @Test
    void whatIsRestoredTwiceLosesNothing() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimDisk backup = all[1].disk().copy();
                    story.write(all[1], "first", "1");
                    story.agree();
                    restore(story, all[1], backup);
                    story.write(all[1], "second", "2");
                    story.reunite();
                    restore(story, all[1], backup);
                    story.write(all[1], "third", "3");
                    story.reunite();
                    assertEquals(List.of(), forks(all[0]));
                    assertFalse(all[0].noted("two-copies"), "only one of them runs");
                    assertShown(Map.of("first", "1", "second", "2", "third", "3"), all);
                });
    }

    @Test
    void aClockThatStandsStillMakesNoForkOfTwoRestores() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimDisk backup = all[0].disk().copy();
                    all[0].wallOff(-1_800_000);
                    restore(story, all[0], backup);
                    story.write(all[0], "second", "2");
                    story.reunite();
                    restore(story, all[0], backup);
                    story.write(all[0], "third", "3");
                    story.reunite();
                    assertEquals(List.of(), forks(all[2]));
                    assertShown(Map.of("second", "2", "third", "3"), all);
                });
    }

    @Test
    void aStoppedHomeRestoredTwiceKeepsAllThreeBranches() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimDisk backup = cleanCopy(story, all[0]);
                    story.write(all[0], "first", "1");
                    story.agree();
                    restore(story, all[0], backup);
                    story.islands(island(all[0], all[1]), island(all[2]));
                    story.write(all[0], "second", "2");
                    story.agree(all[0], all[1]);
                    restore(story, all[0], backup);
                    story.write(all[0], "third", "3");
                    story.reunite();
                    assertEquals(1, forks(all[2]).size());
                    assertShown(Map.of("first", "1", "second", "2", "third", "3"), all);
                });
    }

    @Test
    void aHomeFromBeforeItJoinedIsLetInAgain() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    SimPeer newcomer = story.world.add("cem");
                    story.world.run(kith.port.Now.SECOND);
                    SimDisk backup = newcomer.disk().copy();
                    story.letIn(newcomer, all[0]);
                    story.write(newcomer, "first", "1");
                    story.agree();
                    restore(story, newcomer, backup);
                    story.world.network().healAll();
                    story.letIn(newcomer, all[1]);
                    story.agree();
                    story.write(newcomer, "second", "2");
                    story.agree();
                    assertEquals(List.of(), forks(newcomer));
                    assertShown(Map.of("first", "1", "second", "2"), all[0], all[1], newcomer);
                });
    }
}
