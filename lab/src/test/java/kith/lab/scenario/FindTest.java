package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.dht.DirectoryRecord;
import kith.dht.RecordKind;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.network.Discovery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the members of a board find in its directory.
@Tag("worlds")
class FindTest {
    private static final int SEEDS = Scene.worlds(3);
    private static final int PEERS = 16;

    /// So long after the last one came all have said what they have, and been told of others.
    private static final double SETTLED_SECONDS = 30;

    /// Each is linked to the two before it and the two behind it in a circle, and to nobody else.
    static void fourLinksEach(Scene scene, List<SimPeer> all) {
        int count = all.size();
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                int apart = Math.min(j - i, count - (j - i));
                if (apart > 2) {
                    scene.world.network().cut(all.get(i), all.get(j));
                }
            }
        }
        scene.await(() -> areLinked(scene, all), 120);
    }

    private static boolean areLinked(Scene scene, List<SimPeer> all) {
        boolean linked = true;
        for (int i = 0; i < all.size(); i++) {
            for (int apart = 1; apart <= 2; apart++) {
                SimPeer other = all.get((i + apart) % all.size());
                linked &= scene.world.network().isLinked(all.get(i), other);
            }
        }
        return linked;
    }

    /// Of a space they find most replicas: each of those who keep the list has most of it, and four
    /// of them are heard.
    @Test
    void sixteenWithFourLinksEachFindEachOthersAddressesAndSpaces() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, PEERS);
                    fourLinksEach(scene, all);
                    scene.run(SETTLED_SECONDS);
                    var ids = new TreeSet<String>();
                    all.forEach(one -> ids.add(one.id().text()));
                    for (SimPeer by : all) {
                        for (SimPeer whom : all) {
                            List<String> found = Finds.addresses(scene, by, whom);
                            assertEquals(List.of(whom.address()), found, () -> by + " " + whom);
                        }
                        Set<String> found = Finds.replicas(scene, by, "a");
                        assertTrue(ids.containsAll(found), found::toString);
                        assertTrue(found.size() >= PEERS * 3 / 4, found::toString);
                    }
                });
    }

    @Test
    void whoCanDoSomethingIsFoundByItsWord() {
        Scene.each(
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 3);
                    scene.run(SETTLED_SECONDS);
                    String report =
                            Finds.report(scene, all.get(2), RecordKind.CAPABILITY, "relay")
                                    .toString();
                    all.forEach(one -> assertTrue(report.contains(one.id().text()), report));
                });
    }

    /// The word that there is no more comes right behind an empty answer, while that is checked.
    @Test
    void thatThereIsNothingIsSaidByThoseWhoWouldKnow() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 3);
                    scene.run(SETTLED_SECONDS);
                    for (SimPeer by : all) {
                        for (int i = 0; i < 4; i++) {
                            String name = "nowhere" + i;
                            assertEquals(Set.of(), Finds.replicas(scene, by, name));
                            Set<String> answered = Finds.answered(scene, by, name);
                            assertTrue(answered.size() >= 2, () -> by + ": " + answered);
                        }
                    }
                });
    }

    @Test
    void whoIsNoMemberIsNotLookedFor() {
        Scene.each(
                scene -> {
                    SimPeer founder = scene.founder("p0");
                    SimPeer stranger = scene.world.add("stranger");
                    String id = stranger.id().text();
                    var find = new Command.Find(null, RecordKind.ADDRESSES, id, false);
                    scene.refused(Problem.FIND_NO_MEMBER, scene.call(founder, find));
                });
    }

    @Test
    void whoSpeaksVersionTwoTakesNoPartAndLosesNoLink() {
        Scene.each(
                scene -> {
                    SimPeer founder = scene.founder("p0");
                    SimPeer old = scene.speaking("old", 1, 2);
                    scene.letIn(old, founder);
                    SimPeer ann = scene.member("ann", founder);
                    scene.run(SETTLED_SECONDS);
                    assertEquals(List.of(ann.address()), Finds.addresses(scene, founder, ann));
                    assertEquals(List.of(), Finds.addresses(scene, founder, old));
                    assertTrue(scene.world.network().isLinked(founder, old));
                    Answer answer =
                            scene.call(
                                    old,
                                    new Command.Find(
                                            null, RecordKind.ADDRESSES, ann.id().text(), false));
                    assertTrue(answer instanceof Answer.Sought, answer::toString);
                });
    }

    /// All are linked there anyway.
    @Test
    void aSmallBoardNeedsNoLinkForItsDirectory() {
        Scene.each(
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 7);
                    scene.run(60);
                    for (SimPeer one : all) {
                        one.engine().gauges().stream()
                                .filter(gauge -> gauge.name().equals("links of a directory's own"))
                                .forEach(gauge -> assertEquals(0, gauge.value()));
                    }
                });
    }

    /// Two who are linked to one third, and say that they listen where nobody is.
    private static List<SimPeer> lost(Scene scene) {
        SimPeer founder = scene.founder("p0");
        SimPeer ann = scene.member("ann", founder);
        ann.call(new Command.Listen(List.of("nowhere:1")), answer -> {});
        SimPeer ben = scene.world.add("ben");
        scene.world.network().cut(ann, ben);
        scene.letIn(ben, founder);
        ben.call(new Command.Listen(List.of("nowhere:2")), answer -> {});
        scene.run(SETTLED_SECONDS);
        scene.world.network().heal(ann, ben);
        scene.run(60);
        assertFalse(scene.world.network().isLinked(ann, ben));
        return List.of(founder, ann, ben);
    }

    @Test
    void whoseListedAddressLeadsNowhereIsLookedUpInTheDirectory() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = lost(scene);
                    SimPeer ann = all.get(1);
                    long now = scene.world.wallMillis();
                    DirectoryRecord moved =
                            Finds.record(
                                    ann,
                                    Finds.boardOf(ann),
                                    ann.id(),
                                    ann.address(),
                                    now,
                                    now + 3_600_000);
                    Finds.plants(scene, ann, moved);
                    scene.await(() -> scene.world.network().isLinked(ann, all.get(2)), 130);
                });
    }

    @Test
    void whatAHostFindsNearbyIsDialled() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = lost(scene);
                    SimPeer ann = all.get(1);
                    all.getFirst().crash();
                    var spotted =
                            new Command.Spotted(
                                    Finds.boardOf(ann),
                                    Discovery.Way.NEARBY,
                                    null,
                                    List.of(ann.address()));
                    all.get(2).call(spotted, answer -> {});
                    scene.await(() -> scene.world.network().isLinked(ann, all.get(2)), 5);
                });
    }
}
