package kith.lab.bench.wire;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import kith.node.link.Link;
import kith.node.link.LinkConfig;
import kith.node.link.LinkHandler;
import kith.node.link.Links;

/// Two nodes and a link between them.
public final class LinkPair implements Wire {
    /// What may wait in the outbox: half its bound, as an engine with credits would keep it.
    private static final int IN_FLIGHT_FRAMES = 4096;

    private static final long IN_FLIGHT_BYTES = 4 << 20;

    private final Semaphore echoes = new Semaphore(0);
    private final AtomicLong received = new AtomicLong();
    private volatile boolean echo;
    private final Links caller = new Links(Loopback.newPeer(), config(), new Caller());
    private final Links answerer = new Links(Loopback.newPeer(), config(), new Answerer());
    private final int port = answerer.listen(Loopback.HOST, 0);
    private final Link link = dial();

    private static LinkConfig config() {
        var standard = LinkConfig.standard(); // nobody here says who is no stranger
        return standard.withStrangers(standard.linksMax(), standard.linksMax());
    }

    /// Opens one more link between the two.
    public Link dial() {
        return Loopback.dial(caller, port);
    }

    @Override
    public long[] roundTrips(int count, int size) {
        echo = true;
        var nanos = new long[count];
        var frame = new byte[size];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            link.send(frame);
            echoes.acquireUninterruptibly();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    @Override
    public void stream(int count, int size) {
        echo = false;
        received.set(0);
        var frame = new byte[size];
        for (int i = 0; i < count; i++) {
            if (i % 64 == 0 || size > 100_000) {
                waitForRoom();
            }
            link.send(frame);
        }
        while (received.get() < count) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
        }
    }

    private void waitForRoom() {
        var counters = link.counters();
        while (counters.framesQueued() > IN_FLIGHT_FRAMES
                || counters.bytesQueued() > IN_FLIGHT_BYTES) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
            counters = link.counters();
        }
    }

    @Override
    public void close() {
        caller.close();
        answerer.close();
    }

    private final class Caller implements LinkHandler {
        @Override
        public void up(Link up) {}

        @Override
        public void frame(Link from, byte[] payload) {
            echoes.release();
        }

        @Override
        public void down(Link gone, String reason) {}
    }

    private final class Answerer implements LinkHandler {
        @Override
        public void up(Link up) {}

        @Override
        public void frame(Link from, byte[] payload) {
            received.incrementAndGet();
            if (echo) {
                from.send(payload);
            }
        }

        @Override
        public void down(Link gone, String reason) {}
    }
}
