package kith.lab.check;

import java.util.Comparator;
import java.util.TreeMap;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.replica.Replica;
import kith.replica.snapshot.Snapshots;
import kith.value.Path;

/// Each replica took every change in after all that its author names, and shows exactly what the
/// changes in its log add up to, whatever the order in which they came.
public final class CausalOrder implements Checker {
    private static final Comparator<SimPeer> BY_NAME = Comparator.comparing(SimPeer::name);

    /// Every content that was in a log when it was looked at, by the hash of its change: what was
    /// dropped since still says what the state must be.
    private final TreeMap<Bytes, Bytes> contents = new TreeMap<>();

    /// Contents that are dropped before anybody looks are not known: then only the order is
    /// checked.
    @Override
    public void glance(World world) {
        for (SimPeer peer : world.insiders()) {
            boolean prunes = peer.engine().replicas().stream().anyMatch(CausalOrder::isPruned);
            if (prunes) {
                LogOnDisk.of(peer).values().forEach(space -> space.changes.forEach(this::keep));
            }
        }
    }

    private static boolean isPruned(Replica replica) {
        return replica.state().value(Snapshots.POLICY) != null;
    }

    @Override
    public void check(World world) {
        var logs = new TreeMap<SimPeer, TreeMap<Integer, LogOnDisk.Space>>(BY_NAME);
        for (SimPeer peer : world.insiders()) {
            TreeMap<Integer, LogOnDisk.Space> log = LogOnDisk.of(peer);
            log.values().forEach(space -> space.changes.forEach(this::keep));
            logs.put(peer, log);
        }
        logs.forEach(this::check);
    }

    private void keep(Logged change) {
        if (change.content() != null) {
            contents.putIfAbsent(change.hash(), change.content());
        }
    }

    private void check(SimPeer peer, TreeMap<Integer, LogOnDisk.Space> log) {
        for (Replica replica : peer.engine().replicas()) {
            LogOnDisk.Space changes = log.get(replica.number());
            check(peer, replica, changes == null ? new LogOnDisk.Space() : changes);
        }
    }

    /// Whether a snapshot may have something else in it than what counts now: it keeps what counted
    /// when it was made, whoever is removed later, or let in again.
    private static boolean isPinned(World world, Replica replica) {
        return replica.basis().base() != null && world.removals() > 0;
    }

    private void check(SimPeer peer, Replica replica, LogOnDisk.Space changes) {
        String whose = peer + "'s log of " + replica.name();
        var twin = new SlowReplica(whose, changes);
        if (twin.size() != replica.graph().changeCount()) {
            throw new Broken(
                    whose
                            + " has "
                            + twin.size()
                            + " changes, in memory are "
                            + replica.graph().changeCount());
        }
        boolean known =
                changes.changes.stream()
                        .allMatch(one -> one.content() != null || contents.get(one.hash()) != null);
        if (isPinned(peer.world(), replica) || !known) {
            return;
        }
        var state =
                twin.state(
                        contents::get,
                        (chain, seq) -> {
                            int number = replica.graph().number(chain);
                            if (number < 0) {
                                throw new Broken(whose + " has a chain that is not in memory");
                            }
                            return replica.counts(number, seq);
                        });
        Bytes theirs = Converged.digest(peer.world(), state);
        if (!theirs.equals(Converged.digest(peer.world(), replica.state()))) {
            throw new Broken(
                    whose
                            + " adds up to "
                            + state.value(Path.ROOT)
                            + ", shown is "
                            + replica.state().value(Path.ROOT));
        }
    }
}
