package kith.lab;

import java.util.ArrayList;
import java.util.List;
import kith.Effect;
import kith.Input;
import kith.lab.check.Broken;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import kith.store.DiskFailure;

/// Carries out what an engine orders of its disk.
///
/// A disk that has a pace does it as the host's does: what has queued is a round, which takes as
/// long as its bytes and one sync do, and what comes meanwhile is the next. The queue is bounded
/// by a little more than the engine was told, and an engine that overruns it is broken. A disk
/// without a pace takes everything at once, and each sync takes the same time. One with a pace also
/// refuses some reads, as a queue that is full does, and fails at some; and in some lives it fails
/// at all of them for longer than an engine tries, and then works again.
final class SimWriter {
    /// A read takes this and no more.
    private static final long READ_NANOS = Now.MILLI / 10;

    /// How long a host waits before it says that it did not read.
    private static final long NOT_READ_NANOS = Now.SECOND;

    /// One read in so many is refused by a disk with a pace, and one in so many fails there.
    private static final int REFUSED_OF = 8;

    private static final int FAILING_OF = 32;

    /// One life in so many has an outage, so long, which begins within so many seconds.
    private static final int OUTAGE_OF = 3;

    private static final long OUTAGE_NANOS = 15 * Now.SECOND;

    private static final int OUTAGE_BEGINS_SECONDS_MAX = 30;

    /// What an order counts for beside its bytes, as at the host.
    private static final int ORDER_BYTES = 128;

    /// One write may be larger than the whole queue: as large as what a link may have in flight.
    private static final long WRITE_BYTES_MAX = 4L << 20;

    private final SimPeer peer;
    private final World world;
    private final Rng rng;
    private List<Effect> queue = new ArrayList<>();
    private long queuedBytes;
    private boolean busy;
    private boolean failed;
    private long outageFrom = Now.NEVER;

    SimWriter(SimPeer peer, World world) {
        this.peer = peer;
        this.world = world;
        this.rng = new Rng(world.seed() ^ peer.number() ^ 0x10ad);
    }

    /// The peer starts.
    void begin() {
        queue = new ArrayList<>();
        queuedBytes = 0;
        busy = false;
        failed = false;
        if (isPaced()) {
            boolean has = rng.nextInt(OUTAGE_OF) == 0;
            long in = rng.nextInt(OUTAGE_BEGINS_SECONDS_MAX) * Now.SECOND;
            outageFrom = has ? world.nanos() + in : Now.NEVER;
        }
    }

    /// From now on, and for as long as an outage is, no read is carried out.
    void failReads() {
        outageFrom = world.nanos();
    }

    private boolean isPaced() {
        return world.config().diskBytesPerSecond() > 0;
    }

    private boolean isOut() {
        long now = world.nanos();
        return now >= outageFrom && now - outageFrom < OUTAGE_NANOS;
    }

    /// Whether the disk refused something in this life.
    boolean hasFailed() {
        return failed;
    }

    /// Takes a write, a sync, a read or a removal.
    void order(Effect effect) {
        if (isPaced()) {
            enqueue(effect);
            return;
        }
        switch (effect) {
            case Effect.Sync sync ->
                    peer.later(world.config().syncNanos(), () -> sync(List.of(sync.ticket())));
            case Effect.Load load -> peer.later(READ_NANOS, () -> load(load));
            default -> change(effect);
        }
    }

    private void enqueue(Effect effect) {
        if (effect instanceof Effect.Load load && rng.nextInt(REFUSED_OF) == 0) {
            notRead(load, true);
            return;
        }
        queue.add(effect);
        queuedBytes += sizeBytes(effect);
        long most = Math.max(peer.limits().diskQueueBytes() * 4 / 3, WRITE_BYTES_MAX);
        if (queuedBytes > most) {
            throw new Broken(peer + " has " + queuedBytes + " bytes on their way to its disk");
        }
        if (!busy) {
            busy = true;
            beginRound();
        }
    }

    private static long sizeBytes(Effect effect) {
        int bytes = effect instanceof Effect.Write write ? write.bytes().size() : 0;
        return (long) ORDER_BYTES + bytes;
    }

    private void beginRound() {
        List<Effect> round = queue;
        queue = new ArrayList<>();
        long bytes = 0;
        long nanos = 0;
        for (Effect effect : round) {
            bytes += sizeBytes(effect);
            nanos += effect instanceof Effect.Load ? READ_NANOS : 0;
        }
        long took = bytes;
        boolean syncs = round.stream().anyMatch(Effect.Sync.class::isInstance);
        nanos += bytes * Now.SECOND / world.config().diskBytesPerSecond();
        nanos += syncs ? world.config().syncNanos() : 0;
        peer.later(nanos, () -> endRound(round, took));
    }

    private void endRound(List<Effect> round, long bytes) {
        queuedBytes -= bytes;
        var tickets = new ArrayList<Long>();
        for (Effect effect : round) {
            switch (effect) {
                case Effect.Sync sync -> tickets.add(sync.ticket());
                case Effect.Load load when isOut() || rng.nextInt(FAILING_OF) == 0 ->
                        notRead(load, false);
                case Effect.Load load -> load(load);
                default -> change(effect);
            }
        }
        if (!tickets.isEmpty()) {
            sync(tickets);
        }
        busy = !queue.isEmpty();
        if (busy) {
            beginRound();
        }
    }

    private void change(Effect effect) {
        if (failed) {
            return;
        }
        try {
            switch (effect) {
                case Effect.Write(String file, long offset, Bytes bytes) ->
                        peer.disk().write(file, offset, bytes.shared(), 0, bytes.size());
                case Effect.Delete(String file) -> peer.disk().delete(file);
                default -> throw new IllegalArgumentException("no change of a disk: " + effect);
            }
        } catch (DiskFailure failure) {
            fails(failure);
        }
    }

    /// As a real host must: after a write that failed nothing more is written or synced, and that
    /// is told before what is read after it.
    private void fails(DiskFailure failure) {
        failed = true;
        var told = new Input.DiskFailed(String.valueOf(failure.getMessage()));
        if (isPaced()) {
            peer.step(told); // in a round of its own, not in the step that ordered the write
        } else {
            peer.later(0, () -> peer.step(told));
        }
    }

    private void sync(List<Long> tickets) {
        if (failed) {
            return;
        }
        try {
            peer.disk().sync();
            for (long ticket : tickets) {
                peer.step(new Input.Synced(ticket));
            }
        } catch (DiskFailure failure) {
            fails(failure);
        }
    }

    private void load(Effect.Load load) {
        try {
            byte[] bytes = peer.disk().read(load.file(), load.offset(), load.length());
            peer.step(new Input.Loaded(load.ticket(), Bytes.wrap(bytes)));
        } catch (DiskFailure failure) {
            notRead(load, false);
        }
    }

    private void notRead(Effect.Load load, boolean busy) {
        peer.later(NOT_READ_NANOS, () -> peer.step(new Input.NotLoaded(load.ticket(), busy)));
    }
}
