package kith.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Recovered;
import kith.store.Recovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store of the core on real files, written through the disk's thread.
final class StoreOnFilesTest {
    private static final Bytes STORE = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final int SEGMENT_BYTES = 64 << 10;

    @TempDir private Path folder;

    private static final class Count implements Recovery.Visitor {
        private final AtomicInteger records = new AtomicInteger();

        @Override
        public void restart() {}

        @Override
        public void section(int type, byte[] from, int start, int end) {}

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            assertEquals(records.getAndIncrement() & 0xff, from[start] & 0xff);
        }
    }

    @Test
    void whatWasSyncedIsThereWhenTheHomeIsOpenedAgainAndAgain() throws InterruptedException {
        var random = new Rng(3);
        int records = 0;
        for (int round = 0; round < 3; round++) {
            try (var files = FileDisk.open(folder)) {
                var count = new Count();
                Recovered recovered = Recovery.open(files, count, STORE);
                assertEquals(round == 0, recovered.fresh());
                assertEquals(records, count.records.get());
                assertTrue(recovered.damaged().isEmpty());
                records += append(files, recovered, records, random);
            }
        }
        assertFalse(FileDisk.readOnly(folder).list().size() < 3, "several segments");
    }

    private static int append(FileDisk files, Recovered recovered, int next, Rng random)
            throws InterruptedException {
        var synced = new LinkedBlockingQueue<Long>();
        var answers =
                new DiskWriter.Answers() {
                    @Override
                    public void synced(long ticketLast) {
                        synced.add(ticketLast);
                    }

                    @Override
                    public void failed(DiskFailure why) {
                        throw new AssertionError(why);
                    }
                };
        int count = 500;
        try (var writer = new DiskWriter(files, answers)) {
            var appender = recovered.appender(SEGMENT_BYTES);
            for (int i = 0; i < count; i++) {
                byte[] payload = random.bytes(random.between(1, 300)).shared();
                payload[0] = (byte) (next + i);
                appender.append(1, payload, 0, payload.length);
                for (Disk.Write write : appender.take()) {
                    assertTrue(writer.write(write));
                }
                writer.sync(i);
            }
            Long last = 0L;
            while (last != null && last < count - 1) {
                last = synced.poll(10, TimeUnit.SECONDS);
            }
            assertEquals(count - 1, last);
        }
        return count;
    }
}
