package kith.lab.crowd.broadcast;

import java.util.Arrays;
import kith.broadcast.Broadcast;
import kith.broadcast.BroadcastMessage;
import kith.broadcast.Host;
import kith.identity.BoardId;
import kith.lab.crowd.Crowd;
import kith.port.Now;

/// Kith's broadcast, with a log that is a list of numbers, and the comparison of logs as whole
/// peers have it: now and then with a link drawn by lot. There it goes by what each said that it
/// has, over every link; here what is here is said in the question.
final class KithPeer implements Spreader, Host {
    /// Between two comparisons, plus or minus half.
    private static final int COMPARE_MILLIS = 10_000;

    /// What is newer is on its way still.
    private static final int SETTLED_MILLIS = 1_000;

    private static final int WISH_BYTES = HEADER_BYTES + 1;

    /// With the head of a chain and its signature.
    private static final int PROMISE_BYTES = HEADER_BYTES + 120;

    private final Crowd crowd;
    private final Arrivals arrivals;
    private final int self;
    private final Broadcast broadcast;
    private int[] links = {};
    private int linkCount;
    private long compareNanos = Now.NEVER;
    private long[] updates = {};
    private int[] sizes = {};
    private int[] cameMillis = {};
    private byte[] hops = {};
    private int count;

    private static final class Announce {
        final long[] updates;

        Announce(long[] updates) {
            this.updates = updates;
        }
    }

    private record Fetch(long update) {}

    private record Promise(long update, int hops) {}

    private static final class Compare {
        final long[] updates;

        Compare(long[] updates) {
            this.updates = updates;
        }
    }

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

    private void keep(long update, int sizeBytes, int passes) {
        arrivals.came(self, update, crowd.nanos(), passes);
        if (count == updates.length) {
            updates = Arrays.copyOf(updates, Math.max(4, 2 * count));
            sizes = Arrays.copyOf(sizes, updates.length);
            cameMillis = Arrays.copyOf(cameMillis, updates.length);
            hops = Arrays.copyOf(hops, updates.length);
        }
        updates[count] = update;
        cameMillis[count] = (int) (crowd.nanos() / Now.MILLI);
        hops[count] = (byte) Math.min(passes, Byte.MAX_VALUE);
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

    /// How often an update was passed on when it is passed on from here; where it is not here yet,
    /// nobody asks.
    private int passes(long update) {
        int at = indexOf(update);
        return at < 0 ? 0 : hops[at] + 1;
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
            case Fetch fetch -> broadcast.fetched(fetch.update, from, passes(fetch.update));
            case Compare compare -> bring(from, compare.updates);
            case BroadcastMessage wish -> broadcast.received(from, wish);
            default -> throw new IllegalArgumentException("what is " + message);
        }
    }

    /// However many copies went: this is what brings all to the same state.
    private void bring(int to, long[] there) {
        long settled = crowd.nanos() / Now.MILLI - SETTLED_MILLIS;
        for (int i = 0; i < count; i++) {
            long update = updates[i];
            if (cameMillis[i] <= settled && Arrays.stream(there).noneMatch(one -> one == update)) {
                send(to, new Copy(update, passes(update), sizes[i]));
            }
        }
    }

    @Override
    public void woke() {
        broadcast.wake();
        if (crowd.nanos() >= compareNanos) {
            compare();
            compareLater();
        }
        crowd.wakeAt(self, compareNanos);
    }

    private void compare() {
        if (linkCount > 0) {
            int other = links[crowd.rng().nextInt(linkCount)];
            var here = new Compare(Arrays.copyOf(updates, count));
            control(other, here, HEADER_BYTES + ID_BYTES * count);
        }
    }

    private void compareLater() {
        int wait = COMPARE_MILLIS / 2 + crowd.rng().nextInt(COMPARE_MILLIS);
        compareNanos = crowd.nanos() + wait * Now.MILLI;
        crowd.wakeAt(self, compareNanos);
    }

    /// As sync does, each says what it has.
    @Override
    public void linkUp(int peer) {
        if (linkCount == links.length) {
            links = Arrays.copyOf(links, Math.max(8, 2 * linkCount));
        }
        links[linkCount++] = peer;
        if (compareNanos == Now.NEVER) {
            compareLater();
        }
        broadcast.linkUp(peer);
        if (count > 0) {
            announce(peer, new long[] {updates[count - 1]});
        }
    }

    @Override
    public void linkDown(int peer) {
        for (int i = linkCount - 1; i >= 0; i--) {
            links[i] = links[i] == peer ? links[--linkCount] : links[i];
        }
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
    public boolean pass(long link, long update, int passes) {
        send((int) link, new Copy(update, passes, sizes[indexOf(update)]));
        return true;
    }

    @Override
    public boolean promise(long link, long update, int passes) {
        control((int) link, new Promise(update, passes), PROMISE_BYTES);
        return false;
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
