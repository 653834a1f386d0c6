package kith.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.node.disk.DiskWriter;
import kith.store.Appender;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Recovered;
import kith.store.Recovery;
import org.junit.jupiter.api.Test;

/// The host's writer, on its own thread and with its joined writes and shared syncs, over a disk
/// that loses its power: what was answered for is there afterwards, and nothing is invented.
///
/// Which orders meet in one round is up to the threads, so a seed repeats the disk's faults and not
/// the run.
class DiskCrashTest {
    private static final int SEEDS = 150;
    private static final int LIVES = 3;
    private static final int RECORDS_MAX = 120;
    private static final int SPINS = 10_000;

    /// A simulated disk for several threads, whose power goes at a call that was drawn: what is
    /// asked after that fails, and a write that was under way is half done.
    private static final class Powered implements Disk {
        private final SimDisk disk;
        private long callsLeft;
        private boolean off;

        Powered(SimDisk disk, long callsLeft) {
            this.disk = disk;
            this.callsLeft = callsLeft;
        }

        private boolean goesOff() {
            boolean now = !off && callsLeft-- == 0;
            if (off) {
                throw new DiskFailure(DiskFailure.Reason.IO, "no power");
            }
            off = now;
            return now;
        }

        private void call() {
            if (goesOff()) {
                throw new DiskFailure(DiskFailure.Reason.IO, "the power went");
            }
        }

        synchronized void off() {
            off = true;
        }

        @Override
        public synchronized List<String> list() {
            call();
            return disk.list();
        }

        @Override
        public synchronized long size(String file) {
            call();
            return disk.size(file);
        }

        @Override
        public synchronized byte[] read(String file, long offset, int length) {
            call();
            return disk.read(file, offset, length);
        }

        @Override
        public synchronized void write(String file, long offset, byte[] from, int start, int end) {
            if (goesOff()) {
                disk.write(file, offset, from, start, start + (end - start) / 2);
                throw new DiskFailure(DiskFailure.Reason.IO, "the power went");
            }
            disk.write(file, offset, from, start, end);
        }

        @Override
        public synchronized void sync() {
            call();
            disk.sync();
        }

        @Override
        public synchronized void truncate(String file, long size) {
            call();
            disk.truncate(file, size);
        }

        @Override
        public synchronized void delete(String file) {
            call();
            disk.delete(file);
        }
    }

    /// What was told: tickets are numbers of records.
    private static final class Told implements DiskWriter.Answers {
        final AtomicLong promised;
        final CountDownLatch failed = new CountDownLatch(1);

        Told(long promised) {
            this.promised = new AtomicLong(promised);
        }

        @Override
        public void synced(long ticketLast) {
            promised.set(ticketLast);
        }

        @Override
        public void failed(DiskFailure why) {
            failed.countDown();
        }
    }

    private static final class Records implements Recovery.Visitor {
        final List<byte[]> all = new ArrayList<>();

        @Override
        public void restart() {
            all.clear();
        }

        @Override
        public void section(int type, byte[] from, int start, int end) {
            throw new AssertionError("no checkpoint was written");
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            all.add(Arrays.copyOfRange(from, start, end));
        }
    }

    /// A home of several lives.
    private static final class Life {
        private final Rng rng;
        private final SimDisk disk = new SimDisk();
        private final Bytes id;
        private final List<byte[]> appended = new ArrayList<>();
        private long promised;

        Life(long seed) {
            rng = new Rng(seed);
            id = rng.bytes(16);
        }

        void live() throws InterruptedException {
            Recovered recovered = reopen();
            for (int life = 0; life < LIVES; life++) {
                boolean lies = rng.chance(20);
                disk.lie(lies);
                write(recovered);
                disk.lie(false);
                disk.crash(rng);
                if (lies) {
                    reopenAfterLies();
                    return;
                }
                recovered = reopen();
            }
        }

        private void write(Recovered recovered) throws InterruptedException {
            var powered = new Powered(disk, rng.nextInt(60));
            var told = new Told(promised);
            Appender appender = recovered.appender(4_000);
            try (var writer = new DiskWriter(powered, told)) {
                boolean taken = true;
                for (int i = rng.nextInt(RECORDS_MAX); taken && i > 0; i--) {
                    byte[] payload = rng.bytes(1 + rng.nextInt(300)).toArray();
                    appended.add(payload);
                    appender.append(1, payload, 0, payload.length);
                    if (rng.chance(60)) {
                        taken = order(writer, appender);
                    }
                    if (rng.chance(10)) {
                        letTheWriterGoOn(told, appended.size());
                    }
                }
                if (rng.chance(30)) {
                    powered.off();
                }
                boolean failed = !taken || !order(writer, appender);
                assertTrue(!failed || told.failed.await(10, TimeUnit.SECONDS), "not told");
            }
            promised = told.promised.get();
        }

        /// Gives it a chance to begin a round; it need not.
        private static void letTheWriterGoOn(Told told, long ticket) {
            for (int i = 0; i < SPINS && told.promised.get() < ticket; i++) {
                Thread.onSpinWait();
            }
        }

        private boolean order(DiskWriter writer, Appender appender) {
            boolean taken = true;
            for (Disk.Write write : appender.take()) {
                taken &= writer.write(write);
            }
            return taken && writer.sync(appended.size());
        }

        /// The disk did not keep its word: anything may be missing, and nothing is invented.
        private void reopenAfterLies() {
            var records = new Records();
            var _ = Recovery.open(disk, records, id);
            int at = 0;
            for (byte[] record : records.all) {
                while (at < appended.size() && !Arrays.equals(appended.get(at), record)) {
                    at++;
                }
                assertTrue(at++ < appended.size(), "a record is invented, or out of order");
            }
        }

        private Recovered reopen() {
            var records = new Records();
            Recovered recovered = Recovery.open(disk, records, id);
            assertTrue(
                    records.all.size() >= promised,
                    () -> records.all.size() + " of " + promised + " promised records are there");
            assertTrue(records.all.size() <= appended.size(), "some are invented");
            for (int i = 0; i < records.all.size(); i++) {
                assertArrayEquals(appended.get(i), records.all.get(i), "record " + i);
            }
            assertEquals(List.of(), recovered.damaged());
            appended.subList(records.all.size(), appended.size()).clear();
            promised = appended.size(); // what was read was synced
            return recovered;
        }
    }

    @Test
    void whatTheWriterAnsweredForSurvivesALossOfPower() throws InterruptedException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Life(seed).live();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("disk of seed " + seed, failure);
            }
        }
    }
}
