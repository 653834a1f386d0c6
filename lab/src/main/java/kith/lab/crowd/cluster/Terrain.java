package kith.lab.crowd.cluster;

import kith.lab.crowd.Delays;
import kith.lang.Rng;

/// A net in which peers are somewhere: how long each pair's round trip is.
///
/// None of them can be laid into the space of the coordinates without errors. On a sphere the way
/// goes round it. In tiers the ways between regions are longer by lot, so that a way round by a
/// third one is often shorter; and each pair has a detour of its own.
public final class Terrain implements Delays {
    /// Half of the way round the world takes so long and back, through glass and routers.
    private static final double HALF_ROUND_MILLIS = 240;

    private static final int DETOUR_PER_CENT = 20;

    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final double[] access;
    private final int[] region;
    private final double[][] between;
    private final boolean round;
    private final int detourPerCent;
    private final long seed;

    private Terrain(int size, int regions, boolean round, int detourPerCent, long seed) {
        this.x = new double[size];
        this.y = new double[size];
        this.z = new double[size];
        this.access = new double[size];
        this.region = new int[size];
        this.between = new double[regions][regions];
        this.round = round;
        this.detourPerCent = detourPerCent;
        this.seed = seed;
    }

    /// Evenly over a sphere, a way round it of 0 to 240 ms, 1 to 5 ms to the net.
    static Terrain sphere(int size, long seed) {
        var rng = new Rng(seed);
        var all = new Terrain(size, 1, true, 0, seed);
        for (int i = 0; i < size; i++) {
            all.onSphere(i, rng);
            all.access[i] = rng.between(1_000, 5_001) / 1_000.0;
        }
        return all;
    }

    private void onSphere(int peer, Rng rng) {
        double a;
        double b;
        double c;
        double far;
        do {
            a = side(rng);
            b = side(rng);
            c = side(rng);
            far = Math.sqrt(a * a + b * b + c * c);
        } while (far > 1 || far < 0.01);
        x[peer] = a / far;
        y[peer] = b / far;
        z[peer] = c / far;
    }

    /// From -1 to 1.
    private static double side(Rng rng) {
        return rng.nextInt(2_000_001) / 1_000_000.0 - 1;
    }

    /// So many regions of 15 ms across, evenly over a sphere; the way between two is up to half as
    /// long again, by lot; 1 to 5 ms to the net; and each pair goes up to a fifth farther.
    public static Terrain tiers(int size, int regions, long seed) {
        var rng = new Rng(seed);
        var all = new Terrain(size, regions, false, DETOUR_PER_CENT, seed);
        Terrain middles = sphere(regions, seed);
        for (int a = 0; a < regions; a++) {
            for (int b = 0; b < a; b++) {
                all.between[a][b] = 15 + middles.way(a, b) * rng.between(100, 151) / 100;
                all.between[b][a] = all.between[a][b];
            }
        }
        for (int i = 0; i < size; i++) {
            all.region[i] = rng.nextInt(regions);
            all.x[i] = 7.5 * side(rng);
            all.y[i] = 7.5 * side(rng);
            all.access[i] = rng.between(1_000, 5_001) / 1_000.0;
        }
        return all;
    }

    int size() {
        return x.length;
    }

    int regions() {
        return between.length;
    }

    public int region(int peer) {
        return region[peer];
    }

    /// The round trip between two of them.
    public double millis(int a, int b) {
        long pair = (long) Math.min(a, b) << 32 | Math.max(a, b);
        long drawn = Math.unsignedMultiplyHigh(Delays.mix(pair ^ seed), detourPerCent * 1_000 + 1);
        return (access[a] + access[b] + way(a, b)) * (1 + drawn / 100_000.0);
    }

    private double way(int a, int b) {
        if (round) {
            double inner = x[a] * x[b] + y[a] * y[b] + z[a] * z[b];
            return HALF_ROUND_MILLIS * Math.acos(Math.max(-1, Math.min(1, inner))) / Math.PI;
        }
        if (region[a] != region[b]) {
            return between[region[a]][region[b]];
        }
        double dx = x[a] - x[b];
        double dy = y[a] - y[b];
        return Math.sqrt(dx * dx + dy * dy);
    }

    @Override
    public int micros(int a, int b) {
        return (int) (millis(a, b) * 500);
    }
}
