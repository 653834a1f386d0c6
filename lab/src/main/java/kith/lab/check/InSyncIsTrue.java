package kith.lab.check;

import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.replica.Replica;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where a peer's status says that it is in sync with another one, their heads are equal.
///
/// Messages take time, so it is looked at only when nothing has moved for a while. At the end it
/// must also be said: peers with a link that are equal must know it.
public final class InSyncIsTrue implements Checker {
    private final TreeMap<String, TreeMap<ChainId, Bytes>> before = new TreeMap<>();

    @Override
    public void glance(World world) {
        if (isQuiet(world)) {
            look(world, false);
        }
    }

    @Override
    public void check(World world) {
        look(world, true);
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

    private static void look(World world, boolean mustBe) {
        for (SimPeer peer : world.insiders()) {
            Value boards = peer.read(".peer/boards");
            Value spaces = peer.read(".peer/spaces");
            if (boards instanceof Value.Obj all && spaces instanceof Value.Obj ofBoards) {
                for (int i = 0; i < all.size(); i++) {
                    look(world, peer, all.value(i), ofBoards.find(all.name(i)), mustBe);
                }
            }
        }
    }

    private static void look(
            World world, SimPeer peer, Value board, @Nullable Value spaces, boolean mustBe) {
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
                        judge(peer, other, replica, said, mustBe);
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
            SimPeer peer, SimPeer other, Replica replica, boolean said, boolean mustBe) {
        for (Replica theirs : other.engine().replicas()) {
            if (theirs.space().equals(replica.space())) {
                boolean equal =
                        Converged.heads(replica.graph()).equals(Converged.heads(theirs.graph()));
                if (said && !equal || mustBe && equal && !said) {
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
}
