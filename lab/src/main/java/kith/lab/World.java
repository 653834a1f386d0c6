package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import kith.lab.check.Broken;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Segment;
import org.jspecify.annotations.Nullable;

/// A whole network of peers in one thread, with time, links and disks of its own: everything that
/// happens follows from one seed.
///
/// The peers are the engines that ship. What is replaced is what they are hosted by: a queue of
/// events in the order of a simulated time. Nothing here reads a clock or a source of chance but
/// the world's own, so a seed is a bug report.
///
/// Source: the simulators of FoundationDB and TigerBeetle; that each seed runs twice and must leave
/// the same trace is from Cassandra's Accord.
public final class World {
    /// What a world is made of.
    ///
    /// @param delayMinNanos the shortest time that a frame takes
    /// @param delayMaxNanos the longest
    /// @param syncNanos how long a disk takes to sync
    /// @param diskBytesPerSecond how fast it writes; 0: at once
    public record Config(
            long delayMinNanos,
            long delayMaxNanos,
            long syncNanos,
            Limits limits,
            int segmentBytes,
            long diskBytesPerSecond) {
        /// With disks that write at once.
        public Config(
                long delayMinNanos,
                long delayMaxNanos,
                long syncNanos,
                Limits limits,
                int segmentBytes) {
            this(delayMinNanos, delayMaxNanos, syncNanos, limits, segmentBytes, 0);
        }

        /// With slow disks, to which little may be on its way at once.
        public Config withSlowDisks(long bytesPerSecond, long diskQueueBytes) {
            return new Config(
                    delayMinNanos,
                    delayMaxNanos,
                    syncNanos,
                    limits.with(to -> to.diskQueueBytes = diskQueueBytes),
                    segmentBytes,
                    bytesPerSecond);
        }

        /// With heads compared by sketches as soon as there are so many.
        public Config withSketchesFrom(int heads) {
            return new Config(
                    delayMinNanos,
                    delayMaxNanos,
                    syncNanos,
                    limits.with(to -> to.sketchHeadsMin = heads),
                    segmentBytes,
                    diskBytesPerSecond);
        }

        public static final Config DEFAULT =
                new Config(
                        Now.MILLI / 10,
                        20 * Now.MILLI,
                        2 * Now.MILLI,
                        Limits.DEFAULT,
                        Segment.BYTES_MAX);
    }

    /// When the world begins, in milliseconds since 1970: some day in 2026.
    private static final long WALL_START_MILLIS = 1_780_000_000_000L;

    /// More than this in one simulated second is something that goes on for ever. Guess: some
    /// times as many as in the busiest second of nine peers; of more peers as many more each.
    private static final long EVENTS_IN_SECOND_MAX = 100_000;

    private static final long PEER_EVENTS_IN_SECOND_MAX = EVENTS_IN_SECOND_MAX / 9;

    private final long seed;
    private int removals;
    private final Rng rng;
    private final Config config;
    private final SimCrypto crypto = new SimCrypto();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimPeer> peers = new ArrayList<>();
    private final SimNetwork network;
    private final Trace trace = new Trace();
    private long nanos;
    private long eventCount;
    private long numbers;
    private long eventsInSecond;
    private long countedSecond;
    private long lagMaxNanos;
    private SimPeer.@Nullable Witness witness;

