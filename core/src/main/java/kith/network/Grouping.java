package kith.network;

import java.util.List;
import kith.cluster.ClusterMessage;
import kith.cluster.Clusters;
import kith.cluster.Coordinates;
import kith.cluster.Host;
import kith.cluster.work.Tasks;
import kith.cluster.work.Team;
import kith.cluster.work.WorkMessage;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.duty.Given;
import kith.port.Effects.Then;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The clusters of one board and the work that is handed out in them, and how they reach their
/// members.
///
/// Over a link that is there; else over a neighbour that is linked to the receiver; else over a
/// link that is opened for it. A round trip is only one over a link of ours, so whoever is to be
/// measured is visited.
final class Grouping implements Host, Team {
    /// How often the changes here are counted. As often as that is told.
    private static final long COUNT_NANOS = 5 * Now.SECOND;

    private final Ground ground;
    private final BoardId board;
    private final Ways ways;
    private final Visits visits;
    private final Passing passing;
    private final Watching watching;
    private final Given given;
    final Clusters clusters;
    final Tasks tasks;
    private long countNanos;

    Grouping(
            Ground ground,
            BoardId board,
            Ways ways,
            Visits visits,
            Passing passing,
            Watching watching,
            Given given,
            Coordinates coordinates,
            String region,
            long seed) {
        this.ground = ground;
        this.board = board;
        this.ways = ways;
        this.visits = visits;
        this.passing = passing;
        this.watching = watching;
        this.given = given;
        this.clusters = new Clusters(this, board, region, coordinates, seed);
        this.tasks = new Tasks(this, board, seed + 1);
        this.countNanos = ground.now().nanos();
        ground.wakeAt(countNanos);
    }

    void wake() {
        clusters.wake();
        tasks.wake();
        long now = ground.now().nanos();
        if (now >= countNanos) {
            countNanos = now + COUNT_NANOS;
            count();
        }
        ground.wakeAt(countNanos);
    }

    /// What this peer is of all that there are: one, with so many changes, the last of which came
    /// lately.
    private void count() {
        given.changes(ground.changeCount(board), ground.now().wallMillis());
        tell();
    }

    /// This peer gives other numbers.
    void tell() {
        clusters.set(given.all());
    }

    void received(PeerId from, ClusterMessage message) {
        visits.used(from);
        clusters.received(from, message);
        tasks.follow();
    }

    void received(PeerId from, WorkMessage message) {
        visits.used(from);
        tasks.received(from, message);
    }

    // What the clusters ask

    @Override
    public PeerId self() {
        return ground.self();
    }

    @Override
    public Now now() {
        return ground.now();
    }

    @Override
    public void wakeAt(long nanos) {
        ground.wakeAt(nanos);
    }

    @Override
    public boolean isMember(PeerId peer) {
        return ground.isMember(board, peer);
    }

    @Override
    public void send(PeerId to, ClusterMessage message) {
        passing.send(board, to, message);
    }

    @Override
    public boolean isLeaf() {
        return ways.isLeaf(board);
    }

    @Override
    public boolean isHubOf(PeerId peer) {
        return ways.isHubOf(board, peer);
    }

    @Override
    public void ping(PeerId peer) {
        if (ways.leadTo(board, peer)) {
            visits.used(peer);
            watching.ask(peer);
        } else if (ground.isMember(board, peer)) {
            visits.visit(board, peer, null);
        }
    }

    @Override
    public void sign(Bytes statement, Then<Bytes> then) {
        ground.sign(statement, then);
    }

    @Override
    public void check(PeerId key, Bytes statement, Bytes signature, Then<Boolean> then) {
        ground.check(key, statement, signature, then);
    }

    /// Nothing is offered here yet, and what others offer is for who understands it.
    @Override
    public void came(Bytes item) {}

    // What handing out work asks

    @Override
    public @Nullable PeerId leader() {
        return clusters.leader();
    }

    @Override
    public boolean leads() {
        return clusters.leads();
    }

    @Override
    public long epoch() {
        return clusters.epoch();
    }

    @Override
    public boolean isHere(PeerId peer) {
        return clusters.isHere(peer);
    }

    @Override
    public List<PeerId> otherLeaders() {
        return clusters.others();
    }

    @Override
    public void send(PeerId to, WorkMessage message) {
        passing.send(board, to, message);
    }
}
