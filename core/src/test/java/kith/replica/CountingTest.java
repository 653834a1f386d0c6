package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.crdt.Op;
import kith.identity.Hasher;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Appender;
import kith.store.Position;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// A rebuild while chains fork again and again. The test answers each read of the log.
class CountingTest {
    private static final int CHANGES = 60;
    private static final Bytes SELF = filled(7);
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final Host host = new Host();
    private final Context context =
            new Context(
                    SELF, HASHER, shortReads(), host, host, filled(3), true, new Now(0, 1_000_000));
    private final Journal journal = new Journal(context);
    private final Replica replica = replica();

    private static Bytes filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    /// The log is read in pieces of a record or two.
    private static Limits shortReads() {
        return Limits.DEFAULT.with(
                to -> {
                    to.hashWindow = 128;
                    to.gatherNanos = 0;
                    to.loadBytes = 256;
                });
    }

    private Replica replica() {
        journal.begin(new Appender(id(), Position.of(1, 0), 1 << 20), id(), List.of());
        var space = new SpaceId(filled(2));
        var graph = new ChangeGraph(space.hash(), HASHER, 128);
        return new Replica(
                new Replica.Identity(0, filled(4), space, "a"), context, journal, host, graph);
    }

    private static Bytes id() {
        return filled(1).slice(0, 16);
    }

    private void write(int count) {
        replica.started(true);
        for (int i = 1; i <= count; i++) {
            Path path = Path.parse("cell" + i);
            replica.own().writeOps(List.of(new Op.Set(path, Value.Int.of(i))));
        }
        journal.settle();
    }

    /// Another change of that number is found.
    private void fork(int seq) {
        ChangeGraph graph = replica.graph();
        int chain = graph.resolve(0, seq);
        Past before = graph.before(chain, seq);
        Past first = graph.past(chain, seq);
        if (before == null || first == null) {
            throw new AssertionError("change " + seq + " is not in memory");
        }
        replica.branches().split(chain, seq, before, first.hash());
    }

    private void answerAll() {
        for (int i = 0; host.answer(); i++) {
            assertTrue(i < 1_000, "it does not end");
            context.now(new Now(context.now().nanos() + Now.SECOND, 1_001_000));
        }
    }

    @Test
    void aDiskThatFailsForAWhileDelaysARebuildAndDoesNotEndIt() {
        write(CHANGES);
        host.refused = 25; // each takes a second: longer than is tried, and once more
        fork(CHANGES);
        answerAll();
        assertTrue(replica.isRebuilding());
        assertEquals("disk-read-failed", host.notes.getFirst().code());
        int pauses = 0;
        while (replica.isRebuilding() && pauses < 20) {
            pauses++;
            context.now(new Now(context.now().nanos() + 600 * Now.SECOND, 1_002_000));
            replica.wake();
            answerAll();
        }
        assertEquals(25 - 11 + 1, pauses, "one read after each pause");
        assertFalse(replica.isRebuilding());
        for (var note : host.notes) {
            assertEquals("disk-read-failed", note.code());
        }
        for (int i = 1; i <= CHANGES; i++) {
            assertEquals(Value.Int.of(i), replica.state().value(Path.parse("cell" + i)));
        }
    }

    @Test
    void aForkDoesNotBeginTheRebuildAnewThatIsUnderWay() {
        write(CHANGES);
        fork(CHANGES);
        int seq = CHANGES - 1;
        int reads = 0;
        while (seq > 2 && host.answer()) {
            reads++;
            fork(seq--);
        }
        assertEquals(1, host.begun, "it began once more after " + reads + " reads");
        while (host.answer()) {}
        assertEquals(1, host.begun);
        assertTrue(replica.isRebuilding(), "once more, after a pause");
        for (int i = 1; i <= CHANGES; i++) {
            assertEquals(Value.Int.of(i), replica.state().value(Path.parse("cell" + i)));
        }
        context.now(new Now(Now.SECOND, 1_001_000));
        replica.wake();
        while (host.answer()) {}
        assertEquals(2, host.begun);
        assertFalse(replica.isRebuilding());
        assertEquals(List.of(), host.notes);
        for (int i = 1; i <= CHANGES; i++) {
            assertEquals(Value.Int.of(i), replica.state().value(Path.parse("cell" + i)));
        }
    }
}
