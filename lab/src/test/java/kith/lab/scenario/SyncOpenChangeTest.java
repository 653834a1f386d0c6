package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Segment;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Two running copies of one home meet while each has a change open that gathers writes.
class SyncOpenChangeTest {
    private static final World.Config SLOW_TO_CLOSE =
            new World.Config(
                    Now.MILLI / 10,
                    20 * Now.MILLI,
                    2 * Now.MILLI,
                    Limits.DEFAULT.with(to -> to.gatherNanos = 3 * Now.SECOND),
                    Segment.BYTES_MAX);

    private static void keepWriting(Story story, SimPeer peer, int times) {
        for (int i = 0; i < times; i++) {
            long wait = story.world.rng().nextInt(4_000) * Now.MILLI;
            int number = i;
            story.world.after(
                    wait,
                    () -> {
                        if (peer.isUp()) {
                            String path = peer.name() + number % 5;
                            peer.put("a", path, Value.Int.of(number), answer -> {});
                        }
                    });
        }
    }

    @Test
    void aForkOfOurOwnChainThatComesWhileAChangeIsOpenIsTakenIn() {
        Story.each(
                12,
                SLOW_TO_CLOSE,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    SimPeer twin = story.twin(all[0], "twin");
                    story.islands(island(all[0], all[1]), island(twin));
                    keepWriting(story, all[0], 40);
                    keepWriting(story, twin, 40);
                    story.world.run(2 * Now.SECOND);
                    story.world.network().healAll();
                    for (int round = 0; round < 4; round++) {
                        keepWriting(story, all[0], 40);
                        keepWriting(story, twin, 40);
                        story.world.run(4 * Now.SECOND);
                    }
                    story.agree();
                    assertTrue(Story.forks(all[1]).size() == 1, () -> "" + Story.forks(all[1]));
                });
    }
}
