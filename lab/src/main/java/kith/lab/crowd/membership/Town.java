package kith.lab.crowd.membership;

import java.util.Arrays;
import java.util.BitSet;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lang.Rng;
import kith.port.Now;

/// A crowd in which everybody finds out who is there: some slow, some messages lost, and a ledger
/// of who removed whom.
///
/// Links are those of four permutations: each peer has four that it opened and four that others
/// did.
final class Town {
    private static final int OPENED = 4;
    private static final int DELAY_MICROS_MIN = 10_000;
    private static final int DELAY_MICROS_MAX = 100_000;

    final Crowd crowd;
    final Weather weather;
    final Ledger ledger;
    final int[][] links;
    final Rng rng;
    private final Station[] stations;
    private long countedFrom;

    /// What all of them are made of.
    enum Kind {
        PROBE("Kith"),
        MEMBERLIST("memberlist's parameters");

        final String told;

        Kind(String told) {
            this.told = told;
        }
    }

    /// @param slow the share of them that are slow
    record Setting(int peers, double loss, double slow) {
        Setting withoutSlow() {
            return new Setting(peers, loss, 0);
        }
    }

    Town(Kind kind, Setting setting, long seed) {
        int peers = setting.peers;
        this.rng = new Rng(seed);
        this.crowd =
                new Crowd(peers, Delays.uniform(DELAY_MICROS_MIN, DELAY_MICROS_MAX, seed), seed);
        this.weather = new Weather(peers, setting.loss);
        this.ledger = new Ledger(peers);
        this.links = links(peers, rng);
        this.stations = new Station[peers];
        weather.slow.or(some((int) Math.round(peers * setting.slow)));
        for (int i = 0; i < peers; i++) {
            stations[i] = new Station(crowd, weather, i, maker(kind), rng.nextLong());
        }
    }

    private Station.Maker maker(Kind kind) {
        return switch (kind) {
            case PROBE -> (station, seed) -> new ProbePeer(station, links, ledger, seed);
            case MEMBERLIST ->
                    (station, seed) -> new Memberlist(station, links.length, ledger, seed);
        };
    }

    private static int[][] links(int peers, Rng rng) {
        var sets = new BitSet[peers];
        Arrays.setAll(sets, peer -> new BitSet());
        for (int round = 0; round < OPENED; round++) {
            int[] order = permutation(peers, rng);
            for (int i = 0; i < peers; i++) {
                int next = order[(i + 1) % peers];
                sets[order[i]].set(next);
                sets[next].set(order[i]);
            }
        }
        var links = new int[peers][];
        Arrays.setAll(links, peer -> sets[peer].stream().toArray());
        return links;
    }

    static int[] permutation(int count, Rng rng) {
        var order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = rng.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }

    /// So many of those who are up, by lot.
    BitSet some(int count) {
        var some = new BitSet();
        for (int peer : permutation(crowd.size(), rng)) {
            if (some.cardinality() < count && crowd.isUp(peer)) {
                some.set(peer);
            }
        }
        return some;
    }

    void run(long nanos) {
        crowd.run(crowd.nanos() + nanos);
    }

    /// What is sent counts from now on.
    void count() {
        countedFrom = crowd.nanos();
        for (Station station : stations) {
            station.count();
        }
    }

    void crash(int peer) {
        ledger.crashed(peer, crowd.nanos());
        crowd.crash(peer);
    }

    /// What a peer that was up all the time has sent in a second: the mean of all.
    double bytesPerSecond() {
        double seconds = (crowd.nanos() - countedFrom) / (double) Now.SECOND;
        long bytes = 0;
        int up = 0;
        for (int i = 0; i < stations.length; i++) {
            if (crowd.isUp(i)) {
                bytes += stations[i].bytes();
                up++;
            }
        }
        return bytes / seconds / up;
    }
}
