package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Writing;
import kith.store.Appender;
import kith.store.Position;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Which writes become one change. The engine is woken where a test says so: that is when its host
/// has nothing else to hand in.
class GatheringTest {
    private static final Bytes SELF = filled(7);
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));
    private static final int WINDOW_MILLIS = 5;

    private final Host host = new Host();
    private final Context context =
            new Context(SELF, HASHER, limits(), host, host, filled(3), true, new Now(0, 1));
    private final Journal journal = new Journal(context);
    private final Replica replica = replica();
    private long millis;
    private int written;

    private static Bytes filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    private static Limits limits() {
        return Limits.DEFAULT.with(to -> to.gatherNanos = WINDOW_MILLIS * Now.MILLI);
    }

    private Replica replica() {
        Bytes id = filled(1).slice(0, 16);
        journal.begin(new Appender(id, Position.of(1, 0), 1 << 20), id, List.of());
        var space = new SpaceId(filled(2));
        var graph = new ChangeGraph(space.hash(), HASHER, 128);
        var replica =
                new Replica(
                        new Replica.Identity(0, filled(4), space, "a"),
                        context,
                        journal,
                        host,
                        graph);
        replica.started(true);
        return replica;
    }

    private void write() {
        var put = new Writing.Put(Path.parse("cell" + written), Value.Int.of(written));
        written++;
        replica.own().write(List.of(put), null, false);
    }

    private void pass(int more) {
        millis += more;
        context.now(new Now(millis * Now.MILLI, 1 + millis));
        replica.wake();
    }

    private int changes() {
        return (int) replica.graph().changeCount();
    }

    @Test
    void aWriteForItselfWaitsForNothing() {
        for (int i = 1; i <= 3; i++) {
            write();
            assertEquals(context.now().nanos(), replica.own().closeAtNanos());
            pass(0);
            assertEquals(i, changes());
            pass(WINDOW_MILLIS);
        }
    }

    @Test
    void whatIsWrittenWithoutAPauseIsOneChange() {
        for (int i = 0; i < 100; i++) {
            write();
        }
        pass(0);
        assertEquals(1, changes());
        assertFalse(replica.own().isOpen());
    }

    @Test
    void ofWritesThatFollowEachOtherOneChangeGoesOutInEachWindow() {
        int windows = 4;
        write();
        pass(0);
        for (int i = 0; i < windows * WINDOW_MILLIS; i++) {
            write();
            pass(1);
        }
        assertEquals(1 + windows, changes());
    }

    @Test
    void theWindowBeginsAnewBehindAChangeThatWasClosedForAnotherReason() {
        write();
        replica.own().close(); // as before something from others
        write();
        pass(WINDOW_MILLIS - 1);
        assertTrue(replica.own().isOpen());
        pass(1);
        assertEquals(2, changes());
    }
}
