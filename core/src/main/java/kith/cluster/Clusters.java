package kith.cluster;

import java.util.List;
import kith.cluster.ClusterMessage.Answer;
import kith.cluster.ClusterMessage.Answered;
import kith.cluster.ClusterMessage.Batch;
import kith.cluster.ClusterMessage.Claim;
import kith.cluster.ClusterMessage.Measured;
import kith.cluster.ClusterMessage.Of;
import kith.cluster.ClusterMessage.Place;
import kith.cluster.ClusterMessage.Report;
import kith.cluster.ClusterMessage.Roster;
import kith.cluster.ClusterMessage.Summed;
import kith.cluster.ClusterMessage.Wish;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// To which cluster of a board this peer belongs, and what it does there.
///
/// *Where to.* Leaders tell of their clusters by cards, which go from neighbour to neighbour, the
/// nearest to each first. A peer that belongs nowhere asks one of them ([Search]), or founds one.
/// Now and then each looks whether another is much nearer.
///
/// *How large.* A cluster of 64 is split in two by who is near whom. One of fewer than 8 is
/// dissolved when another has room within the radius. Peers that say that they are in different
/// regions are never in one.
///
/// *Leaves.* Who hangs on one neighbour alone, as a tab does on the machine that serves a thousand
/// of them, is its guest: counted, and told what members are told, and without a part in the rest.
/// Who has guests leads, as a member of no other's cluster.
///
/// *Trust.* A card is a hint; who leads shows by a roster that it answers with, and by claims that
/// more than half accept. Where a peer is it says itself: a lie puts it into a far cluster, where
/// it harms itself.
///
/// Cost: a message each way for each member every 2 s, cards to two neighbours; some 20 KiB for a
/// member, 60 for a leader, and half a KiB for each name that a guest gives. Used by the owner of
/// the engine only.
public final class Clusters {
    /// Members of a cluster; from so many on it is split.
    public static final int SIZE_MAX = 64;

    /// Leaves that one leader counts beside its members. Guess: twice a thousand tabs.
    public static final int GUESTS_MAX = 2_048;

    /// With fewer it looks for another one to go to.
    static final int SIZE_MIN = 8;

    /// Two that merge leave room for as many again. Guess.
    static final int MERGED_MAX = 48;

    /// Guess: a country, or a name of a site.
    static final int REGION_BYTES_MAX = 32;

    /// Between two looks at what is to be done; as leases are renewed.
    static final long BEAT_NANOS = 2 * Now.SECOND;

    /// A member that answers no claim for so long is none. Guess: seven claims.
    static final long SILENT_NANOS = 15 * Now.SECOND;

    /// Who has no leader for so long leaves. Guess: three leases.
    static final long LEADERLESS_NANOS = 20 * Now.SECOND;

    /// A card is made anew each so many beats.
    private static final int CARD_BEATS = 5;

    /// After so many beats it is looked at whether another cluster is nearer.
    private static final int MOVE_BEATS = 15;

    /// A small cluster looks for a larger one at one beat of so many, by lot: or the larger one
    /// would do the same at the same time.
    private static final int MERGE_BEATS = 4;

    /// Who has had guests does not dissolve its cluster for so long: they may come back. Guess.
    private static final long HOSTED_NANOS = 60 * Now.SECOND;

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
    private final Search search;
    private long cluster; // 0: none
    private int beats;
    private long ledEpoch; // under which this peer has led
    private long beatNanos;
    private long hostedNanos = Long.MIN_VALUE / 2; // when it had guests last

    /// `region`: what partitions the board before nearness does; empty for no region.
    public Clusters(Host host, BoardId board, String region, Coordinates coordinates, long seed) {
        this.host = host;
        this.board = board;
        this.region = region;
        this.coordinates = coordinates;
        this.rng = new Rng(seed);
        this.neighbours = new Neighbours(host, region, rng);
        this.cards = new Cards(host, board, rng);
        this.search = new Search(host, board, cards, coordinates, neighbours, region, rng);
        this.opinions = new Opinions(host, board, members);
        this.election = new Election(host, board, members, opinions, rng);
        this.batches = new Batches(host, board, members);
        this.aggregates = new Aggregates(host, board, members);
        this.beatNanos = host.now().nanos() + BEAT_NANOS * rng.nextInt(1_000) / 1_000;
        host.wakeAt(beatNanos);
    }

    // What the door tells

    /// There is a link to that member.
    public void linkUp(PeerId peer) {
        neighbours.add(peer);
    }

