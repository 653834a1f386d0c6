package kith.lab.crowd.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.port.Now;

/// What a town does of which nobody crashes, into which some come, and of which at last one in a
/// hundred crashes in each second and is back ten seconds later.
final class Life {
    /// From so many links on a newcomer is one of all: as many as Kith draws.
    static final int LINKS_ENOUGH = 4;

    static final int OF_SETTLED_SECONDS = 5;

    private static final int SOURCES = 100;
    private static final long IDLE_NANOS = 120 * Now.SECOND;
    private static final long STEP_NANOS = 20 * Now.MILLI;
    private static final long APART_NANOS = 100 * Now.MILLI;

    /// What a record of a board's space takes to reach all at most, as a rule.
    private static final long SPREAD_NANOS = Now.SECOND;

    private static final long ARRIVES_NANOS = 20 * Now.SECOND;
    private static final int CHURN_SECONDS = 60;
    private static final int CHURN_WARM_SECONDS = 20;
    private static final int AWAY_SECONDS = 10;

    /// For those who came back last.
    private static final long LAST_NANOS = 10 * Now.SECOND;

    private static final int CRASHED_OF = 100;

    private final Town town;

    /// What nobody does anything to.
    ///
    /// @param messages that a peer sends in a minute
    record Rest(Shape shape, Shape.Paths paths, double messages, double bytes) {}

    /// How long each of some took until it had its first link, and until it had enough; sorted, the
    /// longest there is for who never had.
    record Arrivals(List<Long> first, List<Long> enough) {
        Arrivals {
            first = first.stream().sorted().toList();
            enough = enough.stream().sorted().toList();
        }

        @Override
        public String toString() {
            return "in " + seconds(enough, 0.5) + " s, " + seconds(enough, 0.99) + " s";
        }

        static double seconds(List<Long> sorted, double share) {
            int index = (int) Math.ceil(share * sorted.size()) - 1;
            long nanos = sorted.get(Math.max(0, index));
            return nanos == Now.NEVER ? Double.POSITIVE_INFINITY : nanos / (double) Now.SECOND;
        }
    }

    /// What comes and goes.
    ///
    /// @param leastPiece the smallest that the largest piece was, of those who had been there for
    ///     five seconds
    record Churn(double leastPiece, double meanLinks, double messages, Arrivals back) {}

    Life(Town town) {
        this.town = town;
    }

    Rest rest() {
        town.crowd.count();
        town.run(IDLE_NANOS);
        double minutes = IDLE_NANOS / (60.0 * Now.SECOND);
        Shape shape = town.shape();
        Shape.Paths paths = shape.paths(SOURCES, town.rng);
        return new Rest(
                shape, paths, sent() / minutes / town.size(), bytes() / minutes / town.size());
    }

    private double sent() {
        double sent = 0;
        for (int peer = 0; peer < town.size(); peer++) {
            sent += town.crowd.sent(peer);
        }
        return sent;
    }

    private double bytes() {
        double bytes = 0;
        for (int peer = 0; peer < town.size(); peer++) {
            bytes += town.crowd.sentBytes(peer);
        }
        return bytes;
    }

    /// One after the other, as many as there can be.
    Arrivals newcomers() {
        var watch = new Watch();
        var spreads = new ArrayDeque<Long>();
        for (int i = 0; i < town.setting.newcomers(); i++) {
            watch.add(town.comes());
            spreads.add(town.crowd.nanos() + SPREAD_NANOS);
            watch.run(APART_NANOS);
            spread(spreads);
        }
        for (long passed = 0; passed < ARRIVES_NANOS; passed += APART_NANOS) {
            watch.run(APART_NANOS);
            spread(spreads);
        }
        return watch.arrivals();
    }

    private void spread(ArrayDeque<Long> spreads) {
        while (!spreads.isEmpty() && spreads.getFirst() <= town.crowd.nanos()) {
            spreads.removeFirst();
            town.rosterSpreads();
        }
    }

    Churn churn() {
        var watch = new Watch();
        var away = new ArrayDeque<BitSet>();
        double least = 1;
        double links = 0;
        for (int second = 0; second < CHURN_SECONDS; second++) {
            BitSet gone = town.crash(Math.max(1, town.up().size() / CRASHED_OF));
            gone.stream().forEach(watch::remove);
            away.add(gone);
            if (away.size() > AWAY_SECONDS) {
                away.remove().stream()
                        .forEach(
                                peer -> {
                                    town.comesBack(peer);
                                    watch.add(peer);
                                });
            }
            if (second == CHURN_WARM_SECONDS) {
                town.crowd.count();
            }
            watch.run(Now.SECOND);
            if (second >= CHURN_WARM_SECONDS) {
                Shape shape = town.shape(OF_SETTLED_SECONDS * Now.SECOND);
                least = Math.min(least, shape.largestPiece());
                links += shape.meanLinks() / (CHURN_SECONDS - CHURN_WARM_SECONDS);
            }
        }
        double minutes = (CHURN_SECONDS - CHURN_WARM_SECONDS) / 60.0;
        double messages = sent() / minutes / town.up().size();
        watch.run(LAST_NANOS);
        return new Churn(least, links, messages, watch.arrivals());
    }

    /// Looks at those who came, until they have what they need.
    private final class Watch {
        private final TreeMap<Integer, Long> waiting = new TreeMap<>();
        private final BitSet linked = new BitSet();
        private final List<Long> first = new ArrayList<>();
        private final List<Long> enough = new ArrayList<>();

        void add(int peer) {
            waiting.put(peer, town.crowd.nanos());
            linked.clear(peer);
        }

        /// It crashed; whether it would have got links nobody knows.
        void remove(int peer) {
            waiting.remove(peer);
        }

        void run(long nanos) {
            for (long passed = 0; passed < nanos; passed += STEP_NANOS) {
                town.run(STEP_NANOS);
                waiting.entrySet().removeIf(one -> isDone(one.getKey(), one.getValue()));
            }
        }

        private boolean isDone(int peer, long since) {
            int degree = town.degree(peer);
            long took = town.crowd.nanos() - since;
            if (degree > 0 && !linked.get(peer)) {
                linked.set(peer);
                first.add(took);
            }
            if (degree >= LINKS_ENOUGH) {
                enough.add(took);
                return true;
            }
            return false;
        }

        Arrivals arrivals() {
            for (int peer : waiting.keySet()) {
                enough.add(Now.NEVER);
                if (!linked.get(peer)) {
                    first.add(Now.NEVER);
                }
            }
            return new Arrivals(first, enough);
        }
    }
}
