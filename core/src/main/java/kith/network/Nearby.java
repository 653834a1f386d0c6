package kith.network;

import java.util.List;
import java.util.TreeMap;
import kith.cluster.ClusterMessage;
import kith.cluster.Clusters;
import kith.cluster.Coordinates;
import kith.cluster.Figure;
import kith.cluster.work.Tasks;
import kith.cluster.work.WorkMessage;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.network.duty.AggregateCells;
import kith.network.duty.Given;
import kith.network.duty.WorkCells;
import kith.network.reach.ReachMessage;
import kith.network.reach.Reaching;
import kith.network.trace.TraceMessage;
import kith.network.trace.Tracing;
import kith.overlay.Overlay;
import kith.overlay.Use;
import kith.overlay.probe.ProbeMessage;
import kith.port.Gauge;
import kith.port.Message;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Who is there, how near, in which cluster, and who leads: of all boards of a peer.
///
/// One probe and one place for the peer, as there is one machine and one line; one set of clusters
/// for each board of [#MEMBERS_MIN] members or more. Used by the owner of the engine only.
public final class Nearby {
    /// With fewer there is nobody to lead.
    static final int MEMBERS_MIN = 3;

    private final Ground ground;
    private final String region;
    private final Rng rng;
    private final Ways ways = new Ways();
    private final Coordinates coordinates;
    private final Visits visits;
    private final Passing passing;
    private final Watching watching;
    private final Tracing tracing;
    private final Reaching reaching;
    private final TreeMap<BoardId, Grouping> groupings = new TreeMap<>();
    private final TreeMap<BoardId, Given> given = new TreeMap<>();

    /// `region`: where this peer says that it is; empty when it does not.
    public Nearby(Ground ground, Overlay overlay, String region, long seed) {
        this.ground = ground;
        this.region = region;
        this.rng = new Rng(seed);
        this.coordinates = new Coordinates(rng.nextLong());
        this.visits = new Visits(ground);
        this.passing = new Passing(ground, overlay, ways, visits, this::passedOn);
        this.watching =
                new Watching(
                        ground,
                        overlay,
                        ways,
                        visits,
                        passing,
                        coordinates,
                        this::measured,
                        rng.nextLong());
        this.tracing = new Tracing(new Following(ground, ways, passing));
        this.reaching = new Reaching(ground);
    }

    // Links

    public void linkUp(long link, PeerId peer, boolean inbound, String address) {
        visits.linkUp(link, peer, inbound, address);
    }

    /// A board is shared over that link, over which version 3 is spoken.
    public void shared(long link, PeerId peer, BoardId board) {
        Ways.Way way = ways.over(link);
        if (way == null) {
            way = new Ways.Way(link, peer, ground.now());
            ways.all().add(way);
            watching.linkUp(way);
        }
        way.boards.add(board);
        membersChanged(board);
        Grouping grouping = groupings.get(board);
        if (grouping != null) {
            grouping.clusters.linkUp(peer);
        }
        visits.shared(link, board, peer);
    }

    public void unshared(long link, BoardId board) {
        Ways.Way way = ways.over(link);
        if (way != null && way.boards.remove(board)) {
            left(way, board);
            if (way.boards.isEmpty()) {
                forget(way);
            }
        }
    }

    public void linkDown(long link) {
        visits.linkDown(link);
        reaching.linkDown(link);
        Ways.Way way = ways.over(link);
        if (way != null) {
            forget(way);
            way.boards.forEach(board -> left(way, board));
        }
    }

    private void forget(Ways.Way way) {
        ways.all().remove(way);
        watching.linkDown(way);
    }

    private void left(Ways.Way way, BoardId board) {
        Grouping grouping = groupings.get(board);
        if (grouping != null && !ways.leadTo(board, way.peer)) {
            grouping.clusters.linkDown(way.peer);
        }
    }

    public void dialFailed(String address) {
        visits.dialFailed(address);
    }

    /// This peer needs a link for something else than before, and says so.
    public void needs(long link) {
        Ways.Way way = ways.over(link);
        if (way != null) {
            watching.tellHere(way);
            ground.useChanged(link);
        }
    }

    /// A link that was opened for a while stays. False when it was not, or is still waited for.
    public boolean keep(long link) {
        boolean kept = visits.release(link);
        if (kept) {
            needs(link);
        }
        return kept;
    }

    /// What a link is there for: what needs it longer counts, of both sides.
    public Use use(long link) {
        Ways.Way way = ways.over(link);
        if (way == null) {
            return visits.has(link) ? Use.VISIT : Use.NEIGHBOUR;
        }
        Use ours = watching.ours(way);
        return ours.compareTo(way.theirs) >= 0 ? ours : way.theirs;
    }

    /// More is known of who is on that board.
    public void membersChanged(BoardId board) {
        boolean many = ground.memberCount(board) >= MEMBERS_MIN;
        if (!ground.isMember(board, ground.self())) {
            given.remove(board);
        }
        if (!many) {
            Grouping over = groupings.remove(board);
            if (over != null) {
                over.tasks.end();
            }
        } else if (!groupings.containsKey(board)) {
            Grouping grouping = grouping(board);
            groupings.put(board, grouping);
            for (Ways.Way way : ways.all()) {
                if (way.boards.contains(board)) {
                    grouping.clusters.linkUp(way.peer);
                }
            }
        }
    }

    private Grouping grouping(BoardId board) {
        return new Grouping(
                ground,
                board,
                ways,
                visits,
                passing,
                watching,
                givenOn(board),
                coordinates,
                region,
                rng.nextLong());
    }

    private Given givenOn(BoardId board) {
        return given.computeIfAbsent(board, id -> new Given());
    }

