package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.Replica;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Somebody comes late onto a board where much was written.
@Tag("worlds")
class NewcomerTest {
    private static final int AUTHORS = 4;
    private static final int ROUNDS = 50;
    private static final int CHANGES_EACH = 100;
    private static final int CHANGES = AUTHORS * ROUNDS * CHANGES_EACH;

    /// What one change may cost on the wire: a header (24 at most, in a run less), a path
    /// and a number (20), its share of a message, of a head (64 in a hundred) and of what is told.
    private static final int CHANGE_BYTES_MAX = 40;

    /// Each write is a change of its own; the log is kept in files and little of it in memory.
    private static World.Config config() {
        var limits =
                Limits.DEFAULT.with(
                        to -> {
                            to.hashWindow = 256;
                            to.gatherNanos = 0;
                            to.creditBytes = Limits.CREDIT_BYTES_MIN;
                            to.tailBytes = 1 << 17;
                            to.loadBytes = 1 << 16;
                            to.checkpointBytes = 1 << 20;
                        });
        return new World.Config(Now.MILLI / 10, 20 * Now.MILLI, 2 * Now.MILLI, limits, 4 << 20);
    }

    private static List<SimPeer> authors(Scene scene) {
        var authors = new ArrayList<SimPeer>();
        authors.add(scene.founder("p0"));
        for (int i = 1; i < AUTHORS; i++) {
            authors.add(scene.member("p" + i, authors.getFirst()));
        }
        return authors;
    }

    private static void write(Scene scene, List<SimPeer> authors) {
        for (int round = 0; round < ROUNDS; round++) {
            for (SimPeer author : authors) {
                for (int i = 0; i < CHANGES_EACH; i++) {
                    String path = author.name() + "/" + scene.world.rng().nextInt(1_000);
                    author.put("a", path, Value.Int.of(round), answer -> {});
                }
            }
            scene.run(0.2);
        }
        scene.run(2);
    }

    private static Replica space(SimPeer peer) {
        for (Replica replica : peer.engine().replicas()) {
            if (replica.name().equals("a")) {
                return replica;
            }
        }
        throw new AssertionError(peer + " does not have the space");
    }

    private static boolean has(SimPeer peer, long changes) {
        return peer.engine().replicas().stream()
                .anyMatch(r -> r.name().equals("a") && r.graph().changeCount() >= changes);
    }

    @Test
    void whoJoinsLateHasTwentyThousandChangesInAFewSecondsAndBoundedMemory() {
        Scene.each(
                2,
                config(),
                scene -> {
                    List<SimPeer> authors = authors(scene);
                    write(scene, authors);
                    long changes = space(authors.getFirst()).graph().changeCount();
                    assertTrue(changes >= CHANGES, () -> "" + changes);
                    SimPeer late = scene.world.add("late");
                    var bytes = new TreeMap<String, Long>();
                    scene.world
                            .network()
                            .witness((from, to, frame) -> count(bytes, late, to, frame));
                    long start = scene.world.nanos();
                    scene.letIn(late, authors.getFirst());
                    while (!has(late, changes) && scene.world.nanos() < start + 30 * Now.SECOND) {
                        scene.run(0.05); // looks at what must be bounded
                    }
                    assertTrue(has(late, changes), () -> late.read(".peer/spaces") + "");
                    scene.run(1);
                    long seconds = (scene.world.nanos() - start) / Now.SECOND;
                    assertTrue(seconds < 10, () -> seconds + " s");
                    long received = bytes.getOrDefault("late", 0L);
                    assertTrue(
                            received < 2L * CHANGES * CHANGE_BYTES_MAX, () -> received + " bytes");
                    assertEquals(authors.getFirst().read("a"), late.read("a"));
                });
    }

    private static void count(TreeMap<String, Long> bytes, SimPeer late, SimPeer to, Bytes frame) {
        if (to == late) {
            bytes.merge("late", (long) frame.size(), Long::sum);
        }
    }
}
