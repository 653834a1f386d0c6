package kith.lab.crowd.membership;

import java.util.Arrays;
import java.util.BitSet;
import kith.lang.Rng;

/// What is wrong with the peers and the network between them at this moment.
final class Weather {
    final BitSet slow = new BitSet();
    private final int[] incomingLoss; // of a thousand messages
    private final BitSet island = new BitSet();

    Weather(int size, double loss) {
        incomingLoss = new int[size];
        Arrays.fill(incomingLoss, (int) Math.round(1_000 * loss));
    }

    /// So many of a thousand messages to it are lost.
    void lose(int peer, int perMille) {
        incomingLoss[peer] = perMille;
    }

    /// Nothing goes between these and the others.
    void cutOff(BitSet peers) {
        island.clear();
        island.or(peers);
    }

    boolean arrives(int from, int to, boolean repeated, Rng rng) {
        if (island.get(from) != island.get(to)) {
            return false;
        }
        // Over a stream what is lost is sent again; with as much loss as that no stream goes on.
        int loss = repeated && incomingLoss[to] < 500 ? 0 : incomingLoss[to];
        return loss == 0 || rng.nextInt(1_000) >= loss;
    }
}
