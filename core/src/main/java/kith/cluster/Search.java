package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.cluster.ClusterMessage.Place;
import kith.cluster.ClusterMessage.Wish;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Rng;
import org.jspecify.annotations.Nullable;

/// Where a peer asks to be let in that belongs to no cluster, and how often whoever has none, or
/// leads few, asks others what clusters there are.
///
/// The nearest within a radius that has room is asked first, and each once at a time. Where none
/// lets it in a peer may found one, after a while drawn by lot. But not a leaf that can be nobody's
/// guest ([Neighbours]), as long as it knows of a cluster that is near enough: it waits there for a
/// place. A thousand that hang on one peer would be a thousand clusters else, which all report to
/// each other through it.
final class Search {
    /// Round trip to the middle of a cluster of who joins. Goal: research, D2.
    static final int RADIUS_MILLIS = 30;

    /// Whoever is this much nearer to another middle goes there, and nobody goes where it would be
    /// at the rim. Guess: what is not noise.
    static final double NEARER = 0.8;

    /// Round trips before a peer says where it belongs. Goal: those by which it knows.
    private static final int SAMPLES_MIN = 20;

    /// Who looked so often in vain asks seldom from then on, as a leader of few does that has
    /// settled, and a leaf more seldom still. Guess: half of what a card lives, and twice that.
    private static final int LOOKED_MAX = 30;
    private static final int SELDOM_BEATS = 15;
    private static final int LEAF_BEATS = 60;

    /// Looks before who belongs nowhere founds a cluster, and by lot as many more.
    private static final int PATIENCE = 4;

    /// And so many more when those that it asks do not answer.
    private static final int IN_VAIN = 8;

    /// Leaders that are measured at once: half of them near, to know where one is.
    private static final int MEASURED_AT_ONCE = 4;

    private final Host host;
    private final BoardId board;
    private final Cards cards;
    private final Coordinates coordinates;
    private final Neighbours neighbours;
    private final String region;
    private final Rng rng;
    private final TreeSet<PeerId> askedNow = new TreeSet<>(); // since the last beat, once each
    private @Nullable PeerId asked;
    private int beats;
    private int looked;
    private int patience;

    Search(
            Host host,
            BoardId board,
            Cards cards,
            Coordinates coordinates,
            Neighbours neighbours,
            String region,
            Rng rng) {
        this.host = host;
        this.board = board;
        this.neighbours = neighbours;
        this.cards = cards;
        this.coordinates = coordinates;
        this.region = region;
        this.rng = rng;
        begin();
    }

    /// It entered a cluster, or left the last.
    void begin() {
        asked = null;
        beats = 0;
        looked = 0;
        patience = PATIENCE + rng.nextInt(PATIENCE);
    }

    void beat() {
        beats++;
        askedNow.clear();
    }

    private Coordinate here() {
        return coordinates.here();
    }

    // When

    /// Whether who belongs nowhere asks its neighbours at this beat.
    boolean isDue() {
        return beats % pause() == 0;
    }

    /// The same of a leader of few.
    boolean isDueFor(boolean settled) {
        return beats % (settled ? SELDOM_BEATS : 1) == 0;
    }

    private int pause() {
        return looked <= LOOKED_MAX ? 1 : host.isLeaf() ? LEAF_BEATS : SELDOM_BEATS;
    }

    // Where

    /// Whether it looks now where it could go: at the beat after it asked, when it has heard.
    boolean looks() {
        boolean looks = coordinates.samples() >= SAMPLES_MIN && (beats - 1) % pause() == 0;
        if (looks) {
            asked = null;
            looked++;
            patience--;
        }
        return looks;
    }

    /// The nearest that it may be let into; null for none.
    @Nullable Card nearest() {
        return cards.nearest(here(), this::hasRoom);
    }

    /// Whether it is much nearer to its middle than to that of the cluster that it belongs to.
    boolean isNearer(Card card, long thanCluster) {
        Card ours = cards.of(thanCluster);
        return ours != null
                && here().millisTo(card.middle()) < NEARER * here().millisTo(ours.middle());
    }

