package kith.lab.bench.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bench.wire.Loopback;
import kith.node.link.Link;
import kith.node.link.LinkConfig;
import kith.node.link.LinkHandler;
import kith.node.link.Links;

/// The bare minimum of catching up: so many bytes over a link in large frames, appended to a file
/// on the other side, synced at the end.
public final class TlsCopy implements AutoCloseable {
    private static final int FRAME_BYTES = 1 << 18;
    private static final long QUEUED_BYTES_MAX = 2 << 20;
    private static final long LOOK_NANOS = 50_000;

    private final Links caller = new Links(Loopback.newPeer(), LinkConfig.standard(), new Nobody());
    private final Links answerer =
            new Links(Loopback.newPeer(), LinkConfig.standard(), new Keeper());
    private final int port = answerer.listen(Loopback.HOST, 0);
    private final FileChannel file;
    private volatile long received;
    private volatile long wanted = Long.MAX_VALUE;
    private volatile CountDownLatch done = new CountDownLatch(1);

    public TlsCopy(Path to) throws IOException {
        file = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// Nanoseconds from the first byte to the end of the sync.
    public long copy(long bytes) throws InterruptedException {
        Link link = Loopback.dial(caller, port);
        received = 0;
        wanted = bytes;
        done = new CountDownLatch(1);
        long start = System.nanoTime();
        for (long left = bytes; left > 0; left -= FRAME_BYTES) {
            while (link.counters().bytesQueued() > QUEUED_BYTES_MAX) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            link.send(new byte[(int) Math.min(left, FRAME_BYTES)]);
        }
        done.await();
        return System.nanoTime() - start;
    }

    private static final class Nobody implements LinkHandler {
        @Override
        public void up(Link up) {}

        @Override
        public void frame(Link from, byte[] payload) {}

        @Override
        public void down(Link gone, String reason) {}
    }

    private final class Keeper implements LinkHandler {
        @Override
        public void up(Link up) {}

        @Override
        public void frame(Link from, byte[] payload) {
            try {
                var buffer = ByteBuffer.wrap(payload);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                long all = received + payload.length;
                received = all;
                if (all >= wanted) {
                    file.force(false);
                    done.countDown();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void down(Link gone, String reason) {}
    }

    @Override
    public void close() throws IOException {
        caller.close();
        answerer.close();
        file.close();
    }
}
