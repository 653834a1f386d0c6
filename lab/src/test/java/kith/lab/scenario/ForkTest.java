package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lab.SimPeer;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Two running copies of one home: what both write is kept and shown, and everybody is told.
class ForkTest {
    private static final int SEEDS = 5;

    private static void assertForked(SimPeer... peers) {
        List<Value> first = Story.forks(peers[0]);
        assertEquals(1, first.size(), peers[0] + " reports " + first);
        for (SimPeer peer : peers) {
            assertEquals(first, Story.forks(peer), peer + " reports");
            assertTrue(peer.noted("fork"), peer + " noted " + peer.notes());
        }
    }

    @Test
    void bothBranchesAreKeptAndShownAndReported() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[0], "before", "both");
                    story.agree();
                    SimPeer twin = story.twin(all[0], "twin");
                    story.world.network().heal(twin, all[2]);
                    story.world.network().cut(all[1], all[2]);
                    story.world.network().heal(all[0], all[1]);
                    story.write(all[0], "here", "1");
                    story.write(twin, "there", "2");
                    story.world.network().healAll();
                    story.agree();
                    assertForked(all[0], all[1], all[2], twin);
                    assertEquals("1", Story.shown(all[2]).get("here"));
                    assertEquals("2", Story.shown(all[2]).get("there"));
                });
    }
}