    // What applications want

    /// Gives a number of this peer's on a board, or with null none of that name any more; false
    /// when it gives too many already.
    public boolean give(BoardId board, String name, @Nullable Long value) {
        Given own = givenOn(board);
        boolean taken = true;
        if (value == null) {
            own.withdraw(name);
        } else {
            taken = own.give(name, value, ground.now().wallMillis());
        }
        Grouping grouping = groupings.get(board);
        if (taken && grouping != null) {
            grouping.tell();
        }
        return taken;
    }

    /// The work that is handed out on a board; null where it has too few members for a leader.
    public @Nullable Tasks tasks(BoardId board) {
        Grouping grouping = groupings.get(board);
        return grouping == null ? null : grouping.tasks;
    }

    /// Nobody waits for the answer to that call about a task any more.
    public void forget(long call) {
        groupings.values().forEach(grouping -> grouping.tasks.forget(call));
    }

    // What comes

    /// Something came over a link.
    public void heard(long link) {
        watching.heard(link);
    }

    public static boolean takes(int type) {
        return ProbeMessage.has(type)
                || ClusterMessage.has(type)
                || WorkMessage.has(type)
                || TraceMessage.has(type)
                || ReachMessage.has(type)
                || NetworkMessage.has(type);
    }

    /// Takes in what follows on a type that is one of these. What is wrong with it is
    /// [kith.lang.Malformed]. What comes before a board is shared is not looked at.
    public void received(long link, int type, Bytes body) {
        Ways.Way way = ways.over(link);
        if (way == null) {
            return;
        }
        if (ProbeMessage.has(type)) {
            watching.received(way, type, body);
        } else if (ClusterMessage.has(type)) {
            received(way, ClusterMessage.read(type, new Reader(body)));
        } else if (WorkMessage.has(type)) {
            received(way, WorkMessage.read(type, new Reader(body)));
        } else if (TraceMessage.has(type)) {
            received(way, TraceMessage.read(type, new Reader(body)));
        } else if (ReachMessage.has(type)) {
            received(way, ReachMessage.read(type, new Reader(body)));
        } else {
            switch (NetworkMessage.read(type, new Reader(body))) {
                case NetworkMessage.Here here -> watching.here(way, here);
                case NetworkMessage.Passed passed -> passing.received(way, passed);
            }
        }
    }

    private void received(Ways.Way way, ClusterMessage message) {
        Grouping grouping = groupings.get(message.board());
        if (grouping != null && way.boards.contains(message.board())) {
            grouping.received(way.peer, message);
        }
    }

    private void received(Ways.Way way, WorkMessage message) {
        Grouping grouping = groupings.get(message.board());
        if (grouping != null && way.boards.contains(message.board())) {
            grouping.received(way.peer, message);
        }
    }

    /// More questions than may be asked are not answered.
    private void received(Ways.Way way, TraceMessage message) {
        if (message instanceof TraceMessage.Asked) {
            way.asks(ground.now());
        }
        if (!way.questions.isOver() && way.boards.contains(message.board())) {
            tracing.received(way.peer, message);
        }
    }

    private void received(Ways.Way way, ReachMessage message) {
        if (message instanceof ReachMessage.Asked) {
            way.asks(ground.now());
        }
        if (!way.questions.isOver() && way.boards.contains(message.board())) {
            reaching.received(way.link, way.peer, message);
        }
    }

    /// What a neighbour passed on from somebody, whose fault it is when it breaks a bound.
    private void passedOn(BoardId board, PeerId from, Message message) {
        Grouping grouping = groupings.get(board);
        try {
            if (message instanceof ProbeMessage.Told told) {
                watching.told(from, told);
            } else if (message instanceof ClusterMessage one && grouping != null) {
                grouping.received(from, one);
            } else if (message instanceof WorkMessage one && grouping != null) {
                grouping.received(from, one);
            } else if (message instanceof TraceMessage one) {
                tracing.received(from, one);
            }
        } catch (Malformed theirs) {
            // its author has no link here that could be ended for it
        }
    }

    private void measured(Ways.Way way, long nanos) {
        for (BoardId board : way.boards) {
            Grouping grouping = groupings.get(board);
            if (grouping != null) {
                grouping.clusters.measured(way.peer, nanos);
            }
        }
    }

    // Time

    public void wake() {
        watching.wake();
        visits.wake();
        tracing.wake();
        reaching.wake();
        groupings.values().forEach(Grouping::wake);
    }

    public Tracing tracing() {
        return tracing;
    }

    public Reaching reaching() {
        return reaching;
    }

    // What is known

    /// The round trip to the other side of that link as its place predicts it; negative while that
    /// is not known.
    public long distanceMicros(long link) {
        Ways.Way way = ways.over(link);
        return way == null ? -1 : NearbyCells.distanceMicros(coordinates, way.there);
    }

    /// How the network of a board looks from here, as cells.
    public Value.Obj cells(BoardId board) {
        Grouping grouping = groupings.get(board);
        Clusters clusters = grouping == null ? null : grouping.clusters;
        Fields cells = new NearbyCells(board, ways, watching, coordinates, ground).of(clusters);
        AggregateCells.put(
                cells, givenOn(board), clusters == null ? Figure.Told.NOTHING : clusters.sums());
        if (grouping != null) {
            WorkCells.put(cells, grouping.tasks);
        }
        return cells.value();
    }

    public void measure(List<Gauge> out) {
        visits.measure(out);
        out.add(new Gauge("links that others need", ways.visitors(), Ways.VISITORS_MAX));
        passing.measure(out);
        tracing.measure(out);
        reaching.measure(out);
        groupings.values().forEach(grouping -> grouping.tasks.measure(out));
    }
}
