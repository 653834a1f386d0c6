package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lab.check.MeshWhole;
import org.junit.jupiter.api.Test;

/// Tabs that meet on a node, and hold together without it.
class MeshTest {
    /// Some tabs on the board of a node.
    private static List<SimPeer> tabs(Scene scene, SimPeer node, int count) {
        var tabs = new ArrayList<SimPeer>();
        for (int i = 1; i <= count; i++) {
            SimPeer tab = scene.world.addTab("tab" + i);
            scene.letIn(tab, node);
            tabs.add(tab);
        }
        return tabs;
    }

    private static boolean full(Scene scene, List<SimPeer> tabs) {
        return tabs.stream()
                .allMatch(
                        one ->
                                tabs.stream()
                                        .allMatch(
                                                other ->
                                                        one == other
                                                                || scene.world
                                                                        .network()
                                                                        .isMeshed(one, other)));
    }

    @Test
    void tabsThatMeetOnANodeAreLinkedEachToEachWithinSeconds() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 4);
                    scene.await(() -> full(scene, tabs), 3);
                    new MeshWhole().check(scene.world);
                });
    }

    @Test
    void whatATabWritesReachesTheOthersWhenTheNodeOnWhichTheyMetIsGone() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 4);
                    scene.await(() -> full(scene, tabs), 3);
                    node.crash();
                    scene.run(1);
                    scene.put(tabs.getFirst(), "milk", 2);
                    scene.run(1);
                    tabs.forEach(tab -> scene.sees(tab, "milk", 2));
                });
    }

    @Test
    void aLinkThatBreaksWhileTheNodeIsGoneIsMadeAgainThroughAnotherTab() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 3);
                    scene.await(() -> full(scene, tabs), 3);
                    node.crash();
                    SimPeer one = tabs.get(0);
                    SimPeer other = tabs.get(1);
                    scene.world.network().cut(one, other);
                    scene.run(5);
                    assertFalse(scene.world.network().isMeshed(one, other));
                    scene.world.network().heal(one, other);
                    scene.await(() -> full(scene, tabs), 30);
                });
    }

    @Test
    void manyTabsHoldTogetherInOnePieceAndNoneHasTooManyLinks() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 24);
                    scene.await(() -> MeshWhole.holds(scene.world), 60);
                    node.crash();
                    for (int i = 0; i < tabs.size(); i += 4) {
                        tabs.get(i).crash();
                    }
                    scene.run(3);
                    scene.await(() -> MeshWhole.holds(scene.world), 60);
                    scene.put(tabs.get(1), "milk", 2);
                    scene.run(2);
                    scene.sees(tabs.get(23), "milk", 2);
                });
    }
}
