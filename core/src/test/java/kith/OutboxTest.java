package kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.port.Effects;
import org.junit.jupiter.api.Test;

/// The way to the disk is bounded.
class OutboxTest {
    private static final int QUEUE_BYTES = 1_000;

    /// With what an order counts for besides, three of these fit into the queue and not four.
    private static final Bytes PIECE = Bytes.wrap(new byte[200]);

    private final Outbox outbox = new Outbox(QUEUE_BYTES);
    private final List<Long> synced = new ArrayList<>();

    private final List<String> read = new ArrayList<>();
    private final Effects.Reading reading =
            new Effects.Reading() {
                @Override
                public void read(Bytes bytes) {
                    read.add(bytes.size() + " bytes");
                }

                @Override
                public void notRead(boolean busy) {
                    read.add("not, busy " + busy);
                }
            };

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            outbox.write("f", 200L * i, PIECE);
        }
    }

    private void sync(long number) {
        outbox.sync(() -> synced.add(number));
    }

    /// What the host is given: writes by their offset, syncs by their ticket, and so on.
    private List<String> given() {
        var given = new ArrayList<String>();
        for (Effect effect : outbox.take()) {
            given.add(
                    switch (effect) {
                        case Effect.Write write -> "write " + write.offset();
                        case Effect.Sync sync -> "sync " + sync.ticket();
                        case Effect.Load load -> "load " + load.offset();
                        case Effect.Delete delete -> "delete " + delete.file();
                        default -> effect.toString();
                    });
        }
        return given;
    }

    @Test
    void whatTheDiskMayNotHaveYetWaitsForASyncAndKeepsItsOrder() {
        write(3);
        sync(1);
        write(2);
        sync(2);
        outbox.read("f", 7, 10, reading);
        assertEquals(List.of("write 0", "write 200", "write 400", "sync 1"), given());
        assertFalse(outbox.diskHasRoom());

        outbox.synced(1);
        assertEquals(List.of(1L), synced);
        assertEquals(List.of("write 0", "write 200", "sync 3", "load 7"), given());
        assertTrue(outbox.diskHasRoom());
        outbox.synced(3);
        assertEquals(List.of(1L, 2L), synced);
        assertEquals(0, outbox.backlogBytes());
    }

    @Test
    void aFullQueueIsSyncedThoughNobodyAskedForIt() {
        write(4);
        assertEquals(List.of("write 0", "write 200", "write 400", "sync 1"), given());
        outbox.synced(1);
        assertEquals(List.of("write 600"), given());
    }

    @Test
    void oneOrderLargerThanTheQueueGoesAlone() {
        write(1);
        outbox.write("f", 1, Bytes.wrap(new byte[5_000]));
        assertEquals(List.of("write 0", "sync 1"), given());
        outbox.synced(1);
        assertEquals(List.of("write 1", "sync 2"), given());
    }

    @Test
    void whatIsBeyondTheQueueIsBoundedByNoMoreThanWhoAsksForRoom() {
        write(100);
        sync(1);
        for (long ticket = 1; outbox.backlogBytes() > 0; ticket++) {
            int bytes = 0;
            for (Effect effect : outbox.take()) {
                bytes += effect instanceof Effect.Write write ? write.bytes().size() : 0;
            }
            assertTrue(bytes > 0 && bytes <= QUEUE_BYTES, bytes + " bytes at once");
            outbox.synced(ticket);
        }
        assertEquals(List.of(1L), synced);
    }

    @Test
    void aReadIsAnsweredOnceByWhatThereIsOrByThatItWasNotRead() {
        outbox.read("f", 7, 10, reading);
        outbox.read("f", 8, 10, reading);
        outbox.loaded(1, Bytes.of((byte) 5));
        outbox.notLoaded(2, true);
        outbox.notLoaded(1, false);
        outbox.loaded(2, Bytes.EMPTY);
        assertEquals(List.of("1 bytes", "not, busy true"), read);
    }

    @Test
    void afterTheDiskFailedItIsOnlyRead() {
        write(4);
        sync(1);
        outbox.read("f", 7, 10, reading);
        given();
        outbox.diskFailed();
        assertEquals(List.of("load 7"), given());
        write(1);
        sync(2);
        assertEquals(List.of(), given());
        assertFalse(outbox.diskHasRoom());
    }
}
