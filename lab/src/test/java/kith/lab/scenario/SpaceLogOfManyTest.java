package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.replica.history.Page;
import kith.replica.history.Page.Entry;
import kith.replica.history.Page.Told;
import org.junit.jupiter.api.Test;

/// Peers that have the same changes tell the same of each, each in an order that agrees with
/// causes.
class SpaceLogOfManyTest {
    private static final int SEEDS = 3;

    private static List<Entry> log(Story story, SimPeer at) {
        var answers = new ArrayList<Answer>();
        var ask = new Command.Log(Address.parse("a"), true, null, List.of(), 1_000, 10, 100);
        at.call(ask, answers::add);
        if (story.run(answers) instanceof Answer.Logged(Page page, List<String> ignored)) {
            assertNull(page.next());
            assertEquals(page.total(), page.entries().size());
            return page.entries();
        }
        throw new AssertionError(at + ": " + answers);
    }

    /// What each change says, by its id.
    private static TreeMap<String, Told> told(List<Entry> log) {
        var told = new TreeMap<String, Told>();
        for (Entry entry : log) {
            Told one = entry.told();
            assertTrue(one != null, entry.id() + " is lost");
            for (String parent : one.parents()) {
                assertTrue(told.containsKey(parent), parent + " comes before " + entry.id());
            }
            told.put(entry.id(), one);
        }
        return told;
    }

    private static void assertSame(Story story, SimPeer... peers) {
        TreeMap<String, Told> first = told(log(story, peers[0]));
        for (SimPeer peer : peers) {
            assertEquals(first, told(log(story, peer)), peer + " tells");
        }
    }

    @Test
    void bothBranchesOfAForkAreInTheLogUnderTheNamesOfNow() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.forked();
                    SimPeer twin = all[3];
                    story.write(all[1], "more", "3");
                    story.reunite();
                    assertSame(story, all[0], all[1], all[2], twin);
                    long branched =
                            log(story, all[1]).stream()
                                    .filter(entry -> entry.chain().branch().size() > 0)
                                    .count();
                    assertTrue(branched >= 2, branched + " changes on branches");
                });
    }

    @Test
    void whatCountsForNobodyIsTold() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[2], "before", "1");
                    story.agree(all);
                    story.islands(island(all[0]), island(all[1], all[2]));
                    var answers = new ArrayList<Answer>();
                    all[0].call(new Command.RemoveMember(null, all[2].id()), answers::add);
                    story.run(answers);
                    story.write(all[2], "after", "2");
                    story.agree(all[1], all[2]);
                    assertEquals(List.of(), voids(log(story, all[1])));
                    story.reunite();
                    story.await(
                            "void at " + all[1],
                            () -> voids(log(story, all[1])).equals(List.of("after")));
                });
    }

    private static List<String> voids(List<Entry> log) {
        var paths = new ArrayList<String>();
        for (Entry entry : log) {
            Told told = entry.told();
            if (!entry.counts() && told != null) {
                paths.add(told.edits().getFirst().path().toText());
            }
        }
        return paths;
    }
}
