package kith.lab.crowd.broadcast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import kith.lab.bench.harness.Plot;

/// When one update came to whom, and how many copies of it were sent.
final class Arrivals {
    private static final int NEVER = Integer.MAX_VALUE;

    private final int[] atMicros;
    private final byte[] sent;
    private long update;
    private long begunNanos;
    private long copies;
    private long controlBytes;
    private int hopsMax;

    Arrivals(int peers) {
        atMicros = new int[peers];
        sent = new byte[peers];
    }

    /// From now on this update is looked at.
    void begin(long update, long nanos) {
        this.update = update;
        this.begunNanos = nanos;
        Arrays.fill(atMicros, NEVER);
        Arrays.fill(sent, (byte) 0);
        copies = 0;
        controlBytes = 0;
        hopsMax = 0;
    }

    void came(int peer, long which, long nanos, int hops) {
        if (which == update && atMicros[peer] == NEVER) {
            atMicros[peer] = (int) Math.min(NEVER - 1, (nanos - begunNanos) / 1_000);
            hopsMax = Math.max(hopsMax, hops);
        }
    }

    void sent(int peer, long which) {
        if (which == update) {
            copies++;
            sent[peer] += (byte) (sent[peer] < 127 ? 1 : 0);
        }
    }

    void control(int sizeBytes) {
        controlBytes += sizeBytes;
    }

    boolean has(int peer) {
        return atMicros[peer] != NEVER;
    }

    /// What came of it among those who are up.
    Spread over(IntPredicate isUp) {
        var times = new int[atMicros.length];
        int up = 0;
        int reached = 0;
        int sentMax = 0;
        for (int peer = 0; peer < atMicros.length; peer++) {
            if (isUp.test(peer)) {
                times[up++] = atMicros[peer];
                reached += atMicros[peer] == NEVER ? 0 : 1;
                sentMax = Math.max(sentMax, sent[peer]);
            }
        }
        Arrays.sort(times, 0, up);
        return new Spread(
                (double) reached / up,
                millis(times, up, 0.5),
                millis(times, up, 0.99),
                millis(times, up, 1),
                (double) copies / (reached - 1) - 1,
                (double) controlBytes / up,
                hopsMax,
                sentMax,
                curve(times, up));
    }

    private static List<Plot.Point> curve(int[] times, int count) {
        var points = new ArrayList<Plot.Point>();
        for (int percent = 0; percent <= 100; percent++) {
            points.add(new Plot.Point(millis(times, count, percent / 100.0), percent));
        }
        return points;
    }

    private static double millis(int[] times, int count, double share) {
        int at = Math.max(0, (int) Math.ceil(share * count) - 1);
        return times[at] == NEVER ? Double.POSITIVE_INFINITY : times[at] / 1_000.0;
    }

    /// @param reached the share of those who are up
    /// @param redundancy copies sent for each that was needed, less one
    /// @param controlBytes for each peer, all that was sent meanwhile and carried no update
    /// @param sentMax the most copies that one peer sent
    /// @param curve after how many milliseconds so many of 100 had it
    record Spread(
            double reached,
            double halfMillis,
            double mostMillis,
            double lastMillis,
            double redundancy,
            double controlBytes,
            int hopsMax,
            int sentMax,
            List<Plot.Point> curve) {}
}
