package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.cluster.Clusters;
import kith.cluster.Coordinate;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.overlay.Use;
import kith.port.Budget;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The links to members that speak version 3, few enough to be looked through: a thousand are some
/// microseconds.
final class Ways {
    /// What may be passed on, or taken, for the other side of a link in a second. Guess: what the
    /// leader of a full cluster tells all its members, ten times.
    static final int PASSED_BYTES_PER_SECOND = 1 << 17;

    /// Questions about ways of changes, and about where one is reached, that are answered over a
    /// link in a second. Guess: some people who look, each at a change a second.
    static final int QUESTIONS_PER_SECOND = 64;

    /// How often in a second the other side may need a link for something else. Guess: for each of
    /// the three, twice.
    static final int USES_PER_SECOND = 8;

    /// Of links that the other sides need for something of their own so many are taken as such;
    /// others count where it is decided how many are wanted. Guess: twice as many visits as anybody
    /// makes.
    static final int VISITORS_MAX = 32;

    private final List<Way> all = new ArrayList<>();

    /// One link, from when a board is shared over it.
    static final class Way {
        final long link;
        final PeerId peer;
        final TreeSet<BoardId> boards = new TreeSet<>();
        final Budget passed;
        final Budget questions;
        final Budget uses;

        /// Where the other side says that it is; null before it has.
        @Nullable Coordinate there;

        /// What it says that it needs the link for, if we take it so.
        Use theirs = Use.NEIGHBOUR;

        /// How many links it has, as it says.
        int links;

        /// When it was told last where we are.
        long toldNanos = Long.MIN_VALUE;

        /// Smoothed; 0 before the first.
        long roundTripNanos;

        Way(long link, PeerId peer, Now now) {
            this.link = link;
            this.peer = peer;
            this.passed = new Budget(PASSED_BYTES_PER_SECOND, now);
            this.questions = new Budget(QUESTIONS_PER_SECOND, now);
            this.uses = new Budget(USES_PER_SECOND, now);
        }

        /// A question came.
        void asks(Now now) {
            questions.fill(now);
            questions.spend(1);
        }

        /// The other side needs it for something else: everybody is told anew.
        void usedOtherwise(Now now) {
            uses.fill(now);
            uses.spend(1);
            if (uses.isOver()) {
                throw new Malformed("a link is needed for too many things in a second");
            }
        }

        void measured(long nanos) {
            roundTripNanos =
                    roundTripNanos == 0 ? nanos : roundTripNanos + (nanos - roundTripNanos) / 8;
        }
    }

    List<Way> all() {
        return all;
    }

    @Nullable Way over(long link) {
        for (Way way : all) {
            if (way.link == link) {
                return way;
            }
        }
        return null;
    }

    /// To that peer on that board; of several the oldest.
    @Nullable Way to(BoardId board, PeerId peer) {
        for (Way way : all) {
            if (way.peer.equals(peer) && way.boards.contains(board)) {
                return way;
            }
        }
        return null;
    }

    /// The other side of a link says what it needs it for. False when that is nothing new.
    boolean uses(Way way, Use use) {
        Use before = way.theirs;
        boolean may = use == Use.NEIGHBOUR || before != Use.NEIGHBOUR || visitors() < VISITORS_MAX;
        way.theirs = may ? use : Use.NEIGHBOUR;
        return way.theirs != before;
    }

    /// Links that others need for something of their own.
    int visitors() {
        int visitors = 0;
        for (Way way : all) {
            visitors += way.theirs == Use.NEIGHBOUR ? 0 : 1;
        }
        return visitors;
    }

    /// Whether one link is all that there is on that board, to somebody who has more than a cluster
    /// holds.
    boolean isLeaf(BoardId board) {
        Way only = null;
        for (Way way : all) {
            if (way.boards.contains(board)) {
                if (only != null) {
                    return false;
                }
                only = way;
            }
        }
        return only != null && only.links > Clusters.SIZE_MAX;
    }

    /// Whether this peer has more links than a cluster holds, one of them to that peer.
    boolean isHubOf(BoardId board, PeerId peer) {
        return all.size() > Clusters.SIZE_MAX && leadTo(board, peer);
    }

    boolean leadTo(BoardId board, PeerId peer) {
        return to(board, peer) != null;
    }
}
