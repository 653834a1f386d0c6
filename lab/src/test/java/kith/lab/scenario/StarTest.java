package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many who reach nobody but one: laptops behind their routers, and the machine that is always on.
@Tag("worlds")
class StarTest {
    /// More than a peer feeds, and more than it sends copies of an update to.
    private static final int LEAVES = 20;

    /// Two ways, and what disks take.
    private static final long AT_ONCE_NANOS = Now.SECOND / 2;

    @Test
    void whatOneWritesIsSeenByAllAtOnce() {
        Scene.each(
                Scene.worlds(2),
                World.Config.DEFAULT,
                scene -> {
                    SimPeer hub = scene.founder("hub");
                    List<SimPeer> leaves = leaves(scene, hub);
                    for (int i = 0; i < 5; i++) {
                        seenByAll(scene, leaves.get(i), leaves, i);
                        seenByAll(scene, hub, leaves, 100 + i);
                        scene.run(i);
                    }
                });
    }

    private static List<SimPeer> leaves(Scene scene, SimPeer hub) {
        var leaves = new ArrayList<SimPeer>();
        for (int i = 0; i < LEAVES; i++) {
            SimPeer leaf = scene.world.add("leaf" + i);
            scene.part(List.of(leaf), leaves);
            scene.letIn(leaf, hub);
            leaves.add(leaf);
        }
        scene.run(30);
        leaves.forEach(leaf -> assertEquals(1, leaf.engine().linkCount(), leaf::name));
        return leaves;
    }

    private static void seenByAll(Scene scene, SimPeer author, List<SimPeer> all, long number) {
        scene.put(author, "n", number);
        scene.world.runUntil(() -> waiting(scene, all, number) == 0, AT_ONCE_NANOS);
        assertEquals(0, waiting(scene, all, number), "have not seen what " + author + " wrote");
    }

    private static long waiting(Scene scene, List<SimPeer> all, long number) {
        Value written = Value.Int.of(number);
        return all.stream().filter(peer -> !written.equals(scene.at(peer, "n"))).count();
    }
}
