package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.Op;
import kith.identity.Hasher;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.log.Change;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Effects;
import kith.port.Limits;
import kith.port.Message;
import kith.port.Note;
import kith.port.Now;
import kith.store.Appender;
import kith.store.Position;
import kith.sync.Session;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A rebuild while chains fork again and again. The test answers each read of the log.
class CountingTest {
    private static final int CHANGES = 60;
    private static final Bytes SELF = filled(7);
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final Host host = new Host();
    private final Context context =
            new Context(SELF, HASHER, shortReads(), host, host, filled(3), new Now(0, 1_000_000));
    private final Journal journal = new Journal(context);
    private final Replica replica = replica();

    private static Bytes filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    /// The log is read in pieces of a record or two.
    private static Limits shortReads() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                128,
                usual.aheadMaxMillis(),
                0,
                usual.creditBytes(),
                usual.tailBytes(),
                256,
                usual.linkBytesPerSecond(),
                usual.linkChangesPerSecond(),
                usual.memberStoredBytes(),
                usual.memberChanges(),
                usual.chainsMax(),
                usual.parkMaxNanos(),
                usual.checkpointBytes());
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

    /// A disk, and nobody to talk to.
    private static final class Host implements Effects, Links, Roster {
        private final TreeMap<String, byte[]> files = new TreeMap<>();
        private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
        private final List<Note> notes = new ArrayList<>();
        private int begun;

        boolean answer() {
            Runnable next = reads.poll();
            if (next != null) {
                next.run();
            }
            return next != null;
        }

        @Override
        public void read(String file, long offset, int length, Then<Bytes> then) {
            begun += offset == Position.offset(Position.FIRST) ? 1 : 0;
            reads.add(
                    () -> {
                        byte[] all = files.getOrDefault(file, new byte[0]);
                        int end = (int) Math.min(all.length, offset + length);
                        then.accept(Bytes.copy(all, (int) offset, end));
                    });
        }

        @Override
        public void write(String file, long offset, Bytes bytes) {
            byte[] before = files.getOrDefault(file, new byte[0]);
            int end = (int) Math.max(before.length, offset + bytes.size());
            byte[] after = Arrays.copyOf(before, end);
            System.arraycopy(bytes.toArray(), 0, after, (int) offset, bytes.size());
            files.put(file, after);
        }

        @Override
        public void changed(Replica replica) {}

        @Override
        public int send(long link, Message message) {
            throw new AssertionError("nobody is there");
        }

        @Override
        public void hangUp(long link, String reason) {}

        @Override
        public void known(long link) {}

        @Override
        public boolean diskHasRoom() {
            return true;
        }

        @Override
        public void dial(String address, @Nullable Bytes peer) {}

        @Override
        public void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then) {}

        @Override
        public void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then) {}

        @Override
        public void sync(Runnable then) {}

        @Override
        public void delete(String file) {}

        @Override
        public void wakeAt(long nanos) {}

        @Override
        public void report(Note note) {
            notes.add(note);
        }

        @Override
        public @Nullable Session session(long link) {
            return null;
        }

        @Override
        public Collection<Session> sessions() {
            return List.of();
        }

        @Override
        public boolean mayWrite(PeerId peer) {
            return true;
        }

        @Override
        public boolean mayKnock() {
            return false;
        }

        @Override
        public Acceptance accepted(PeerId peer) {
            return new Acceptance.Unlimited();
        }

        @Override
        public void appended(Replica in, int chain, Change change, Bytes hash) {}
    }
}
