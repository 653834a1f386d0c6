package kith.node.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import kith.node.link.wire.Framing;

/// The frames that wait for a link's writer: bounded in number and in bytes.
///
/// Any thread offers and never waits. The one writer takes everything at once, because one write of
/// many frames costs a third of many writes (measured, `research`: 1.4 against 4.9 microseconds a
/// frame). What the writer holds counts against the bound until it says [#written]: otherwise a
/// second outbox-full of frames could hide in its hands.
final class Outbox {
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    private final int framesMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private List<byte[]> waiting = new ArrayList<>(0);
    private int frames;
    private long bytes;
    private boolean closed;

    Outbox(int framesMax, long bytesMax) {
        this.framesMax = framesMax;
        this.bytesMax = bytesMax;
    }

    /// Queues `frame`, or says why not.
    Offer offer(byte[] frame) {
        long size = Framing.sizeOf(frame);
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (frames == framesMax || size > bytesMax - bytes) {
                return Offer.FULL;
            }
            waiting.add(frame);
            frames++;
            bytes += size;
            if (waiting.size() == 1) {
                changed.signal();
            }
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for frames and takes all of them; none means that the outbox is closed and empty.
    List<byte[]> takeAll() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            var taken = waiting;
            waiting = new ArrayList<>(0); // a fresh one, so that an idle link keeps no large array
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Makes room: the socket has taken so much of what [#takeAll] gave.
    void written(int frameCount, long byteCount) {
        lock.lock();
        try {
            frames -= frameCount;
            bytes -= byteCount;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more frames; those that wait are still written.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more frames and forgets those that wait.
    void abandon() {
        lock.lock();
        try {
            for (byte[] frame : waiting) {
                frames--;
                bytes -= Framing.sizeOf(frame);
            }
            waiting = new ArrayList<>(0);
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    int frames() {
        lock.lock();
        try {
            return frames;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
