package kith.lab.crowd.broadcast;

import kith.lab.crowd.Crowd;
import kith.lang.Rng;

/// Who is linked to whom: each dials some others, drawn by lot.
final class Graph {
    private Graph() {}

    /// Links the members of a crowd; `dials` for each.
    static void random(Crowd crowd, int dials, Rng rng) {
        int size = crowd.size();
        for (int peer = 0; peer < size; peer++) {
            for (int i = 0; i < dials; i++) {
                int other = rng.nextInt(size);
                if (other != peer) { // that two have two links is rare, and does no harm
                    ((Spreader) crowd.member(peer)).linkUp(other);
                    ((Spreader) crowd.member(other)).linkUp(peer);
                }
            }
        }
    }
}
