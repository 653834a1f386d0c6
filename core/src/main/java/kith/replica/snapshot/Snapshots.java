package kith.replica.snapshot;

import java.util.Collection;
import java.util.TreeMap;
import kith.port.Now;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.sync.Session;
import kith.sync.SnapshotMessage;
import kith.value.Path;

/// Pruning and snapshots of all spaces of a peer.
public final class Snapshots {
    /// How often it is looked whether more spaces are to be pruned. Guess.
    private static final long LOOK_NANOS = 10 * Now.SECOND;

    private final Collection<Replica> replicas;
    private final TreeMap<Integer, Of> byNumber = new TreeMap<>();
    private final Slots slots = new Slots();
    private long lookAtNanos;

    /// Those of one space.
    private record Of(Pruning pruning, Offers offers) {}

    /// Hears what became of a proposal.
    public interface Then extends Pruning.Asked {}

    /// Where a space says that it is to be pruned: its lease in milliseconds.
    public static final Path POLICY = Path.of(".pruning");

    /// How it stands with one space.
    ///
    /// @param leaseMillis for how long a member that is silent is waited for; -1: not pruned
    /// @param changes how many changes are in the snapshot that there is; 0 for none
    /// @param bytes its size
    /// @param vouches how many members vouch for it
    /// @param wanted how many are wanted
    /// @param proposed how many vouch for the next one so far
    /// @param busy whether one is being made or fetched
    /// @param hindrance why nothing goes on; empty when nothing is known to hinder it
    public record Report(
            long leaseMillis,
            int changes,
            long bytes,
            int vouches,
            int wanted,
            int proposed,
            boolean busy,
            String hindrance) {}

    /// `replicas`: those that there are, whenever it is asked.
    public Snapshots(Collection<Replica> replicas) {
        this.replicas = replicas;
    }

    private Of of(Replica replica) {
        return byNumber.computeIfAbsent(
                replica.number(),
                ignored -> {
                    var offers = new Offers(replica);
                    return new Of(new Pruning(replica, offers, slots), offers);
                });
    }

    /// A step is over.
    public void settle() {
        for (Replica replica : replicas) {
            if (replica.basis().hasUnread()) {
                of(replica);
            }
        }
        if (!byNumber.isEmpty()) { // in each step, and mostly there are none
            byNumber.values().forEach(one -> one.pruning().settle());
        }
    }

    /// Time passed.
    public void wake(Now now) {
        if (now.nanos() >= lookAtNanos) {
            lookAtNanos = now.nanos() + LOOK_NANOS;
            for (Replica replica : replicas) {
                if (replica.state().shown(POLICY).value() != null) {
                    of(replica);
                }
            }
        }
        for (Of one : byNumber.values()) {
            one.pruning().wake();
            one.offers().wake();
        }
    }

    public void linkDown(long link) {
        byNumber.values().forEach(one -> one.offers().linkDown(link));
    }

    public void lacksContents(Session session, Replica replica) {
        of(replica).offers().lacksContents(session);
    }

    public void on(Session session, Replica replica, SnapshotMessage message) {
        of(replica).offers().on(session, message);
    }

    /// Proposes a snapshot now.
    public void propose(Replica replica, Then then) {
        of(replica).pruning().proposeNow(then);
    }

    public Report report(Replica replica) {
        Of of = of(replica);
        Baseline base = replica.basis().base();
        return new Report(
                of.pruning().leaseMillis(),
                base == null ? 0 : base.changes(),
                base == null ? 0 : base.manifest().bytes(),
                base == null ? 0 : base.vouches().size(),
                of.pruning().wanted(),
                of.pruning().vouchesForCandidate(),
                of.pruning().isTaking() || of.offers().isFetching(),
                of.pruning().hindrance());
    }
}
