package kith.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.PeerId;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// Makes and checks signatures beside the engine: 25 microseconds for one, 115 for the other.
///
/// Checks go to as many threads as there are processors: more would only wait. Signing has one of
/// its own: our own writing must not queue behind what others send.
///
/// What waits is bounded from the outside: whoever brings work that may need checks calls
/// [#awaitRoom] before it takes the engine. One that got in brings at most a frame's worth.
final class Signatures implements AutoCloseable {
    /// Checks under way beyond which nothing more is taken in from links. A second of one thread.
    static final int CHECKS_MAX = 10_000;

    private final Crypto crypto;
    private final Bytes seed;
    private final ExecutorService checkers;
    private final ExecutorService signer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private int underWay;
    private boolean closed;

    Signatures(Crypto crypto, Bytes seed) {
        this.crypto = crypto;
        this.seed = seed;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        checkers =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("kith-check-", 1).factory());
        signer =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("kith-sign").factory());
    }

    /// Waits while too many checks are under way. Not for who owns the engine.
    void awaitRoom() {
        lock.lock();
        try {
            while (underWay >= CHECKS_MAX && !closed) {
                room.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void count(int more) {
        lock.lock();
        try {
            underWay += more;
            if (more < 0 && underWay == CHECKS_MAX - 1) {
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Never waits.
    void check(Bytes key, Bytes message, Bytes signature, Consumer<Boolean> then) {
        count(1);
        submit(
                checkers,
                () -> {
                    boolean good = isGood(key, message, signature);
                    count(-1);
                    then.accept(good);
                });
    }

    private boolean isGood(Bytes key, Bytes message, Bytes signature) {
        boolean formed =
                key.size() == PeerId.SIZE_BYTES && signature.size() == Check.SIGNATURE_BYTES;
        return formed && crypto.verify(new Check(new PeerId(key), message, signature));
    }

    /// Signs with the key of `other`, or with the peer's own where that is null. Never waits.
    void sign(Bytes message, @Nullable Bytes other, Consumer<Bytes> then) {
        Bytes with = other == null ? seed : other;
        submit(signer, () -> then.accept(crypto.sign(with, message)));
    }

    /// After the end nobody waits for an answer any more.
    private static void submit(ExecutorService executor, Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException closed) {
            assert executor.isShutdown() : closed;
        }
    }

    @Override
    public void close() {
        checkers.shutdownNow();
        signer.shutdownNow();
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
