package kith.lab.check;

import java.util.TreeMap;
import java.util.TreeSet;
import kith.Address;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.replica.Replica;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;

/// Replicas of one space have the same chains with the same hashes, and show the same; and who is
/// on a board has all of its spaces.
public final class Converged implements Checker {
    @Override
    public void check(World world) {
        compareHeads(world);
        compareStates(world);
    }

    /// True as soon as all heads are equal.
    public static boolean holds(World world) {
        try {
            compareHeads(world);
            return true;
        } catch (Broken notYet) {
            return false;
        }
    }

    private record Seen(SimPeer peer, TreeMap<ChainId, Bytes> heads) {}

    private static void compareHeads(World world) {
        var seen = new TreeMap<Bytes, Seen>();
        var boards = new TreeMap<Bytes, TreeSet<String>>();
        for (SimPeer peer : world.insiders()) {
            var spaces = new TreeMap<Bytes, TreeSet<String>>();
            for (Replica replica : peer.engine().replicas()) {
                compareHeads(seen, peer, replica);
                if (replica.name().equals(Address.BOARD)) {
                    spaces.put(replica.board(), listedAndHere(peer, replica));
                }
            }
            spaces.forEach((board, names) -> compareSpaces(boards, peer, board, names));
        }
    }

    /// The spaces that the board lists and that are here. Others may be here too: who watches has
    /// an empty one, and what a member listed who was put out is listed no more.
    private static TreeSet<String> listedAndHere(SimPeer peer, Replica facts) {
        var names = new TreeSet<String>();
        Value listed = facts.state().value(Path.of("spaces"));
        for (Replica replica : peer.engine().replicas()) {
            boolean same = replica.board().equals(facts.board());
            if (same && listed instanceof Value.Obj all && all.find(replica.name()) != null) {
                names.add(replica.name());
            }
        }
        return names;
    }

    private static void compareSpaces(
            TreeMap<Bytes, TreeSet<String>> boards,
            SimPeer peer,
            Bytes board,
            TreeSet<String> names) {
        TreeSet<String> known = boards.putIfAbsent(board, names);
        if (known != null && !known.equals(names)) {
            throw new Broken(peer + " has the spaces " + names + ", another has " + known);
        }
    }

    private static void compareHeads(TreeMap<Bytes, Seen> seen, SimPeer peer, Replica replica) {
        var heads = heads(replica.graph());
        Seen other = seen.putIfAbsent(replica.space(), new Seen(peer, heads));
        if (other != null && !other.heads().equals(heads)) {
            throw new Broken(
                    replica.name()
                            + ": heads differ: "
                            + other.peer()
                            + " "
                            + text(other.heads(), replica.graph())
                            + ", "
                            + peer
                            + " "
                            + text(heads, replica.graph()));
        }
        if (replica.isRebuilding()) {
            throw new Broken(peer + " still rebuilds " + replica.name());
        }
    }

    private record Shows(SimPeer peer, Replica replica, Bytes digest) {}

    private static void compareStates(World world) {
        var seen = new TreeMap<Bytes, Shows>();
        for (SimPeer peer : world.insiders()) {
            for (Replica replica : peer.engine().replicas()) {
                var shows = new Shows(peer, replica, digest(world, replica.state()));
                Shows other = seen.putIfAbsent(replica.space(), shows);
                if (other != null && !other.digest().equals(shows.digest())) {
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
        }
    }

    static Bytes digest(World world, Space state) {
        return state.digest(
                Path.ROOT,
                bytes -> world.crypto().hasher().sha256(bytes, 0, bytes.length).shared());
    }

    /// The hash of the last change of each chain that has any.
    static TreeMap<ChainId, Bytes> heads(ChangeGraph graph) {
        var heads = new TreeMap<ChainId, Bytes>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= graph.first(chain)) {
                heads.put(graph.id(chain), graph.tip(chain).hash());
            }
        }
        return heads;
    }

    private static String text(TreeMap<ChainId, Bytes> heads, ChangeGraph graph) {
        var text = new StringBuilder("[");
        heads.forEach(
                (id, hash) -> {
                    int chain = graph.number(id);
                    boolean same = chain >= 0 && graph.tip(chain).hash().equals(hash);
                    text.append(text.length() > 1 ? " " : "")
                            .append(id.author().hex(), 0, 4)
                            .append('.')
                            .append(id.incarnation() % 100_000)
                            .append(id.branch().size() > 0 ? "/" + shorten(id.branch()) : "")
                            .append(':')
                            .append(same ? graph.last(chain) : "?")
                            .append(' ')
                            .append(shorten(hash));
                });
        return text.append(']').toString();
    }

    private static String shorten(Bytes hash) {
        return hash.hex().substring(0, 4);
    }
}
