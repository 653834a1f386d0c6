package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.cluster.ClusterMessage.Answer;
import kith.cluster.ClusterMessage.Answered;
import kith.cluster.ClusterMessage.Batch;
import kith.cluster.ClusterMessage.Claim;
import kith.cluster.ClusterMessage.Measured;
import kith.cluster.ClusterMessage.Place;
import kith.cluster.ClusterMessage.Report;
import kith.cluster.ClusterMessage.Roster;
import kith.cluster.ClusterMessage.Summed;
import kith.cluster.ClusterMessage.Wish;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// To which cluster of a board this peer belongs, and what it does there.
///
/// *Where to.* Leaders tell of their clusters by cards, which go from neighbour to neighbour, the
/// nearest to each first. A peer that belongs nowhere asks the nearest within a radius that has
/// room; where there is none it founds one, after a while drawn by lot, so that a hundred that come
/// at once do not found a hundred; but not where one neighbour, on whom more hang than a cluster
/// holds, is all that it reaches. Now and then each looks whether another is much nearer.
///
/// *How large.* A cluster of 64 is split in two by who is near whom. One of fewer than 8 is
/// dissolved when another has room within the radius. Peers that say that they are in different
/// regions are never in one.
///
/// *Trust.* A card is a hint; who leads shows by a roster that it answers with, and by claims that
/// more than half accept. Where a peer is it says itself: a lie puts it into a far cluster, where
/// it harms itself.
///
/// Cost: a message each way for each member every 2 s, cards to two neighbours; some 20 KiB for a
/// member, 60 for a leader. Used by the owner of the engine only.
public final class Clusters {
    /// Members of a cluster; from so many on it is split.
    public static final int SIZE_MAX = 64;

    /// With fewer it looks for another one to go to.
    static final int SIZE_MIN = 8;

    /// Two that merge leave room for as many again. Guess.
    static final int MERGED_MAX = 48;

    /// Round trip to the middle of a cluster of who joins. Goal: research, D2.
    static final int RADIUS_MILLIS = 30;

    /// Guess: a country, or a name of a site.
    static final int REGION_BYTES_MAX = 32;

    /// Between two looks at what is to be done; as leases are renewed.
    static final long BEAT_NANOS = 2 * Now.SECOND;

    /// A member that answers no claim for so long is none. Guess: seven claims.
    static final long SILENT_NANOS = 15 * Now.SECOND;

    /// Who has no leader for so long leaves. Guess: three leases.
    static final long LEADERLESS_NANOS = 20 * Now.SECOND;

    /// Round trips before a peer says where it belongs. Goal: those by which it knows.
    private static final int SAMPLES_MIN = 20;

    /// A card is made anew each so many beats.
    private static final int CARD_BEATS = 5;

    /// After so many beats it is looked at whether another cluster is nearer.
    private static final int MOVE_BEATS = 15;

    /// Who found no cluster for so many beats asks seldom from then on, as a leader of few does
    /// that has settled, and a leaf more seldom still. Guess: half of what a card lives.
    private static final int LOOKED_BEATS = 30;
    private static final int SELDOM_BEATS = 15;
    private static final int LEAF_BEATS = 60;

    /// Beats before who belongs nowhere founds a cluster, and by lot as many more.
    private static final int PATIENCE_BEATS = 4;

    /// Leaders that are measured at once by who looks: half of them near, to know where one is.
    private static final int MEASURED_AT_ONCE = 4;

    /// And so many beats more when those that it asks do not answer.
    private static final int IN_VAIN_BEATS = 8;

    /// A small cluster looks for a larger one at one beat of so many, by lot: or the larger one
    /// would do the same at the same time.
    private static final int MERGE_BEATS = 4;

    /// Whoever is this much nearer to another middle goes there, and nobody goes where it would be
    /// at the rim. Guess: what is not noise.
    private static final double NEARER = 0.8;

