package kith.lab.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.replica.Replica;

/// Short names for keys and hashes, given in the order in which they turn up.
final class Names {
    private final World world;
    private final TreeMap<String, List<Long>> incarnations = new TreeMap<>();
    private final TreeMap<Bytes, String> hashes = new TreeMap<>();
    private final TreeMap<Long, String> symbols = new TreeMap<>();

    Names(World world) {
        this.world = world;
    }

    /// The peer with that key. Two running copies have one name.
    String peer(Bytes key) {
        for (SimPeer peer : world.peers()) {
            if (peer.key().equals(key)) {
                return peer.name();
            }
        }
        return "nobody";
    }

    String space(Bytes space) {
        for (SimPeer peer : world.peers()) {
            for (Replica replica : peer.isUp() ? peer.engine().replicas() : List.<Replica>of()) {
                if (replica.space().equals(space)) {
                    return replica.name();
                }
            }
        }
        return "a space of somebody";
    }

    /// `anna.2` is the second incarnation of anna in that space; a branch is named by its hash.
    String chain(String space, ChainId id) {
        String where = space + " " + id.author().hex();
        List<Long> known = incarnations.computeIfAbsent(where, first -> new ArrayList<>());
        if (!known.contains(id.incarnation())) {
            known.add(id.incarnation());
        }
        String name = peer(id.author()) + "." + (1 + known.indexOf(id.incarnation()));
        return id.branch().size() == 0 ? name : name + "/" + hash(id.branch());
    }

    /// What was said before does not number what is said from now on.
    void forgetHashes() {
        hashes.clear();
        symbols.clear();
    }

    /// The symbol of a head, which is another over each link.
    String symbol(long symbol) {
        return symbols.computeIfAbsent(symbol, first -> "~" + (symbols.size() + 1));
    }

    /// A hash, or the first bytes of one.
    String hash(Bytes hash) {
        Bytes piece = hash.slice(0, 8);
        return hashes.computeIfAbsent(piece, first -> "#" + (hashes.size() + 1));
    }
}
