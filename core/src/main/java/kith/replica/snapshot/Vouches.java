package kith.replica.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.replica.base.Vouch;
import kith.replica.base.Vouch.By;
import org.jspecify.annotations.Nullable;

/// What the members of a space vouched for last, as far as it was heard and the signatures hold.
///
/// A vouch is a vote, and *dropping wants a majority*: more than half of all who may write, whether
/// they are active or not. Nobody vouches for a version that leaves out a part of what it vouched
/// for before, also after a crash: a promise is on disk before it is told. Any two majorities have
/// a member in common, which vouched for both, so of two snapshots that won the later one has all
/// of the earlier: parts of a board that do not hear of each other cannot each drop what the other
/// lacks (the argument of quorums, as in Gifford, "Weighted voting for replicated data", SOSP
/// 1979). It holds as long as both count the same members.
///
/// Owner only.
final class Vouches {
    /// For how long a proposal is followed that does not come to anything. Guess.
    static final long FOLLOWED_NANOS = 600 * Now.SECOND;

    /// How many versions a member names in a row, each less than a minute after the one before,
    /// until the next is followed only when it has stood that long. Guesses: nobody does who prunes
    /// by hand.
    static final int HASTY_MAX = 5;

    private static final long STEADY_NANOS = 60 * Now.SECOND;

    private final Replica replica;
    private final Context context;
    private final TreeMap<Bytes, Heard> heard = new TreeMap<>();

    /// What a member vouched for last, and when that was heard.
    ///
    /// @param hasty how many other versions it named in a row, each soon after the one before
    private record Heard(By by, long atNanos, int hasty) {
        boolean isToWait(long now) {
            return hasty > HASTY_MAX && now < atNanos + STEADY_NANOS;
        }
    }

    Vouches(Replica replica) {
        this.replica = replica;
        this.context = replica.context();
    }

    /// Takes in what came since the last time; `then` is run when a signature proved good.
    void settle(Runnable then) {
        for (By by : replica.basis().takeUnread()) {
            Bytes message = by.vouch().message(replica.space(), context.hasher());
            context.effects()
                    .check(
                            by.author(),
                            message,
                            by.vouch().signature(),
                            good -> {
                                if (good) {
                                    hear(by);
                                    then.run();
                                }
                            });
        }
    }

    /// Who proposes something else all the time would have everybody make snapshots all the time,
    /// each of another version, and none would ever win.
    private void hear(By by) {
        long now = context.now().nanos();
        Heard before = heard.get(by.author());
        int hasty = 0;
        if (before != null && now < before.atNanos() + STEADY_NANOS) {
            hasty = before.hasty() + (before.by().vouch().isOfSame(by.vouch()) ? 0 : 1);
        }
        heard.put(by.author(), new Heard(by, now, hasty));
    }

    boolean isEmpty() {
        return heard.isEmpty();
    }

    private boolean isMember(Bytes author) {
        return replica.roster().writers().contains(new PeerId(author));
    }

    /// How many are to vouch before contents may go.
    int wanted() {
        int writers = replica.roster().writers().size();
        int most = Math.max(context.limits().vouchesMin(), writers / 2 + 1);
        return Math.max(1, Math.min(most, writers));
    }

    /// Whether nothing that this member vouched for before is missing in that version.
    boolean mayVouchFor(List<Place> version) {
        Vouch own = replica.basis().newestOf(context.self());
        return own == null || own.isIn(version, replica.graph());
    }

    /// Whether this member may vouch for exactly that: for one version it says one thing for good.
    /// Else of two majorities each could have another digest of it.
    boolean maySay(Vouch ours) {
        Vouch own = replica.basis().newestOf(context.self());
        if (own != null && own.version().equals(ours.version())) {
            return own.agrees(ours);
        }
        return mayVouchFor(ours.places(replica.graph()));
    }

