package kith.lab.crowd.cluster;

import java.util.List;
import java.util.Locale;
import kith.cluster.Figure;
import kith.port.Now;

/// What all are told that their numbers are together, while some of them crash: each gives its own.
final class Sums {
    private static final String NOT_LOOKED_AT = "";

    private final Village village;
    private long crashedNanos = Now.NEVER;
    private long shortNanos;
    private long rightNanos = Now.NEVER;

    Sums(Village village) {
        this.village = village;
    }

    void give() {
        long now = village.crowd.now().wallMillis();
        for (int i = 0; i < village.peers.length; i++) {
            village.peers[i].clusters.set(List.of(Figure.one(Figure.CHANGES, i, now)));
        }
    }

    /// From now on it counts who is left.
    void crashed() {
        crashedNanos = village.crowd.nanos();
    }

    /// Until all are told what is right; who has just come to a cluster is told nothing yet.
    void look(long sinceNanos) {
        if (crashedNanos == Now.NEVER || rightNanos != Now.NEVER) {
            return;
        }
        boolean less = false;
        boolean right = true;
        int there = there();
        for (int peer = 0; peer < village.peers.length; peer++) {
            if (village.isUp(peer)) {
                long told = told(peer);
                less |= told < there;
                right &= told == there;
            }
        }
        shortNanos += less ? sinceNanos : 0;
        rightNanos = right ? village.crowd.nanos() : Now.NEVER;
    }

    private int there() {
        int there = 0;
        for (int peer = 0; peer < village.peers.length; peer++) {
            there += village.isUp(peer) ? 1 : 0;
        }
        return there;
    }

    /// How many numbers that peer is told of.
    private long told(int peer) {
        List<Figure.Sum> sums = village.peers[peer].clusters.sums().sums();
        return sums.isEmpty() ? there() : sums.getFirst().board().count();
    }

    /// For how long somebody was told of fewer than there are.
    String shortSeconds() {
        return crashedNanos == Now.NEVER ? NOT_LOOKED_AT : seconds(shortNanos);
    }

    /// How long it took until all were told of all who are left, and of nobody else.
    String rightAgainSeconds() {
        if (crashedNanos == Now.NEVER) {
            return NOT_LOOKED_AT;
        }
        return rightNanos == Now.NEVER ? "∞" : seconds(rightNanos - crashedNanos);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}
