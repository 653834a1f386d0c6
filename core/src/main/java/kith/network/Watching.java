package kith.network;

import java.util.List;
import java.util.TreeSet;
import kith.cluster.Coordinates;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.NetworkMessage.Here;
import kith.overlay.Overlay;
import kith.overlay.Use;
import kith.overlay.probe.Host;
import kith.overlay.probe.Probe;
import kith.overlay.probe.ProbeMessage;
import kith.overlay.probe.Standing;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Whether those are there whom this peer has links to, and how far away they are.
///
/// Who asks whether somebody is there is answered, and the time that it takes is all that anybody
/// measures here: no message goes only to learn a distance, except one to somebody of a cluster
/// that was not asked for a while. Beside an answer goes where its sender is.
///
/// *The pulse of a link and the probe of a peer.* Both stay, and each has its own question. The
/// pulse asks whether a link carries anything: it knows no others, and gives up after ten
/// heartbeats. The probe asks whether a peer is there, and needs others who say the same; then
/// all links to it end at once. They do not ask twice: who is asked by the probe after a second of
/// silence is heard before the pulse would ask after three, and where there are so many links that
/// the probe comes round more seldom, the pulse waits for it.
final class Watching implements Host {
    /// The code with which a link ends.
    static final String GONE = "peer-gone";

    /// Of so many round trips each is told about; then it is enough now and then. Guess: three
    /// times what a place takes to settle.
    private static final int TOLD_SAMPLES = 64;

    private static final long TELL_NANOS = 5 * Now.SECOND;

    /// What takes longer was held up, here or there, and is no distance.
    static final long TRIP_NANOS_MAX = 3 * Now.SECOND;

    private final Ground ground;
    private final Overlay overlay;
    private final Ways ways;
    private final Visits visits;
    private final Passing passing;
    private final Probe probe;
    private final Coordinates coordinates;
    private final Measured measured;

    /// Who wants to know of each round trip.
    interface Measured {
        void measured(Ways.Way way, long nanos);
    }

    Watching(
            Ground ground,
            Overlay overlay,
            Ways ways,
            Visits visits,
            Passing passing,
            Coordinates coordinates,
            Measured measured,
            long seed) {
        this.ground = ground;
        this.overlay = overlay;
        this.ways = ways;
        this.visits = visits;
        this.passing = passing;
        this.coordinates = coordinates;
        this.measured = measured;
        this.probe = new Probe(this, seed);
    }

    void linkUp(Ways.Way way) {
        tellHere(way);
        probe.linkUp(way.link, way.peer);
    }

    void linkDown(Ways.Way way) {
        probe.linkDown(way.link);
    }

    void heard(long link) {
        probe.heard(link);
    }

    void wake() {
        probe.wake();
    }

    void received(Ways.Way way, int type, Bytes body) {
        probe.received(way.link, type, body);
    }

    void told(PeerId from, ProbeMessage.Told told) {
        probe.told(from, told);
    }

    /// What is thought of somebody; null for who is not linked.
    @Nullable Standing standing(PeerId peer) {
        return probe.standing(peer);
    }

    /// Measures a round trip soon.
    void ask(PeerId peer) {
        probe.ask(peer);
    }

    // Where we are

    void here(Ways.Way way, Here here) {
        way.there = here.at();
        way.links = here.links();
        probe.linksThere(way.link, here.links());
        if (ways.uses(way, here.use())) {
            way.usedOtherwise(ground.now());
            ground.useChanged(way.link);
        }
    }

    void tellHere(Ways.Way way) {
        way.toldNanos = ground.now().nanos();
        int links = Math.min(ways.all().size(), Here.LINKS_MAX);
        ground.send(way.link, new Here(coordinates.here(), ours(way), links));
    }

    /// What we need a link for.
    Use ours(Ways.Way way) {
        if (ground.isForDirectory(way.peer)) {
            return Use.DIRECTORY;
        }
        return visits.has(way.link) ? Use.VISIT : Use.NEIGHBOUR;
    }

    private boolean isHereDue(Ways.Way way) {
        return coordinates.samples() < TOLD_SAMPLES
                || ground.now().nanos() - way.toldNanos >= TELL_NANOS;
    }

    // What the probe asks

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

    /// Where we are goes before the answer from which the way there is measured.
    @Override
    public void send(long link, Message message) {
        Ways.Way way = ways.over(link);
        if (way != null && message instanceof ProbeMessage.Ack && isHereDue(way)) {
            tellHere(way);
        }
        ground.send(link, message);
    }

    @Override
    public void tell(PeerId to, Message message) {
        for (Ways.Way way : ways.all()) {
            if (way.peer.equals(to)) {
                ground.send(way.link, message);
                return;
            }
        }
        for (BoardId board : boards()) {
            if (ground.isMember(board, to) && passing.pass(board, to, message)) {
                return;
            }
        }
    }

    private TreeSet<BoardId> boards() {
        var boards = new TreeSet<BoardId>();
        ways.all().forEach(way -> boards.addAll(way.boards));
        return boards;
    }

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        ground.sign(message, then);
    }

    @Override
    public void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then) {
        ground.check(by, message, signature, then);
    }

    @Override
    public List<PeerId> watchers(PeerId neighbour) {
        return overlay.linkedTo(neighbour);
    }

    @Override
    public void rests(long link, long nanos) {
        ground.rests(link, nanos);
    }

    @Override
    public void answered(long link, long nanos) {
        Ways.Way way = ways.over(link);
        if (way == null || nanos > TRIP_NANOS_MAX) {
            return;
        }
        way.measured(nanos);
        if (way.there != null) {
            coordinates.measured(way.peer, way.there, nanos);
        }
        measured.measured(way, nanos);
    }

    /// Its links end, so that others are looked for.
    @Override
    public void changed(PeerId neighbour, Standing standing) {
        if (standing == Standing.GONE) {
            for (Ways.Way way : ways.all()) {
                if (way.peer.equals(neighbour)) {
                    ground.end(
                            way.link,
                            GONE,
                            "hardly anybody who is linked to this peer was answered by it");
                }
            }
        }
    }
}