    /// Something that will happen. Of two at one time the one that was planned first comes first.
    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNanos != other.atNanos
                    ? Long.compare(atNanos, other.atNanos)
                    : Long.compare(order, other.order);
        }
    }

    public World(long seed, Config config) {
        this.seed = seed;
        this.rng = new Rng(seed);
        this.config = config;
        this.network = new SimNetwork(this);
    }

    public long seed() {
        return seed;
    }

    /// How many were put out of a board here.
    public int removals() {
        return removals;
    }

    void removed() {
        removals++;
    }

    public Rng rng() {
        return rng;
    }

    public Config config() {
        return config;
    }

    public SimCrypto crypto() {
        return crypto;
    }

    public SimNetwork network() {
        return network;
    }

    /// From now on, that is told what engines are told.
    public void witness(SimPeer.Witness told) {
        witness = told;
    }

    SimPeer.@Nullable Witness witness() {
        return witness;
    }

    public Trace trace() {
        return trace;
    }

    public List<SimPeer> peers() {
        return peers;
    }

    /// Those who are up, keep the rules and are not put out: they must agree.
    public List<SimPeer> insiders() {
        var insiders = new ArrayList<SimPeer>();
        for (SimPeer peer : peers) {
            if (peer.isUp() && peer.isHonest() && peer.belongs()) {
                insiders.add(peer);
            }
        }
        return insiders;
    }

    /// A new peer with an empty home, which is started.
    public SimPeer add(String name) {
        return add(name, 0);
    }

    /// A new tab of a browser, which is started: others reach it by signals only.
    public SimPeer addTab(String name) {
        return add(name, kith.Config.MESH_LINKS);
    }

    /// The same; it wants so many links to others.
    public SimPeer add(String name, int meshLinks) {
        var seed32 = new Writer(40).string(name).u64(seed).toBytes();
        var peer =
                new SimPeer(
                        this, name, crypto.hasher().sha256(seed32), new SimDisk(), peers.size());
        peer.meshLinks(meshLinks);
        peers.add(peer);
        peer.start();
        return peer;
    }

    /// A second running copy of a peer's home, as it is on its disk now.
    public SimPeer copyOf(SimPeer original, String name) {
        var twin = new SimPeer(this, name, original.seed(), original.disk().copy(), peers.size());
        peers.add(twin);
        return twin;
    }

    public long nanos() {
        return nanos;
    }

    public long wallMillis() {
        return WALL_START_MILLIS + nanos / Now.MILLI;
    }

    /// Plans something for later.
    public void after(long waitNanos, Runnable action) {
        events.add(new Event(nanos + Math.max(0, waitNanos), eventCount++, action));
    }

    /// How many events were planned.
    public long eventCount() {
        return eventCount;
    }

    /// Lets time pass until that much has.
    public void run(long forNanos) {
        long end = nanos + forNanos;
        for (Event next = events.peek();
                next != null && next.atNanos() <= end;
                next = events.peek()) {
            events.poll();
            if (next.atNanos() / Now.SECOND != countedSecond) {
                countedSecond = next.atNanos() / Now.SECOND;
                eventsInSecond = 0;
            }
            if (++eventsInSecond > eventsInSecondMax()) {
                throw new Broken("over " + eventsInSecondMax() + " events in a second: no end");
            }
            nanos = next.atNanos();
            next.action().run();
        }
        nanos = end;
    }

    private long eventsInSecondMax() {
        return Math.max(EVENTS_IN_SECOND_MAX, PEER_EVENTS_IN_SECOND_MAX * peers.size());
    }

    /// A condition that somebody waits for.
    public interface Condition {
        boolean holds();
    }

    /// Lets time pass until something holds, looking now and then; false when it does not within
    /// that time.
    public boolean runUntil(Condition condition, long withinNanos) {
        long end = nanos + withinNanos;
        while (!condition.holds()) {
            if (nanos >= end) {
                return false;
            }
            run(Math.min(20 * Now.MILLI, end - nanos));
        }
        return true;
    }

    /// From now on hosts are busy: a peer that wants to be woken may wait up to so much longer.
    public void lag(long maxNanos) {
        lagMaxNanos = maxNanos;
    }

    /// How much longer somebody waits this time.
    long lag() {
        return lagMaxNanos == 0 ? 0 : 1000L * rng.nextInt((int) (lagMaxNanos / 1000));
    }

    /// A number that was not given before.
    public long nextNumber() {
        return ++numbers;
    }

    /// A short random text.
    public String word() {
        var text = new StringBuilder();
        int length = 1 + rng.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + rng.nextInt(26)));
        }
        return text.toString();
    }

    /// A hash over everything that happened.
    public Bytes traceHash() {
        return trace.hash();
    }
}
