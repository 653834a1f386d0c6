package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.log.Frontier;
import kith.replica.Replica;

/// Every write that was acknowledged as durable is in every replica of its space.
public final class NothingDurableLost implements Checker {
    private final List<Promise> promises = new ArrayList<>();

    private record Promise(String space, String version, String by) {}

    /// `by` was told that this version is safe.
    public void promised(String space, String version, String by) {
        promises.add(new Promise(space, version, by));
    }

    public int count() {
        return promises.size();
    }

    @Override
    public void check(World world) {
        for (SimPeer peer : world.peers()) {
            if (peer.isUp()) {
                promises.forEach(promise -> check(peer, promise));
            }
        }
    }

    private static void check(SimPeer peer, Promise promise) {
        for (Replica replica : peer.engine().replicas()) {
            if (replica.name().equals(promise.space()) && !has(replica, promise.version())) {
                throw new Broken(
                        peer
                                + " lacks "
                                + promise.version()
                                + " of "
                                + promise.space()
                                + ", which was durable at "
                                + promise.by());
            }
        }
    }

    private static boolean has(Replica replica, String version) {
        Frontier.NamedPlace place = Frontier.parse(version);
        int chain = replica.graph().number(place.chain());
        return chain >= 0
                && replica.graph().last(replica.graph().resolve(chain, place.seq())) >= place.seq();
    }
}