    private final Host host;
    private final BoardId board;
    private final String region;
    private final Coordinates coordinates;
    private final Rng rng;
    private final Cards cards;
    private final Members members = new Members();
    private final Opinions opinions;
    private final Election election;
    private final Batches batches;
    private final Aggregates aggregates;
    private final Neighbours neighbours;
    private long cluster; // 0: none
    private @Nullable PeerId asked; // to be let in
    private final TreeSet<PeerId> askedNow = new TreeSet<>(); // since the last beat, once each
    private int patience;
    private int beats;
    private int leftBeat; // when it entered a cluster, or left the last
    private long cardNumber;
    private long ledEpoch; // under which this peer has led
    private long beatNanos;

    /// `region`: what partitions the board before nearness does; empty for no region.
    public Clusters(Host host, BoardId board, String region, Coordinates coordinates, long seed) {
        this.host = host;
        this.board = board;
        this.region = region;
        this.coordinates = coordinates;
        this.rng = new Rng(seed);
        this.neighbours = new Neighbours(rng);
        this.cards = new Cards(host, board, rng);
        this.opinions = new Opinions(host, board, members);
        this.election = new Election(host, board, members, opinions, rng);
        this.batches = new Batches(host, board, members);
        this.aggregates = new Aggregates(host, board, members);
        this.beatNanos = host.now().nanos() + BEAT_NANOS * rng.nextInt(1_000) / 1_000;
        this.patience = PATIENCE_BEATS + rng.nextInt(PATIENCE_BEATS);
        host.wakeAt(beatNanos);
    }

    // What the door tells

    /// There is a link to that member.
    public void linkUp(PeerId peer) {
        neighbours.add(peer);
    }

    public void linkDown(PeerId peer) {
        neighbours.remove(peer);
    }

    /// It answered after so long, by itself or because of [Host#ping].
    public void measured(PeerId peer, long nanos) {
        opinions.answered(peer, nanos);
    }

    /// It delivered something; `first` if nobody had before.
    public void delivered(PeerId peer, int bytes, boolean first) {
        opinions.delivered(peer, bytes, first);
    }

    public void received(PeerId from, ClusterMessage message) {
        boolean fromLeader = from.equals(election.leader());
        switch (message) {
            case Place place -> received(from, place);
            case Roster roster -> received(from, roster);
            case Measured some -> opinions.received(some, election.leader());
            case Claim claim -> received(from, claim);
            case Answered answered -> received(from, answered);
            case Report report -> aggregates.received(from, report, cluster);
            case Summed summed -> aggregates.received(summed, cluster, fromLeader);
            case Batch batch -> batches.received(batch, leader(), others());
        }
        aggregates.follow(election.leader());
    }

    /// The time has come that was asked for.
    public void wake() {
        long now = host.now().nanos();
        if (now >= beatNanos) {
            beatNanos = now + BEAT_NANOS;
            beats++;
            beat();
        }
        host.wakeAt(beatNanos);
        election.wake();
        PeerId leader = election.leader();
        batches.wake(leader, others());
        aggregates.wake(cluster, election.epoch(), leader, others());
    }

    // What the door asks for

    /// The cluster that this peer belongs to; 0 while it belongs to none.
    public long cluster() {
        return cluster;
    }

    public @Nullable PeerId leader() {
        return cluster == 0 ? null : election.leader();
    }

    public boolean leads() {
        return cluster != 0 && election.leads();
    }

    public long epoch() {
        return election.epoch();
    }

    /// Until when its leader leads, if nothing more is heard of it.
    public long leaseUntilNanos() {
        return election.untilNanos();
    }

    /// What is known of all clusters of the board.
    public List<Card> known() {
        return cards.all();
    }

    public List<PeerId> members() {
        return members.all();
    }

    /// What those say of a member who observe it.
    public Measures measures(PeerId member) {
        return opinions.of(member);
    }

