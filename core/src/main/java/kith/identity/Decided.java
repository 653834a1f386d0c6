package kith.identity;

import java.util.ArrayList;
import java.util.Arrays;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.Membership.Causality;
import kith.identity.Roll.Withdrawal;
import org.jspecify.annotations.Nullable;

/// The withdrawals that have taken effect so far, in the order in which they did.
///
/// It only grows: what was decided with more authority is not taken back for what is found out with
/// less.
final class Decided {
    final ArrayList<Withdrawal> removals = new ArrayList<>();

    /// How many have taken effect, revocations among them.
    int count;

    private final SpaceId space;
    private final Causality causality;
    private final @Nullable Withdrawal[] removalOf;
    private final Withdrawal[][] revocationsOf;

    Decided(Roll roll, SpaceId space, Causality causality) {
        this.space = space;
        this.causality = causality;
        removalOf = new Withdrawal[roll.peers.size()];
        revocationsOf = new Withdrawal[roll.invitations.size()][];
        Arrays.fill(revocationsOf, new Withdrawal[0]);
    }

    void add(Withdrawal withdrawal) {
        withdrawal.inEffect = true;
        count++;
        if (withdrawal.removed < 0) {
            addRevocation(withdrawal);
            return;
        }
        removals.add(withdrawal);
        if (removalOf[withdrawal.removed] == null) {
            removalOf[withdrawal.removed] = withdrawal;
        }
    }

    /// Keeps the revocation unless one that is kept is in its past: that one has seen less, and
    /// kills whatever this one does.
    private void addRevocation(Withdrawal revocation) {
        var kept = revocationsOf[revocation.invitation];
        for (var earlier : kept) {
            if (Membership.precedes(earlier.placed, revocation.placed, causality)) {
                return;
            }
        }
        var more = Arrays.copyOf(kept, kept.length + 1);
        more[kept.length] = revocation;
        revocationsOf[revocation.invitation] = more;
    }

    /// The removal that removed `peer`: the first that took effect.
    @Nullable Withdrawal removalOf(int peer) {
        return removalOf[peer];
    }

    boolean isRevoked(int invitation) {
        return revocationsOf[invitation].length > 0;
    }

    /// Whether some revocation had not seen what is at `place`.
    boolean isRevoked(int invitation, Placed place) {
        for (var revocation : revocationsOf[invitation]) {
            if (!Membership.precedes(place, revocation.placed, causality)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `place` lies beyond what was accepted of its author when it was removed.
    boolean isVoid(int author, Placed place) {
        var removal = removalOf[author];
        if (removal == null) {
            return false;
        }
        for (var bound : ChainBound.of(removal.kept(space), place.incarnation())) {
            if (causality.within(place, bound)) {
                return false;
            }
        }
        return true;
    }

    /// Whether `peer` was removed by somebody who had not seen what is at `place`.
    boolean isAfterRemoval(int peer, Placed place) {
        var removal = removalOf[peer];
        return removal != null && !Membership.precedes(place, removal.placed, causality);
    }
}
