package kith.cluster;

import java.util.ArrayList;
import java.util.List;

/// Two halves of those that are near each other: the split of a cluster.
///
/// Source: Kaufman and Rousseeuw, *Finding Groups in Data* (1990), chapter 2, for two medoids: all
/// pairs are tried, which are few. changed: neither part is smaller than a quarter, so that one who
/// is far off does not make a cluster of one.
final class Medoids {
    private Medoids() {}

    /// The places in the list of those of the second part, in ascending order.
    static List<Integer> second(List<Coordinate> all) {
        double least = Double.MAX_VALUE;
        int a = 0;
        int b = 0;
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                double cost = cost(all, all.get(j), all.get(i), least);
                if (cost < least) {
                    least = cost;
                    a = j;
                    b = i;
                }
            }
        }
        return part(all, all.get(a), all.get(b));
    }

    /// All ways to the nearer of two; a part of it where that is more than enough.
    private static double cost(List<Coordinate> all, Coordinate a, Coordinate b, double enough) {
        double sum = 0;
        for (int i = 0; i < all.size() && sum < enough; i++) {
            Coordinate one = all.get(i);
            sum += Math.min(one.millisTo(a), one.millisTo(b));
        }
        return sum;
    }

    private static List<Integer> part(List<Coordinate> all, Coordinate a, Coordinate b) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < all.size(); i++) {
            order.add(i);
        }
        order.sort((one, other) -> Double.compare(lean(all, one, a, b), lean(all, other, a, b)));
        int from = 0;
        while (from < all.size() && lean(all, order.get(from), a, b) <= 0) {
            from++;
        }
        int quarter = all.size() / 4;
        from = Math.max(quarter, Math.min(all.size() - quarter, from));
        var second = new ArrayList<>(order.subList(from, all.size()));
        second.sort(Integer::compare);
        return second;
    }

    /// How much nearer it is to the second one.
    private static double lean(List<Coordinate> all, int index, Coordinate a, Coordinate b) {
        Coordinate one = all.get(index);
        return one.millisTo(a) - one.millisTo(b);
    }
}