    /// Brings something to all, or with `near` to this cluster alone; false when too much is on its
    /// way.
    public boolean offer(Bytes item, boolean near) {
        return batches.offer(item, near, leader(), others());
    }

    /// This peer's numbers, by ascending names, each of one member.
    public void set(List<Figure> own) {
        aggregates.set(own);
    }

    /// What the numbers of all are together.
    public Figure.Told sums() {
        return aggregates.told();
    }

    /// The leaders of other clusters, where this peer leads its own.
    public List<PeerId> others() {
        List<Card> led = cards.all();
        led.removeIf(card -> !leads() || card.cluster() == cluster || !isOther(card));
        var others = new ArrayList<PeerId>();
        led.forEach(card -> others.add(card.leader()));
        return others;
    }

    // A beat

    private void beat() {
        askedNow.clear();
        cards.prune();
        if (cluster == 0) {
            look();
        } else if (election.leads()) {
            lead();
        } else if (election.leaderlessNanos() > LEADERLESS_NANOS) {
            leave(election.leader());
            members.clear();
            enter(0, 0, null);
        } else if (beats % MOVE_BEATS == 0) {
            moveNearer();
        }
        if (cluster != 0) {
            opinions.beat(election.leader());
        }
        tellNeighbours();
    }

    private boolean looks() {
        return cluster == 0 || leads() && members.size() < SIZE_MIN;
    }

    /// Whether something is told and asked at this beat.
    private boolean isDue() {
        boolean inVain = cluster == 0 ? beats - leftBeat > LOOKED_BEATS : election.isSettled();
        int seldom = cluster == 0 && host.isLeaf() ? LEAF_BEATS : SELDOM_BEATS;
        return (beats - leftBeat) % (!looks() ? CARD_BEATS : inVain ? seldom : 1) == 0;
    }

    /// Belongs nowhere yet.
    private void look() {
        asked = null;
        if (coordinates.samples() < SAMPLES_MIN || !isDue()) {
            return;
        }
        Card nearest = cards.nearest(here(), this::hasRoom);
        boolean inVain = nearest == null || patience < -IN_VAIN_BEATS;
        if (patience-- <= 0 && inVain && !host.isLeaf()) {
            found();
        } else if (nearest != null) {
            ask(nearest);
        }
    }

    private void ask(Card card) {
        asked = card.leader();
        askedNow.add(asked);
        host.send(card.leader(), place(Wish.JOIN, List.of()));
        cards.forget(card.cluster()); // until it is heard of again
    }

    private boolean hasRoom(Card card) {
        return isOther(card)
                && !askedNow.contains(card.leader())
                && card.region().equals(region)
                && card.size() < SIZE_MAX
                && here().millisTo(card.middle()) <= RADIUS_MILLIS;
    }

    private Coordinate here() {
        return coordinates.here();
    }

    private void found() {
        members.clear();
        members.add(host.self(), here(), host.now().nanos());
        enter(rng.nextLong() | 1, 0, null);
        election.wake();
        makeCard();
    }

    private void enter(long another, long epoch, @Nullable PeerId leader) {
        cluster = another;
        leftBeat = beats;
        asked = null;
        ledEpoch = 0;
        patience = PATIENCE_BEATS + rng.nextInt(PATIENCE_BEATS);
        election.enter(another, epoch, leader);
        aggregates.enter();
    }

    private void leave(@Nullable PeerId leader) {
        if (leader != null && !leader.equals(host.self())) {
            host.send(leader, place(Wish.LEAVE, List.of()));
        }
    }

    /// To another cluster, when its middle is much nearer, and once it is let in there.
    private void moveNearer() {
        Card ours = cards.of(cluster);
        Card nearest = cards.nearest(here(), this::hasRoom);
        if (ours != null
                && nearest != null
                && here().millisTo(nearest.middle()) < NEARER * here().millisTo(ours.middle())) {
            ask(nearest);
        }
    }

