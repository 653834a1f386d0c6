package kith.lab.crowd.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// So many groups around medoids, by who knows all round trips: the baseline for clusters.
///
/// Source: Kaufman and Rousseeuw, *Finding Groups in Data* (1990), chapter 2, PAM: BUILD chooses
/// one medoid after the other, each the one that saves most; then, until nothing changes, each
/// group takes the best of its own as its medoid (Park and Jun 2009), which finds what SWAP finds
/// in nearly all cases at a small part of its cost.
final class KMedoids {
    private static final int ROUNDS_MAX = 50;

    private final Village village;
    private final List<Integer> up = new ArrayList<>();
    private final double[] nearest; // of each to its medoid
    private final int[] medoids;

    private KMedoids(Village village, int count) {
        this.village = village;
        for (int i = 0; i < village.peers.length; i++) {
            if (village.isUp(i)) {
                up.add(i);
            }
        }
        nearest = new double[village.peers.length];
        medoids = new int[count];
    }

    static List<List<Integer>> of(Village village, int count) {
        var all = new KMedoids(village, count);
        all.build();
        List<List<Integer>> groups = all.groups();
        for (int i = 0; i < ROUNDS_MAX && all.better(groups); i++) {
            groups = all.groups();
        }
        return groups;
    }

    private void build() {
        Arrays.fill(nearest, 10_000);
        for (int k = 0; k < medoids.length; k++) {
            double most = -1;
            for (int one : up) {
                double saved = 0;
                for (int other : up) {
                    saved += Math.max(0, nearest[other] - millis(one, other));
                }
                if (saved > most) {
                    most = saved;
                    medoids[k] = one;
                }
            }
            for (int other : up) {
                nearest[other] = Math.min(nearest[other], millis(medoids[k], other));
            }
        }
    }

    private double millis(int a, int b) {
        return a == b ? 0 : village.terrain.millis(a, b);
    }

    private List<List<Integer>> groups() {
        var groups = new ArrayList<List<Integer>>();
        for (int ignored : medoids) {
            groups.add(new ArrayList<>());
        }
        for (int one : up) {
            int to = 0;
            for (int k = 1; k < medoids.length; k++) {
                to = millis(one, medoids[k]) < millis(one, medoids[to]) ? k : to;
            }
            groups.get(to).add(one);
        }
        return groups;
    }

    private boolean better(List<List<Integer>> groups) {
        boolean changed = false;
        for (int k = 0; k < medoids.length; k++) {
            int best = medoids[k];
            for (int one : groups.get(k)) {
                best = sum(one, groups.get(k)) < sum(best, groups.get(k)) ? one : best;
            }
            changed |= best != medoids[k];
            medoids[k] = best;
        }
        return changed;
    }

    private double sum(int one, List<Integer> group) {
        double sum = 0;
        for (int other : group) {
            sum += millis(one, other);
        }
        return sum;
    }
}
