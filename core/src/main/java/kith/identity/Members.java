package kith.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// What [Membership] found: who is in, who was put out and how far their chains count, and what
/// has become of the invitations. Immutable.
public final class Members {
    /// @param depth how many invitations lie between the founder and the member
    /// @param invitedBy absent for the founder
    /// @param invitation its id; absent for the founder
    /// @param admittedAtMillis by the clock of the change that let the member in
    public record Member(
            PeerId id,
            int depth,
            @Nullable PeerId invitedBy,
            @Nullable Bytes invitation,
            long admittedAtMillis) {}

    /// @param by who removed it; itself when it left
    public record Removed(PeerId id, PeerId by, long atMillis) {}

    /// An invitation by which somebody came or tried to come. One that nobody used is in no log.
    ///
    /// @param uses how many keys came in by it
    /// @param withdrawn it was revoked, or its inviter is no member now
    public record Invited(Bytes id, Invitation invitation, int uses, boolean withdrawn) {
        /// How many more keys it lets in as far as uses go; -1 when any number.
        public int usesLeft() {
            return invitation.usesMax() == 0 ? -1 : Math.max(0, invitation.usesMax() - uses);
        }

        public InvitationState state(long nowMillis) {
            if (withdrawn) {
                return InvitationState.REVOKED;
            }
            if (usesLeft() == 0) {
                return InvitationState.USED_UP;
            }
            return invitation.expiredAt(nowMillis) ? InvitationState.EXPIRED : InvitationState.OPEN;
        }
    }

    public enum InvitationState {
        OPEN,
        USED_UP,
        EXPIRED,
        REVOKED
    }

    /// Whether a placed admission counts, and if not, the first reason in this order.
    public enum Verdict {
        COUNTS,
        OTHER_BOARD,
        EXPIRED,
        /// Somebody invited itself, or the founder.
        LOOP,
        HOST_NOT_MEMBER,
        /// The host was removed, and its removal does not accept the change.
        HOST_VOID,
        INVITER_NOT_MEMBER,
        /// The inviter was removed by somebody who had not seen this.
        INVITER_REMOVED,
        REVOKED,
        TOO_DEEP,
        USED_UP,
        TOO_MANY_INVITATIONS,
        BOARD_FULL
    }

    /// How much of a peer's chains counts in a space.
    public sealed interface Acceptance {
        /// A member: everything.
        record Unlimited() implements Acceptance {}

        /// A removed one, up to these changes. One whose admission does not count, while others may
        /// have counted it before they heard why: up to none, and kept, since changes of members
        /// may hang on its own.
        ///
        /// @param chains ascending
        record Bounded(List<ChainBound> chains) implements Acceptance {}

        /// A removed one, and no removal lists this space: what is there stays, nothing more is
        /// taken, and a member who holds the space writes a removal that bounds it.
        record Undecided() implements Acceptance {}

        /// No member, and nobody can have taken it for one: nothing.
        record Stranger() implements Acceptance {}
    }

    private static final Acceptance UNLIMITED = new Acceptance.Unlimited();
    private static final Acceptance UNDECIDED = new Acceptance.Undecided();
    private static final Acceptance STRANGER = new Acceptance.Stranger();
    private static final Acceptance NOTHING = new Acceptance.Bounded(List.of());

    private final PeerId founder;

    /// Everybody who counts, those who were removed among them, in the order of coming in.
    private final LinkedHashMap<PeerId, Member> standing = new LinkedHashMap<>();

    /// Those whom an admission let in that does not count.
    private final LinkedHashSet<PeerId> onceIn = new LinkedHashSet<>();

    private final LinkedHashMap<PeerId, Removed> removed = new LinkedHashMap<>();
    private final LinkedHashMap<PeerId, LinkedHashMap<SpaceId, Acceptance>> bounds =
            new LinkedHashMap<>();
    private final ArrayList<Invited> invitations = new ArrayList<>();
    private final LinkedHashMap<PeerId, Admission> nearest = new LinkedHashMap<>();
    private final Founding founding;
    private final List<Roll.Arrival> arrivals;
    private final Verdict[] verdicts;

    Members(Roll roll, Standing found, Decided decided, SpaceId space) {
        founding = roll.founding;
        founder = founding.founder();
        arrivals = roll.arrivals;
        verdicts = found.verdicts;
        addStanding(roll, found);
        addOnceIn(roll);
        for (var removal : decided.removals) {
            addRemoval(roll, removal, space);
        }
        addInvitations(roll, found, decided);
    }

    private void addStanding(Roll roll, Standing found) {
        standing.put(founder, new Member(founder, 0, null, null, roll.founding.timeMillis()));
        for (var arrival : roll.arrivals) {
            if (arrival.fixed != null || found.first[arrival.member] != arrival) {
                continue;
            }
            var id = roll.peers.get(arrival.member);
            var best = found.best[arrival.member];
            if (best == null || !(best.placed.record() instanceof Admission admission)) {
                throw new IllegalStateException("a member without an admission: " + id);
            }
            nearest.put(id, admission);
            standing.put(
                    id,
                    new Member(
                            id,
                            found.depth[arrival.member],
                            roll.peers.get(best.inviter),
                            roll.invitationIds.get(best.invitation),
                            HybridTime.millis(arrival.placed.time())));
        }
    }

