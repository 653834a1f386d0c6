package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static kith.lab.scenario.Story.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.port.Now;
import kith.replica.Replica;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// A member is put out: what it wrote before counts, what it wrote after counts for nobody, whoever
/// had applied it.
class RemovalTest {
    private static final int SEEDS = 5;

    private static Answer remove(Story story, SimPeer by, SimPeer whom) {
        var answers = new ArrayList<Answer>();
        by.call(new Command.RemoveMember(null, whom.id()), answers::add);
        return story.run(answers);
    }

    private static TreeSet<String> members(SimPeer at) {
        var names = new TreeSet<String>();
        if (at.read(".peer/boards/home/members") instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                names.add(all.name(i));
            }
        }
        return names;
    }

    private static void assertMembers(List<SimPeer> in, SimPeer... at) {
        var ids = new TreeSet<String>();
        in.forEach(peer -> ids.add(peer.id().text()));
        for (SimPeer peer : at) {
            assertEquals(ids, members(peer), peer + " says");
        }
    }

    private static void assertShown(Map<String, String> cells, SimPeer... peers) {
        var all = new TreeMap<>(cells);
        all.put("start", "once");
        for (SimPeer peer : peers) {
            assertEquals(all, shown(peer), peer + " shows");
        }
    }

    private static void assertMayNotWrite(Story story, SimPeer peer) {
        var answers = new ArrayList<Answer>();
        peer.put("a", "out", Value.Bool.TRUE, answers::add);
        Answer answer = story.run(answers);
        assertTrue(answer instanceof Answer.Failed, () -> peer + " wrote: " + answer);
    }

    /// How many changes the board's own space has.
    private static long records(SimPeer at) {
        for (Replica replica : at.engine().replicas()) {
            if (replica.name().equals(".board")) {
                return replica.graph().changeCount();
            }
        }
        return 0;
    }

    @Test
    void whatOthersHadAppliedOfItIsTakenBack() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    story.write(all[2], "early", "cem");
                    story.write(all[1], "x", "ben");
                    story.agree();
                    story.islands(island(all[0]), island(all[1], all[2], all[3]));
                    story.write(all[2], "late", "cem");
                    story.write(all[2], "x", "cem");
                    story.agree(all[1], all[2], all[3]);
                    story.write(all[3], "after", "dan");
                    assertShown(
                            Map.of("early", "cem", "late", "cem", "x", "cem", "after", "dan"),
                            all[3]);
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    story.reunite();
                    var left = Map.of("early", "cem", "x", "ben", "after", "dan");
                    assertShown(left, all[0], all[1], all[3]);
                    assertMembers(List.of(all[0], all[1], all[3]), all[0], all[1], all[3]);
                    all[1].crash();
                    all[1].start();
                    story.stop(all[3]);
                    all[3].start();
                    story.agree();
                    assertShown(left, all[0], all[1], all[3]);
                });
    }

    @Test
    void whoIsPutOutWhileAwayLearnsItAndHarmsNothing() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.islands(island(all[0], all[1]), island(all[2]));
                    story.write(all[2], "away", "cem");
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    story.write(all[2], "away", "still");
                    story.reunite();
                    assertShown(Map.of(), all[0], all[1]);
                    assertTrue(all[2].noted("not-a-member"), "cem noted " + all[2].notes());
                });
    }

    @Test
    void ofTwoWhoRemoveEachOtherTheSameOneIsOutForAll() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    story.islands(island(all[0], all[1]), island(all[2], all[3]));
                    remove(story, all[1], all[2]);
                    remove(story, all[2], all[1]);
                    story.write(all[1], "x", "ben");
                    story.write(all[2], "y", "cem");
                    all[1].belongs(false);
                    all[2].belongs(false);
                    story.reunite();
                    boolean benIsIn = members(all[0]).contains(all[1].id().text());
                    assertMembers(
                            List.of(all[0], benIsIn ? all[1] : all[2], all[3]), all[0], all[3]);
                    assertShown(benIsIn ? Map.of("x", "ben") : Map.of("y", "cem"), all[0], all[3]);
                    all[benIsIn ? 1 : 2].belongs(true);
                    story.agree();
                });
    }

    @Test
    void whoWasInvitedByARemovedOneStaysIfThatWasKnown() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    SimPeer cem = story.join("cem", all[1]);
                    SimPeer dan = story.join("dan", cem);
                    story.write(dan, "by", "dan");
                    story.agree();
                    story.islands(island(all[0], cem), island(all[1], dan));
                    SimPeer eve = story.world.add("eve");
                    story.islands(island(all[0], cem), island(all[1], dan, eve));
                    story.letIn(eve, all[1]);
                    story.write(eve, "late", "eve");
                    story.agree(all[1], dan, eve);
                    remove(story, all[0], all[1]);
                    all[1].belongs(false);
                    eve.belongs(false);
                    story.reunite();
                    assertMembers(List.of(all[0], cem, dan), all[0], cem, dan);
                    assertShown(Map.of("by", "dan"), all[0], cem, dan);
                    assertMayNotWrite(story, eve);
                    eve.crash();
                    eve.start();
                    assertMayNotWrite(story, eve);
                    story.write(dan, "still", "dan");
                    story.join("fay", dan);
                    story.agree();
                });
    }

    @Test
    void aRemovedKeyStaysOut() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[2], "early", "cem");
                    story.agree();
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    story.agree();
                    var answers = new ArrayList<Answer>();
                    all[1].invite(all[2], null, answers::add);
                    Answer answer = story.run(answers);
                    assertFalse(answer instanceof Answer.Joined, "joined");
                    story.agree();
                    assertMembers(List.of(all[0], all[1]), all[0], all[1]);
                    assertShown(Map.of("early", "cem"), all[0], all[1]);
                });
    }

    @Test
    void spacesThatTheRemoverDidNotHoldAreBoundedByOthersOnce() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    story.islands(island(all[0]), island(all[1], all[2], all[3]));
                    all[1].put("b", "by", new Value.Text("ben"), answer -> {});
                    all[2].put("b", "by-cem", new Value.Text("cem"), answer -> {});
                    story.agree(all[1], all[2], all[3]);
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    story.reunite();
                    long settled = records(all[0]);
                    for (int i = 0; i < 3; i++) {
                        story.world.run(60 * Now.SECOND);
                        all[1 + 2 * (i % 2)].crash();
                        all[1 + 2 * (i % 2)].start();
                    }
                    story.agree();
                    assertEquals(settled, records(all[0]), "records went on");
                    assertTrue(settled < 20, settled + " records");
                    for (SimPeer peer : List.of(all[0], all[1], all[3])) {
                        assertEquals(new Value.Text("cem"), peer.read("b/by-cem"));
                    }
                });
    }

    @Test
    void whatARemovedOneNeverWroteToNeedsNoBound() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    story.agree();
                    long before = records(all[1]);
                    all[0].put("new", "x", new Value.Text("y"), answer -> {});
                    story.agree();
                    story.world.run(60 * Now.SECOND);
                    assertEquals(before + 1, records(all[1]), "only that there is one more space");
                });
    }

    /// Which of two branches the remover knew is told by the hash of its end.
    @Test
    void ofAForkedOneOnlyTheBranchCountsThatTheRemoverKnew() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
                    story.write(all[2], "before", "cem");
                    story.agree();
                    SimPeer twin = story.twin(all[2], "twin");
                    story.islands(island(all[0], all[2]), island(all[1], twin), island(all[3]));
                    story.write(all[2], "here", "1");
                    story.write(all[2], "here", "2");
                    story.write(twin, "there", "1");
                    story.write(twin, "there", "2");
                    story.write(twin, "there", "3");
                    story.agree(all[0], all[2]);
                    story.agree(all[1], twin);
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    twin.belongs(false);
                    story.reunite();
                    assertShown(Map.of("before", "cem", "here", "2"), all[0], all[1], all[3]);
                    all[1].crash();
                    all[1].start();
                    story.stop(all[0]);
                    all[0].start();
                    story.agree();
                    assertShown(Map.of("before", "cem", "here", "2"), all[0], all[1], all[3]);
                });
    }

    @Test
    void whomTheUnknownBranchLetInIsNoMember() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    SimPeer twin = story.twin(all[2], "twin");
                    SimPeer dan = story.world.add("dan");
                    SimPeer eve = story.world.add("eve");
                    story.islands(island(all[0], all[2], dan), island(all[1], twin, eve));
                    story.letIn(dan, all[2]);
                    story.letIn(eve, twin);
                    story.write(dan, "by", "dan");
                    story.write(eve, "also", "eve");
                    story.agree(all[0], all[2], dan);
                    story.agree(all[1], twin, eve);
                    remove(story, all[0], all[2]);
                    all[2].belongs(false);
                    twin.belongs(false);
                    eve.belongs(false);
                    story.reunite();
                    assertMembers(List.of(all[0], all[1], dan), all[0], all[1], dan);
                    assertShown(Map.of("by", "dan"), all[0], all[1], dan);
                });
    }
}
