package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Run;
import kith.log.RunCodec;
import kith.port.Message;
import kith.replica.Replica;
import kith.sync.SyncMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Chains that are named and of which nothing is proven: they cost who names them, and nobody else.
@Tag("worlds")
class SyncChainsTest {
    private static final int SEEDS = Scene.worlds(1);

    /// Says what it has to say, then names many chains of its own, and says nothing more. With
    /// `changes` it sends a change of each, and no head.
    private static final class Flood {
        private final SimPeer of;
        private final int count;
        private final boolean changes;
        private final TreeMap<Long, TreeMap<Integer, Integer>> declared = new TreeMap<>();
        private final TreeSet<Long> done = new TreeSet<>();
        private long incarnation = 1;

        Flood(SimPeer of, int count, boolean changes) {
            this.of = of;
            this.count = count;
            this.changes = changes;
        }

        List<Bytes> sent(long link, Bytes frame) {
            if (done.contains(link)) {
                return List.of();
            }
            var bySpace = declared.computeIfAbsent(link, ignored -> new TreeMap<>());
            var out = new ArrayList<Bytes>(List.of(frame));
            if (SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Chain chain) {
                bySpace.put(chain.space(), chain.number() + 1);
            } else if (SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Have
                    && bySpace.size() == 2) {
                done.add(link);
                bySpace.forEach((space, next) -> flood(space, next, out));
            }
            return out;
        }

        private void flood(int space, int first, List<Bytes> out) {
            for (int i = 0; i < count; i++) {
                int number = first + i;
                var id = new ChainId(of.key(), incarnation++, Bytes.EMPTY);
                out.add(frame(new SyncMessage.Chain(space, number, id, 0, 0)));
                if (changes) {
                    long time = of.world().wallMillis() << 16;
                    var change = new Change(1, time, List.of(), null, Bytes.EMPTY);
                    var run = new Writer();
                    RunCodec.write(run, new Run(0, List.of(change)), (chain, seq) -> chain);
                    out.add(frame(new SyncMessage.Changes(space, number, null, run.toBytes())));
                }
            }
        }

        private static Bytes frame(Message message) {
            var out = new Writer();
            message.write(out);
            return out.toBytes();
        }
    }

    private static int chains(SimPeer at, String space) {
        for (Replica replica : at.engine().replicas()) {
            if (replica.name().equals(space)) {
                return replica.graph().chainCount();
            }
        }
        throw new AssertionError(at + " has no space " + space);
    }

    /// Eve, who is a member and wrote before, comes back again and again.
    private static void floods(Scene scene, SimPeer eve, SimPeer ann, int times) {
        for (int i = 0; i < times; i++) {
            eve.kill("stop");
            scene.run(2); // nobody dials her just when she does: one link it is
            eve.start();
            scene.await(() -> scene.world.network().isLinked(ann, eve), 60);
            scene.run(2);
        }
    }

    @Test
    void aChainThatIsOnlyNamedIsNotOpened() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = scene.member("eve", ann);
                    scene.put(eve, "eve", 1);
                    scene.run(1);
                    int before = chains(ann, "a");
                    Scene.tap(eve, new Flood(eve, 5_000, false)::sent);
                    floods(scene, eve, ann, 2);
                    assertEquals(before, chains(ann, "a"));
                });
    }

    @Test
    void aLinkBringsOnlySoManyChainsUnprovenAndTakesThemWithIt() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer eve = scene.member("eve", ann);
                    scene.world.network().cut(ben, eve);
                    scene.put(eve, "eve", 1);
                    scene.run(1);
                    int before = chains(ann, "a");
                    Scene.tap(eve, new Flood(eve, 1_500, true)::sent);
                    floods(scene, eve, ann, 1);
                    int opened = chains(ann, "a") - before;
                    assertTrue(opened > 0 && opened <= 1_000, () -> opened + " chains");
                    floods(scene, eve, ann, 2);
                    assertEquals(before + opened, chains(ann, "a"), "the same numbers again");
                    scene.put(ben, "ben", 2);
                    scene.put(ann, "ann", 3);
                    scene.run(1);
                    eve.kill("stop");
                    for (SimPeer peer : List.of(ann, ben)) { // whose new chain has a vacant number
                        peer.kill("killed");
                        peer.start();
                        scene.run(5);
                        scene.put(peer, peer.name(), 4);
                        scene.run(5);
                    }
                    ann.stop(() -> {});
                    scene.run(2);
                    ann.start();
                    scene.run(5);
                    for (SimPeer peer : List.of(ann, ben)) {
                        scene.sees(peer, "ann", 4);
                        scene.sees(peer, "ben", 4);
                    }
                });
    }
}