    /// There is none any more. A guest over it counts no more, and who was one over it looks again.
    public void linkDown(PeerId peer) {
        neighbours.remove(peer);
        members.removeGuest(peer);
        if (election.isGuest() && peer.equals(election.leader())) {
            enter(0, 0, null);
        }
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
        switch (message) {
            case Place place -> received(from, place);
            case Roster roster -> received(from, roster);
            case Measured some -> opinions.received(some, election.leader());
            case Claim claim -> received(from, claim);
            case Answered answered -> received(from, answered);
            case Report report -> received(from, report);
            case Summed summed -> received(from, summed);
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

    /// Those with a vote; a guest knows of its leader only, beside itself.
    public List<PeerId> members() {
        return members.all();
    }

    public boolean isGuest() {
        return election.isGuest();
    }

    /// How many guests this peer counts, where it leads.
    public int guests() {
        return members.guests();
    }

    /// Whether what that peer wants is for this cluster to do.
    public boolean isHere(PeerId peer) {
        return members.counts(peer);
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
        return leads() ? search.leadersBeside(cluster) : List.of();
    }

    // A beat

    private void beat() {
        search.beat();
        cards.beat();
        neighbours.beat();
        PeerId hub = election.isGuest() ? null : neighbours.hub();
        if (hub != null) {
            neighbours.asks();
            host.send(hub, search.place(Wish.GUEST, List.of()));
        }
        if (cluster == 0 && members.guests() > 0) {
            found();
        } else if (cluster == 0 && hub == null) {
            look();
        } else if (election.leads()) {
            lead();
        } else if (cluster != 0 && isOver()) {
            leave(election.leader());
            enter(0, 0, null);
        } else if (beats % MOVE_BEATS == 0 && !election.isGuest() && hub == null) {
            moveNearer();
        }
        if (cluster != 0 && !election.isGuest()) {
            opinions.beat(election.leader());
        }
        tellNeighbours();
    }

    /// Whether it is not to stay where it is: nobody leads there, or somebody else does who could
    /// not serve this peer's guests; or a guest is none that hangs on one alone.
    private boolean isOver() {
        if (election.isGuest()) {
            return election.leader() == null || !neighbours.isLeaf();
        }
        boolean led = election.leader() != null && !election.leads();
        return led && members.guests() > 0 || election.leaderlessNanos() > LEADERLESS_NANOS;
    }

    /// Belongs nowhere yet.
    private void look() {
        if (search.looks()) {
            Card nearest = search.nearest();
            if (search.mayFound()) {
                found();
            } else if (nearest != null) {
                ask(nearest);
            }
        }
    }

    private void ask(Card card) {
        search.asks(card);
        host.send(card.leader(), search.place(Wish.JOIN, List.of()));
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

    /// Of none, or of the one whose members are known already.
    private void enter(long another, long epoch, @Nullable PeerId leader) {
        begin(another);
        election.enter(another, epoch, leader);
        aggregates.enter(false);
    }

    private void visit(long another, long epoch, PeerId leader) {
        begin(another);
        election.visit(another, epoch, leader);
        aggregates.enter(true);
    }

    private void begin(long another) {
        cluster = another;
        search.begin();
        ledEpoch = 0;
        if (another == 0) {
            members.clear();
        }
    }

    private void leave(@Nullable PeerId leader) {
        if (leader != null && !leader.equals(host.self())) {
            host.send(leader, search.place(Wish.LEAVE, List.of()));
        }
    }

    /// To another cluster, when its middle is much nearer, and once it is let in there.
    private void moveNearer() {
        Card nearest = search.nearest();
        if (nearest != null && search.isNearer(nearest, cluster)) {
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
            members.forEachGuest(this::tellGuest);
        }
        hostedNanos = members.guests() > 0 ? now : hostedNanos;
        members.heard(host.self(), here(), now);
        members.forget(now - SILENT_NANOS, now - Election.GUEST_SILENT_NANOS);
        boolean small = isSmall() && rng.nextInt(MERGE_BEATS) == 0;
        Card larger = small ? search.larger(members, cluster) : null;
        boolean alone = members.size() == 1 && search.waits();
        if (larger != null || alone) {
            dissolve();
        } else if (members.size() >= SIZE_MAX) {
            split();
        } else if (begins || beats % CARD_BEATS == 0) {
            makeCard();
        }
    }

    private boolean isSmall() {
        return members.size() < SIZE_MIN && host.now().nanos() - hostedNanos > HOSTED_NANOS;
    }

    private void dissolve() {
        end();
        enter(0, 0, null);
        look();
    }

    private void end() {
        aggregates.over(cluster, election.epoch(), others());
        Roster nobody = members.without(board, cluster, election.epoch(), members.all());
        members.remove(host.self());
        members.all().forEach(member -> host.send(member, nobody));
        members.clear();
        makeCard(); // of nobody: it is over
    }

    private void sendAway(PeerId peer, long from) {
        host.send(peer, members.without(board, from, election.epoch(), List.of(peer)));
    }

    /// The second half is told that it is another cluster; the first goes on.
    private void split() {
        List<PeerId> second = members.secondHalf(here(), host.self());
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

    private void makeCard() {
        cards.make(cluster, election.epoch(), members, region, here());
    }

    // Where everybody is

    private void tellNeighbours() {
        boolean few = leads() && isSmall();
        boolean asks = cluster == 0 ? search.isDue() : few && search.isDueFor(election.isSettled());
        boolean tells = cluster != 0 && beats % CARD_BEATS == 0;
        search.tellNeighbours(asks, tells, peer -> election.isGuest() || members.isGuest(peer));
    }

    private void received(PeerId from, Place place) {
        cards.hear(from, place.cards(), here());
        neighbours.heard(from, place.region());
        switch (place.wish()) {
            case NOTHING -> {
                if (search.asked(from)) { // it does not let this peer in
                    search.refused();
                    if (cluster == 0) {
                        look();
                    }
                }
            }
            case CARDS -> search.tell(from, place);
            case JOIN, GUEST -> {
                boolean asGuest = place.wish() == Wish.GUEST;
                if (!(asGuest ? admitGuest(from, place) : admit(from, place))) {
                    search.tell(from, place);
                }
            }
            case LEAVE -> {
                members.removeGuest(from);
                if (leads()) {
                    members.remove(from);
                }
            }
        }
    }

    /// It is told so once this peer leads, which it does soon, since it has a guest.
    private boolean admitGuest(PeerId from, Place place) {
        boolean ours = host.isHubOf(from) && place.region().equals(region);
        if (!ours || election.isGuest() || !members.addGuest(from, host.now().nanos())) {
            return false;
        }
        aggregates.forget(from);
        if (leads()) {
            tellGuest(from);
        }
        return true;
    }

    private void tellGuest(PeerId guest) {
        host.send(guest, Members.ofGuest(board, cluster, election.epoch(), host.self(), guest));
    }

    private boolean admit(PeerId from, Place place) {
        boolean room = members.size() < SIZE_MAX || members.has(from);
        boolean near = here().millisTo(place.at()) <= 2 * Search.RADIUS_MILLIS;
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
        if (roster.version() == 0 && roster.come().contains(host.self())) {
            lodge(from, roster);
            return;
        }
        boolean wanted = search.asked(from) && roster.come().contains(host.self());
        boolean led = cluster != 0 && from.equals(election.leader());
        if (roster.gone().contains(host.self()) && led) {
            cards.forget(cluster);
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

    /// Who is not counted here hears it, and a guest by the answer that it is one still.
    private void received(PeerId from, Report report) {
        boolean later = aggregates.received(from, report, cluster);
        if (report.of() == Of.MEMBER && !members.counts(from)) {
            sendAway(from, report.cluster());
        } else if (later && members.isGuest(from) && leads()) {
            host.send(from, aggregates.newest(cluster, election.epoch()));
        }
    }

    private void received(PeerId from, Summed summed) {
        follow(from, summed.cluster(), summed.epoch());
        aggregates.received(summed, cluster, from.equals(election.leader()));
    }

    // As a guest

    /// A guest is in whatever cluster its hub leads.
    private void follow(PeerId hub, long where, long epoch) {
        if (election.isGuest() && hub.equals(election.leader()) && where != cluster) {
            visit(where, epoch, hub);
        }
        election.heard(hub, epoch);
    }

    /// The hub lets it in, or says where they are now.
    private void lodge(PeerId hub, Roster roster) {
        follow(hub, roster.cluster(), roster.epoch());
        if (election.isGuest() || !neighbours.asked(hub) || members.guests() > 0) {
            return;
        }
        if (leads()) {
            end();
        } else {
            leave(hub.equals(election.leader()) ? null : election.leader());
        }
        members.take(roster);
        neighbours.letIn();
        visit(roster.cluster(), roster.epoch(), hub);
    }

    // Claims

    private void received(PeerId from, Claim claim) {
        Answer answer = Answer.ELSEWHERE;
        if (claim.cluster() == cluster) {
            answer = election.received(from, claim);
        }
        long epoch = answer == Answer.ACCEPTED ? claim.epoch() : election.epoch();
        host.send(from, claim.answered(answer, epoch, members.version(), here()));
    }

    private void received(PeerId from, Answered answered) {
        if (answered.cluster() != cluster) {
            return;
        }
        election.received(from, answered);
        if (!leads()) {
            return;
        }
        if (answered.answer() == Answer.ELSEWHERE) {
            members.remove(from);
            return;
        }
        if (!members.heard(from, answered.at(), host.now().nanos())) {
            if (!members.isGuest(from)) {
                sendAway(from, cluster);
            }
            return;
        }
        if (answered.version() != members.version()) {
            host.send(from, members.since(board, cluster, election.epoch(), answered.version()));
        }
    }
}
