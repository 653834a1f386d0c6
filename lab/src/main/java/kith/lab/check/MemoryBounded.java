package kith.lab.check;

import kith.lab.SimNetwork;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Gauge;

/// Everything in memory that has a bound keeps it, at every moment that is looked at; and nothing
/// is on its way over a link beyond the credit that its other side gave.
public final class MemoryBounded implements Checker {
    /// What a link may have on its way beside changes. Guess: greetings, proofs, versions.
    private static final long OTHER_BYTES_MAX = 1 << 20;

    @Override
    public void glance(World world) {
        for (SimPeer peer : world.peers()) {
            if (peer.isUp()) {
                peer.engine().gauges().forEach(gauge -> check(peer, gauge));
            }
        }
        for (SimNetwork.InFlight wire : world.network().inFlight()) {
            long max = world.config().limits().creditBytes() + OTHER_BYTES_MAX;
            if (wire.from().isHonest() && wire.bytes() > max) {
                throw new Broken(
                        wire.bytes()
                                + " bytes on their way from "
                                + wire.from()
                                + " to "
                                + wire.to());
            }
        }
    }

    private static void check(SimPeer peer, Gauge gauge) {
        if (gauge.value() > gauge.max()) {
            throw new Broken(
                    peer + ": " + gauge.name() + ": " + gauge.value() + ", at most " + gauge.max());
        }
    }

    @Override
    public void check(World world) {
        glance(world);
    }
}
