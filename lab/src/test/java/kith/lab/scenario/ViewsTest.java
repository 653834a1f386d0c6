package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.ViewsWhole;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Boards with more members than anybody wants links to: they hang together, and nobody is the one
/// on whom all hang.
@Tag("worlds")
class ViewsTest {
    private static final int SEEDS = Scene.worlds(1);

    /// So many members whom one lets in, as fast as they come.
    private static List<SimPeer> crowd(Scene scene, SimPeer inviter, int count) {
        InvitationLink link = scene.invitation(Invitations.by(inviter).uses(count));
        var crowd = new ArrayList<SimPeer>();
        for (int i = 1; i <= count; i++) {
            SimPeer newcomer = scene.world.add(inviter.name() + i);
            newcomer.call(new Command.Join(link, null), answer -> {});
            crowd.add(newcomer);
            scene.run(0.25);
        }
        return crowd;
    }

    private static boolean haveAll(List<SimPeer> peers, String path, long number) {
        return peers.stream()
                .filter(SimPeer::isUp)
                .allMatch(peer -> Value.Int.of(number).equals(peer.read("a/" + path)));
    }

    private static boolean isWhole(Scene scene) {
        return ViewsWhole.of(scene.world).holds();
    }

    @Test
    void manyWhomOneLetsInHangTogetherByShortWaysAndNobodyHasTooManyLinks() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    List<SimPeer> all = crowd(scene, ann, 39);
                    scene.await(() -> isWhole(scene), 30);
                    scene.run(100); // in which each tries some others
                    assertEquals("", ViewsWhole.of(scene.world).lack());
                    int diameter = ViewsWhole.of(scene.world).diameter();
                    assertTrue(diameter <= 4, "of 40 with 8 links each: " + diameter);
                    scene.put(ann, "milk", 2);
                    scene.await(() -> haveAll(all, "milk", 2), 2);
                });
    }

    @Test
    void aThirdThatCrashesAtOnceIsReplacedWithinSeconds() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    List<SimPeer> all = crowd(scene, ann, 31);
                    scene.run(20);
                    for (int i = 0; i < all.size(); i += 3) {
                        all.get(i).crash();
                    }
                    scene.await(() -> isWhole(scene), 10);
                    scene.put(ann, "milk", 2);
                    scene.await(() -> haveAll(all, "milk", 2), 5);
                });
    }

    @Test
    void twoHalvesThatLostEachOtherForAnHourAreOneAgain() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    List<SimPeer> all = crowd(scene, ann, 15);
                    scene.run(20);
                    List<SimPeer> these = new ArrayList<>(all.subList(0, 8));
                    these.add(ann);
                    List<SimPeer> those = all.subList(8, all.size());
                    scene.part(these, those);
                    for (int i = 0; i < 60; i++) {
                        scene.put(ann, "here", i);
                        scene.put(those.getFirst(), "there", i);
                        scene.run(60);
                    }
                    assertTrue(haveAll(those, "there", 59));
                    scene.world.network().healAll();
                    scene.await(() -> haveAll(those, "here", 59), 120);
                    scene.await(() -> haveAll(these, "there", 59), 120);
                    scene.await(() -> isWhole(scene), 120);
                });
    }

    @Test
    void whoIsFullTakesAnIsolatedOneInThePlaceOfAnother() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    List<SimPeer> all = crowd(scene, ann, 31);
                    scene.run(20);
                    SimPeer lone = scene.world.add("lone");
                    all.forEach(other -> scene.world.network().cut(lone, other));
                    scene.letIn(lone, ann);
                    scene.run(60);
                    assertTrue(scene.world.network().isLinked(lone, ann));
                    assertEquals("", ViewsWhole.of(scene.world).lack());
                });
    }

    @Test
    void whoLetsInACrowdOfItsOwnDoesNotSurroundTheOthers() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = scene.member("eve", ann);
                    List<SimPeer> hers = crowd(scene, eve, 30);
                    hers.add(eve);
                    SimPeer ben = scene.member("ben", ann);
                    List<SimPeer> others = crowd(scene, ben, 3);
                    scene.world.network().cut(ann, ben); // who is behind no wall
                    others.forEach(other -> scene.world.network().cut(ann, other));
                    others.add(ben);
                    scene.run(200);
                    for (SimPeer peer : others) {
                        assertTrue(
                                others.stream().anyMatch(one -> isLinked(scene, peer, one)),
                                peer + " is linked to hers only");
                    }
                });
    }

    private static boolean isLinked(Scene scene, SimPeer one, SimPeer other) {
        return scene.world.network().isLinked(one, other);
    }

    /// Every change goes over every link still: that is what takes so long here.
    @Test
    @Tag("soak")
    void aHundredWhoComeThroughOneDoNotHangOnIt() {
        var scene = new Scene(1, World.Config.DEFAULT);
        SimPeer ann = scene.founder("ann");
        crowd(scene, ann, 100);
        scene.await(() -> isWhole(scene), 30);
    }
}