    /// Records come in an order that agrees with causality, so hosts and inviters come first.
    private void addOnceIn(Roll roll) {
        for (var arrival : roll.arrivals) {
            if (arrival.fixed == null && mayHaveCounted(roll, arrival)) {
                onceIn.add(roll.peers.get(arrival.member));
            }
        }
    }

    private boolean mayHaveCounted(Roll roll, Roll.Arrival arrival) {
        return switch (verdicts[arrival.number]) {
            case COUNTS, OTHER_BOARD, EXPIRED, LOOP -> false;
            case HOST_NOT_MEMBER, INVITER_NOT_MEMBER ->
                    wasIn(roll.peers.get(arrival.author)) && wasIn(roll.peers.get(arrival.inviter));
            case HOST_VOID,
                    INVITER_REMOVED,
                    REVOKED,
                    TOO_DEEP,
                    USED_UP,
                    TOO_MANY_INVITATIONS,
                    BOARD_FULL ->
                    true;
        };
    }

    private boolean wasIn(PeerId peer) {
        return standing.containsKey(peer) || onceIn.contains(peer);
    }

    private void addRemoval(Roll roll, Roll.Withdrawal removal, SpaceId space) {
        if (!(removal.placed.record() instanceof Removal record)) {
            throw new IllegalStateException("no removal: " + removal.placed);
        }
        var whom = record.removed();
        removed.putIfAbsent(
                whom,
                new Removed(
                        whom,
                        roll.peers.get(removal.author),
                        HybridTime.millis(removal.placed.time())));
        var decidedSpaces = bounds.computeIfAbsent(whom, key -> new LinkedHashMap<>());
        for (var list : removal.lists) {
            for (var listed : list) {
                var id = listed.space();
                if (!decidedSpaces.containsKey(id)) {
                    var chains = id.equals(space) ? removal.kept(id) : removal.chains(id);
                    decidedSpaces.put(id, new Acceptance.Bounded(chains));
                }
            }
        }
    }

    private void addInvitations(Roll roll, Standing found, Decided decided) {
        for (int i = 0; i < roll.invitations.size(); i++) {
            var invitation = roll.invitations.get(i);
            boolean withdrawn = decided.isRevoked(i) || !contains(invitation.inviter());
            invitations.add(
                    new Invited(roll.invitationIds.get(i), invitation, found.uses[i], withdrawn));
        }
    }

    /// Whether `peer` is a member now.
    public boolean contains(PeerId peer) {
        return standing.containsKey(peer) && !removed.containsKey(peer);
    }

    /// The member; absent for a stranger and for who was removed.
    public @Nullable Member find(PeerId peer) {
        return removed.containsKey(peer) ? null : standing.get(peer);
    }

    /// How `peer` came in, also when it was removed since; absent for a stranger.
    public @Nullable Member standing(PeerId peer) {
        return standing.get(peer);
    }

    /// The way from the founder to `peer`, which must have come in and may have been removed since,
    /// as may anybody on the way; absent for a stranger. Every admission in it counts.
    public @Nullable Proof proof(PeerId peer) {
        var way = new ArrayList<Admission>();
        var at = peer;
        while (!at.equals(founder)) {
            var admission = nearest.get(at);
            if (admission == null) {
                return null;
            }
            way.add(admission);
            at = admission.invitation().inviter();
        }
        Collections.reverse(way);
        return new Proof(founding, way);
    }

    /// In the order of coming in, the founder first.
    public List<Member> members() {
        var out = new ArrayList<Member>(standing.size());
        for (var member : standing.values()) {
            if (!removed.containsKey(member.id())) {
                out.add(member);
            }
        }
        return out;
    }

    /// Who was removed or left, in the order in which it took effect.
    public List<Removed> removed() {
        return new ArrayList<>(removed.values());
    }

    /// In the order of first use.
    public List<Invited> invitations() {
        return Collections.unmodifiableList(invitations);
    }

    /// Whether a removal of that peer counts: it does not come back.
    public boolean isRemoved(PeerId peer) {
        return removed.containsKey(peer);
    }

    /// How much of `peer`'s chains counts in `space`.
    public Acceptance accepted(PeerId peer, SpaceId space) {
        if (!standing.containsKey(peer)) {
            return onceIn.contains(peer) ? NOTHING : STRANGER;
        }
        if (!removed.containsKey(peer)) {
            return UNLIMITED;
        }
        var decided = bounds.get(peer);
        var found = decided == null ? null : decided.get(space);
        return found == null ? UNDECIDED : found;
    }

    /// Whether a removal of `whom` by `by`, written now, would be allowed.
    public boolean mayRemove(PeerId by, PeerId whom) {
        var remover = find(by);
        var target = standing.get(whom);
        if (remover == null || target == null) {
            return false;
        }
        return by.equals(whom)
                || removed.containsKey(whom)
                || !whom.equals(founder) && remover.depth <= target.depth;
    }

    /// Whether a revocation of an invitation of `inviter` by `by`, written now, would be allowed.
    public boolean mayRevoke(PeerId by, PeerId inviter) {
        var revoker = find(by);
        var target = standing.get(inviter);
        return revoker != null
                && target != null
                && (by.equals(inviter) || revoker.depth <= target.depth);
    }

    /// The verdict on an admission that was among the records.
    public Verdict verdict(Placed admission) {
        int low = 0;
        int high = arrivals.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Placed.order(arrivals.get(middle).placed, admission);
            if (order == 0) {
                return verdicts[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw new IllegalArgumentException("not among the admissions: " + admission.hash());
    }
}