    /// Those that members gave on top of the base there is here, ascending by member.
    ///
    /// One that nobody followed for long is passed over: it may be nonsense, or the others know
    /// better. `andWaiting`: also those that have to stand for a while before they are followed.
    private List<Vouch> open(boolean andWaiting) {
        Baseline base = replica.basis().base();
        Bytes before = base == null ? Bytes.EMPTY : base.digest();
        long now = context.now().nanos();
        var some = new ArrayList<Vouch>();
        for (Heard one : heard.values()) {
            Vouch vouch = one.by().vouch();
            boolean isOpen =
                    vouch.before().equals(before)
                            && now <= one.atNanos() + FOLLOWED_NANOS
                            && (andWaiting || !one.isToWait(now));
            if (isOpen && isMember(one.by().author()) && !isAmong(some, vouch)) {
                some.add(vouch);
            }
        }
        return some;
    }

    private static boolean isAmong(List<Vouch> some, Vouch vouch) {
        for (Vouch one : some) {
            if (one.isOfSame(vouch)) {
                return true;
            }
        }
        return false;
    }

    /// The proposal to follow: of those whose changes are here and at all active members, and for
    /// which this member may vouch, the one that has all of the others as far as there is one; else
    /// that of the member with the smallest key. Null when there is none.
    @Nullable Vouch toFollow(Acknowledged all) {
        ChangeGraph graph = replica.graph();
        Vouch best = null;
        for (Vouch one : open(false)) {
            List<Place> version = one.places(graph);
            boolean can = !version.isEmpty() && mayVouchFor(version) && all.has(version);
            if (can && (best == null || best.isIn(version, graph))) {
                best = one;
            }
        }
        return best;
    }

    /// Whether there is a proposal on top of the base that is here, to be followed now or later.
    boolean isAnyOpen() {
        return !open(true).isEmpty();
    }

    /// Those of members who say the same.
    List<By> agreeing(Vouch with) {
        var some = new ArrayList<By>();
        for (Heard one : heard.values()) {
            if (one.by().vouch().agrees(with) && isMember(one.by().author())) {
                some.add(one.by());
            }
        }
        return some;
    }

    /// The digest of a snapshot that has won and is not what the state is built from here.
    @Nullable Bytes wonElsewhere() {
        Baseline base = replica.basis().base();
        var counts = new TreeMap<Bytes, Integer>();
        for (Heard one : heard.values()) {
            Bytes digest = one.by().vouch().digest();
            boolean old =
                    base != null
                            && (base.digest().equals(digest)
                                    || base.manifest().before().equals(digest));
            if (!old && isMember(one.by().author())) {
                int count = counts.getOrDefault(digest, 0) + 1;
                counts.put(digest, count);
                if (count >= wanted()) {
                    return digest;
                }
            }
        }
        return null;
    }

    /// All who vouch for the base, be it known from before or heard.
    List<By> of(Baseline base) {
        var all = new TreeMap<Bytes, By>();
        base.vouches().forEach(by -> all.put(by.author(), by));
        for (Heard one : heard.values()) {
            if (one.by().vouch().digest().equals(base.digest())) {
                all.putIfAbsent(one.by().author(), one.by());
            }
        }
        return List.copyOf(all.values());
    }

    /// As many as may be kept with a base: members first, who count.
    List<By> kept(List<By> all) {
        var some = new ArrayList<By>();
        for (By by : all) {
            if (isMember(by.author())) {
                some.add(by);
            }
        }
        return some.size() > Baseline.VOUCHES_MAX ? some.subList(0, Baseline.VOUCHES_MAX) : some;
    }

    /// Whether members are too few among those who vouch for the base, and this member is to say
    /// that it found the same: it did, said nothing else since, and is not among them.
    boolean isToConfirm(Baseline base) {
        Vouch own = replica.basis().newestOf(context.self());
        boolean free = own == null || !own.before().equals(base.digest());
        boolean said = own != null && own.digest().equals(base.digest());
        int needed = Math.min(wanted(), Baseline.VOUCHES_MAX);
        return base.isMade() && free && !said && kept(of(base)).size() < needed;
    }
}
