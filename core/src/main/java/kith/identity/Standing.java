package kith.identity;

import java.util.Arrays;
import kith.identity.Members.Verdict;
import kith.identity.Membership.Causality;
import kith.identity.Roll.Arrival;
import kith.identity.Roll.Withdrawal;
import org.jspecify.annotations.Nullable;

/// Who is a member and how far from the founder, given the withdrawals in effect: one walk over all
/// records in their [order][Placed#order].
///
/// The order agrees with causality, and inviter and host must have come in causally before, so one
/// walk is enough and a circle of invitations never starts. An admission is judged once, with the
/// uses and seats that are left at its place; nobody moves up later into a seat that became free
/// (they are hosted again).
///
/// A removal frees a seat at its own place when it is allowed and not void, whether it has taken
/// effect yet or not. Else a board on which a thousand have come and gone, each into the seat of
/// the one before, would need a thousand walks.
///
/// Cost: for each record two questions to the causality and a few array reads.
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

    /// By number of the withdrawal, the depth of its author and of its subject at its place;
    /// [#STRANGER] when either had not come in before it.
    final int[] authorDepth;

    final int[] subjectDepth;

    /// How many withdrawals were in effect.
    final int decidedCount;

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
        this.decidedCount = decided.count;
        this.causality = causality;
        this.rules = roll.founding.rules();
        depth = new int[peers];
        best = new Arrival[peers];
        first = new Arrival[peers];
        verdicts = new Verdict[roll.arrivals.size()];
        uses = new int[roll.invitations.size()];
        authorDepth = new int[roll.withdrawals.size()];
        subjectDepth = new int[roll.withdrawals.size()];
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
        int next = 0;
        for (var arrival : roll.arrivals) {
            next = passWithdrawals(next, arrival);
            var verdict = arrival.fixed != null ? arrival.fixed : judge(arrival);
            verdicts[arrival.number] = verdict;
            if (verdict == Verdict.COUNTS) {
                count(arrival);
            }
        }
        passWithdrawals(next, null);
    }

    /// Passes the withdrawals from `next` on that come before `end`, or all.
    private int passWithdrawals(int next, @Nullable Arrival end) {
        while (next < roll.withdrawals.size()) {
            var withdrawal = roll.withdrawals.get(next);
            if (end != null && Placed.order(withdrawal.placed, end.placed) > 0) {
                break;
            }
            pass(withdrawal);
            next++;
        }
        return next;
    }

    private void pass(Withdrawal withdrawal) {
        boolean both =
                stands(withdrawal.author, withdrawal.placed)
                        && stands(withdrawal.subject, withdrawal.placed);
        authorDepth[withdrawal.number] = both ? depth[withdrawal.author] : STRANGER;
        subjectDepth[withdrawal.number] = both ? depth[withdrawal.subject] : STRANGER;
        if (withdrawal.removed >= 0 && freesSeat(withdrawal)) {
            leaveSeat(withdrawal.removed);
        }
    }

    /// Whether the removal puts its subject out, as far as is known.
    boolean freesSeat(Withdrawal removal) {
        return decided.removalOf(removal.removed) == removal
                || mayRemove(removal) && !decided.isVoid(removal.author, removal.placed);
    }

    /// Whether it is a leave, or of somebody who is not nearer to the founder; and says how much is
    /// accepted in the space of the records.
    boolean mayRemove(Withdrawal removal) {
        int by = authorDepth[removal.number];
        if (by == STRANGER || !removal.boundsRecords) {
            return false;
        }
        return removal.isLeave()
                || removal.removed != Roll.FOUNDER && by <= subjectDepth[removal.number];
    }

    private void leaveSeat(int member) {
        gone[member] = true;
        if (seated[member]) {
            seated[member] = false;
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
