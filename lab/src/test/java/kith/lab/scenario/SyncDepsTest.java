package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.Converged;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Headers;
import kith.log.Run;
import kith.log.RunCodec;
import kith.port.Message;
import kith.replica.Replica;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// More chains at once than one change can name: who writes then replaces what its change names,
/// at home as everywhere.
@Tag("worlds")
class SyncDepsTest {
    private static final int CHAINS = 1_100;
    private static final int EACH_TIME = 300;

    /// Sends changes that all write one cell, each the first of a chain of its own.
    private static final class Many {
        private final SimPeer of;
        private final Replica space;
        private final int spaceNumber;
        private int next = -1;
        private long incarnation = 1;

        Many(SimPeer of, Replica space, int spaceNumber) {
            this.of = of;
            this.space = space;
            this.spaceNumber = spaceNumber;
        }

        List<Bytes> sent(Bytes frame) {
            var out = new ArrayList<Bytes>();
            SyncMessage message = SyncMessage.read(new Reader(frame));
            boolean ours = message instanceof SyncMessage.Chain;
            if (message instanceof SyncMessage.Chain chain && chain.space() == spaceNumber) {
                next = Math.max(next, chain.number() + 1);
            }
            if (incarnation == 1 || !ours) {
                out.add(frame);
            }
            boolean begun = incarnation > 1 || message instanceof SyncMessage.Have;
            for (int i = 0; i < EACH_TIME && next > 0 && begun && incarnation <= CHAINS; i++) {
                write(out);
            }
            return out;
        }

        private void write(List<Bytes> out) {
            var headers = new Headers(of.world().crypto().hasher());
            var id = new ChainId(of.key(), incarnation++, Bytes.EMPTY);
            var content = new Content();
            content.add(new Op.Set(Path.parse("x"), Value.Int.of(id.incarnation())));
            long time = (of.world().wallMillis() << 16) + id.incarnation();
            var change = new Change(1, time, List.of(), null, content.toBytes());
            Bytes genesis = headers.genesis(space.space(), id);
            Bytes hash = headers.hash(genesis, change, List.of(), List.of());
            Bytes signature =
                    of.sign(Headers.headMessage(space.space(), id.incarnation(), 1, hash));
            var run = new Writer();
            RunCodec.write(run, new Run(0, List.of(change)), (chain, seq) -> chain);
            out.add(frame(new SyncMessage.Chain(spaceNumber, next, id, 0, 0)));
            out.add(frame(new SyncMessage.Changes(spaceNumber, next++, signature, run.toBytes())));
        }

        private static Bytes frame(Message message) {
            var out = new Writer();
            message.write(out);
            return out.toBytes();
        }
    }

    private static Replica space(SimPeer at, String name) {
        for (Replica replica : at.engine().replicas()) {
            if (replica.name().equals(name)) {
                return replica;
            }
        }
        throw new AssertionError(at + " has no space " + name);
    }

    @Test
    void whoWritesReplacesExactlyWhatItsChangeNames() {
        Scene.each(
                1,
                World.Config.DEFAULT,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer eve = scene.member("eve", ann);
                    scene.world.network().cut(ben, eve);
                    scene.put(eve, "eve", 1);
                    scene.run(1);
                    eve.kill("stop");
                    eve.speaks(List.of(1)); // a program whose numbers for chains are easily told
                    var many = new Many(eve, space(ann, "a"), 2);
                    Scene.tap(eve, (link, frame) -> many.sent(frame));
                    scene.run(2); // nobody dials her just when she does: one link it is
                    eve.start();
                    scene.await(() -> space(ben, "a").graph().chainCount() >= CHAINS, 120);
                    scene.run(10);
                    assertTrue(space(ann, "a").graph().frontier().size() > Change.PLACES_MAX);
                    scene.put(ann, "x", -1);
                    scene.run(5);
                    new Converged().check(scene.world);
                    scene.put(ann, "x", -2); // names the rest
                    scene.run(5);
                    new Converged().check(scene.world);
                    scene.sees(ben, "x", -2);
                    assertTrue(space(ben, "a").state().conflicts(Path.parse("x")).size() == 1);
                });
    }
}
