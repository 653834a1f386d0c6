package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
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
    private long links;

    /// Both ends of one link.
    private static final class Wire {
        final SimPeer dialler;
        final SimPeer acceptor;
        final long diallerLink;
        final long acceptorLink;
        long toAcceptorAt;
        long toDiallerAt;
        boolean broken;

        Wire(SimPeer dialler, long diallerLink, SimPeer acceptor, long acceptorLink) {
            this.dialler = dialler;
            this.diallerLink = diallerLink;
            this.acceptor = acceptor;
            this.acceptorLink = acceptorLink;
        }
    }

    SimNetwork(World world) {
        this.world = world;
    }

    private long delay() {
        World.Config config = world.config();
        int spread = (int) ((config.delayMaxNanos() - config.delayMinNanos()) / 1000);
        return config.delayMinNanos() + 1000L * world.rng().nextInt(Math.max(1, spread));
    }

    private static String pair(SimPeer a, SimPeer b) {
        return a.number() < b.number() ? a.name() + " " + b.name() : b.name() + " " + a.name();
    }

    /// No link between these two until it is healed.
    public void cut(SimPeer a, SimPeer b) {
        cuts.add(pair(a, b));
        for (Wire wire : new ArrayList<>(wires.values())) {
            if (pair(wire.dialler, wire.acceptor).equals(pair(a, b))) {
                breakDown(wire, "partition");
            }
        }
    }

    public void heal(SimPeer a, SimPeer b) {
        cuts.remove(pair(a, b));
    }

    public void healAll() {
        cuts.clear();
    }

    /// Opens a link to the peer of that address, or says why not, a little later.
    void dial(SimPeer from, String address) {
        world.after(
                delay(),
                () -> {
                    SimPeer to = find(address);
                    boolean possible =
                            to != null
                                    && to.isUp()
                                    && from.isUp()
                                    && to != from
                                    && !cuts.contains(pair(from, to));
                    if (possible) {
                        connect(from, to, address);
                    } else {
                        from.dialFailed(address);
                    }
                });
    }

    private @Nullable SimPeer find(String address) {
        for (SimPeer peer : world.peers()) {
            if (peer.address().equals(address)) {
                return peer;
            }
        }
        return null;
    }

    private void connect(SimPeer from, SimPeer to, String address) {
        var wire = new Wire(from, ++links, to, ++links);
        wires.put(wire.diallerLink, wire);
        wires.put(wire.acceptorLink, wire);
        from.linkUp(wire.diallerLink, to.key(), false, address);
        to.linkUp(wire.acceptorLink, from.key(), true, from.address());
    }

    void send(long link, Bytes frame) {
        Wire wire = wires.get(link);
        if (wire == null) {
            return;
        }
        boolean byDialler = link == wire.diallerLink;
        long before = byDialler ? wire.toAcceptorAt : wire.toDiallerAt;
        long at = Math.max(before + 1, world.nanos() + delay());
        if (byDialler) {
            wire.toAcceptorAt = at;
        } else {
            wire.toDiallerAt = at;
        }
        world.after(at - world.nanos(), () -> deliver(wire, byDialler, frame));
    }

    private static void deliver(Wire wire, boolean byDialler, Bytes frame) {
        if (wire.broken) {
            return;
        }
        if (byDialler) {
            wire.acceptor.received(wire.acceptorLink, frame);
        } else {
            wire.dialler.received(wire.diallerLink, frame);
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

    public int linkCount() {
        return wires.size() / 2;
    }
}