    boolean mayFound() {
        boolean inVain = nearest() == null || patience < -IN_VAIN;
        return patience < 0 && inVain && !waits();
    }

    /// Whether it is not for this peer to lead a cluster of its own.
    boolean waits() {
        return host.isLeaf() && cards.nearest(here(), this::isInReach) != null;
    }

    private boolean hasRoom(Card card) {
        return isInReach(card)
                && card.size() < Clusters.SIZE_MAX
                && !askedNow.contains(card.leader());
    }

    private boolean isInReach(Card card) {
        return isOther(card)
                && card.region().equals(region)
                && here().millisTo(card.middle()) <= RADIUS_MILLIS;
    }

    /// The nearest that has room for all of those; null for none. Of two that are small the one
    /// with the larger size goes on, then that with the larger name.
    @Nullable Card larger(Members all, long cluster) {
        return cards.nearest(here(), card -> mayTake(card, all, cluster));
    }

    private boolean mayTake(Card card, Members all, long cluster) {
        boolean larger =
                card.size() > all.size() || card.size() == all.size() && card.cluster() > cluster;
        boolean room = card.size() + all.size() <= Clusters.MERGED_MAX;
        boolean near = all.areWithin(NEARER * RADIUS_MILLIS, card.middle());
        return card.cluster() != cluster && hasRoom(card) && larger && room && near;
    }

    /// Who leads the other clusters that are known.
    List<PeerId> leadersBeside(long cluster) {
        var leaders = new ArrayList<PeerId>();
        for (Card card : cards.all()) {
            if (card.cluster() != cluster && isOther(card)) {
                leaders.add(card.leader());
            }
        }
        return leaders;
    }

    private boolean isOther(Card card) {
        return card.isOfAnother(host.self());
    }

    // Telling and asking

    /// Where this peer is, and what it wants.
    Place place(Wish wish, List<Card> some) {
        return new Place(board, wish, here(), region, some);
    }

    void tell(PeerId to, Place place) {
        host.send(to, place(Wish.NOTHING, cards.some(place.at(), ClusterMessage.CARDS_MAX)));
    }

    /// Who leads is told of to two of them now and then, in turn, and to some by lot when it is
    /// new, as a rumour goes round: leaders have to find each other again. Who looks for a cluster
    /// asks back, and also the nearest leader, who knows others.
    ///
    /// `but`: whom all that does not concern
    void tellNeighbours(boolean asks, boolean tells, Predicate<PeerId> but) {
        List<Card> news = cards.news();
        if (!news.isEmpty()) {
            neighbours.some(but).forEach(to -> host.send(to, place(Wish.NOTHING, news)));
        }
        if (asks || tells) {
            Wish wish = asks ? Wish.CARDS : Wish.NOTHING;
            List<Card> some = cards.some(here(), ClusterMessage.CARDS_MAX);
            neighbours.next(but).forEach(to -> host.send(to, place(wish, some)));
        }
        PeerId near = asks ? nearestLeader() : null;
        if (near != null) {
            host.send(near, place(Wish.CARDS, List.of()));
            measured().forEach(host::ping);
        }
    }

    void asks(Card card) {
        asked = card.leader();
        askedNow.add(card.leader());
        cards.forget(card.cluster()); // until it is heard of again
    }

    boolean asked(PeerId leader) {
        return leader.equals(asked);
    }

    /// The one that was asked does not let this peer in.
    void refused() {
        asked = null;
    }

    /// Who leads nearby knows other clusters; null for nobody.
    private @Nullable PeerId nearestLeader() {
        Card near = cards.nearest(here(), this::isOther);
        return near == null ? null : near.leader();
    }

    /// Those to whom a round trip is wanted.
    private List<PeerId> measured() {
        var leaders = new ArrayList<PeerId>();
        for (Card card : cards.some(here(), MEASURED_AT_ONCE)) {
            if (isOther(card)) {
                leaders.add(card.leader());
            }
        }
        return leaders;
    }
}
