package kith.node.app;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What tests of the Java library begin with.
final class Local {
    private static final int WAIT_SECONDS = 10;

    private Local() {}

    /// A peer of this machine alone, at a free port.
    static Peer.Options at(Path home) {
        return Peer.at(home).host("127.0.0.1").port(0);
    }

    /// What comes next; it has to come.
    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("nothing came");
        }
        return taken;
    }
}
