package kith.network.spread;

import java.util.Arrays;

/// How often the newest updates were passed on before they came here, as was said first.
final class Passes {
    /// Guess: the updates of some busy seconds.
    static final int MAX = 256;

    private final long[] updates = new long[MAX];
    private final int[] hops = new int[MAX];
    private int next;

    Passes() {
        Arrays.fill(updates, Spread.NONE);
    }

    void heard(long update, int passes) {
        if (update == Spread.NONE || at(update) >= 0) {
            return;
        }
        updates[next] = update;
        hops[next] = passes;
        next = (next + 1) % MAX;
    }

    /// As many as there can be where nobody said.
    int hops(long update) {
        int at = at(update);
        return at < 0 ? SpreadMessage.HOPS_MAX : hops[at];
    }

    private int at(long update) {
        for (int i = 0; i < MAX; i++) {
            if (updates[i] == update) {
                return i;
            }
        }
        return -1;
    }
}
