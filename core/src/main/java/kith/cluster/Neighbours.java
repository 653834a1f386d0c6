package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kith.identity.PeerId;
import kith.lang.Rng;
import org.jspecify.annotations.Nullable;

/// The neighbours of this peer on a board: which of them are told next, and whose guest it can be.
///
/// *Leaves.* A leaf hangs on one neighbour, on whom more hang than a cluster holds, as a tab does
/// on the machine that serves a thousand. As members of clusters a thousand leaves would claim and
/// report to each other through that one. So a leaf is a guest of it, where it is of the same
/// region and lets it in; else it is like everybody.
final class Neighbours {
    /// Guess: as many as a peer has links, and those of a thousand tabs.
    static final int NEIGHBOURS_MAX = 2_048;

    /// Those who are told at once.
    private static final int TOLD_AT_ONCE = 2;

    /// And of a new leader. Guess: with four nearly all hear of it, and the rest by what is told
    /// now and then.
    private static final int TOLD_NEWS = 4;

    /// Beats for which it is another thing than before, a leaf or none, until that counts: links
    /// that are there for a moment change nothing. Guess.
    private static final int STEADY_BEATS = 8;

    /// Beats at which it asks to be a guest, until it looks for a cluster as others do, and asks
    /// seldom beside that. Guess: so long it takes the other to lead, and some.
    private static final int ASKS_MAX = 8;
    private static final int SELDOM_BEATS = 30;

    private final Host host;
    private final String region;
    private final Rng rng;
    private final List<PeerId> all = new ArrayList<>();
    private int told;
    private int beats;
    private boolean leaf;
    private int otherwise; // beats in a row
    private boolean besideOwn; // the neighbour that spoke last is of this region
    private int asked;

    Neighbours(Host host, String region, Rng rng) {
        this.host = host;
        this.region = region;
        this.rng = rng;
    }

    void add(PeerId peer) {
        if (all.size() < NEIGHBOURS_MAX && !all.contains(peer)) {
            all.add(peer);
            asked = 0;
        }
    }

    void remove(PeerId peer) {
        all.remove(peer);
        besideOwn = false;
        asked = 0;
    }

    void beat() {
        boolean is = host.isLeaf() || leaf && all.size() == 1; // if others went: it hangs on one
        otherwise = is == leaf ? 0 : otherwise + 1;
        if (beats++ == 0 || otherwise >= STEADY_BEATS) {
            leaf = is;
        }
    }

    // Who is told

    /// In turn, all but those.
    List<PeerId> next(Predicate<PeerId> but) {
        var next = new ArrayList<PeerId>();
        for (int i = 0; i < all.size() && next.size() < TOLD_AT_ONCE; i++) {
            PeerId one = all.get(told++ % all.size());
            if (!but.test(one)) {
                next.add(one);
            }
        }
        return next;
    }

    /// By lot, of all but those.
    List<PeerId> some(Predicate<PeerId> but) {
        var some = new ArrayList<PeerId>();
        for (PeerId one : all) {
            if (!but.test(one)) {
                some.add(one);
            }
        }
        while (some.size() > TOLD_NEWS) {
            some.remove(rng.nextInt(some.size()));
        }
        return some;
    }

    // Whose guest it is

    boolean isLeaf() {
        return leaf;
    }

    /// One says of which region it is.
    void heard(PeerId from, String of) {
        if (all.contains(from)) {
            besideOwn = of.equals(region);
        }
    }

    /// Whom it is to ask at this beat whether it may be its guest; null where it is to be a member.
    @Nullable PeerId hub() {
        boolean asks = asked < ASKS_MAX || beats % SELDOM_BEATS == 0;
        return leaf && besideOwn && all.size() == 1 && asks ? all.getFirst() : null;
    }

    void asks() {
        asked++;
    }

    boolean asked(PeerId peer) {
        return asked > 0 && all.size() == 1 && all.getFirst().equals(peer);
    }

    /// It let this peer in.
    void letIn() {
        asked = 0;
    }
}
