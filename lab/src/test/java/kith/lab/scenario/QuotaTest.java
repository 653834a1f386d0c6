package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.replica.Replica;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a peer takes in of one member and over one link: what is beyond is refused or comes later,
/// both ends say why, and nobody else is affected.
@Tag("worlds")
class QuotaTest {
    private static final Limits USUAL = Limits.DEFAULT;
    private static final int KIB = 1 << 10;

    /// Of one member: stored bytes, and changes.
    private static Limits ofMember(long bytes, long changes) {
        return limits(
                USUAL.linkBytesPerSecond(), USUAL.linkChangesPerSecond(), bytes, changes, 100);
    }

    /// Over one link: bytes and changes a second.
    private static Limits ofLink(long bytes, long changes) {
        return limits(bytes, changes, USUAL.memberStoredBytes(), USUAL.memberChanges(), 100);
    }

    private static Limits limits(
            long linkBytes, long linkChanges, long memberBytes, long memberChanges, int chains) {
        return USUAL.with(
                to -> {
                    to.creditBytes = Limits.CREDIT_BYTES_MIN;
                    to.linkBytesPerSecond = linkBytes;
                    to.linkChangesPerSecond = linkChanges;
                    to.memberStoredBytes = memberBytes;
                    to.memberChanges = memberChanges;
                    to.chainsMax = chains;
                });
    }

    private static void restart(SimPeer peer, Limits limits) {
        peer.kill("stop");
        peer.limits(limits);
        peer.start();
    }

    /// Writes cells, each as a change of its own.
    private static void write(Scene scene, SimPeer peer, String name, int count, int bytesEach) {
        for (int i = 0; i < count; i++) {
            Bytes value = scene.world.rng().bytes(bytesEach);
            peer.put("a", name + i, new Value.Blob(value), answer -> {});
            scene.run(0.01);
        }
    }

    /// How many changes of somebody are here.
    private static int changes(SimPeer peer, SimPeer author) {
        int count = 0;
        for (Replica replica : peer.engine().replicas()) {
            ChangeGraph graph = replica.graph();
            for (int chain = 0; replica.name().equals("a") && chain < graph.chainCount(); chain++) {
                count += graph.id(chain).author().equals(author.key()) ? graph.last(chain) : 0;
            }
        }
        return count;
    }

    private static String held(Scene scene, SimPeer peer) {
        return scene.health(peer, "spaces/home/a/held");
    }

