package kith.lab.crowd.broadcast;

import java.util.Arrays;
import kith.broadcast.Broadcast;
import kith.broadcast.BroadcastMessage;
import kith.broadcast.Host;
import kith.identity.BoardId;
import kith.lab.crowd.Crowd;
import kith.port.Now;

/// Kith's broadcast, with a log that is a list of numbers.
final class KithPeer implements Spreader, Host {
    private static final int WISH_BYTES = HEADER_BYTES + 1;

    /// With the head of a chain and its signature.
    private static final int PROMISE_BYTES = HEADER_BYTES + 120;

    private final Crowd crowd;
    private final Arrivals arrivals;
    private final int self;
    private final Broadcast broadcast;
    private long[] updates = {};
    private int[] sizes = {};
    private int count;

    private static final class Announce {
        final long[] updates;

        Announce(long[] updates) {
            this.updates = updates;
        }
    }

    private record Fetch(long update) {}

    private record Promise(long update, int hops) {}

    KithPeer(Crowd crowd, Arrivals arrivals, int self, BoardId board, boolean wide, long seed) {
        this.crowd = crowd;
        this.arrivals = arrivals;
        this.self = self;
        this.broadcast = new Broadcast(this, board, wide, 0, seed);
        broadcast.members(crowd.size());
    }

    @Override
    public void publish(long update, int sizeBytes) {
        keep(update, sizeBytes, 0);
        broadcast.publish(update, sizeBytes);
    }

    private void send(int to, Copy copy) {
        arrivals.sent(self, copy.update());
        crowd.send(self, to, copy, HEADER_BYTES + copy.sizeBytes());
    }

    private void control(int to, Object message, int sizeBytes) {
        arrivals.control(sizeBytes);
        crowd.send(self, to, message, sizeBytes);
    }

    private void keep(long update, int sizeBytes, int hops) {
        arrivals.came(self, update, crowd.nanos(), hops);
        if (count == updates.length) {
            updates = Arrays.copyOf(updates, Math.max(4, 2 * count));
            sizes = Arrays.copyOf(sizes, updates.length);
        }
        updates[count] = update;
        sizes[count++] = sizeBytes;
    }

    private int indexOf(long update) {
        for (int i = count - 1; i >= 0; i--) {
            if (updates[i] == update) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Copy copy -> {
                if (!has(copy.update())) {
                    keep(copy.update(), copy.sizeBytes(), copy.hops());
                    broadcast.came(copy.update(), from, copy.hops(), copy.sizeBytes());
                }
            }
            case Promise promise -> broadcast.promised(promise.update, from, promise.hops);
            case Announce announce -> broadcast.announced(from, announce.updates);
            case Fetch fetch -> broadcast.fetched(fetch.update, from, 1);
            case BroadcastMessage wish -> broadcast.received(from, wish);
            default -> throw new IllegalArgumentException("what is " + message);
        }
    }

    @Override
    public void woke() {
        broadcast.wake();
    }

    /// As sync does, each says what it has.
    @Override
    public void linkUp(int peer) {
        broadcast.linkUp(peer);
        if (count > 0) {
            announce(peer, new long[] {updates[count - 1]});
        }
    }

    @Override
    public void linkDown(int peer) {
        broadcast.linkDown(peer);
    }

    // Host

    @Override
    public Now now() {
        return crowd.now();
    }

    @Override
    public void wakeAt(long nanos) {
        crowd.wakeAt(self, nanos);
    }

    @Override
    public void send(long link, BroadcastMessage message) {
        arrivals.control(WISH_BYTES);
        crowd.sendSurely(self, (int) link, message, WISH_BYTES);
    }

    @Override
    public void pass(long link, long update, int hops) {
        send((int) link, new Copy(update, hops, sizes[indexOf(update)]));
    }

    @Override
    public void promise(long link, long update, int hops) {
        control((int) link, new Promise(update, hops), PROMISE_BYTES);
    }

    @Override
    public void announce(long link, long[] news) {
        control((int) link, new Announce(news), HEADER_BYTES + ID_BYTES * news.length);
    }

    @Override
    public void fetch(long link, long update) {
        control((int) link, new Fetch(update), HEADER_BYTES + ID_BYTES);
    }

    @Override
    public boolean has(long update) {
        return indexOf(update) >= 0;
    }
}
