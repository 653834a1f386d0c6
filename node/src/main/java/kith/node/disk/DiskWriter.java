package kith.node.disk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import kith.lang.Bytes;
import kith.node.measure.Metric;
import kith.node.measure.Timing;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.jspecify.annotations.Nullable;

/// The one thread that uses the disk while a peer runs: it commits in groups.
///
/// ```
/// write write sync(7) write sync(8)  …  read          orders, from the engine, never waiting
///                │ takes all there is
///                ▼
/// write───write───write ─▶ sync ─▶ synced(8)          meanwhile the next orders queue
/// ```
///
/// Orders are carried out in the order in which they came, so a read sees the writes before it.
/// Adjacent writes become one. All tickets of a round are answered by one sync, the last of them
/// being told: `synced(8)` answers 7 as well.
///
/// The first failure of a write or a sync is told once, and nothing is written after it: a later
/// write could be durable without an earlier one. Reading goes on. What the engine may have in
/// flight it bounds itself by its tickets; the bound here is the last line, and crossing it is such
/// a failure, since a write that was dropped is one too.
///
/// A platform thread, because a sync blocks the thread of the system under it for milliseconds.
/// Orders may come from any thread. Answers come on the disk's thread, in order, and must be brief.
public final class DiskWriter implements AutoCloseable {
    /// Bytes in orders that are not carried out yet. 64 MiB: a second of a slow disk.
    public static final long QUEUED_BYTES_MAX = 64L << 20;

    /// What an order counts for beyond its bytes; so there are at most half a million of them.
    private static final int ORDER_BYTES = 128;

    /// Adjacent writes are joined up to this size. 1 MiB: beyond it, copying costs more than calls.
    private static final int JOINED_BYTES_MAX = 1 << 20;

    private static final int CLOSE_SECONDS_MAX = 2;

    /// Who is told, on the disk's thread.
    public interface Answers {
        /// Everything ordered before the sync with this ticket is durable; so is what was ordered
        /// before those with smaller tickets.
        void synced(long ticketLast);

        /// The disk refused, and nothing will be written any more. Told once.
        void failed(DiskFailure why);
    }

    /// What became of a read that was to be ordered.
    public enum Taken {
        /// It will be answered.
        ORDERED,
        /// The queue is full: ask again later.
        FULL,
        /// The writer is closing or has ended, and reads nothing any more.
        CLOSED
    }

    private sealed interface Order {}

    private record WriteOrder(Disk.Write write) implements Order {}

    private record SyncOrder(long ticket) implements Order {}

    private record DeleteOrder(String file) implements Order {}

    private record ReadOrder(String file, long offset, int length, Consumer<ReadAnswer> then)
            implements Order {}

    private final Disk disk;
    private final Answers answers;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Order> queue = new ArrayList<>();
    private long queuedBytes;
    private boolean closing;
    private @Nullable DiskFailure failure;

    /// Of the disk's thread alone.
    private final List<Disk.Write> joined = new ArrayList<>();

    private long joinedBytes;
    private boolean unsynced;
    private boolean failureTold;

    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final Timing syncTimes = new Timing();

    public DiskWriter(Disk disk, Answers answers) {
        this.disk = disk;
        this.answers = answers;
        this.thread = Thread.ofPlatform().daemon().name("kith-disk").start(this::run);
    }

    /// Orders a write. False: it will not be carried out, since the writer has failed or is
    /// closing.
    public boolean write(Disk.Write write) {
        return order(new WriteOrder(write), write.bytes().size());
    }

    /// Orders a sync of everything ordered before. Tickets grow.
    public boolean sync(long ticket) {
        return order(new SyncOrder(ticket), 0);
    }

    /// Orders the removal of a file.
    public boolean delete(String file) {
        return order(new DeleteOrder(file), 0);
    }

