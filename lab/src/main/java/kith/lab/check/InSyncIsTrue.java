package kith.lab.check;

import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.identity.SpaceId;
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
/// itself, and nothing that it said so of is ever lost. At the end it must also be said: peers with
/// a link that are equal must know it.
public final class InSyncIsTrue implements Checker {
    private final TreeMap<String, TreeMap<ChainId, Bytes>> before = new TreeMap<>();

    /// What must be where two peers are said to be in sync.
    private enum Demand {
        ALL_THERE,
        EQUAL,
        EQUAL_AND_SAID
    }

    /// What `.peer` of one has of one space.
    private record Status(SimPeer of, String space, Value cells) {
        @Nullable Value field(String name) {
            return cells instanceof Value.Obj fields ? fields.find(name) : null;
        }

        /// The space as somebody has it, if it does.
        @Nullable Replica at(SimPeer peer) {
            if (!(field("id") instanceof Value.Text(String text))) {
                return null;
            }
            SpaceId id = SpaceId.parse(text);
            for (Replica replica : peer.engine().replicas()) {
                if (replica.id().equals(id)) {
                    return replica;
                }
            }
            return null;
        }
    }

    @Override
    public void glance(World world) {
        look(world, isQuiet(world) ? Demand.EQUAL : Demand.ALL_THERE);
    }

    @Override
    public void check(World world) {
        look(world, Demand.EQUAL_AND_SAID);
    }

    /// Whether all heads are what they were when this was last asked, and no disk is at work that
    /// somebody waits for.
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
        boolean same = now.equals(before) && world.peers().stream().noneMatch(SimPeer::isWriting);
        before.clear();
        before.putAll(now);
        return same;
    }

    private static void look(World world, Demand demand) {
        for (SimPeer peer : world.insiders()) {
            if (peer.read(".peer/spaces") instanceof Value.Obj boards) {
                for (int i = 0; i < boards.size(); i++) {
                    look(world, peer, boards.value(i), demand);
                }
            }
        }
    }

    private static void look(World world, SimPeer peer, Value board, Demand demand) {
        if (board instanceof Value.Obj spaces) {
            for (int i = 0; i < spaces.size(); i++) {
                look(world, new Status(peer, spaces.name(i), spaces.value(i)), demand);
            }
        }
    }

    private static void look(World world, Status status, Demand demand) {
        if (status.field("peers") instanceof Value.Obj peers) {
            for (int i = 0; i < peers.size(); i++) {
                SimPeer other = find(world, peers.name(i));
                boolean said =
                        peers.value(i) instanceof Value.Obj peer
                                && Value.Bool.TRUE.equals(peer.find("inSync"));
                if (other != null) {
                    judge(status, other, said, demand);
                }
            }
        }
    }

    /// The peer with that key, if there is one such that is up and is no copy of another.
    private static @Nullable SimPeer find(World world, String id) {
        SimPeer found = null;
        PeerId wanted = PeerId.parse(id);
        var keys = new TreeSet<PeerId>();
        for (SimPeer peer : world.insiders()) {
            boolean first = keys.add(peer.id());
            if (peer.id().equals(wanted)) {
                found = first ? peer : null;
            }
        }
        return found;
    }

    private static void judge(Status status, SimPeer other, boolean said, Demand demand) {
        Replica ours = status.at(status.of());
        Replica theirs = status.at(other);
        if (ours == null || theirs == null) {
            return;
        }
        boolean equal = Converged.heads(ours.graph()).equals(Converged.heads(theirs.graph()));
        boolean holds =
                switch (demand) {
                    case ALL_THERE -> !said || isIn(status.field("heads"), theirs.graph());
                    case EQUAL -> !said || equal;
                    case EQUAL_AND_SAID -> said == equal;
                };
        if (!holds) {
            throw new Broken(
                    status.of()
                            + (said ? " says" : " does not say")
                            + " that it is in sync with "
                            + other
                            + " in "
                            + status.space()
                            + ", and their heads are "
                            + (equal ? "equal" : "not equal"));
        }
    }

    /// Whether all those heads are there, or more. A status is some tenths of a second old, so it
    /// is its own heads that are meant. Branches of forks have several names, and are passed over.
    private static boolean isIn(@Nullable Value heads, ChangeGraph there) {
        var lasts = new TreeMap<String, Integer>();
        for (int chain = 0; chain < there.chainCount(); chain++) {
            ChainId id = there.id(chain);
            if (id.branch().size() > 0) {
                return true;
            }
            String incarnation = Long.toString(id.incarnation(), Character.MAX_RADIX);
            lasts.put(new PeerId(id.author()).text() + "." + incarnation, there.last(chain));
        }
        Value.Obj all = heads instanceof Value.Obj some ? some : Value.Obj.EMPTY;
        for (int i = 0; i < all.size(); i++) {
            int last = lasts.getOrDefault(all.name(i), 0);
            if (all.value(i) instanceof Value.Int head && last < head.value()) {
                return false;
            }
        }
        return true;
    }
}
