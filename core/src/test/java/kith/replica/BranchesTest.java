package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Appender;
import kith.store.Position;
import org.junit.jupiter.api.Test;

/// What the log says of chains in which there is nothing.
class BranchesTest {
    private static final long LINK = 5;
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final Host host = new Host();
    private final Context context =
            new Context(
                    filled(7),
                    HASHER,
                    Limits.DEFAULT,
                    host,
                    host,
                    filled(3),
                    true,
                    new Now(0, 1_000));
    private final Journal journal = new Journal(context);
    private final SpaceId space = new SpaceId(filled(2));

    private static Bytes filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    private Replica replica() {
        var graph = new ChangeGraph(space.hash(), HASHER, 128);
        return new Replica(
                new Replica.Identity(0, filled(4), space, "a"), context, journal, host, graph);
    }

    @Test
    void theLogForgetsTheNameOfAChainThatIsVacated() {
        Bytes store = filled(1).slice(0, 16);
        journal.begin(new Appender(store, Position.of(1, 0), 1 << 20), store, List.of());
        long start = journal.end();
        Replica replica = replica();
        replica.started(true);
        var id = new ChainId(filled(7), 9, Bytes.EMPTY);
        int chain = replica.open(LINK, id, null);
        replica.branches().nameAll();
        assertEquals(chain, replayed(start).graph().number(id));
        replica.linkDown(LINK);
        assertEquals(-1, replica.graph().number(id));
        ChangeGraph graph = replayed(start).graph();
        assertEquals(-1, graph.number(id));
        assertTrue(ChangeGraph.isNobody(graph.id(chain)));
    }

    private Replica replayed(long start) {
        journal.settle();
        Replica replica = replica();
        var done = new boolean[1];
        journal.read(
                start,
                1 << 16,
                new Journal.Piece() {
                    @Override
                    public void record(int type, long at, byte[] from, int begin, int end) {
                        var in = new Reader(from, begin, end);
                        if (type == RecordType.CHAIN) {
                            assertEquals(0, in.count(0, "space"));
                            assertTrue(ReplicaRecords.readChain(in, replica));
                        }
                    }

                    @Override
                    public void end(long next) {
                        done[0] = true;
                    }

                    @Override
                    public void notYet(long position) {
                        throw new AssertionError("that disk is never busy");
                    }

                    @Override
                    public void failed(long at, long next, long againAt) {
                        throw new AssertionError("the disk does not fail");
                    }
                });
        while (!done[0]) {
            assertTrue(host.answer());
        }
        assertFalse(replica.graph().chainCount() == 0);
        return replica;
    }
}
