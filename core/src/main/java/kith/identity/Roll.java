package kith.identity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.RemovalPart;
import kith.identity.BoardRecord.Revocation;
import kith.identity.Members.Verdict;
import kith.identity.Membership.Causality;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The records of one board, sorted, with small numbers for keys and invitations.
///
/// An evaluation passes over the same records several times; numbers make each pass a walk over
/// arrays. What can be said of a record by itself is said here, once: another board's, expired,
/// inviting oneself.
final class Roll {
    static final int FOUNDER = 0;

    /// The founder is number 0.
    final ArrayList<PeerId> peers = new ArrayList<>();

    final ArrayList<Invitation> invitations = new ArrayList<>();
    final ArrayList<Bytes> invitationIds = new ArrayList<>();

    /// By number of the invitation, the number of its inviter.
    final ArrayList<Integer> inviters = new ArrayList<>();

    /// In [order][Placed#order].
    final ArrayList<Arrival> arrivals = new ArrayList<>();

    /// In [order][Placed#order].
    final ArrayList<Withdrawal> withdrawals = new ArrayList<>();

    /// Removals of others first, then leaves, then revocations, each by hash: among authors equally
    /// far from the founder, the order in which they take effect.
    final ArrayList<Withdrawal> withdrawalsByEffect = new ArrayList<>();

    final Founding founding;
    private final BoardId board;
    private final SpaceId space;
    private final Hasher hasher;
    private final Causality causality;

    /// By author and who is removed, in order.
    private final LinkedHashMap<Long, ArrayList<Placed>> parts = new LinkedHashMap<>();

    private final LinkedHashMap<PeerId, Integer> peerNumbers = new LinkedHashMap<>();
    private final LinkedHashMap<Invitation, Integer> invitationNumbers = new LinkedHashMap<>();
    private final LinkedHashMap<Bytes, Integer> numbersById = new LinkedHashMap<>();
    private final LinkedHashMap<Long, Integer> pairNumbers = new LinkedHashMap<>();

    /// A placed admission. The numbers are -1 when `fixed` says that it cannot count.
    static final class Arrival {
        final Placed placed;
        final int number;
        final @Nullable Verdict fixed;
        int author = -1;
        int inviter = -1;
        int member = -1;
        int invitation = -1;

        /// One number for all placements of one member's admission by one invitation.
        int pair = -1;

        Arrival(Placed placed, int number, @Nullable Verdict fixed) {
            this.placed = placed;
            this.number = number;
            this.fixed = fixed;
        }
    }

    /// A placed revocation or removal.
    static final class Withdrawal {
        final Placed placed;
        final int number;
        final int author;

        /// Whom it is about: who is removed, or whose invitation is revoked.
        final int subject;

        /// Whom a removal removes; -1 for a revocation.
        int removed = -1;

        /// What a revocation revokes; -1 for a removal, and when nobody came by it.
        int invitation = -1;

        /// What a removal and its parts list; nothing for a revocation.
        List<List<SpaceBounds>> lists = List.of();

        /// Whether a removal says how much it accepts in the records' own space.
        boolean boundsRecords;

        private @Nullable List<ChainBound> kept;
        boolean inEffect;
        boolean isVoid;

        Withdrawal(Placed placed, int number, int author, int subject) {
            this.placed = placed;
            this.number = number;
            this.author = author;
            this.subject = subject;
        }

        boolean isLeave() {
            return removed == author;
        }

        /// How far a removal accepts the chains of the removed one in the records' own space.
        List<ChainBound> kept(SpaceId records) {
            var known = kept;
            if (known == null) {
                known = isLeave() ? withOwn(chains(records), placed) : chains(records);
                kept = known;
            }
            return known;
        }

        /// How far a removal accepts the chains of the removed one in a space that it lists.
        List<ChainBound> chains(SpaceId space) {
            var all = new TreeSet<ChainBound>();
            for (var list : lists) {
                int at = find(list, space);
                if (at >= 0) {
                    all.addAll(list.get(at).chains());
                }
            }
            return List.copyOf(all);
        }

        int rank() {
            return removed < 0 ? 2 : isLeave() ? 1 : 0;
        }
    }

    Roll(
            Founding founding,
            SpaceId space,
            List<Placed> records,
            Causality causality,
            Hasher hasher) {
        this.causality = causality;
        this.founding = founding;
        this.board = founding.board(hasher);
        this.space = space;
        this.hasher = hasher;
        number(founding.founder());
        var sorted = new ArrayList<Placed>(records);
        sorted.sort(Placed::order);
        for (int i = 0; i < sorted.size(); i++) {
            if (i == 0 || Placed.order(sorted.get(i - 1), sorted.get(i)) != 0) {
                addArrival(sorted.get(i));
            }
        }
        for (int i = 0; i < sorted.size(); i++) {
            if (i == 0 || Placed.order(sorted.get(i - 1), sorted.get(i)) != 0) {
                addWithdrawal(sorted.get(i));
            }
        }
        withdrawalsByEffect.addAll(withdrawals);
        withdrawalsByEffect.sort(Roll::orderOfEffect);
    }

