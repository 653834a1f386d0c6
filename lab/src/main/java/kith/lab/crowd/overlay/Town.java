package kith.lab.crowd.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lang.Rng;
import kith.port.Now;

/// A crowd of which each peer decides whom it is linked to: those of one board, all of whom start
/// within some seconds, as after a power cut, each knowing what it would know by itself.
final class Town {
    private static final int DELAY_MICROS_MIN = 10_000;
    private static final int DELAY_MICROS_MAX = 100_000;
    private static final long STARTS_NANOS = 10 * Now.SECOND;

    /// Who is gone is missed so late by those linked to it: what probes take, or streams that
    /// break.
    private static final int MISSED_MILLIS_MIN = 1_000;

    private static final int MISSED_MILLIS_MAX = 2_500;

    private static final int WIDE_ACTIVE = 9;

    final Crowd crowd;
    final Kind kind;
    final Setting setting;
    final Rng rng;
    private final Roster roster;
    private final Station[] stations;
    private final long[] sinceNanos;
    private int size;
    private long links;

    /// What all of them are made of.
    enum Kind {
        KITH("Kith", 40),
        /// Its passive views are filled by shuffles.
        HYPARVIEW("HyParView", 600),
        /// As many links as Kith has on average.
        WIDE("HyParView, 9 active", 600);

        final String told;

        /// What it takes until it is as it stays.
        final long settleNanos;

        Kind(String told, int settleSeconds) {
            this.told = told;
            this.settleNanos = settleSeconds * Now.SECOND;
        }
    }

    /// @param peers that are members from the beginning
    /// @param newcomers that can come beside them
    /// @param patienceNanos how long somebody is dialled who does not answer
    record Setting(int peers, int newcomers, long patienceNanos) {
        Setting(int peers) {
            this(peers, 0, Station.PATIENCE_NANOS);
        }
    }

    /// Makes the machine of one peer.
    interface Maker {
        Station.Machine make(Station station);
    }

    Town(Kind kind, Setting setting, long seed) {
        int all = setting.peers + setting.newcomers;
        this.kind = kind;
        this.setting = setting;
        this.rng = new Rng(seed);
        this.crowd = new Crowd(all, Delays.uniform(DELAY_MICROS_MIN, DELAY_MICROS_MAX, seed), seed);
        this.roster = new Roster(all, setting.peers, seed);
        this.stations = new Station[all];
        this.sinceNanos = new long[all];
        for (int peer = 0; peer < all; peer++) {
            crowd.crash(peer);
        }
        startAll();
    }

    private void startAll() {
        size = setting.peers;
        var order = new ArrayDeque<Integer>();
        for (int peer : permutation()) {
            order.add(peer);
        }
        for (int i = 0; i < size; i++) {
            crowd.run(STARTS_NANOS * i / size);
            start(order.remove(), true);
        }
    }

    private int[] permutation() {
        var order = new int[size];
        for (int i = 0; i < size; i++) {
            int at = rng.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }

    /// `knows`: it was here before.
    private void start(int peer, boolean knows) {
        int contact = contact(peer);
        long seed = rng.nextLong();
        stations[peer] =
                new Station(
                        this,
                        peer,
                        station ->
                                switch (kind) {
                                    case KITH -> new KithPeer(station, roster, knows, seed);
                                    case HYPARVIEW ->
                                            new HyParView(station, HyParView.ACTIVE_MAX, seed);
                                    case WIDE -> new HyParView(station, WIDE_ACTIVE, seed);
                                });
        crowd.put(peer, stations[peer]);
        crowd.revive(peer);
        sinceNanos[peer] = crowd.nanos();
        stations[peer].start(contact);
    }

    Station station(int peer) {
        return stations[peer];
    }

    /// How many there are, up or not.
    int size() {
        return size;
    }

    long nextLink() {
        return ++links;
    }

    long missedNanos() {
        return rng.between(MISSED_MILLIS_MIN, MISSED_MILLIS_MAX) * Now.MILLI;
    }

    /// Somebody else who is up, by lot; itself where there is nobody.
    int contact(int of) {
        List<Integer> up = up();
        up.remove(Integer.valueOf(of));
        return up.isEmpty() ? of : up.get(rng.nextInt(up.size()));
    }

    List<Integer> up() {
        var up = new ArrayList<Integer>();
        for (int peer = 0; peer < size; peer++) {
            if (crowd.isUp(peer)) {
                up.add(peer);
            }
        }
        return up;
    }

    /// For how long it has been up.
    long upNanos(int peer) {
        return crowd.isUp(peer) ? crowd.nanos() - sinceNanos[peer] : -1;
    }

    void run(long nanos) {
        crowd.run(crowd.nanos() + nanos);
    }

    // What befalls them

    /// So many of those who are up are gone from one moment to the next.
    BitSet crash(int count) {
        List<Integer> up = up();
        var gone = new BitSet();
        for (int i = 0; i < count && !up.isEmpty(); i++) {
            int at = rng.nextInt(up.size());
            gone.set(up.get(at));
            up.set(at, up.getLast());
            up.removeLast();
        }
        gone.stream().forEach(crowd::crash);
        gone.stream().forEach(peer -> stations[peer].missed());
        return gone;
    }

    /// Who was gone is back, with what it has on its disk.
    void comesBack(int peer) {
        start(peer, true);
    }

    /// Somebody comes who was never here, and is a member from now on.
    int comes() {
        int newcomer = size;
        start(newcomer, false);
        size++;
        roster.addOne();
        return newcomer;
    }

    /// All know of all members by now.
    void rosterSpreads() {
        for (int peer : up()) {
            if (stations[peer].machine() instanceof KithPeer kith) {
                kith.rosterChanged();
            }
        }
    }

    // What is known

    /// Who is linked to whom now: each of those who have been up for so long with those among them
    /// that both sides hold for a neighbour.
    Shape shape(long sinceNanos) {
        var peers = new ArrayList<Integer>();
        var place = new int[size];
        Arrays.fill(place, -1);
        for (int peer : up()) {
            if (upNanos(peer) >= sinceNanos) {
                place[peer] = peers.size();
                peers.add(peer);
            }
        }
        var links = new int[peers.size()][];
        var inbound = new int[peers.size()];
        for (int i = 0; i < links.length; i++) {
            int peer = peers.get(i);
            var row = new ArrayList<Integer>();
            for (int other : stations[peer].linked()) {
                if (place[other] >= 0 && isBetween(peer, other)) {
                    row.add(place[other]);
                    inbound[i] += stations[peer].isInbound(other) ? 1 : 0;
                }
            }
            links[i] = row.stream().mapToInt(Integer::intValue).toArray();
        }
        return new Shape(links, inbound);
    }

    Shape shape() {
        return shape(0);
    }

    private boolean isBetween(int one, int other) {
        return stations[one].isNeighbour(other) && stations[other].isNeighbour(one);
    }

    int degree(int peer) {
        int degree = 0;
        for (int other : stations[peer].linked()) {
            degree += stations[peer].isNeighbour(other) ? 1 : 0;
        }
        return degree;
    }
}
