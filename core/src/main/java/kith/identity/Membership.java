package kith.identity;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.Members.Verdict;
import kith.identity.Roll.Arrival;
import kith.identity.Roll.Withdrawal;
import kith.lang.Bytes;

/// Who is a member of a board: a pure function of the set of its placed records.
///
/// **The problem.** Members let others in, withdraw invitations and remove each other, at the same
/// time and without hearing of each other. All replicas must work out one answer from the same
/// records in whatever order they came. And the records depend on each other in circles: whether a
/// removal counts depends on whether its author is a member, which depends on an invitation, which
/// somebody revoked, who was removed. The obvious ways fail: by clock, who lies about the time
/// wins; by causality alone, two concurrent removals both hold or neither.
///
/// **The idea.** What lets people in is judged along causality, what puts them out along
/// authority, and the two take turns.
///
/// 1. Given the withdrawals (removals and revocations) in effect, one [walk][Standing] in an order
///    that agrees with causality says who stands, how far from the founder, and which withdrawals
///    are allowed.
/// 2. Of those that are allowed, not in effect, and not void by a removal in effect, those take
///    effect whose author was nearest to the founder: removals of others first, then leaves, then
///    revocations, each by hash; each is looked at again for being void when its turn comes. Then 1
///    again, until nothing is left.
///
/// What took effect stays in effect, so the turns end. Nobody can undo by a concurrent change what
/// somebody nearer to the founder decided, which is what the founder's board promises.
///
/// **Source.** Concurrent acts of a removed member do not count, and what had been seen does: the
/// "strong removal" of p2panda-auth. changed: there two who remove each other are both out; here
/// the nearer to the founder prevails, then the smaller hash, so that a newcomer cannot take the
/// founder along. changed: a removal states what it accepts instead of leaving it to the graph, so
/// that the rest of the state needs no graph to know it. Authority settled before what depends on
/// it, over an order that agrees with causality: Matrix, state resolution of room version 2.
///
/// **Cost.** With n records, sorting and a few walks, each with some questions to the causality;
/// 10,000 members take some 20 milliseconds on a JVM. Only turns that change the standing need
/// another walk, and an ordinary board has none or one.
///
/// **What it cannot do.** A member who hosts an admission can date it back as far as what it
/// depends on, so hosting is trusted as inviting is. Among members equally far from the founder,
/// who is willing to lie about what it has seen can answer a removal with one of a smaller hash
/// (Dougal, *ERA: Epoch-Resolved Arbitration for Duelling Admins in Group Management CRDTs*, PaPoC
/// 2026, shows that without an arbiter somebody always can); a member nearer to the founder settles
/// it, for a removed key stays removed.
///
/// Runs on any thread; keeps nothing.
public final class Membership {
    /// The longest chain of invitations whatever the board's rules say. It bounds a [Proof].
    public static final int DEPTH_LAST = 64;

    /// How many turns may change the standing. Honest boards need at most one a depth; more takes
    /// members who arrange that each removal lets somebody in who removes somebody. Past the bound
    /// the withdrawals farthest from the founder stay without effect. A guess: twice
    /// [#DEPTH_LAST].
    public static final int TURNS_MAX = 128;

    private final Roll roll;
    private final Causality causality;
    private final Decided decided;
    private Standing standing;

    /// What the log knows about places.
    public interface Causality {
        /// Whether the change that carries `a` is in the causal past of the one that carries `b`.
        /// Never for one and the same change.
        boolean before(Placed a, Placed b);

        /// Whether `place` is the change that `bound` names or lies before it on the same branch of
        /// the chain. The author is the same. A log overrides this for a chain that has forked.
        default boolean within(Placed place, ChainBound bound) {
            return place.incarnation() == bound.incarnation()
                    && (place.seq() < bound.seq()
                            || place.seq() == bound.seq() && place.hash().equals(bound.hash()));
        }
    }

    private Membership(Roll roll, SpaceId space, Causality causality) {
        this.roll = roll;
        this.causality = causality;
        this.decided = new Decided(roll, space, causality);
        this.standing = new Standing(roll, decided, causality);
    }

    /// The members of the board that `founding` began.
    ///
    /// @param space where the records are: its bounds decide which of them are void
    /// @param records in any order; the same place twice is once
    public static Members evaluate(
            Founding founding,
            SpaceId space,
            List<Placed> records,
            Causality causality,
            Hasher hasher) {
        var evaluation =
                new Membership(
                        new Roll(founding, space, records, causality, hasher), space, causality);
        evaluation.settle();
        return new Members(evaluation.roll, evaluation.standing, evaluation.decided, space);
    }

    /// What would become of `admissions` if `host`, who has seen all `records`, put them into its
    /// next change: the verdict on the last. A host asks this before it lets somebody in.
    ///
    /// @param time the packed hybrid time that the change would have
    /// @param admissions those of the newcomer's [Proof] that the log lacks, founder's side first
    public static Verdict preview(
            Founding founding,
            SpaceId space,
            List<Placed> records,
            Causality causality,
            Hasher hasher,
            PeerId host,
            long time,
            List<Admission> admissions) {
        var all = new ArrayList<Placed>(records);
        Placed last = null;
        for (int i = 0; i < admissions.size(); i++) {
            last =
                    new Placed(
                            admissions.get(i),
                            host,
                            Long.MAX_VALUE,
                            Integer.MAX_VALUE,
                            UNWRITTEN,
                            time,
                            i);
            all.add(last);
        }
        if (last == null) {
            throw new IllegalArgumentException("no admission to look at");
        }
        return evaluate(founding, space, all, withUnwritten(causality), hasher).verdict(last);
    }

