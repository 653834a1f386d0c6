package kith.identity;

import java.util.Arrays;
import kith.identity.Members.Verdict;
import kith.identity.Membership.Causality;
import kith.identity.Roll.Arrival;
import kith.identity.Roll.Withdrawal;
import org.jspecify.annotations.Nullable;

/// Who is a member and how far from the founder, given the withdrawals in effect: one walk over the
/// admissions in their [order][Placed#order].
///
/// The order agrees with causality, and inviter and host must have come in causally before, so one
/// walk is enough and a circle of invitations never starts. An admission is judged once, with the
/// uses and seats that are left at its place; nobody moves up later into a seat that became free
/// (they are hosted again).
///
/// Cost: for each admission two questions to the causality and a few array reads.
final class Standing {
    static final int STRANGER = -1;

    /// Of how many causally unrelated placements of a member's admissions are kept. More than one
    /// needs hosts that did not know of each other.
    static final int PLACEMENTS_MAX = 8;

    /// The distance from the founder, or [#STRANGER].
    final int[] depth;

    /// The admission that gives the depth; absent for the founder and for strangers.
    final @Nullable Arrival[] best;

    /// The first admission that counts.
    final @Nullable Arrival[] first;

    /// By number of the arrival.
    final Verdict[] verdicts;

    /// How many keys came in by each invitation.
    final int[] uses;

    private final Roll roll;
    private final Decided decided;
    private final Causality causality;
    private final BoardRules rules;
    private final @Nullable Arrival[][] placements;
    private final boolean[] pairCounts;
    private final int[] invitationsUsed;
    private final boolean[] seated;
    private final boolean[] gone;
    private int seatsTaken;

    Standing(Roll roll, Decided decided, Causality causality) {
        int peers = roll.peers.size();
        this.roll = roll;
        this.decided = decided;
        this.causality = causality;
        this.rules = roll.founding.rules();
        depth = new int[peers];
        best = new Arrival[peers];
        first = new Arrival[peers];
        verdicts = new Verdict[roll.arrivals.size()];
        uses = new int[roll.invitations.size()];
        placements = new Arrival[peers][];
        pairCounts = new boolean[roll.pairCount()];
        invitationsUsed = new int[peers];
        seated = new boolean[peers];
        gone = new boolean[peers];
        walk();
    }

    private void walk() {
        Arrays.fill(depth, STRANGER);
        depth[Roll.FOUNDER] = 0;
        seated[Roll.FOUNDER] = true;
        seatsTaken = 1;
        var removals = decided.removalsByPlace();
        int nextRemoval = 0;
        for (var arrival : roll.arrivals) {
            while (nextRemoval < removals.size()
                    && Placed.order(removals.get(nextRemoval).placed, arrival.placed) < 0) {
                leaveSeat(removals.get(nextRemoval++));
            }
            var verdict = arrival.fixed != null ? arrival.fixed : judge(arrival);
            verdicts[arrival.number] = verdict;
            if (verdict == Verdict.COUNTS) {
                count(arrival);
            }
        }
    }

    private void leaveSeat(Withdrawal removal) {
        gone[removal.removed] = true;
        if (seated[removal.removed]) {
            seatsTaken--;
        }
    }

    private Verdict judge(Arrival arrival) {
        if (!stands(arrival.author, arrival.placed)) {
            return Verdict.HOST_NOT_MEMBER;
        }
        if (decided.isVoid(arrival.author, arrival.placed)) {
            return Verdict.HOST_VOID;
        }
        if (!stands(arrival.inviter, arrival.placed)) {
            return Verdict.INVITER_NOT_MEMBER;
        }
        if (decided.isAfterRemoval(arrival.inviter, arrival.placed)) {
            return Verdict.INVITER_REMOVED;
        }
        if (decided.isRevoked(arrival.invitation, arrival.placed)) {
            return Verdict.REVOKED;
        }
        return judgeLimits(arrival);
    }

    private Verdict judgeLimits(Arrival arrival) {
        int depthMax = rules.depthMax();
        int reached = depth[arrival.inviter] + 1;
        if (reached > Membership.DEPTH_LAST || depthMax > 0 && reached > depthMax) {
            return Verdict.TOO_DEEP;
        }
        int usesMax = roll.invitations.get(arrival.invitation).usesMax();
        int used = uses[arrival.invitation];
        if (!pairCounts[arrival.pair] && usesMax > 0 && used >= usesMax) {
            return Verdict.USED_UP;
        }
        int invitationsMax = rules.invitationsPerMemberMax();
        if (used == 0 && invitationsMax > 0 && invitationsUsed[arrival.inviter] >= invitationsMax) {
            return Verdict.TOO_MANY_INVITATIONS;
        }
        boolean needsSeat = !seated[arrival.member] && !gone[arrival.member];
        if (needsSeat && rules.membersMax() > 0 && seatsTaken >= rules.membersMax()) {
            return Verdict.BOARD_FULL;
        }
        return Verdict.COUNTS;
    }

    private void count(Arrival arrival) {
        int member = arrival.member;
        int reached = depth[arrival.inviter] + 1;
        if (depth[member] == STRANGER) {
            first[member] = arrival;
            takeSeat(member);
        }
        if (depth[member] == STRANGER || reached < depth[member]) {
            depth[member] = reached;
            best[member] = arrival;
        }
        if (!pairCounts[arrival.pair]) {
            pairCounts[arrival.pair] = true;
            if (uses[arrival.invitation]++ == 0) {
                invitationsUsed[arrival.inviter]++;
            }
        }
        keep(arrival);
    }

    private void takeSeat(int member) {
        if (!gone[member]) {
            seated[member] = true;
            seatsTaken++;
        }
    }

    /// Keeps the placement for [#stands], unless one that is kept is in its past.
    private void keep(Arrival arrival) {
        var kept = placements[arrival.member];
        if (kept == null) {
            placements[arrival.member] = new Arrival[] {arrival};
        } else if (kept.length < PLACEMENTS_MAX && !stands(arrival.member, arrival.placed)) {
            var more = Arrays.copyOf(kept, kept.length + 1);
            more[kept.length] = arrival;
            placements[arrival.member] = more;
        }
    }

    /// Whether `peer` had come in, causally before `place`.
    boolean stands(int peer, Placed place) {
        if (peer == Roll.FOUNDER) {
            return true;
        }
        var kept = placements[peer];
        if (kept == null) {
            return false;
        }
        for (var arrival : kept) {
            if (Membership.precedes(arrival.placed, place, causality)) {
                return true;
            }
        }
        return false;
    }

    boolean counts(Arrival arrival) {
        return verdicts[arrival.number] == Verdict.COUNTS;
    }

    boolean turnedSomebodyAway() {
        for (var verdict : verdicts) {
            if (verdict == Verdict.BOARD_FULL) {
                return true;
            }
        }
        return false;
    }

    /// Whether the same admissions count and give the same depths.
    boolean sameAs(Standing other) {
        for (int i = 0; i < verdicts.length; i++) {
            if ((verdicts[i] == Verdict.COUNTS) != (other.verdicts[i] == Verdict.COUNTS)) {
                return false;
            }
        }
        return Arrays.equals(depth, other.depth);
    }
}
