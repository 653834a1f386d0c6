package kith.node.cli.peer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Writes what `up` has to say, on a thread of its own.
///
/// A terminal may stand still (Ctrl-S, a pager, a pipe that nobody reads), and then whoever writes
/// to it waits, for hours perhaps. No part of a peer must be that one, nor its end. So what is to
/// be written waits here; what does not fit is left out, as the log has all of it.
///
/// Any thread.
final class Teller {
    /// Texts that wait for the terminal. Guess: more than anybody reads.
    private static final int WAITING_MAX = 1_000;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    Thread.ofPlatform().daemon().name("kith-teller").factory(),
                    new ThreadPoolExecutor.DiscardPolicy());

    /// Does this writing when all before it is done.
    void tell(Runnable writing) {
        thread.execute(writing);
    }

    /// Waits so long until everything is written; false when it is not, because the terminal stands
    /// still or because this thread is interrupted.
    boolean finish(long millis) {
        var written = new CountDownLatch(1);
        tell(written::countDown);
        try {
            return written.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