    // Leading

    private void lead() {
        long now = host.now().nanos();
        boolean begins = ledEpoch != election.epoch();
        if (begins) {
            ledEpoch = election.epoch();
            members.heard(now);
        }
        for (PeerId member : members.all()) {
            Members.Seat seat = members.seat(member);
            if (seat != null && member.equals(host.self())) {
                seat.at = here();
            } else if (seat != null && now - seat.heardNanos > SILENT_NANOS) {
                members.remove(member);
            }
        }
        boolean small = members.size() < SIZE_MIN && rng.nextInt(MERGE_BEATS) == 0;
        Card larger = small ? cards.nearest(here(), this::mayTake) : null;
        if (larger != null) {
            dissolve();
        } else if (members.size() >= SIZE_MAX) {
            split();
        } else if (begins || beats % CARD_BEATS == 0) {
            makeCard();
        }
    }

    /// Of two that are small the one with the larger size goes on, then that with the larger name.
    private boolean mayTake(Card card) {
        boolean larger =
                card.size() > members.size()
                        || card.size() == members.size() && card.cluster() > cluster;
        boolean room = card.size() + members.size() <= MERGED_MAX;
        boolean near = members.areWithin(NEARER * RADIUS_MILLIS, card.middle());
        return card.cluster() != cluster && hasRoom(card) && larger && room && near;
    }

    private void dissolve() {
        aggregates.over(cluster, election.epoch(), others());
        Roster nobody = without(members.all());
        members.remove(host.self());
        members.all().forEach(member -> host.send(member, nobody));
        members.clear();
        makeCard(); // of nobody: it is over
        enter(0, 0, null);
        look();
    }

    /// Those are members no more.
    private Roster without(List<PeerId> gone) {
        long version = members.version() + 1;
        return new Roster(board, cluster, election.epoch(), 0, version, gone, List.of());
    }

    /// The second half is told that it is another cluster; the first goes on.
    private void split() {
        List<PeerId> all = members.all();
        var places = new ArrayList<Coordinate>();
        for (PeerId member : all) {
            Members.Seat seat = members.seat(member);
            Coordinate at = seat == null ? null : seat.at;
            places.add(at == null ? here() : at);
        }
        var second = new ArrayList<PeerId>();
        Medoids.second(places).forEach(index -> second.add(all.get(index)));
        var other = new Roster(board, rng.nextLong() | 1, 0, 0, 1, List.of(), second);
        long epoch = election.epoch();
        for (PeerId member : second) {
            if (!member.equals(host.self())) {
                host.send(
                        member, new Roster(board, other.cluster(), epoch, 0, 1, List.of(), second));
            }
            members.remove(member);
        }
        if (second.contains(host.self())) {
            hand(other, epoch);
        } else {
            makeCard();
        }
    }

    /// The leader is of the second half itself: the first is told that it goes on without it.
    private void hand(Roster other, long epoch) {
        members.all().forEach(member -> host.send(member, members.since(board, cluster, epoch, 0)));
        cards.forget(cluster);
        members.take(other);
        enter(other.cluster(), epoch, null);
    }

    /// Signs what others are told of this cluster.
    private void makeCard() {
        var card =
                new Card(
                        cluster,
                        election.epoch(),
                        ++cardNumber,
                        host.self(),
                        members.size(),
                        members.middle(),
                        region,
                        Check.UNSIGNED);
        host.sign(card.statement(board), signature -> cards.put(card.signed(signature), here()));
    }

    // Where everybody is

    private Place place(Wish wish, List<Card> some) {
        return new Place(board, wish, here(), region, some);
    }

