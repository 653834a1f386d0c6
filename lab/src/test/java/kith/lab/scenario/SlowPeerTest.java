package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Limits;
import kith.port.Now;
import kith.sync.SyncMessage;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A peer that takes in slowly, or sends too much, and the others.
@Tag("worlds")
class SlowPeerTest {
    private static final int KIB = 1 << 10;

    private static void write(SimPeer peer, String name, int count, int bytesEach) {
        for (int i = 0; i < count; i++) {
            Bytes value = peer.world().rng().bytes(bytesEach);
            peer.put("a", name + i, new Value.Blob(value), answer -> {});
        }
    }

    @Test
    void aSlowPeerSlowsNobody() {
        Scene.each(
                2,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer sam = scene.member("sam", ann);
                    scene.world.network().cut(ben, sam);
                    scene.world.network().pace(sam, 20 * KIB);
                    for (int i = 0; i < 10; i++) {
                        write(ann, "large" + i + "-", 4, 64 * KIB);
                        scene.put(ann, "x", i);
                        scene.run(0.3);
                        scene.sees(ben, "x", i);
                    }
                    assertFalse(scene.at(sam, "x") != null);
                    scene.await(() -> Value.Int.of(9).equals(scene.at(sam, "x")), 300);
                });
    }

    @Test
    void whatIsOnItsWayToASlowPeerIsBoundedByItsCreditAndNotByTheHistory() {
        Scene.each(
                2,
                small(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer sam = scene.member("sam", ann);
                    scene.world.network().pace(sam, 50 * KIB);
                    for (int i = 0; i < 6; i++) {
                        write(ann, "large" + i + "-", 6, 128 * KIB); // 4.5 MiB in all
                        scene.run(1);
                    }
                    assertTrue(scene.link(ann, sam).contains("for credit"), scene.link(ann, sam));
                    scene.put(ann, "x", 7);
                    scene.await(() -> Value.Int.of(7).equals(scene.at(sam, "x")), 400);
                });
    }

    /// The least credit there may be, and little of the log in memory.
    private static World.Config small() {
        var limits =
                Limits.DEFAULT.with(
                        to -> {
                            to.hashWindow = 64;
                            to.gatherNanos = 0;
                            to.creditBytes = Limits.CREDIT_BYTES_MIN;
                            to.tailBytes = 1 << 16;
                            to.loadBytes = 1 << 16;
                        });
        return new World.Config(
                Now.MILLI / 10,
                20 * Now.MILLI,
                2 * Now.MILLI,
                limits,
                World.Config.DEFAULT.segmentBytes());
    }

    @Test
    void moreThanTheCreditWrittenAtOnceGetsThroughAlsoFromDisk() {
        Scene.each(
                2,
                small(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    write(ann, "large", 24, 128 * KIB); // three MiB before the first is signed
                    scene.put(ann, "x", 7);
                    scene.await(() -> Value.Int.of(7).equals(scene.at(ben, "x")), 20);
                    SimPeer cid = scene.member("cid", ann);
                    scene.await(() -> Value.Int.of(7).equals(scene.at(cid, "x")), 20);
                    ann.kill("away");
                    SimPeer dan = scene.member("dan", ben);
                    scene.await(() -> Value.Int.of(7).equals(scene.at(dan, "x")), 20);
                });
    }

    @Test
    void whoSendsMoreThanItHasCreditForIsCutOff() {
        Scene.each(
                2,
                small(),
                scene -> {
                    SimPeer ann = scene.world.add("ann");
                    ann.tap((link, frame) -> List.of(promisingTwice(frame)));
                    scene.found(ann);
                    SimPeer eve = scene.member("eve", ann);
                    eve.tap((link, frame) -> List.of(withoutHead(frame)));
                    write(eve, "large", 30, 128 * KIB);
                    String reason = "more changes than credit was given for";
                    scene.await(() -> Scene.noted(ann, "hung-up", reason), 5);
                    scene.run(1);
                    assertTrue(Scene.noted(eve, "message-malformed", reason));
                });
    }

    /// A greeting that lets the other side believe that it may send twice as much.
    private static Bytes promisingTwice(Bytes frame) {
        return SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Hello hello
                ? bytes(
                        new SyncMessage.Hello(
                                hello.versions(),
                                hello.agent(),
                                hello.wallMillis(),
                                2 * hello.creditBytes()))
                : frame;
    }

    /// Changes that nobody vouches for, so that they wait.
    private static Bytes withoutHead(Bytes frame) {
        return SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Runs changes
                ? bytes(
                        new SyncMessage.Changes(
                                changes.space(), changes.chain(), null, changes.run()))
                : frame;
    }

    private static Bytes bytes(SyncMessage message) {
        var out = new Writer(1 << 10);
        message.write(out);
        return out.toBytes();
    }

    @Test
    void aFloodOfChangesIsTakenInAtTheOthersPaceAndWhatWaitsIsBounded() {
        Scene.each(
                2,
                small(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    for (int i = 0; i < 10; i++) {
                        write(cid, "flood" + i + "-", 500, 100);
                        scene.put(ben, "x", i);
                        scene.run(0.2); // looks at all gauges
                        scene.sees(ann, "x", i);
                    }
                    scene.run(10);
                    assertEquals(
                            scene.health(ann, "spaces/home/a/heads"),
                            scene.health(ben, "spaces/home/a/heads"));
                    scene.sees(cid, "x", 9);
                });
    }
}
