package kith.lab.bed.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import kith.lang.Rng;

/// An Ethernet switch whose wires have delays: one port for each TAP device, and between each two
/// ports a way in each direction with a shape of its own.
///
/// It learns which address is behind which port from what comes out of it, as every switch does,
/// and sends to all what is for all or for nobody it knows (IEEE 802.1D, 7.8). A frame that enters
/// is given the time at which it comes out.
///
/// One thread does all of it: the peers need the processors themselves, and to hand a frame from
/// one thread to another costs more than to pass it on.
public final class Switch implements AutoCloseable {
    /// How often it looks whether it is over.
    private static final long LOOK_NANOS = 100_000_000;

    /// So many frames are taken from one port before the next has its turn.
    private static final int BURST = 64;

    private static final int ADDRESS_BYTES = 6;

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Due> waiting = new PriorityQueue<>();
    private final Map<Long, Integer> portsByAddress = new HashMap<>();
    private final List<Tap> taps;
    private final Way[][] ways;
    private final Thread thread;
    private long frames;
    private long lost;
    private volatile boolean over;

    /// A frame on its way.
    private static final class Due implements Comparable<Due> {
        final long atNanos;
        final long number;
        final int port;
        final byte[] frame;

        Due(long atNanos, long number, int port, byte[] frame) {
            this.atNanos = atNanos;
            this.number = number;
            this.port = port;
            this.frame = frame;
        }

        @Override
        public int compareTo(Due other) {
            long apart = atNanos - other.atNanos; // the clock may begin anywhere
            return Long.signum(apart != 0 ? apart : number - other.number);
        }
    }

    /// Begins to pass on.
    public Switch(List<Tap> taps, long seed) {
        this.taps = List.copyOf(taps);
        this.ways = new Way[taps.size()][taps.size()];
        var rng = new Rng(seed);
        for (Way[] from : ways) {
            for (int to = 0; to < from.length; to++) {
                from[to] = new Way(rng);
            }
        }
        thread = Thread.ofPlatform().daemon().name("switch").start(this::run);
    }

    /// Does something with the way from one port to another.
    public interface Change {
        void to(Way way);
    }

    /// Changes the ways from one port to another; -1 is any.
    public void change(int from, int to, Change change) {
        lock.lock();
        try {
            for (int i = 0; i < ways.length; i++) {
                for (int j = 0; j < ways.length; j++) {
                    if ((from < 0 || from == i) && (to < 0 || to == j)) {
                        change.to(ways[i][j]);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many frames came in, and how many of what was to come out was lost.
    public String traffic() {
        lock.lock();
        try {
            return frames + " frames, " + lost + " lost";
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (var inputs = new Kernel.Inputs(taps.stream().mapToInt(Tap::descriptor).toArray())) {
            while (!over) {
                inputs.await(pass(System.nanoTime()));
                for (int port = 0; port < taps.size(); port++) {
                    if (inputs.has(port)) {
                        read(port);
                    }
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Takes in what a port has, but lets the others have their turn.
    private void read(int port) {
        try {
            byte[] frame = taps.get(port).read();
            for (int i = 1; i < BURST && frame != null; i++) {
                entered(port, frame);
                frame = taps.get(port).read();
            }
            if (frame != null) {
                entered(port, frame);
            }
        } catch (IOException down) {
            // a device that is down has nothing
        }
    }

    private void entered(int from, byte[] frame) {
        lock.lock();
        try {
            frames++;
            portsByAddress.put(address(frame, ADDRESS_BYTES), from);
            Integer known = portsByAddress.get(address(frame, 0));
            for (int to = 0; to < ways.length; to++) {
                if (to != from && (known == null || known == to)) {
                    enter(ways[from][to], to, frame);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void enter(Way way, int to, byte[] frame) {
        long out = way.outNanos(System.nanoTime(), frame.length);
        if (out == Way.NEVER) {
            lost++;
            return;
        }
        waiting.add(new Due(out, frames, to, frame));
    }

    /// Six bytes of a frame; one for many never comes from anybody, so it is never known.
    private static long address(byte[] frame, int start) {
        long address = 0;
        for (int i = 0; i < ADDRESS_BYTES; i++) {
            address = address << 8 | frame[start + i] & 0xff;
        }
        return address;
    }

    /// Sends what comes out until now, and says how long to wait for the next.
    private long pass(long nowNanos) {
        lock.lock();
        try {
            Due first = waiting.peek();
            while (first != null && first.atNanos - nowNanos <= 0) {
                waiting.poll();
                lost += isSent(first) ? 0 : 1;
                first = waiting.peek();
            }
            return first == null ? LOOK_NANOS : Math.min(LOOK_NANOS, first.atNanos - nowNanos);
        } finally {
            lock.unlock();
        }
    }

    private boolean isSent(Due due) {
        try {
            return taps.get(due.port).write(due.frame);
        } catch (IOException down) {
            return false; // a device that is not up, or is gone
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        for (Tap tap : taps) {
            tap.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
