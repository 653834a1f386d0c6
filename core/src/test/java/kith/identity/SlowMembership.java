package kith.identity;

import static kith.identity.JdkHasher.HASHER;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.RemovalPart;
import kith.identity.BoardRecord.Revocation;
import kith.identity.Members.Verdict;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The slow twin of [Membership]: the rules of `docs/protocol/identity.md` sentence by sentence,
/// with everything worked out anew each time. Its result is a text, one line a fact.
final class SlowMembership {
    private final Story story;
    private final List<Placed> places;
    private final List<Placed> inEffect = new ArrayList<>();
    private Map<PeerId, Integer> depth = new LinkedHashMap<>();
    private Map<PeerId, List<Placed>> ways = new LinkedHashMap<>();
    private Map<PeerId, Placed> nearest = new LinkedHashMap<>();
    private Map<Bytes, Set<PeerId>> uses = new LinkedHashMap<>();
    private Map<Placed, Verdict> verdicts = new LinkedHashMap<>();
    private Map<Placed, List<Integer>> depths = new LinkedHashMap<>();
    private Set<PeerId> seats = new LinkedHashSet<>();
    private Set<PeerId> gone = new LinkedHashSet<>();

    SlowMembership(Story story) {
        this.story = story;
        this.places = new ArrayList<>(new LinkedHashSet<>(story.placed));
        places.sort(
                Comparator.comparingLong(Placed::time)
                        .thenComparing(Placed::hash)
                        .thenComparingInt(Placed::index));
        settle();
    }

    private void settle() {
        walk();
        for (int turns = 0; turns < 128; ) {
            var next = nearestWithdrawals();
            if (next.isEmpty()) {
                break;
            }
            for (var withdrawal : next) {
                if (!isVoid(withdrawal)) {
                    inEffect.add(withdrawal);
                }
            }
            var before = List.of(depth, counted());
            walk();
            turns += List.of(depth, counted()).equals(before) ? 0 : 1;
        }
    }

    private List<Placed> counted() {
        return places.stream().filter(p -> verdicts.get(p) == Verdict.COUNTS).toList();
    }

    private void walk() {
        depth = new LinkedHashMap<>(Map.of(story.founding.founder(), 0));
        ways = new LinkedHashMap<>();
        nearest = new LinkedHashMap<>();
        uses = new LinkedHashMap<>();
        verdicts = new LinkedHashMap<>();
        depths = new LinkedHashMap<>();
        seats = new LinkedHashSet<>(depth.keySet());
        gone = new LinkedHashSet<>();
        for (var place : places) {
            switch (place.record()) {
                case Admission admission -> {
                    var verdict = judge(place, admission);
                    verdicts.put(place, verdict);
                    if (verdict == Verdict.COUNTS) {
                        count(place, admission);
                    }
                }
                case Revocation revocation -> note(place, inviterOf(revocation.invitation()));
                case Removal removal -> {
                    note(place, removal.removed());
                    boolean out =
                            place.equals(removalOf(removal.removed()))
                                    || mayRemove(place, removal) && !isVoid(place);
                    if (out) {
                        seats.remove(removal.removed());
                        gone.add(removal.removed());
                    }
                }
                default -> {}
            }
        }
    }

    /// The depths of author and subject as they are at the place, when both have come in before it.
    private void note(Placed place, @Nullable PeerId subject) {
        if (subject != null && stands(place.author(), place) && stands(subject, place)) {
            depths.put(place, List.of(depthOf(place.author()), depthOf(subject)));
        }
    }

    private boolean mayRemove(Placed place, Removal removal) {
        var both = depths.get(place);
        var founder = story.founding.founder();
        return both != null
                && removal.board().equals(story.board)
                && bounds(place, story.space) != null
                && (removal.removed().equals(place.author())
                        || !removal.removed().equals(founder) && both.get(0) <= both.get(1));
    }

    private void count(Placed place, Admission admission) {
        int reached = depthOf(admission.invitation().inviter()) + 1;
        Integer known = depth.get(admission.member());
        if (known == null || reached < known) {
            depth.put(admission.member(), reached);
            nearest.put(admission.member(), place);
        }
        if (!gone.contains(admission.member())) {
            seats.add(admission.member());
        }
        ways.computeIfAbsent(admission.member(), k -> new ArrayList<>()).add(place);
        usesOf(admission.invitation()).add(admission.member());
    }

    private int depthOf(PeerId peer) {
        return Objects.requireNonNull(depth.get(peer));
    }

