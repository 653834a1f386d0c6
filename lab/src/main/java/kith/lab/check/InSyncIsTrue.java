package kith.lab.check;

import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.replica.Replica;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where a peer's status says that it is in sync with another one, their heads are equal.
///
/// News of what the other one has take time, so equal is what they must be when nothing has moved
/// for a while. At any other moment the other one must have all that this one has, since it said so
/// itself and nothing that it said so of is ever lost. At the end it must also be said: peers with
/// a link that are equal must know it.
public final class InSyncIsTrue implements Checker {
    private final TreeMap<String, TreeMap<ChainId, Bytes>> before = new TreeMap<>();

    /// What must be where two peers are said to be in sync.
    private enum Demand {
        ALL_THERE,
        EQUAL,
        EQUAL_AND_SAID
    }

    @Override
    public void glance(World world) {
        look(world, isQuiet(world) ? Demand.EQUAL : Demand.ALL_THERE);
    }

    @Override
    public void check(World world) {
        look(world, Demand.EQUAL_AND_SAID);
    }

    /// Whether all heads are what they were when this was last asked.
    private boolean isQuiet(World world) {
        var now = new TreeMap<String, TreeMap<ChainId, Bytes>>();
        for (SimPeer peer : world.peers()) {
            if (peer.isUp()) {
                for (Replica replica : peer.engine().replicas()) {
                    String name = peer.name() + " " + replica.space().hex();
                    now.put(name, Converged.heads(replica.graph()));
                }
            }
        }
        boolean same = now.equals(before);
        before.clear();
        before.putAll(now);
        return same;
    }

    private static void look(World world, Demand demand) {
        for (SimPeer peer : world.insiders()) {
            Value boards = peer.read(".peer/boards");
            Value spaces = peer.read(".peer/spaces");
            if (boards instanceof Value.Obj all && spaces instanceof Value.Obj ofBoards) {
                for (int i = 0; i < all.size(); i++) {
                    look(world, peer, all.value(i), ofBoards.find(all.name(i)), demand);
                }
            }
        }
    }

    private static void look(
            World world, SimPeer peer, Value board, @Nullable Value spaces, Demand demand) {
        if (!(spaces instanceof Value.Obj all)
                || !(text(board, "id") instanceof Value.Text boardId)) {
            return;
        }
        for (Replica replica : peer.engine().replicas()) {
            boolean here =
                    new kith.identity.BoardId(replica.board()).text().equals(boardId.value());
            if (here && text(all.find(replica.name()), "peers") instanceof Value.Obj peers) {
                for (int i = 0; i < peers.size(); i++) {
                    SimPeer other = find(world, peers.name(i));
                    boolean said = Value.Bool.TRUE.equals(text(peers.value(i), "inSync"));
                    if (other != null) {
                        judge(peer, other, replica, said, demand);
                    }
                }
            }
        }
    }

    private static @Nullable Value text(@Nullable Value of, String name) {
        return of instanceof Value.Obj fields ? fields.find(name) : null;
    }

    /// The peer with that key, if there is one such that is up and is no copy of another.
    private static @Nullable SimPeer find(World world, String id) {
        SimPeer found = null;
        var keys = new TreeSet<PeerId>();
        for (SimPeer peer : world.insiders()) {
            boolean first = keys.add(peer.id());
            if (peer.id().text().equals(id)) {
                found = first ? peer : null;
            }
        }
        return found;
    }

    private static void judge(
            SimPeer peer, SimPeer other, Replica replica, boolean said, Demand demand) {
        for (Replica theirs : other.engine().replicas()) {
            if (theirs.space().equals(replica.space())) {
                var here = Converged.heads(replica.graph());
                var there = Converged.heads(theirs.graph());
                boolean equal = here.equals(there);
                boolean holds =
                        switch (demand) {
                            case ALL_THERE -> !said || isIn(replica.graph(), theirs.graph());
                            case EQUAL -> !said || equal;
                            case EQUAL_AND_SAID -> said == equal;
                        };
                if (!holds) {
                    throw new Broken(
                            peer
                                    + (said ? " says" : " does not say")
                                    + " that it is in sync with "
                                    + other
                                    + " in "
                                    + replica.name()
                                    + ", and their heads are "
                                    + (equal ? "equal" : "not equal"));
                }
            }
        }
    }

    /// Whether all that is here is there; as far as chains have one name, which without forks they
    /// have.
    private static boolean isIn(ChangeGraph here, ChangeGraph there) {
        for (int chain = 0; chain < here.chainCount(); chain++) {
            int other = there.number(here.id(chain));
            int last = other < 0 ? 0 : there.last(other);
            if (here.last(chain) >= here.first(chain) && last < here.last(chain)) {
                return false;
            }
        }
        return true;
    }
}