    /// Two of them now and then, in turn, and some by lot of each leader that is new, as a rumour
    /// goes round: leaders have to find each other again. Who looks for a cluster asks back, at
    /// each beat while it is new there, and also the nearest leader, who knows others.
    private void tellNeighbours() {
        List<Card> news = cards.news();
        if (!news.isEmpty()) {
            neighbours.some().forEach(to -> host.send(to, place(Wish.NOTHING, news)));
        }
        if (!isDue()) {
            return;
        }
        boolean looks = looks();
        Wish wish = looks ? Wish.CARDS : Wish.NOTHING;
        for (PeerId to : neighbours.next()) {
            host.send(to, place(wish, cards.some(here(), ClusterMessage.CARDS_MAX)));
        }
        Card near = looks ? cards.nearest(here(), this::isOther) : null;
        if (near != null) {
            host.send(near.leader(), place(wish, List.of()));
            List<Card> some = cards.some(here(), MEASURED_AT_ONCE);
            some.removeIf(card -> !isOther(card));
            some.forEach(card -> host.ping(card.leader()));
        }
    }

    private boolean isOther(Card card) {
        return card.isOfAnother(host.self());
    }

    private void received(PeerId from, Place place) {
        cards.hear(place.cards(), here());
        switch (place.wish()) {
            case NOTHING -> {
                if (from.equals(asked)) { // it does not let this peer in
                    asked = null;
                    if (cluster == 0) {
                        look();
                    }
                }
            }
            case CARDS -> tell(from, place);
            case JOIN -> {
                if (!admit(from, place)) {
                    tell(from, place);
                }
            }
            case LEAVE -> {
                if (leads()) {
                    members.remove(from);
                }
            }
        }
    }

    private void tell(PeerId to, Place place) {
        host.send(to, place(Wish.NOTHING, cards.some(place.at(), ClusterMessage.CARDS_MAX)));
    }

    private boolean admit(PeerId from, Place place) {
        boolean room = members.size() < SIZE_MAX || members.has(from);
        boolean near = here().millisTo(place.at()) <= 2 * RADIUS_MILLIS;
        if (!leads() || !room || !near || !place.region().equals(region)) {
            return false;
        }
        if (!members.has(from)) {
            members.add(from, place.at(), host.now().nanos());
        }
        host.send(from, members.since(board, cluster, election.epoch(), 0));
        host.send(from, new Measured(board, opinions.all()));
        return true;
    }

    private void received(PeerId from, Roster roster) {
        boolean wanted = from.equals(asked) && roster.come().contains(host.self());
        boolean led = cluster != 0 && from.equals(election.leader());
        if (roster.gone().contains(host.self()) && led) {
            cards.forget(cluster);
            members.clear();
            enter(0, 0, null);
            look();
        } else if (wanted || led && roster.cluster() != cluster) {
            PeerId before = election.leader();
            if (members.take(roster)) {
                leave(from.equals(before) ? null : before);
                enter(roster.cluster(), roster.epoch(), wanted ? from : null);
            }
        } else if (led) {
            members.take(roster);
        }
    }

    // Claims

    private void received(PeerId from, Claim claim) {
        Answer answer = Answer.ELSEWHERE;
        if (claim.cluster() == cluster) {
            answer = election.received(from, claim);
        }
        long epoch = answer == Answer.ACCEPTED ? claim.epoch() : election.epoch();
        host.send(
                from,
                new Answered(
                        board,
                        claim.cluster(),
                        answer,
                        epoch,
                        claim.number(),
                        members.version(),
                        here()));
    }

    private void received(PeerId from, Answered answered) {
        if (answered.cluster() != cluster) {
            return;
        }
        election.received(from, answered);
        Members.Seat seat = members.seat(from);
        if (!leads()) {
            return;
        }
        if (answered.answer() == Answer.ELSEWHERE) {
            members.remove(from);
            return;
        }
        if (seat == null) {
            host.send(from, without(List.of(from)));
            return;
        }
        seat.heardNanos = host.now().nanos();
        seat.at = answered.at();
        if (answered.version() != members.version()) {
            host.send(from, members.since(board, cluster, election.epoch(), answered.version()));
        }
    }
}
