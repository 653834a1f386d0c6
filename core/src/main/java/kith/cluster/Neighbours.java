package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lang.Rng;

/// The neighbours of this peer on a board, and which of them are told next.
final class Neighbours {
    /// Guess: as many as a peer has links.
    static final int NEIGHBOURS_MAX = 32;

    /// Those who are told at once.
    private static final int TOLD_AT_ONCE = 2;

    /// And of a new leader. Guess: with four nearly all hear of it, and the rest by what is told
    /// now and then.
    private static final int TOLD_NEWS = 4;

    private final Rng rng;
    private final List<PeerId> all = new ArrayList<>();
    private int told;

    Neighbours(Rng rng) {
        this.rng = rng;
    }

    void add(PeerId peer) {
        if (all.size() < NEIGHBOURS_MAX && !all.contains(peer)) {
            all.add(peer);
        }
    }

    void remove(PeerId peer) {
        all.remove(peer);
    }

    /// In turn.
    List<PeerId> next() {
        var next = new ArrayList<PeerId>();
        for (int i = 0; i < Math.min(TOLD_AT_ONCE, all.size()); i++) {
            next.add(all.get(told++ % all.size()));
        }
        return next;
    }

    /// By lot.
    List<PeerId> some() {
        var some = new ArrayList<PeerId>();
        for (int i = 0; i < Math.min(TOLD_NEWS, all.size()); i++) {
            some.add(all.get(rng.nextInt(all.size())));
        }
        return some;
    }
}
