package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.Overlay;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The links between peers of a world: ordered and reliable while they last, as a TCP connection
/// is, with a delay that varies; what is on its way when one breaks is lost in part.
///
/// Loss, reordering and duplication reach an engine in the way in which they do in the real one:
/// the end of a stream is lost when a link breaks, several links bring the parts of one history in
/// any order, and after a break things are sent again.
public final class SimNetwork {
    private final World world;
    private final TreeMap<Long, Wire> wires = new TreeMap<>();
    private final TreeSet<String> cuts = new TreeSet<>();
    private final TreeSet<String> walls = new TreeSet<>();
    private final TreeMap<String, Long> paces = new TreeMap<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private long links;

    /// Both ends of one link.
    private static final class Wire {
        final SimPeer dialler;
        final SimPeer acceptor;
        final long diallerLink;
        final long acceptorLink;
        final boolean mesh;
        final long toAcceptorDelayNanos;
        final long toDiallerDelayNanos;
        long toAcceptorAt;
        long toDiallerAt;
        long toAcceptorBytes;
        long toDiallerBytes;
        boolean broken;

        Wire(
                SimPeer dialler,
                long diallerLink,
                SimPeer acceptor,
                long acceptorLink,
                boolean mesh,
                long toAcceptorDelayNanos,
                long toDiallerDelayNanos) {
            this.dialler = dialler;
            this.diallerLink = diallerLink;
            this.acceptor = acceptor;
            this.acceptorLink = acceptorLink;
            this.mesh = mesh;
            this.toAcceptorDelayNanos = toAcceptorDelayNanos;
            this.toDiallerDelayNanos = toDiallerDelayNanos;
        }

        boolean joins(SimPeer a, SimPeer b) {
            return dialler == a && acceptor == b || dialler == b && acceptor == a;
        }
    }

    /// What is on its way over one link in one direction.
    public record InFlight(SimPeer from, SimPeer to, long bytes) {}

    /// Is shown each frame that reaches its end.
    public interface Witness {
        void passed(SimPeer from, SimPeer to, Bytes frame);
    }

    SimNetwork(World world) {
        this.world = world;
    }

    private long delay(long maxNanos) {
        World.Config config = world.config();
        int spread = (int) ((maxNanos - config.delayMinNanos()) / 1000);
        return config.delayMinNanos() + 1000L * world.rng().nextInt(Math.max(1, spread));
    }

    private long delay() {
        return delay(world.config().delayMaxNanos());
    }

    /// Each direction of a link has a longest delay of its own.
    private long delayMax() {
        World.Config config = world.config();
        return config.delayMaxNanos() / (world.rng().chance(50) ? 1 : world.rng().between(1, 10));
    }

    private static String pair(SimPeer a, SimPeer b) {
        return a.number() < b.number() ? a.name() + " " + b.name() : b.name() + " " + a.name();
    }

    /// So many bytes in a second reach that peer over each of its links, and no more.
    public void pace(SimPeer to, long bytesPerSecond) {
        paces.put(to.name(), bytesPerSecond);
    }

    /// Lets somebody look on.
    public void witness(Witness one) {
        witnesses.add(one);
    }

    public boolean isLinked(SimPeer a, SimPeer b) {
        return wires.values().stream().anyMatch(wire -> !wire.broken && wire.joins(a, b));
    }

    /// Whether they have a link that was made by signals.
    public boolean isMeshed(SimPeer a, SimPeer b) {
        return wires.values().stream()
                .anyMatch(wire -> wire.mesh && !wire.broken && wire.joins(a, b));
    }

    public List<InFlight> inFlight() {
        var all = new ArrayList<InFlight>();
        for (Wire wire : wires.values()) {
            all.add(new InFlight(wire.dialler, wire.acceptor, wire.toAcceptorBytes));
            all.add(new InFlight(wire.acceptor, wire.dialler, wire.toDiallerBytes));
        }
        return all;
    }

    /// No link between these two until it is healed.
    public void cut(SimPeer a, SimPeer b) {
        cuts.add(pair(a, b));
        for (Wire wire : new ArrayList<>(wires.values())) {
            if (wire.joins(a, b)) {
                breakDown(wire, "partition");
            }
        }
    }

    /// No link to that peer from anybody.
    public void cutOff(SimPeer peer) {
        world.peers().forEach(other -> cut(peer, other));
    }

    public void heal(SimPeer a, SimPeer b) {
        cuts.remove(pair(a, b));
    }

    public void healAll() {
        cuts.clear();
    }

    /// From now on nobody can open a link to that peer, as behind a firewall; those that are up
    /// stay, and it opens others.
    public void wall(SimPeer behind) {
        walls.add(behind.name());
    }

    /// Opens a link to the peer of that address, or says why not, a little later. With `expected`
    /// only the peer with that key will do.
    void dial(SimPeer from, String address, @Nullable Bytes expected) {
        world.after(
                delay(),
                () -> {
                    SimPeer to = find(address);
                    if (to != null && expected != null && !to.key().equals(expected)) {
                        from.dialFailed(address, "wrong-peer: another one is there");
                    } else if (to != null && walls.contains(to.name())) {
                        from.dialFailed(address, "unreachable: no answer through the wall");
                    } else if (to != null
                            && to.isUp()
                            && from.isUp()
                            && to != from
                            && !cuts.contains(pair(from, to))) {
                        connect(from, to, address, from.address());
                    } else {
                        from.dialFailed(address, "nobody there");
                    }
                });
    }

