package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lab.SimPeer;
import kith.replica.Replica;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A member that lists more spaces than others open for it.
@Tag("worlds")
class ManySpacesTest {
    /// What others open because one member listed it.
    private static final int OPENED_MAX = 1_000;

    private static int open(SimPeer peer, String prefix) {
        int count = 0;
        for (Replica replica : peer.engine().replicas()) {
            count += replica.name().startsWith(prefix) ? 1 : 0;
        }
        return count;
    }

    private static void list(Scene scene, SimPeer by, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            by.put(prefix + i, "x", Value.Bool.TRUE, answer -> {});
        }
        scene.run(4);
    }

    @Test
    void fillsItsOwnPlacesAndNobodyElses() {
        Scene.each(
                1,
                kith.lab.World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = scene.member("eve", ann);
                    list(scene, eve, "e", OPENED_MAX + 20);
                    assertEquals(OPENED_MAX, open(ann, "e"));
                    assertTrue(Scene.noted(ann, "spaces-full", eve.id().shortText()));
                    ann.crash();
                    ann.start();
                    scene.run(4);
                    assertEquals(OPENED_MAX, open(ann, "e"), "a start brings no new places");
                    list(scene, ann, "b", 20);
                    assertEquals(20, open(eve, "b"));
                    for (int i = 0; open(ann, "e") == OPENED_MAX; i++) {
                        ann.put("e" + i, "y", Value.Bool.TRUE, answer -> {});
                        assertTrue(i < OPENED_MAX + 20, "whoever asks gets it");
                    }
                });
    }

    @Test
    void theyOpenAFewAtATimeAndAllInTheEnd() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    for (int i = 0; i < 100; i++) {
                        ann.put("b" + i, "x", Value.Bool.TRUE, answer -> {});
                    }
                    SimPeer ben = scene.member("ben", ann);
                    scene.run(1);
                    assertEquals(100, open(ben, "b"));
                    assertEquals(Value.Bool.TRUE, ben.read("b99/x"));
                });
    }
}
