package kith.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;

/// Some peers with links between them, each with a delay, and a log that is a set of numbers. The
/// link to a peer has its number.
final class Neighbourhood {
    static final BoardId BOARD = new BoardId(Bytes.of(new byte[BoardId.SIZE_BYTES]));
    private static final int DELAY_MAX_MICROS = 50_000;

    final List<Peer> peers = new ArrayList<>();
    private final TreeMap<Long, List<Runnable>> due = new TreeMap<>();
    private final Rng rng;
    private long nanos;

    Neighbourhood(int count, boolean wide, long seed) {
        rng = new Rng(seed);
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(i, wide));
            peers.get(i).broadcast.members(count);
        }
    }

    /// A random graph in which each has links to some others.
    Neighbourhood linked(int each) {
        for (int a = 0; a < peers.size(); a++) {
            while (peers.get(a).links.size() < Math.min(each, peers.size() - 1)) {
                int b = rng.nextInt(peers.size());
                if (a != b && !peers.get(a).links.contains(b)) {
                    link(a, b);
                }
            }
        }
        run(1);
        return this;
    }

    /// Time passed, for all of them.
    void chooseAgain() {
        peers.forEach(peer -> peer.broadcast.chooseAgain());
        run(1);
    }

    void link(int a, int b) {
        peers.get(a).up(b);
        peers.get(b).up(a);
    }

    void cut(int a, int b) {
        peers.get(a).down(b);
        peers.get(b).down(a);
    }

    /// It is gone, and nobody knows yet.
    void crash(int peer) {
        peers.get(peer).crashed = true;
    }

    void run(double seconds) {
        long end = nanos + (long) (seconds * Now.SECOND);
        while (!due.isEmpty() && due.firstKey() <= end) {
            nanos = due.firstKey();
            List<Runnable> now = due.getOrDefault(nanos, List.of());
            due.remove(nanos);
            now.forEach(Runnable::run);
        }
        nanos = end;
    }

    private void at(long when, Runnable what) {
        due.computeIfAbsent(Math.max(when, nanos), none -> new ArrayList<>()).add(what);
    }

    int have(long update) {
        int count = 0;
        for (Peer peer : peers) {
            count += peer.log.containsKey(update) ? 1 : 0;
        }
        return count;
    }

    int copies(long update) {
        int copies = 0;
        for (Peer peer : peers) {
            copies += peer.sent.getOrDefault(update, 0);
        }
        return copies;
    }

    /// One of them.
    final class Peer implements Host {
        final int self;
        final Broadcast broadcast;
        final TreeSet<Integer> links = new TreeSet<>();
        final TreeMap<Long, Integer> log = new TreeMap<>();
        final TreeMap<Long, Integer> sent = new TreeMap<>();
        final List<BroadcastMessage.Wish> wishes = new ArrayList<>();
        boolean crashed;
        boolean delivers = true;
        private long wakeNanos = Now.NEVER;

        Peer(int self, boolean wide) {
            this.self = self;
            this.broadcast = new Broadcast(this, BOARD, wide, 0, rng.nextLong());
        }

        private void up(int other) {
            links.add(other);
            broadcast.linkUp(other);
        }

        private void down(int other) {
            links.remove(other);
            broadcast.linkDown(other);
        }

        void publish(long update, int sizeBytes) {
            log.put(update, sizeBytes);
            broadcast.publish(update, sizeBytes);
        }

        private void take(int from, long update, int hops, int sizeBytes) {
            if (log.putIfAbsent(update, sizeBytes) == null) {
                broadcast.came(update, from, hops, sizeBytes);
            }
        }

        /// What the other side of a link does with it, if the link is still there then.
        private void to(long link, Arrival arrival) {
            Peer other = peers.get((int) link);
            long pair = Math.min(self, link) * 1_000 + Math.max(self, link);
            long micros = 1_000L + new Rng(pair).nextInt(DELAY_MAX_MICROS);
            at(
                    nanos + micros * 1_000,
                    () -> {
                        if (!other.crashed && !crashed && other.links.contains(self)) {
                            arrival.at(other);
                        }
                    });
        }

        @Override
        public Now now() {
            return new Now(nanos, 0);
        }

        @Override
        public void wakeAt(long when) {
            if (when < wakeNanos) {
                wakeNanos = when;
                at(when, this::wake);
            }
        }

        private void wake() {
            if (wakeNanos <= nanos) {
                wakeNanos = Now.NEVER;
                broadcast.wake();
            }
        }

        @Override
        public void send(long link, BroadcastMessage message) {
            if (message instanceof BroadcastMessage.Wish wish) {
                wishes.add(wish);
            }
            to(link, other -> other.broadcast.received(self, message));
        }

        @Override
        public boolean has(long update) {
            return log.containsKey(update);
        }

        @Override
        public boolean pass(long link, long update, int hops) {
            if (delivers) {
                int sizeBytes = log.getOrDefault(update, 0);
                sent.merge(update, 1, Integer::sum);
                to(link, other -> other.take(self, update, hops, sizeBytes));
            }
            return delivers;
        }

        @Override
        public boolean promise(long link, long update, int hops) {
            to(link, other -> other.broadcast.promised(update, self, hops));
            return false;
        }

        @Override
        public void announce(long link, long[] updates) {
            to(link, other -> other.broadcast.announced(self, updates));
        }

        @Override
        public void fetch(long link, long update) {
            to(link, other -> other.broadcast.fetched(update, self, 1));
        }

        Gauge gauge(String name) {
            var all = new ArrayList<Gauge>();
            broadcast.measure(all);
            for (Gauge one : all) {
                if (one.name().equals(name)) {
                    return one;
                }
            }
            throw new AssertionError(name + " is not measured");
        }
    }

    private interface Arrival {
        void at(Peer other);
    }
}
