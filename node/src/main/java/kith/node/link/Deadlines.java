package kith.node.link;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Closes what has not come to an end in time: one daemon thread for all links of a node.
///
/// A blocking read has no deadline of its own that would hold for a whole handshake; closing the
/// socket under it has. What is scheduled here must not block.
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("kith-link-timer").factory(),
                        new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true); // else a finished handshake is held for 5 s more
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Runs `then` in `millis`, unless the answer is cancelled before.
    Future<?> in(int millis, Runnable then) {
        return timer.schedule(then, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
