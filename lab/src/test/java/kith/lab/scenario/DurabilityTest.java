package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.replica.Durability;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who waits for a write to be safe is told in time how safe it is.
@Tag("worlds")
class DurabilityTest {
    @Test
    void whoWaitsForMorePeersThanThereAreIsToldAtItsTimeWhateverElseHappens() {
        Scene.each(
                scene -> {
                    SimPeer alone = scene.founder("alone");
                    String version = written(scene, alone);
                    var answers = new ArrayList<Answer>();
                    alone.call(
                            new Command.Await(Address.parse("a"), version, 2, 3_000), answers::add);
                    scene.put(alone, "other", 1); // its window ends before the wait does
                    scene.run(2.9);
                    assertTrue(answers.isEmpty());
                    scene.run(0.2);
                    assertEquals(1, answers.size());
                    assertTrue(
                            answers.getFirst() instanceof Answer.Safe safe
                                    && safe.durability().here()
                                    && safe.durability().others() == 0,
                            answers::toString);
                });
    }

    @Test
    void whoKeepsNothingCountsForNoQuorumAndDoesNotWaitForItself() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer tab = scene.member("tab", ann);
                    tab.kill("stop");
                    tab.keepsNothing();
                    tab.start();
                    scene.run(5);
                    assertEquals(new Durability(true, 0), safe(scene, ann, 1));
                    assertEquals(new Durability(false, 1), safe(scene, tab, 1));
                    scene.member("ben", ann);
                    assertEquals(new Durability(true, 1), safe(scene, ann, 1));
                });
    }

    /// How safe a write is on so many others', at the latest after two seconds.
    private static Durability safe(Scene scene, SimPeer peer, int others) {
        String version = written(scene, peer);
        Answer answer =
                scene.call(peer, new Command.Await(Address.parse("a"), version, others, 2_000));
        return ((Answer.Safe) answer).durability();
    }

    private static String written(Scene scene, SimPeer peer) {
        var answers = new ArrayList<Answer>();
        peer.put("a", "one", Value.Int.of(1), answers::add);
        scene.await(() -> !answers.isEmpty(), 5);
        return ((Answer.Written) answers.getFirst()).version();
    }
}