    private @Nullable SimPeer find(String address) {
        for (SimPeer peer : world.peers()) {
            if (!peer.isTab() && peer.address().equals(address)) {
                return peer;
            }
        }
        return null;
    }

    /// Two tabs that have agreed on a link have one, unless the network between them is cut.
    public void meet(SimPeer from, PeerId other, String address) {
        world.after(
                delay(),
                () -> {
                    SimPeer to = find(other);
                    if (to != null && from.isUp() && !cuts.contains(pair(from, to))) {
                        connect(from, to, address, Overlay.address(from.id()));
                    } else {
                        from.dialFailed(address, "no way there");
                    }
                });
    }

    private @Nullable SimPeer find(PeerId id) {
        for (SimPeer peer : world.peers()) {
            if (peer.isUp() && peer.id().equals(id)) {
                return peer;
            }
        }
        return null;
    }

    private void connect(SimPeer from, SimPeer to, String address, String back) {
        boolean mesh = Overlay.isMesh(address);
        var wire = new Wire(from, ++links, to, ++links, mesh, delayMax(), delayMax());
        wires.put(wire.diallerLink, wire);
        wires.put(wire.acceptorLink, wire);
        from.linkUp(wire.diallerLink, to.key(), false, address);
        to.linkUp(wire.acceptorLink, from.key(), true, back);
    }

    void send(long link, Bytes frame) {
        Wire wire = wires.get(link);
        if (wire == null) {
            return;
        }
        boolean byDialler = link == wire.diallerLink;
        long before = byDialler ? wire.toAcceptorAt : wire.toDiallerAt;
        long max = byDialler ? wire.toAcceptorDelayNanos : wire.toDiallerDelayNanos;
        SimPeer to = byDialler ? wire.acceptor : wire.dialler;
        long pace = paces.getOrDefault(to.name(), Now.SECOND);
        long at =
                Math.max(before + 1, world.nanos() + delay(max)) + frame.size() * Now.SECOND / pace;
        if (byDialler) {
            wire.toAcceptorAt = at;
        } else {
            wire.toDiallerAt = at;
        }
        count(wire, byDialler, frame.size());
        world.after(at - world.nanos(), () -> deliver(wire, byDialler, frame));
    }

    private static void count(Wire wire, boolean byDialler, int bytes) {
        if (byDialler) {
            wire.toAcceptorBytes += bytes;
        } else {
            wire.toDiallerBytes += bytes;
        }
    }

    private void deliver(Wire wire, boolean byDialler, Bytes frame) {
        count(wire, byDialler, -frame.size());
        SimPeer from = byDialler ? wire.dialler : wire.acceptor;
        SimPeer to = byDialler ? wire.acceptor : wire.dialler;
        long link = byDialler ? wire.acceptorLink : wire.diallerLink;
        if (!wire.broken && wires.containsKey(link)) {
            witnesses.forEach(witness -> witness.passed(from, to, frame));
            to.received(link, frame);
        }
    }

    /// One side ends the link; the other learns of it after what is on its way.
    void hangUp(long link, String reason) {
        Wire wire = wires.get(link);
        if (wire == null) {
            return;
        }
        boolean byDialler = link == wire.diallerLink;
        long at = (byDialler ? wire.toAcceptorAt : wire.toDiallerAt) + Now.MILLI;
        wires.remove(link);
        SimPeer here = byDialler ? wire.dialler : wire.acceptor;
        here.linkDown(link, reason);
        world.after(
                Math.max(0, at - world.nanos()),
                () -> {
                    if (!wire.broken) {
                        wire.broken = true;
                        wires.remove(wire.diallerLink);
                        wires.remove(wire.acceptorLink);
                        SimPeer there = byDialler ? wire.acceptor : wire.dialler;
                        there.linkDown(
                                byDialler ? wire.acceptorLink : wire.diallerLink, "closed there");
                    }
                });
    }

    private void breakDown(Wire wire, String reason) {
        if (wire.broken) {
            return;
        }
        wire.broken = true;
        wires.remove(wire.diallerLink);
        wires.remove(wire.acceptorLink);
        wire.dialler.linkDown(wire.diallerLink, reason);
        wire.acceptor.linkDown(wire.acceptorLink, reason);
    }

    /// A peer is gone from one moment to the next.
    void crash(SimPeer peer) {
        for (Wire wire : new ArrayList<>(wires.values())) {
            if (wire.dialler == peer || wire.acceptor == peer) {
                breakDown(wire, "reset");
            }
        }
    }

    /// Breaks a random link, if there is one.
    public void breakOne() {
        List<Wire> all = new ArrayList<>(wires.values());
        if (!all.isEmpty()) {
            breakDown(all.get(world.rng().nextInt(all.size())), "broke");
        }
    }

    /// A link that is up.
    public record Up(SimPeer dialler, SimPeer acceptor, boolean mesh) {}

    /// All links that are up, each once.
    public List<Up> up() {
        var all = new ArrayList<Up>();
        wires.forEach(
                (link, wire) -> {
                    if (!wire.broken && link == wire.diallerLink) {
                        all.add(new Up(wire.dialler, wire.acceptor, wire.mesh));
                    }
                });
        return all;
    }

    public int linkCount() {
        return wires.size() / 2;
    }
}
