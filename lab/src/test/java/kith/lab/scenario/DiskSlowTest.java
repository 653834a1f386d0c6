package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.Answer;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Limits;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Disks that are much slower than the links. What the host's queue holds is bounded, and whoever
/// overruns it ends the run.
@Tag("worlds")
class DiskSlowTest {
    private static final int KIB = 1 << 10;
    private static final long DISK_BYTES_PER_SECOND = 200 * KIB;

    /// A hundred times as fast as the disks.
    private static final long LINK_BYTES_PER_SECOND = 100 * DISK_BYTES_PER_SECOND;

    private static final long QUEUE_BYTES = 256 * KIB;
    private static final int BLOB_BYTES = 32 * KIB;
    private static final int BLOBS = 60;
    private static final int CHECKPOINT_BYTES = 2_000 * KIB;

    private static World.Config config() {
        var limits =
                Limits.DEFAULT.with(
                        to -> {
                            to.hashWindow = 64;
                            to.gatherNanos = 0;
                            to.creditBytes = Limits.CREDIT_BYTES_MIN;
                            to.tailBytes = 1 << 16;
                            to.loadBytes = 1 << 16;
                            to.checkpointBytes = CHECKPOINT_BYTES;
                        });
        return new World.Config(
                        Now.MILLI / 10,
                        2 * Now.MILLI,
                        20 * Now.MILLI,
                        limits,
                        World.Config.DEFAULT.segmentBytes())
                .withSlowDisks(DISK_BYTES_PER_SECOND, QUEUE_BYTES);
    }

    private static void write(SimPeer peer, String name) {
        for (int i = 0; i < BLOBS; i++) {
            var blob = new Value.Blob(peer.world().rng().bytes(BLOB_BYTES));
            peer.put("a", name + i % 8, blob, answer -> {});
        }
    }

    private static boolean has(Scene scene, SimPeer peer, String path) {
        return Value.Int.of(7).equals(scene.at(peer, path));
    }

    @Test
    void aFloodFromAllSidesIsBoundedAndNothingFails() {
        Scene.each(
                2,
                config(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    List<SimPeer> all = List.of(ann, ben, cid);
                    all.forEach(peer -> scene.world.network().pace(peer, LINK_BYTES_PER_SECOND));
                    all.forEach(peer -> write(peer, peer.name()));
                    all.forEach(peer -> scene.put(peer, "last" + peer.name(), 7));
                    for (int i = 0; i < 20; i++) {
                        scene.run(0.5); // looks at all gauges
                    }
                    assertTrue(ann.isWriting(), "the disks kept up, so nothing was tried");
                    for (SimPeer peer : all) {
                        scene.await(() -> has(scene, peer, "lastann"), 120);
                        scene.await(() -> has(scene, peer, "lastben"), 120);
                        scene.await(() -> has(scene, peer, "lastcid"), 120);
                        assertFalse(peer.noted("disk-failed"));
                        assertFalse(peer.noted("hung-up"), () -> peer.notes().toString());
                    }
                    scene.await(() -> all.stream().noneMatch(SimPeer::isWriting), 120);
                    String checkpoint = scene.health(ann, "store/checkpoint");
                    assertFalse(checkpoint.equals("0"), "no checkpoint was completed");
                });
    }

    @Test
    void whoComesWhileThereIsNoRoomIsGivenCreditLater() {
        Scene.each(
                2,
                config(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.world.network().cut(ann, ben);
                    scene.run(1);
                    scene.put(ben, "x", 7);
                    write(ann, "blob");
                    scene.run(1);
                    assertTrue(ann.engine().backlogBytes() > QUEUE_BYTES / 2);
                    scene.world.network().healAll();
                    scene.await(() -> has(scene, ann, "x"), 60);
                });
    }

    /// The disks of these worlds refuse some reads, and fail at some.
    @Test
    void whoIsServedFromADiskThatRefusesReadsGetsAllOfIt() {
        World.Config slow = config();
        var inSegments =
                new World.Config(
                        slow.delayMinNanos(),
                        slow.delayMaxNanos(),
                        slow.syncNanos(),
                        slow.limits(),
                        4 * BLOB_BYTES,
                        10 * DISK_BYTES_PER_SECOND);
        Scene.each(
                inSegments,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    var blob = new Value.Blob(scene.world.rng().bytes(BLOB_BYTES));
                    for (int i = 0; i < BLOBS; i++) {
                        scene.put(ann, "n" + i, i);
                        ann.put("a", "b", blob, answer -> {});
                    }
                    scene.await(() -> !ann.isWriting(), 60);
                    SimPeer ben = scene.member("ben", ann);
                    for (int i = 0; i < BLOBS; i++) {
                        Value number = Value.Int.of(i);
                        String cell = "n" + i;
                        scene.await(() -> number.equals(scene.at(ben, cell)), 60);
                    }
                    assertFalse(ann.noted("store-damaged"), () -> ann.notes().toString());
                });
    }

    /// What could not be read while a link was served is served when it can be.
    @Test
    void whoIsServedFromADiskThatFailsForAWhileGetsAllOfIt() {
        World.Config slow = config();
        var inSegments =
                new World.Config(
                        slow.delayMinNanos(),
                        slow.delayMaxNanos(),
                        slow.syncNanos(),
                        slow.limits(),
                        4 * BLOB_BYTES,
                        10 * DISK_BYTES_PER_SECOND);
        Scene.each(
                inSegments,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    var blob = new Value.Blob(scene.world.rng().bytes(BLOB_BYTES));
                    scene.world.network().cut(ann, ben);
                    for (int i = 0; i < BLOBS; i++) {
                        scene.put(ann, "n" + i, i);
                        ann.put("a", "b", blob, answer -> {});
                    }
                    scene.await(() -> !ann.isWriting(), 60);
                    ann.failReads();
                    scene.world.network().healAll();
                    scene.await(() -> ann.noted("disk-read-failed"), 60);
                    for (int i = 0; i < BLOBS; i++) {
                        Value number = Value.Int.of(i);
                        String cell = "n" + i;
                        scene.await(() -> number.equals(scene.at(ben, cell)), 60);
                    }
                    assertFalse(ann.noted("store-damaged"), () -> ann.notes().toString());
                });
    }

    @Test
    void aStopWaitsForEverythingThatWasWritten() {
        Scene.each(
                2,
                config(),
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    write(ann, "blob");
                    scene.put(ann, "x", 7);
                    scene.await(() -> has(scene, ann, "x"), 60);
                    assertTrue(ann.isWriting());
                    Answer answer = scene.call(ann, new kith.Command.Stop());
                    assertEquals(new Answer.Done(), answer);
                    ann.crash();
                    ann.start();
                    scene.sees(ann, "x", 7);
                    assertFalse(ann.noted("store-tail-cut"));
                });
    }
}
