package kith.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kith.lang.Bytes;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskWriterTest {
    /// A disk that writes down what it is asked to do, and does it when it may.
    private static final class Script implements Disk {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final Semaphore steps = new Semaphore(1 << 20);
        final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
        volatile String failing = "nothing";

        private void call(String what) {
            waiting.add(what);
            steps.acquireUninterruptibly();
            calls.add(what);
            if (what.startsWith(failing)) {
                throw new DiskFailure(DiskFailure.Reason.FULL, "no room for " + what);
            }
        }

        @Override
        public List<String> list() {
            return List.of();
        }

        @Override
        public long size(String file) {
            return 0;
        }

        @Override
        public byte[] read(String file, long offset, int length) {
            call("read " + file + " " + offset + "+" + length);
            return new byte[length];
        }

        @Override
        public void write(String file, long offset, byte[] from, int start, int end) {
            call("write " + file + " " + offset + "+" + (end - start));
        }

        @Override
        public void sync() {
            call("sync");
        }

        @Override
        public void truncate(String file, long size) {
            throw new AssertionError("a writer never cuts");
        }

        @Override
        public void delete(String file) {
            call("delete " + file);
        }
    }

    /// Tickets as they are, failures as -1.
    private static final class Told implements DiskWriter.Answers {
        final BlockingQueue<Long> tickets = new LinkedBlockingQueue<>();
        final BlockingQueue<DiskFailure> failures = new LinkedBlockingQueue<>();

        @Override
        public void synced(long ticketLast) {
            tickets.add(ticketLast);
        }

        @Override
        public void failed(DiskFailure why) {
            failures.add(why);
        }
    }

    private final Script disk = new Script();
    private final Told told = new Told();

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within 10 s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Disk.Write write(String file, long offset, int size) {
        return new Disk.Write(file, offset, Bytes.wrap(new byte[size]));
    }

    @Test
    void whatQueuesWhileTheDiskIsBusyIsJoinedAndSyncedOnce() {
        disk.steps.drainPermits();
        try (var writer = new DiskWriter(disk, told)) {
            writer.write(write("a", 0, 10));
            next(disk.waiting); // the first round has begun, with this write alone
            writer.sync(1);
            writer.write(write("a", 10, 5));
            writer.write(write("a", 15, 5));
            writer.sync(2);
            writer.write(write("a", 21, 1));
            writer.write(write("b", 22, 1));
            writer.sync(3);
            writer.delete("c");
            disk.steps.release(100);
            assertEquals(3, next(told.tickets));
            assertEquals(1, writer.syncs());
            assertEquals(22, writer.bytesWritten());
        }
        assertEquals(
                List.of(
                        "write a 0+10",
                        "write a 10+10",
                        "write a 21+1",
                        "write b 22+1",
                        "delete c",
                        "sync"),
                disk.calls);
        assertEquals(0, told.tickets.size());
    }

    @Test
    void joinedWritesHaveABound() {
        disk.steps.drainPermits();
        try (var writer = new DiskWriter(disk, told)) {
            writer.write(write("a", 0, 1));
            next(disk.waiting);
            for (int i = 0; i < 5; i++) {
                writer.write(write("b", i * 400_000L, 400_000));
            }
            disk.steps.release(100);
        }
        assertEquals(
                List.of(
                        "write a 0+1",
                        "write b 0+800000",
                        "write b 800000+800000",
                        "write b 1600000+400000",
                        "sync"),
                disk.calls);
    }

    @Test
    void aReadSeesTheWritesBeforeIt() {
        var answers = new LinkedBlockingQueue<ReadAnswer>();
        try (var writer = new DiskWriter(disk, told)) {
            writer.write(write("a", 0, 3));
            assertEquals(DiskWriter.Taken.ORDERED, writer.read("a", 1, 2, answers::add));
            assertTrue(next(answers) instanceof ReadAnswer.Found(Bytes b) && b.size() == 2);
            assertEquals(List.of("write a 0+3", "read a 1+2"), disk.calls);
        }
    }

    @Test
    void aTicketWithNothingToSyncIsAnsweredWithoutASync() {
        try (var writer = new DiskWriter(disk, told)) {
            writer.sync(4);
            assertEquals(4, next(told.tickets));
        }
        assertEquals(List.of(), disk.calls);
    }

    @Test
    void afterAFailedWriteNothingIsWrittenOrPromisedAndReadingGoesOn() {
        var answers = new LinkedBlockingQueue<ReadAnswer>();
        disk.failing = "write b";
        disk.steps.drainPermits();
        try (var writer = new DiskWriter(disk, told)) {
            writer.write(write("a", 0, 1));
            next(disk.waiting);
            writer.write(write("b", 0, 1));
            writer.write(write("c", 0, 1));
            writer.sync(1);
            var toldBefore = new LinkedBlockingQueue<Boolean>();
            writer.read(
                    "a",
                    0,
                    1,
                    answer -> {
                        toldBefore.add(!told.failures.isEmpty());
                        answers.add(answer);
                    });
            disk.steps.release(100);
            assertTrue(next(toldBefore), "what is read may end where the write failed");
            assertEquals(DiskFailure.Reason.FULL, next(told.failures).reason());
            assertTrue(next(answers) instanceof ReadAnswer.Found);
            assertFalse(writer.write(write("d", 0, 1)));
            assertFalse(writer.sync(2));
            assertFalse(writer.delete("a"));
            assertEquals(DiskWriter.Taken.ORDERED, writer.read("a", 0, 7, answers::add));
            assertTrue(next(answers) instanceof ReadAnswer.Found(Bytes b) && b.size() == 7);
        }
        assertEquals(List.of("write a 0+1", "write b 0+1", "read a 0+1", "read a 0+7"), disk.calls);
        assertEquals(0, told.tickets.size());
        assertEquals(0, told.failures.size());
    }

    @Test
    void aFailedSyncIsTheLastWord() {
        disk.failing = "sync";
        try (var writer = new DiskWriter(disk, told)) {
            writer.write(write("a", 0, 1));
            writer.sync(1);
            assertEquals("no room for sync", next(told.failures).getMessage());
            disk.failing = "nothing";
            assertFalse(writer.sync(2));
        }
        assertEquals(List.of("write a 0+1", "sync"), disk.calls);
        assertEquals(0, told.tickets.size());
    }

    @Test
    void aFailedReadHarmsNothingElse() {
        var answers = new LinkedBlockingQueue<ReadAnswer>();
        disk.failing = "read";
        try (var writer = new DiskWriter(disk, told)) {
            writer.read("a", 0, 1, answers::add);
            assertTrue(next(answers) instanceof ReadAnswer.Failed);
            writer.write(write("a", 0, 1));
            writer.sync(1);
            assertEquals(1, next(told.tickets));
        }
    }

    @Test
    void aDiskThatIsTooSlowIsAFailureAndNotAnEndlessQueue() {
        disk.steps.drainPermits();
        try (var writer = new DiskWriter(disk, told)) {
            Disk.Write mebibyte = write("a", 0, 1 << 20);
            int taken = 0;
            while (writer.write(mebibyte)) {
                taken++;
                assertTrue(writer.queuedBytes() <= DiskWriter.QUEUED_BYTES_MAX);
            }
            assertEquals(63, taken); // 64 of them and what they count for beside are too many
            assertFalse(writer.sync(1));
            disk.steps.release(1000);
            var why = next(told.failures);
            assertTrue(String.valueOf(why.getMessage()).contains("too slow"));
        }
    }

    @Test
    void closingFinishesWhatWasOrdered() {
        disk.steps.drainPermits();
        var writer = new DiskWriter(disk, told);
        writer.write(write("a", 0, 1));
        writer.sync(1);
        writer.write(write("b", 0, 1));
        disk.steps.release(100);
        writer.close();
        assertFalse(writer.write(write("c", 0, 1)));
        assertEquals(DiskWriter.Taken.CLOSED, writer.read("c", 0, 1, answer -> {}));
        assertTrue(disk.calls.contains("write b 0+1"));
        assertEquals("sync", disk.calls.getLast());
        assertEquals(1, told.tickets.peek());
    }

    @Test
    void onRealFilesWhatIsAnsweredIsThere(@TempDir Path temp) {
        try (var files = FileDisk.open(temp)) {
            try (var writer = new DiskWriter(files, told)) {
                for (int i = 0; i < 1000; i++) {
                    writer.write(
                            new Disk.Write(
                                    "a.log",
                                    i * 4L,
                                    Bytes.of((byte) i, (byte) 1, (byte) 2, (byte) 3)));
                    writer.sync(i);
                }
                long last = -1;
                while (last < 999) {
                    long ticket = next(told.tickets);
                    assertTrue(ticket > last);
                    last = ticket;
                }
            }
            assertEquals(4000, files.size("a.log"));
            assertArrayEquals(new byte[] {(byte) 999, 1, 2, 3}, files.read("a.log", 3996, 9));
        }
    }
}