    /// Stands for the hash of a change that is not written yet; no SHA-256 has one byte.
    private static final Bytes UNWRITTEN = Bytes.of((byte) 0);

    private static Causality withUnwritten(Causality causality) {
        return new Causality() {
            @Override
            public boolean before(Placed a, Placed b) {
                if (a.hash().equals(UNWRITTEN)) {
                    return false;
                }
                return b.hash().equals(UNWRITTEN) || causality.before(a, b);
            }

            @Override
            public boolean within(Placed place, ChainBound bound) {
                return !place.hash().equals(UNWRITTEN) && causality.within(place, bound);
            }
        };
    }

    static boolean precedes(Placed a, Placed b, Causality causality) {
        return a.sameChange(b) ? a.index() < b.index() : causality.before(a, b);
    }

    private void settle() {
        int turns = 0;
        while (turns < TURNS_MAX && decideUntilUnsettled()) {
            var before = standing;
            standing = new Standing(roll, decided, causality);
            turns += standing.sameAs(before) ? 0 : 1;
        }
        if (standing.decidedCount != decided.count) {
            standing = new Standing(roll, decided, causality); // for the reasons it tells
        }
    }

    /// Lets withdrawals take effect, the nearest to the founder first, until some may have changed
    /// the standing. False when all that can have.
    private boolean decideUntilUnsettled() {
        for (var group = nearest(); !group.isEmpty(); group = nearest()) {
            var effective = new ArrayList<Withdrawal>();
            for (var withdrawal : group) {
                if (!isVoid(withdrawal)) {
                    decided.add(withdrawal);
                    effective.add(withdrawal);
                }
            }
            if (unsettles(effective)) {
                return true;
            }
        }
        return false;
    }

    /// Of the withdrawals that may take effect now, those with the authors nearest to the founder.
    private List<Withdrawal> nearest() {
        var out = new ArrayList<Withdrawal>();
        int nearest = Integer.MAX_VALUE;
        for (var withdrawal : roll.withdrawalsByEffect) {
            int depth = standing.authorDepth[withdrawal.number];
            if (withdrawal.inEffect
                    || depth == Standing.STRANGER
                    || depth > nearest
                    || !isAllowed(withdrawal)
                    || isVoid(withdrawal)) {
                continue;
            }
            if (depth < nearest) {
                nearest = depth;
                out.clear();
            }
            out.add(withdrawal);
        }
        return out;
    }

    /// Once void it is void for good, for the first removal of its author stays the first.
    private boolean isVoid(Withdrawal withdrawal) {
        if (!withdrawal.isVoid) {
            withdrawal.isVoid = decided.isVoid(withdrawal.author, withdrawal.placed);
        }
        return withdrawal.isVoid;
    }

    private boolean isAllowed(Withdrawal withdrawal) {
        return withdrawal.removed < 0 ? mayRevoke(withdrawal) : mayRemove(withdrawal);
    }

    /// The inviter itself, or a member who is not farther from the founder.
    private boolean mayRevoke(Withdrawal revocation) {
        return revocation.author == revocation.subject
                || standing.authorDepth[revocation.number]
                        <= standing.subjectDepth[revocation.number];
    }

    /// Who is removed already may be removed again by any member, to bound the spaces that the
    /// first removal left open.
    private boolean mayRemove(Withdrawal removal) {
        return standing.mayRemove(removal)
                || removal.boundsRecords && decided.removalOf(removal.removed) != null;
    }

    /// Whether an admission that counted may not count any more, or a seat that became free may not
    /// be. Nothing else can change the standing.
    private boolean unsettles(List<Withdrawal> effective) {
        var removed = new boolean[roll.peers.size()];
        var revoked = new boolean[roll.invitations.size()];
        for (var withdrawal : effective) {
            if (withdrawal.removed < 0) {
                revoked[withdrawal.invitation] = true;
            } else {
                removed[withdrawal.removed] = true;
            }
        }
        for (var arrival : roll.arrivals) {
            if (standing.counts(arrival) && isUnseated(arrival, removed, revoked)) {
                return true;
            }
        }
        return roll.founding.rules().membersMax() > 0 && takesBackSeat(removed);
    }

    private boolean takesBackSeat(boolean[] removed) {
        for (var removal : roll.withdrawals) {
            if (removal.removed >= 0
                    && removed[removal.author]
                    && standing.mayRemove(removal)
                    && !standing.freesSeat(removal)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUnseated(Arrival arrival, boolean[] removed, boolean[] revoked) {
        var place = arrival.placed;
        return removed[arrival.author] && decided.isVoid(arrival.author, place)
                || removed[arrival.inviter] && decided.isAfterRemoval(arrival.inviter, place)
                || revoked[arrival.invitation] && decided.isRevoked(arrival.invitation, place);
    }
}
