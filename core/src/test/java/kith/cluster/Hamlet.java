package kith.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// A few peers of one board, all linked to each other or all to one, ten milliseconds apart;
/// messages go through their bytes.
final class Hamlet {
    static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));

    private static final long WAY_NANOS = 5 * Now.MILLI;

    final List<Peer> peers = new ArrayList<>();
    private int hubs; // on whom all others hang; 0: all are linked to all
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nanos;
    private long order;

    /// A message to somebody, or null for a step that it asked for.
    private record Event(long nanos, long order, Peer to, @Nullable Peer from, Runnable what)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    Hamlet(int count) {
        this(Collections.nCopies(count, ""), 0);
    }

    Hamlet(String... regions) {
        this(List.of(regions), 0);
    }

    /// All are linked to the first, and to nobody else.
    static Hamlet star(List<String> regions) {
        return new Hamlet(regions, 1);
    }

    /// The first are linked to each other, and each of the rest to one of them.
    static Hamlet hubs(int hubs, int count) {
        return new Hamlet(Collections.nCopies(count, ""), hubs);
    }

    private Hamlet(List<String> regions, int hubs) {
        this.hubs = hubs;
        for (int i = 0; i < regions.size(); i++) {
            peers.add(new Peer(i, regions.get(i)));
        }
        meet();
    }

    /// Each has measured all to whom it is linked, and knows where it is.
    private void meet() {
        for (Peer one : peers) {
            for (Peer other : peers) {
                if (one != other && areLinked(one.number, other.number)) {
                    one.clusters.linkUp(other.id);
                    for (int i = 0; i < 20; i++) {
                        one.coordinates.measured(other.id, Coordinate.NOWHERE, 2 * WAY_NANOS);
                    }
                }
            }
        }
    }

    /// All but the first have lost their links to each other.
    void becomeStar() {
        hubs = 1;
        List<Peer> leaves = peers.subList(1, peers.size());
        for (Peer one : leaves) {
            leaves.forEach(other -> one.clusters.linkDown(other.id));
        }
    }

    /// They have them again.
    void becomeMesh() {
        hubs = 0;
        meet();
    }

    private boolean areLinked(int one, int other) {
        int hub = Math.min(one, other);
        int leaf = Math.max(one, other);
        return hubs == 0 || hub < hubs && (leaf < hubs || leaf % hubs == hub);
    }

    void run(long forNanos) {
        long end = nanos + forNanos;
        while (!events.isEmpty() && events.peek().nanos <= end) {
            Event next = events.remove();
            nanos = next.nanos;
            if (!next.to.down && (next.from == null || !next.to.deafTo.contains(next.from.id))) {
                next.what.run();
            }
        }
        nanos = end;
    }

    /// False when it does not come about within that time.
    boolean runUntil(BooleanSupplier so, long withinNanos) {
        for (long end = nanos + withinNanos; nanos < end && !so.getAsBoolean(); ) {
            run(100 * Now.MILLI);
        }
        return so.getAsBoolean();
    }

    List<Peer> leaders() {
        var leaders = new ArrayList<Peer>();
        for (Peer peer : peers) {
            if (!peer.down && peer.clusters.leads()) {
                leaders.add(peer);
            }
        }
        return leaders;
    }

    /// How many are in which cluster.
    TreeMap<Long, Integer> sizes() {
        var sizes = new TreeMap<Long, Integer>();
        peers.forEach(peer -> sizes.merge(peer.clusters.cluster(), 1, Integer::sum));
        return sizes;
    }

    /// All who are up are in one cluster under one leader, and all know it and all others.
    boolean isOne() {
        var clusters = new TreeSet<Long>();
        boolean led = leaders().size() == 1;
        for (Peer peer : peers) {
            if (!peer.down) {
                clusters.add(peer.clusters.cluster());
                led = led && peer.clusters.members().size() == peers.size();
                led = led && leaders().getFirst().id.equals(peer.clusters.leader());
            }
        }
        return led && clusters.size() == 1 && clusters.first() != 0;
    }

    /// One of them, with a host that keeps what it is told.
    final class Peer implements Host {
        final int number;
        final PeerId id;
        final Coordinates coordinates;
        final Clusters clusters;
        final TreeSet<PeerId> deafTo = new TreeSet<>();
        final List<Bytes> came = new ArrayList<>();
        boolean down;
        int sent;
        private long wakeNanos = Now.NEVER;

        Peer(int number, String region) {
            this.number = number;
            id = new PeerId(Sha256.hash(new Writer().u32(number).toBytes()));
            coordinates = new Coordinates(number);
            clusters = new Clusters(this, BOARD, region, coordinates, number);
        }

        @Override
        public PeerId self() {
            return id;
        }

        @Override
        public Now now() {
            return new Now(nanos, 1_800_000_000_000L + nanos / Now.MILLI);
        }

        @Override
        public void wakeAt(long at) {
            if (at < wakeNanos) {
                wakeNanos = at;
                events.add(new Event(Math.max(nanos, at), order++, this, null, () -> woke(at)));
            }
        }

        private void woke(long at) {
            if (wakeNanos == at) {
                wakeNanos = Now.NEVER;
                clusters.wake();
            }
        }

        @Override
        public boolean isMember(PeerId peer) {
            return true;
        }

        @Override
        public boolean isLeaf() {
            return hubs > 0 && number >= hubs;
        }

        @Override
        public boolean isHubOf(PeerId peer) {
            return number < hubs && areLinked(number, find(peer).number);
        }

        @Override
        public void send(PeerId to, ClusterMessage message) {
            sent++;
            Peer other = find(to);
            ClusterMessage copy = ClusterVectors.copy(message);
            events.add(
                    new Event(
                            nanos + WAY_NANOS,
                            order++,
                            other,
                            this,
                            () -> other.clusters.received(id, copy)));
        }

        private Peer find(PeerId to) {
            for (Peer peer : peers) {
                if (peer.id.equals(to)) {
                    return peer;
                }
            }
            throw new AssertionError(to);
        }

        @Override
        public void ping(PeerId peer) {
            if (!find(peer).down) {
                clusters.measured(peer, 2 * WAY_NANOS);
            }
        }

        /// A model: the hash of key and statement, twice.
        @Override
        public void sign(Bytes statement, Effects.Then<Bytes> then) {
            then.accept(signature(id, statement));
        }

        @Override
        public void check(
                PeerId key, Bytes statement, Bytes signature, Effects.Then<Boolean> then) {
            then.accept(signature(key, statement).equals(signature));
        }

        private static Bytes signature(PeerId key, Bytes statement) {
            Bytes hash = Sha256.hash(new Writer().bytes(key.key()).bytes(statement).toBytes());
            return new Writer().bytes(hash).bytes(hash).toBytes();
        }

        @Override
        public void came(Bytes item) {
            came.add(item);
        }
    }
}