    @Test
    void moreBytesThanAMemberMayStoreAreRefusedAndTakenWhenThereIsRoom() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    restart(ann, ofMember(20 * KIB, 1_000));
                    restart(cid, ofMember(20 * KIB, 1_000));
                    scene.run(3);
                    write(scene, ben, "ben", 40, KIB);
                    write(scene, cid, "cid", 10, KIB);
                    scene.run(2);
                    fillsItsPlace(changes(ann, ben));
                    assertEquals(10, changes(ann, cid));
                    fillsItsPlace(changes(cid, ben));
                    refusedAtBothEnds(scene, ann, ben, "quota-bytes");
                    restart(ann, ofMember(20 * KIB, 1_000));
                    scene.run(5);
                    fillsItsPlace(changes(ann, ben));
                    restart(ann, USUAL);
                    scene.run(5);
                    assertEquals(40, changes(ann, ben));
                    assertFalse(held(scene, ann).contains("quota"), () -> held(scene, ann));
                });
    }

    /// With what is around each, 19 changes of a kibibyte fit into 20; what came as one run is
    /// refused as one, and some of them come so.
    private static void fillsItsPlace(long changes) {
        assertTrue(changes <= 19 && changes >= 16, () -> changes + " changes");
    }

    private static void refusedAtBothEnds(Scene scene, SimPeer by, SimPeer whom, String code) {
        String held = held(scene, by);
        assertTrue(held.contains(whom.id().text()) && held.contains(code), held);
        assertTrue(Scene.noted(by, code, whom.id().shortText()), () -> "" + by.notes());
        assertTrue(Scene.noted(whom, code, "refused: "), () -> "" + whom.notes());
        assertTrue(scene.link(whom, by).contains(code), () -> scene.link(whom, by));
    }

    @Test
    void moreChangesThanAMemberMayHaveAreRefusedAndTakenWhenThereIsRoom() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    restart(ann, ofMember(USUAL.memberStoredBytes(), 30));
                    restart(cid, ofMember(USUAL.memberStoredBytes(), 30));
                    scene.run(3);
                    write(scene, ben, "ben", 50, 10);
                    write(scene, cid, "cid", 10, 10);
                    scene.run(2);
                    assertEquals(30, changes(ann, ben));
                    assertEquals(10, changes(ann, cid));
                    refusedAtBothEnds(scene, ann, ben, "quota-changes");
                    restart(ann, USUAL);
                    scene.run(5);
                    assertEquals(50, changes(ann, ben));
                });
    }

    @Test
    void aBatchThatGoesBeyondTheQuotaWaitsAsAWholeSinceOneHeadVouchesForIt() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.world.network().cut(ann, ben);
                    write(scene, ben, "ben", 50, 10);
                    restart(ann, ofMember(USUAL.memberStoredBytes(), 30));
                    scene.world.network().healAll();
                    scene.run(60);
                    assertEquals(0, changes(ann, ben));
                    refusedAtBothEnds(scene, ann, ben, "quota-changes");
                    restart(ann, USUAL);
                    scene.run(60);
                    assertEquals(50, changes(ann, ben));
                });
    }

    @Test
    void moreChainsThanASpaceMayHaveAreNotTakenAndThatIsSaid() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    restart(ann, limits(1 << 28, 1 << 20, 1 << 28, 1 << 20, 4));
                    for (int i = 0; i < 6; i++) {
                        write(scene, ben, "ben" + i + "-", 1, 10);
                        scene.run(2);
                        ben.kill("killed"); // which begins another incarnation
                        ben.start();
                    }
                    scene.run(5);
                    assertTrue(changes(ann, ben) >= 3 && changes(ann, ben) < 6);
                    assertTrue(ann.noted("quota-chains"), () -> "" + ann.notes());
                    assertTrue(Scene.noted(ben, "quota-chains", "refused: "));
                    restart(ann, USUAL);
                    scene.run(5);
                    assertEquals(6, changes(ann, ben));
                });
    }

    @Test
    void moreBytesThanALinkMayBringComeLaterAndNobodyElseWaits() {
        Scene.each(
                2,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    restart(ann, ofLink(100 * KIB, 1_000_000));
                    scene.run(3);
                    scene.world.network().cut(ben, cid);
                    write(scene, ben, "ben", 24, 128 * KIB); // three MiB, of which two are credit
                    scene.run(1);
                    assertTrue(scene.link(ann, ben).contains("slowed"), scene.link(ann, ben));
                    assertTrue(scene.link(ben, ann).contains("for credit"), scene.link(ben, ann));
                    scene.put(cid, "x", 7);
                    scene.run(1);
                    scene.sees(ann, "x", 7);
                    scene.run(10);
                    assertTrue(changes(ann, ben) < 24);
                    scene.run(20);
                    assertEquals(24, changes(ann, ben));
                    assertFalse(scene.link(ben, ann).contains("for credit"));
                });
    }

    @Test
    void moreChangesThanALinkMayBringComeLater() {
        Scene.each(
                2,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    restart(ann, ofLink(1 << 28, 500));
                    scene.run(3);
                    ben.limits(USUAL.with(to -> to.gatherNanos = 0));
                    ben.kill("stop");
                    ben.start();
                    scene.run(3);
                    for (int i = 0; i < 3_000; i++) {
                        Bytes value = scene.world.rng().bytes(KIB);
                        ben.put("a", "x", new Value.Blob(value), answer -> {});
                    }
                    scene.run(2);
                    int first = changes(ann, ben); // as many as the credit of two MiB is for
                    assertTrue(first > 1_000 && first < 2_600, () -> "" + first);
                    scene.await(() -> changes(ann, ben) == 3_000, 10);
                });
    }
}
