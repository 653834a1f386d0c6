package kith.lab.check;

import java.util.TreeMap;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.replica.Replica;
import kith.value.Path;

/// Replicas of one space have the same chains with the same hashes, and show the same.
public final class Converged implements Checker {
    @Override
    public void check(World world) {
        var seen = new TreeMap<Bytes, Seen>();
        for (SimPeer peer : world.peers()) {
            if (peer.isUp()) {
                for (Replica replica : peer.engine().replicas()) {
                    compare(world, seen, peer, replica);
                }
            }
        }
    }

    private record Seen(SimPeer peer, Replica replica, TreeMap<ChainId, Bytes> heads) {}

    private static void compare(
            World world, TreeMap<Bytes, Seen> seen, SimPeer peer, Replica replica) {
        var heads = heads(replica.graph());
        Seen other = seen.putIfAbsent(replica.space(), new Seen(peer, replica, heads));
        if (other == null) {
            return;
        }
        if (!other.heads().equals(heads)) {
            throw new Broken(
                    replica.name()
                            + ": heads differ: "
                            + other.peer()
                            + " "
                            + text(other.replica().graph())
                            + ", "
                            + peer
                            + " "
                            + text(replica.graph()));
        }
        if (!digest(world, other.replica()).equals(digest(world, replica))) {
            throw new Broken(
                    replica.name()
                            + ": equal heads, other state: "
                            + other.peer()
                            + " "
                            + other.replica().state().value(Path.ROOT)
                            + ", "
                            + peer
                            + " "
                            + replica.state().value(Path.ROOT));
        }
    }

    private static Bytes digest(World world, Replica replica) {
        return replica.state()
                .digest(
                        Path.ROOT,
                        bytes -> world.crypto().hasher().sha256(bytes, 0, bytes.length).shared());
    }

    /// True as soon as they have converged.
    public static boolean holds(World world) {
        try {
            new Converged().check(world);
            return true;
        } catch (Broken notYet) {
            return false;
        }
    }

    static TreeMap<ChainId, Bytes> heads(ChangeGraph graph) {
        var heads = new TreeMap<ChainId, Bytes>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= graph.first(chain)) {
                heads.put(graph.id(chain), graph.tip(chain).hash());
            }
        }
        return heads;
    }

    private static String text(ChangeGraph graph) {
        var text = new StringBuilder("[");
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            ChainId id = graph.id(chain);
            text.append(text.length() > 1 ? " " : "")
                    .append(id.author().hex(), 0, 4)
                    .append('.')
                    .append(id.incarnation() % 100_000)
                    .append(id.branch().size() > 0 ? "/" + id.branch().hex().substring(0, 4) : "")
                    .append(':')
                    .append(graph.last(chain));
        }
        return text.append(']').toString();
    }
}
