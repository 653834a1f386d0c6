package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.Frontier;
import kith.replica.Replica;

/// Every write that was acknowledged as durable is in every replica of its space.
public final class NothingDurableLost implements Checker {
    private final List<Promise> promises = new ArrayList<>();

    private record Promise(Bytes space, String version, SimPeer by) {}

    /// `by` was told that this version is safe.
    public void promised(Replica replica, String version, SimPeer by) {
        promises.add(new Promise(replica.space(), version, by));
    }

    public int count() {
        return promises.size();
    }

    @Override
    public void check(World world) {
        for (SimPeer peer : world.insiders()) {
            for (Replica replica : peer.engine().replicas()) {
                promises.forEach(promise -> check(peer, replica, promise));
            }
        }
    }

    /// Who was put out after it wrote has no promise any more.
    private static void check(SimPeer peer, Replica replica, Promise promise) {
        boolean concerns = replica.space().equals(promise.space()) && promise.by().belongs();
        if (concerns && !has(replica, promise.version())) {
            throw new Broken(
                    peer
                            + " lacks "
                            + promise.version()
                            + " of "
                            + replica.name()
                            + ", which was durable at "
                            + promise.by());
        }
    }

    private static boolean has(Replica replica, String version) {
        Frontier.NamedPlace place = Frontier.parse(version);
        ChainId id = place.chain(); // of a chain that has forked since: in whichever branch
        var graph = replica.graph();
        return !graph.changesAt(id.author(), id.incarnation(), place.seq()).isEmpty();
    }
}