    /// Orders a read; `then` is told on the disk's thread, where it was ordered.
    public Taken read(String file, long offset, int length, Consumer<ReadAnswer> then) {
        if (order(new ReadOrder(file, offset, length, then), 0)) {
            return Taken.ORDERED;
        }
        lock.lock();
        try {
            return closing ? Taken.CLOSED : Taken.FULL;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that are ordered and not written yet, with a little for each order.
    public long queuedBytes() {
        lock.lock();
        try {
            return queuedBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes written since the start.
    public long bytesWritten() {
        return bytesWritten.get();
    }

    /// Syncs since the start.
    public long syncs() {
        return syncs.get();
    }

    /// What the disk did, and what waits for it.
    public void measure(List<Metric> out) {
        out.add(
                new Metric.Counter(
                        "kith_disk_writes_total",
                        "Writes to the disk, adjacent ones joined.",
                        writes.get()));
        out.add(
                new Metric.Counter(
                        "kith_disk_written_bytes_total",
                        "Bytes written to the disk.",
                        bytesWritten()));
        out.add(
                new Metric.Times(
                        "kith_disk_sync_seconds",
                        "How long it took until writes were on the disk for good.",
                        syncTimes.taken()));
        out.add(
                new Metric.Level(
                        "kith_disk_queue_bytes",
                        "Bytes in orders that the disk has not carried out.",
                        queuedBytes()));
    }

    private boolean order(Order order, int bytes) {
        lock.lock();
        try {
            boolean reads = order instanceof ReadOrder;
            if (closing || failure != null && !reads) {
                return false;
            }
            long size = (long) ORDER_BYTES + bytes;
            if (size > QUEUED_BYTES_MAX - queuedBytes) {
                if (!reads) {
                    failure = overflow();
                    changed.signal();
                }
                return false;
            }
            queue.add(order);
            queuedBytes += size;
            if (queue.size() == 1) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static DiskFailure overflow() {
        return new DiskFailure(
                DiskFailure.Reason.IO,
                "the disk is too slow: more than "
                        + (QUEUED_BYTES_MAX >> 20)
                        + " MiB wait to be written");
    }

    private void run() {
        try {
            for (List<Order> round = takeAll(); !round.isEmpty(); round = takeAll()) {
                carryOut(round);
            }
            guarded(this::syncIfNeeded);
            tellFailure();
        } catch (RuntimeException | Error bug) {
            stop(new DiskFailure(DiskFailure.Reason.IO, "a bug ended the disk's thread", bug));
            throw bug;
        }
    }

    /// Takes no more orders, not even reads.
    private void stop(DiskFailure why) {
        fail(why);
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
        tellFailure();
    }

    /// Waits for orders, or a failure to tell, and takes all; none means the end.
    private List<Order> takeAll() {
        while (true) {
            tellFailure();
            lock.lock();
            try {
                while (queue.isEmpty() && !closing && (failure == null || failureTold)) {
                    changed.awaitUninterruptibly();
                }
                if (!queue.isEmpty() || closing) {
                    var taken = queue;
                    queue = new ArrayList<>();
                    return taken;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void carryOut(List<Order> round) {
        long bytes = 0;
        SyncOrder last = null;
        for (Order order : round) {
            bytes += ORDER_BYTES;
            switch (order) {
                case WriteOrder(Disk.Write write) -> {
                    bytes += write.bytes().size();
                    guarded(() -> join(write));
                }
                case DeleteOrder(String file) ->
                        guarded(
                                () -> {
                                    writeJoined();
                                    disk.delete(file);
                                    unsynced = true;
                                });
                case SyncOrder sync -> last = sync;
                case ReadOrder read -> {
                    guarded(this::writeJoined);
                    tellFailure(); // first: what is read may end where the write failed
                    read.then.accept(answer(read));
                }
            }
        }
        guarded(this::writeJoined);
        done(bytes);
        if (last != null) {
            long ticket = last.ticket;
            guarded(
                    () -> {
                        syncIfNeeded();
                        answers.synced(ticket);
                    });
        }
    }

    /// Does something that writes, unless something has failed before.
    private void guarded(Runnable writing) {
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            writing.run();
        } catch (DiskFailure e) {
            fail(e);
        }
    }

    private void fail(DiskFailure why) {
        joined.clear();
        joinedBytes = 0;
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellFailure() {
        DiskFailure why;
        lock.lock();
        try {
            why = failure;
        } finally {
            lock.unlock();
        }
        if (why != null && !failureTold) {
            failureTold = true;
            answers.failed(why);
        }
    }

    private void done(long bytes) {
        lock.lock();
        try {
            queuedBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    private void join(Disk.Write write) {
        boolean fits = joinedBytes + write.bytes().size() <= JOINED_BYTES_MAX;
        if (!joined.isEmpty() && !(fits && follows(write, joined.getLast()))) {
            writeJoined();
        }
        joined.add(write);
        joinedBytes += write.bytes().size();
    }

    private static boolean follows(Disk.Write next, Disk.Write before) {
        return next.file().equals(before.file())
                && next.offset() == before.offset() + before.bytes().size();
    }

    private void writeJoined() {
        if (joined.isEmpty()) {
            return;
        }
        unsynced = true;
        Disk.Write first = joined.getFirst();
        if (joined.size() == 1) {
            first.to(disk);
        } else {
            var bytes = new byte[(int) joinedBytes];
            int at = 0;
            for (Disk.Write each : joined) {
                System.arraycopy(each.bytes().shared(), 0, bytes, at, each.bytes().size());
                at += each.bytes().size();
            }
            disk.write(first.file(), first.offset(), bytes, 0, at);
        }
        bytesWritten.addAndGet(joinedBytes);
        writes.incrementAndGet();
        joined.clear();
        joinedBytes = 0;
    }

    private void syncIfNeeded() {
        if (unsynced) {
            long begun = System.nanoTime();
            disk.sync();
            syncTimes.record(System.nanoTime() - begun);
            syncs.incrementAndGet();
            unsynced = false;
        }
    }

    private ReadAnswer answer(ReadOrder read) {
        try {
            return new ReadAnswer.Found(Bytes.wrap(disk.read(read.file, read.offset, read.length)));
        } catch (DiskFailure e) {
            return new ReadAnswer.Failed(e);
        }
    }

    /// Carries out everything that was ordered, syncs, and ends. Not to be called from an answer,
    /// where it would wait for itself.
    ///
    /// @throws DiskFailure when that took more than two seconds; what is not synced may be lost
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(Duration.ofSeconds(CLOSE_SECONDS_MAX))) {
                throw new DiskFailure(
                        DiskFailure.Reason.IO,
                        "the disk did not finish within " + CLOSE_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
