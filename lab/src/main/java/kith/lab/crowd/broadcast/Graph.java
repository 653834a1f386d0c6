package kith.lab.crowd.broadcast;

import kith.lab.crowd.Crowd;
import kith.lang.Rng;
import kith.port.Now;

/// Who is linked to whom, by lot; and what comes of that when many crash.
///
/// Who is gone is found out by silence, after a second and up to two and a half; then each dials as
/// many others as it lost, of thirty that it knows, and of thirty others when it has looked for
/// twenty seconds. That stands for what the views of Kith do, for all systems alike.
final class Graph {
    /// Others of whom a peer knows the address.
    private static final int KNOWN = 30;

    /// After so long it draws others: of thirty of whom eight in ten are gone, one in a thousand
    /// knows nobody.
    private static final long DRAWN_NANOS = 20 * Now.SECOND;

    private static final int FOUND_OUT_MIN_MILLIS = 1_000;
    private static final int FOUND_OUT_MAX_MILLIS = 2_500;

    /// How long somebody who is gone is dialled for nothing.
    private static final int DIAL_MILLIS = 500;

    private static final long STEP_NANOS = 50 * Now.MILLI;

    private final Crowd crowd;
    private final Rng rng;
    private final int[][] links;
    private final int[] count;

    /// Each has `degree` links.
    Graph(Crowd crowd, int degree, Rng rng) {
        this.crowd = crowd;
        this.rng = rng;
        this.links = new int[crowd.size()][degree];
        this.count = new int[crowd.size()];
        int[] ends = shuffled(degree);
        for (int i = 0; i + 1 < ends.length; i += 2) {
            if (ends[i] != ends[i + 1]) { // that two have two links is rare, and does no harm
                link(ends[i], ends[i + 1]);
            }
        }
    }

    private int[] shuffled(int degree) {
        var ends = new int[crowd.size() * degree];
        for (int i = 0; i < ends.length; i++) {
            int at = rng.nextInt(i + 1);
            ends[i] = ends[at];
            ends[at] = i / degree;
        }
        return ends;
    }

    private void link(int a, int b) {
        note(a, b);
        note(b, a);
        ((Spreader) crowd.member(a)).linkUp(b);
        ((Spreader) crowd.member(b)).linkUp(a);
    }

    private void note(int peer, int other) {
        if (count[peer] < links[peer].length) {
            links[peer][count[peer]++] = other;
        }
    }

    /// A share of all crashes but for one.
    void crash(double share, int but) {
        for (int peer = 0; peer < crowd.size(); peer++) {
            if (peer != but && rng.nextInt(1_000_000) < share * 1_000_000) {
                crowd.crash(peer);
            }
        }
    }

    /// Lets the crowd run, while those who lost somebody find it out and look for others.
    void heal(long untilNanos) {
        var turns = new Turns(crowd.size());
        while (crowd.nanos() < untilNanos) {
            crowd.run(crowd.nanos() + STEP_NANOS);
            for (int peer = 0; peer < crowd.size(); peer++) {
                if (crowd.isUp(peer)) {
                    turns.look(peer);
                }
            }
        }
    }

    /// What each has to do, and when.
    private final class Turns {
        final long beganNanos = crowd.nanos();
        final long[] atNanos;
        final byte[] lost;

        Turns(int size) {
            atNanos = new long[size];
            lost = new byte[size];
            for (int peer = 0; peer < size; peer++) {
                for (int i = 0; i < count[peer]; i++) {
                    lost[peer] += (byte) (crowd.isUp(links[peer][i]) ? 0 : 1);
                }
                int wait = FOUND_OUT_MAX_MILLIS - FOUND_OUT_MIN_MILLIS;
                int found = FOUND_OUT_MIN_MILLIS + rng.nextInt(wait);
                atNanos[peer] = crowd.nanos() + found * Now.MILLI;
            }
        }

        void look(int peer) {
            if (lost[peer] == 0 || crowd.nanos() < atNanos[peer]) {
                return;
            }
            for (int i = 0; i < count[peer]; i++) {
                if (!crowd.isUp(links[peer][i])) {
                    ((Spreader) crowd.member(peer)).linkDown(links[peer][i]);
                    links[peer][i--] = links[peer][--count[peer]];
                }
            }
            dial(peer);
        }

        /// One of those it knows; half of what was lost is dialled by others.
        private void dial(int peer) {
            int drawn = (int) ((crowd.nanos() - beganNanos) / DRAWN_NANOS);
            int other = known(peer, drawn * KNOWN + rng.nextInt(KNOWN));
            if (!crowd.isUp(other)) {
                atNanos[peer] = crowd.nanos() + DIAL_MILLIS * Now.MILLI;
            } else if (other != peer) {
                link(peer, other);
                lost[peer] -= (byte) Math.min(2, lost[peer]);
            }
        }

        private int known(int peer, int which) {
            return new Rng((long) which * crowd.size() + peer).nextInt(crowd.size());
        }
    }
}