    int pairCount() {
        return pairNumbers.size();
    }

    private void addArrival(Placed placed) {
        if (!(placed.record() instanceof Admission admission)) {
            return;
        }
        var fixed = fixedVerdict(admission, placed.time());
        var arrival = new Arrival(placed, arrivals.size(), fixed);
        arrivals.add(arrival);
        if (fixed != null) {
            return;
        }
        arrival.author = number(placed.author());
        arrival.inviter = number(admission.invitation().inviter());
        arrival.member = number(admission.member());
        arrival.invitation = number(admission.invitation());
        arrival.pair = pair(arrival.invitation, arrival.member);
    }

    private @Nullable Verdict fixedVerdict(Admission admission, long time) {
        var invitation = admission.invitation();
        if (!invitation.board().equals(board)) {
            return Verdict.OTHER_BOARD;
        }
        if (invitation.expiredAt(HybridTime.millis(time))
                || invitation.expiredAt(admission.timeMillis())) {
            return Verdict.EXPIRED;
        }
        boolean loop =
                admission.member().equals(invitation.inviter())
                        || admission.member().equals(founding.founder());
        return loop ? Verdict.LOOP : null;
    }

    private void addWithdrawal(Placed placed) {
        switch (placed.record()) {
            case Founding f -> {}
            case Admission a -> {}
            case Revocation revocation -> addRevocation(placed, revocation);
            case Removal removal -> addRemoval(placed, removal);
            case RemovalPart part -> addPart(placed, part);
        }
    }

    private void addRevocation(Placed placed, Revocation revocation) {
        var invitation = numbersById.get(revocation.invitation());
        if (invitation == null
                || !revocation.board().equals(board)
                || !revocation.by().equals(placed.author())) {
            return;
        }
        var withdrawal = add(placed, inviters.get(invitation));
        withdrawal.invitation = invitation;
    }

    private void addRemoval(Placed placed, Removal removal) {
        if (!removal.board().equals(board)) {
            return;
        }
        var withdrawal = add(placed, number(removal.removed()));
        withdrawal.removed = withdrawal.subject;
        var lists = new ArrayList<List<SpaceBounds>>();
        lists.add(removal.spaces());
        var before = parts.getOrDefault(key(withdrawal.author, withdrawal.subject), NO_PARTS);
        for (int i = Math.max(0, before.size() - Removal.PARTS_MAX); i < before.size(); i++) {
            var part = before.get(i);
            if (part.record() instanceof RemovalPart more
                    && Membership.precedes(part, placed, causality)) {
                lists.add(more.spaces());
            }
        }
        withdrawal.lists = lists;
        for (var list : lists) {
            withdrawal.boundsRecords |= find(list, space) >= 0;
        }
    }

    private static final ArrayList<Placed> NO_PARTS = new ArrayList<>();

    /// The order agrees with causality: a removal finds all its parts here.
    private void addPart(Placed placed, RemovalPart part) {
        if (part.board().equals(board)) {
            long key = key(number(placed.author()), number(part.removed()));
            parts.computeIfAbsent(key, k -> new ArrayList<>()).add(placed);
        }
    }

    /// Where a space stands in such a list, or less than 0.
    private static int find(List<SpaceBounds> list, SpaceId space) {
        int low = 0;
        int high = list.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = list.get(middle).space().compareTo(space);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private Withdrawal add(Placed placed, int subject) {
        int author = number(placed.author());
        var withdrawal = new Withdrawal(placed, withdrawals.size(), author, subject);
        withdrawals.add(withdrawal);
        return withdrawal;
    }

    /// A leave cannot name the hash of the change that carries it; it is accepted all the same.
    private static List<ChainBound> withOwn(List<ChainBound> chains, Placed leave) {
        var out = new TreeSet<ChainBound>(chains);
        out.add(new ChainBound(leave.incarnation(), leave.seq(), leave.hash()));
        return List.copyOf(out);
    }

    private static int orderOfEffect(Withdrawal a, Withdrawal b) {
        int byRank = Integer.compare(a.rank(), b.rank());
        return byRank != 0 ? byRank : Placed.orderByHash(a.placed, b.placed);
    }

    private int number(PeerId peer) {
        var known = peerNumbers.get(peer);
        if (known != null) {
            return known;
        }
        peerNumbers.put(peer, peers.size());
        peers.add(peer);
        return peers.size() - 1;
    }

    private int number(Invitation invitation) {
        var known = invitationNumbers.get(invitation);
        if (known != null) {
            return known;
        }
        int number = invitations.size();
        var id = invitation.id(hasher);
        invitationNumbers.put(invitation, number);
        numbersById.put(id, number);
        invitations.add(invitation);
        invitationIds.add(id);
        inviters.add(number(invitation.inviter()));
        return number;
    }

    private static long key(int one, int other) {
        return (long) one << 32 | other;
    }

    private int pair(int invitation, int member) {
        long key = key(invitation, member);
        var known = pairNumbers.get(key);
        if (known != null) {
            return known;
        }
        int number = pairNumbers.size();
        pairNumbers.put(key, number);
        return number;
    }
}