    private Set<PeerId> usesOf(Invitation invitation) {
        return uses.computeIfAbsent(invitation.id(HASHER), k -> new LinkedHashSet<>());
    }

    private Verdict judge(Placed place, Admission admission) {
        var invitation = admission.invitation();
        var inviter = invitation.inviter();
        var member = admission.member();
        if (!invitation.board().equals(story.board)) {
            return Verdict.OTHER_BOARD;
        }
        long end = invitation.expiresAtMillis();
        if (end != 0 && (HybridTime.millis(place.time()) > end || admission.timeMillis() > end)) {
            return Verdict.EXPIRED;
        }
        if (member.equals(inviter) || member.equals(story.founding.founder())) {
            return Verdict.LOOP;
        }
        if (!stands(place.author(), place)) {
            return Verdict.HOST_NOT_MEMBER;
        }
        if (isVoid(place)) {
            return Verdict.HOST_VOID;
        }
        if (!stands(inviter, place)) {
            return Verdict.INVITER_NOT_MEMBER;
        }
        var removal = removalOf(inviter);
        if (removal != null && !precedes(place, removal)) {
            return Verdict.INVITER_REMOVED;
        }
        for (var withdrawal : inEffect) {
            if (withdrawal.record() instanceof Revocation revocation
                    && revocation.invitation().equals(invitation.id(HASHER))
                    && !precedes(place, withdrawal)) {
                return Verdict.REVOKED;
            }
        }
        return judgeLimits(invitation, member);
    }

    private Verdict judgeLimits(Invitation invitation, PeerId member) {
        var rules = story.founding.rules();
        int reached = depthOf(invitation.inviter()) + 1;
        if (reached > 64 || rules.depthMax() > 0 && reached > rules.depthMax()) {
            return Verdict.TOO_DEEP;
        }
        var used = usesOf(invitation);
        if (!used.contains(member)
                && invitation.usesMax() > 0
                && used.size() >= invitation.usesMax()) {
            return Verdict.USED_UP;
        }
        if (used.isEmpty()
                && rules.invitationsPerMemberMax() > 0
                && invitationsUsed(invitation.inviter()) >= rules.invitationsPerMemberMax()) {
            return Verdict.TOO_MANY_INVITATIONS;
        }
        boolean needsSeat = !seats.contains(member) && !gone.contains(member);
        return needsSeat && rules.membersMax() > 0 && seats.size() >= rules.membersMax()
                ? Verdict.BOARD_FULL
                : Verdict.COUNTS;
    }

    private int invitationsUsed(PeerId inviter) {
        var used = new LinkedHashSet<Invitation>();
        for (var way : ways.values()) {
            for (var place : way) {
                if (place.record() instanceof Admission a
                        && a.invitation().inviter().equals(inviter)) {
                    used.add(a.invitation());
                }
            }
        }
        return used.size();
    }

    private boolean stands(PeerId peer, Placed place) {
        return peer.equals(story.founding.founder())
                || ways.getOrDefault(peer, List.of()).stream().anyMatch(w -> precedes(w, place));
    }

    private boolean precedes(Placed a, Placed b) {
        return a.hash().equals(b.hash()) ? a.index() < b.index() : story.before(a, b);
    }

    private @Nullable Placed removalOf(PeerId peer) {
        for (var withdrawal : inEffect) {
            if (withdrawal.record() instanceof Removal removal && removal.removed().equals(peer)) {
                return withdrawal;
            }
        }
        return null;
    }

    private boolean isVoid(Placed place) {
        var removal = removalOf(place.author());
        if (removal == null) {
            return false;
        }
        var bounds = Objects.requireNonNull(bounds(removal, story.space));
        return bounds.stream().noneMatch(bound -> story.within(place, bound));
    }

    private @Nullable List<ChainBound> bounds(Placed place, SpaceId space) {
        if (!(place.record() instanceof Removal removal)) {
            return null;
        }
        var lists = new ArrayList<>(removal.spaces());
        for (var before : places) {
            if (before.record() instanceof RemovalPart part
                    && part.board().equals(story.board)
                    && part.removed().equals(removal.removed())
                    && before.author().equals(place.author())
                    && precedes(before, place)) {
                lists.addAll(part.spaces());
            }
        }
        lists.removeIf(listed -> !listed.space().equals(space));
        var out = new TreeSet<ChainBound>();
        lists.forEach(listed -> out.addAll(listed.chains()));
        if (space.equals(story.space) && removal.removed().equals(place.author())) {
            out.add(new ChainBound(place.incarnation(), place.seq(), place.hash()));
        }
        return lists.isEmpty() ? null : List.copyOf(out);
    }

    private List<Placed> nearestWithdrawals() {
        var byDepth = new TreeMap<Integer, List<Placed>>();
        for (var place : places) {
            var both = depths.get(place);
            if (both != null && !inEffect.contains(place) && !isVoid(place) && isAllowed(place)) {
                byDepth.computeIfAbsent(both.get(0), k -> new ArrayList<>()).add(place);
            }
        }
        if (byDepth.isEmpty()) {
            return List.of();
        }
        var out = byDepth.firstEntry().getValue();
        out.sort(
                Comparator.comparingInt(SlowMembership::rank)
                        .thenComparing(Placed::hash)
                        .thenComparingInt(Placed::index));
        return out;
    }

    private static int rank(Placed place) {
        if (place.record() instanceof Removal removal) {
            return removal.removed().equals(place.author()) ? 1 : 0;
        }
        return 2;
    }

    private boolean isAllowed(Placed place) {
        var both = Objects.requireNonNull(depths.get(place));
        return switch (place.record()) {
            case Removal removal ->
                    mayRemove(place, removal)
                            || removal.board().equals(story.board)
                                    && bounds(place, story.space) != null
                                    && removalOf(removal.removed()) != null;
            case Revocation revocation ->
                    revocation.board().equals(story.board)
                            && revocation.by().equals(place.author())
                            && (place.author().equals(inviterOf(revocation.invitation()))
                                    || both.get(0) <= both.get(1));
            default -> false;
        };
    }

    private @Nullable PeerId inviterOf(Bytes invitation) {
        for (var place : places) {
            if (place.record() instanceof Admission admission
                    && admission.invitation().id(HASHER).equals(invitation)) {
                return admission.invitation().inviter();
            }
        }
        return null;
    }

    List<String> facts(List<SpaceId> spaces) {
        var out = new ArrayList<String>();
        for (var peer : depth.keySet()) {
            if (removalOf(peer) == null) {
                out.add(memberFact(peer));
            }
        }
        for (var place : places) {
            if (verdicts.containsKey(place)) {
                out.add(place.hash() + " " + verdicts.get(place));
            }
        }
        for (var place : inEffect) {
            if (place.record() instanceof Removal removal
                    && place.equals(removalOf(removal.removed()))) {
                out.add(removal.removed() + " removed by " + place.author());
            }
        }
        for (var peer : RandomStory.PEERS) {
            for (var space : spaces) {
                out.add(peer + " in " + space + ": " + accepted(peer, space));
            }
        }
        return out;
    }

    private String memberFact(PeerId peer) {
        var way = nearest.get(peer);
        var since = ways.get(peer);
        return "%s depth %d by %s since %d"
                .formatted(
                        peer,
                        depth.get(peer),
                        way == null ? null : ((Admission) way.record()).invitation().inviter(),
                        since == null
                                ? Story.START_MILLIS
                                : HybridTime.millis(since.getFirst().time()));
    }

    /// Those in whose admission somebody may have believed before it heard of a withdrawal.
    private Set<PeerId> onceIn() {
        var once = new LinkedHashSet<PeerId>();
        var never = Set.of(Verdict.COUNTS, Verdict.OTHER_BOARD, Verdict.EXPIRED, Verdict.LOOP);
        var byOthers = Set.of(Verdict.HOST_NOT_MEMBER, Verdict.INVITER_NOT_MEMBER);
        for (var place : places) {
            if (place.record() instanceof Admission admission
                    && !never.contains(verdicts.get(place))) {
                var in = new LinkedHashSet<>(depth.keySet());
                in.addAll(once);
                var both = List.of(place.author(), admission.invitation().inviter());
                if (!byOthers.contains(verdicts.get(place)) || in.containsAll(both)) {
                    once.add(admission.member());
                }
            }
        }
        return once;
    }

    private String accepted(PeerId peer, SpaceId space) {
        if (!depth.containsKey(peer)) {
            return onceIn().contains(peer) ? "Bounded[chains=[]]" : "Stranger[]";
        }
        if (removalOf(peer) == null) {
            return "Unlimited[]";
        }
        for (var place : inEffect) {
            if (place.record() instanceof Removal removal && removal.removed().equals(peer)) {
                var bounds = bounds(place, space);
                if (bounds != null) {
                    return "Bounded[chains=" + bounds + "]";
                }
            }
        }
        return "Undecided[]";
    }
}
