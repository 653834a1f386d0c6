package kith.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.cluster.ClusterMessage.Of;
import kith.cluster.ClusterMessage.Report;
import kith.cluster.ClusterMessage.Summed;
import kith.cluster.Figure.Sum;
import kith.cluster.Figure.Told;
import kith.cluster.Figure.Total;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What the numbers of all members are together, by their names: up to the leader, across, and down
/// again.
///
/// *Done twice is done once.* A report takes the place of the one before it of the same source: of
/// a member at its leader, of a cluster at all leaders, where the newer epoch counts. So nothing is
/// counted twice because two lead, or because something came twice. What is heard of no more ends;
/// a guest's numbers, which are told seldom, end with the guest.
///
/// *A crash moves nothing.* Who begins to lead knows no numbers yet: it reports when its members
/// have told theirs, and tells them what all are together when the other clusters have answered
/// that, or did not in time. Until then what the one before it told counts.
///
/// *Trust.* A number is of one member and bounded, so a lie moves a sum by the liar's own part. A
/// cluster is of 64 members and 2,048 guests at most, and a peer speaks for one at a time: that is
/// what somebody moves who pretends to lead.
final class Aggregates {
    /// How often each tells. Guess.
    static final long TELL_NANOS = 5 * Now.SECOND;

    /// And a guest, while nothing changes. Guess: what the host of a thousand does not feel.
    static final long GUEST_NANOS = 60 * Now.SECOND;

    /// How soon it tells again when a number of an application is another one. A beat.
    static final long SOON_NANOS = 2 * Now.SECOND;

    /// Who begins to lead waits so long for its members, and as long again for other clusters.
    /// Together with a lease less than a report counts. Guess: three beats.
    static final long PATIENCE_NANOS = 6 * Now.SECOND;

    /// What is not told again for so long is forgotten: two are missed and the third is late.
    static final long LIFE_NANOS = 4 * TELL_NANOS;

    /// Which names are kept where there are too many: our own, then those of the most members.
    private static final Comparator<Figure> MOST =
            Comparator.comparing((Figure one) -> !one.isOurs())
                    .thenComparingLong(one -> -one.of().count())
                    .thenComparing(Figure::name);

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final TreeMap<PeerId, Heard> ofMembers = new TreeMap<>();
    private final TreeMap<Long, Heard> ofClusters = new TreeMap<>();
    private List<Figure> mine = List.of();
    private @Nullable PeerId leader;
    private @Nullable Summed last;
    private @Nullable Summed guestsTold;
    private long guestsToldNanos = Long.MIN_VALUE / 2;
    private long pauseNanos = TELL_NANOS;
    private Told told = Told.NOTHING;
    private long number;
    private long ledNanos; // since when this peer leads
    private boolean begins; // to lead, and has not told its members yet
    private long toldNanos;
    private long dueNanos = Now.NEVER;

    private record Heard(PeerId from, Report report, long nanos) {}

    Aggregates(Host host, BoardId board, Members members) {
        this.host = host;
        this.board = board;
        this.members = members;
        this.toldNanos = host.now().nanos() - TELL_NANOS;
    }

    /// This peer's own, from now on, by ascending names.
    void set(List<Figure> own) {
        boolean others = dueNanos == Now.NEVER || differ(own, mine);
        mine = List.copyOf(own);
        number = Math.max(number, host.now().wallMillis());
        if (others) {
            soon();
        }
    }

    private void soon() {
        long from = Math.max(host.now().nanos(), toldNanos + SOON_NANOS);
        dueNanos = Math.min(dueNanos, from);
        host.wakeAt(dueNanos);
    }

    /// Whether applications gave other numbers. How many changes there are is told with the rest:
    /// it is another number all the time.
    private static boolean differ(List<Figure> some, List<Figure> others) {
        return !given(some).equals(given(others));
    }

    private static TreeMap<String, Aggregate> given(List<Figure> some) {
        var given = new TreeMap<String, Aggregate>();
        for (Figure one : some) {
            if (!one.isOurs()) {
                given.put(one.name(), one.of());
            }
        }
        return given;
    }

    /// All that is known of all.
    Told told() {
        return told;
    }

    /// Somebody leads now, or nobody does.
    void follow(@Nullable PeerId now) {
        if (now == null || now.equals(leader) || dueNanos == Now.NEVER) {
            return;
        }
        leader = now;
        toldNanos = host.now().nanos();
        begins = now.equals(host.self());
        ledNanos = toldNanos;
        dueNanos = toldNanos + (begins ? SOON_NANOS : 0);
        host.wakeAt(dueNanos);
    }

    /// `ours`: this peer's cluster. False when it is not later than the one before, or counts for
    /// nothing.
    boolean received(PeerId from, Report report, long ours) {
        return switch (report.of()) {
            case MEMBER -> ofMember(from, report, ours);
            case CLUSTER -> ofCluster(from, report);
        };
    }

    private boolean ofMember(PeerId from, Report report, long ours) {
        if (members.heardGuest(from, host.now().nanos())) {
            Heard before = ofMembers.get(from);
            boolean later = before == null || report.number() > before.report.number();
            return later && put(ofMembers, from, from, report); // whatever its hub led before
        }
        boolean member = report.cluster() == ours && members.has(from);
        return member && take(ofMembers, from, from, report);
    }

    /// A guest is new, and may count its reports anew.
    void forget(PeerId guest) {
        ofMembers.remove(guest);
    }

    private boolean ofCluster(PeerId from, Report report) {
        boolean room = ofClusters.size() < Cards.CARDS_MAX;
        if (!room && !ofClusters.containsKey(report.cluster())) {
            return false;
        }
        boolean later = take(ofClusters, report.cluster(), from, report);
        Heard now = ofClusters.get(report.cluster());
        if (now != null && now.from.equals(from)) {
            ofClusters.values().removeIf(one -> !one.equals(now) && one.from.equals(from));
        }
        return later;
    }

    /// False when it is not later.
    private <K> boolean take(TreeMap<K, Heard> heard, K of, PeerId from, Report report) {
        Heard before = heard.get(of);
        boolean later = before == null || isLater(report, before.report);
        return later && put(heard, of, from, report);
    }

    /// Other numbers, or from somebody else, are told on soon.
    private <K> boolean put(TreeMap<K, Heard> heard, K of, PeerId from, Report report) {
        Heard before = heard.put(of, new Heard(from, report, host.now().nanos()));
        boolean others =
                before == null
                        || !before.from.equals(from)
                        || differ(report.figures(), before.report.figures());
        if (others && host.self().equals(leader)) {
            soon();
        }
        return true;
    }

    private static boolean isLater(Report report, Report before) {
        boolean later = report.number() > before.number();
        return report.epoch() > before.epoch() || report.epoch() == before.epoch() && later;
    }

    /// What members were told last, or that there is nothing. A guest that hears what the others
    /// have not heard is to hear what comes next.
    Summed newest(long cluster, long epoch) {
        if (last != null && isNewsForGuests(last)) {
            guestsTold = null;
        }
        return last == null ? new Summed(board, cluster, epoch, 0, List.of()) : last;
    }

    void received(Summed summed, long ours, boolean fromLeader) {
        boolean later =
                last == null
                        || summed.epoch() > last.epoch()
                        || summed.epoch() == last.epoch() && summed.number() > last.number();
        if (fromLeader && summed.cluster() == ours && later) {
            take(summed);
        }
    }

    private void take(Summed summed) {
        last = summed;
        told = new Told(host.now().wallMillis(), summed.sums());
    }

    /// `others`: the leaders of other clusters, where this peer leads.
    void wake(long cluster, long epoch, @Nullable PeerId leads, List<PeerId> others) {
        follow(leads);
        long now = host.now().nanos();
        if (cluster == 0) {
            return; // it tells again when it belongs somewhere
        }
        if (now < dueNanos) {
            host.wakeAt(dueNanos);
            return;
        }
        toldNanos = now;
        dueNanos = now + pauseNanos;
        host.wakeAt(dueNanos);
        number++;
        if (host.self().equals(leads)) {
            lead(cluster, epoch, others);
        } else if (leads != null) {
            host.send(leads, new Report(board, Of.MEMBER, cluster, epoch, number, mine));
        }
    }

    private void lead(long cluster, long epoch, List<PeerId> others) {
        Now now = host.now();
        ofMembers.values().removeIf(heard -> !counts(heard, now.nanos()));
        ofClusters.values().removeIf(heard -> now.nanos() - heard.nanos > LIFE_NANOS);
        if (begins && isSooner(PATIENCE_NANOS) && !haveTold(members.all())) {
            soon();
            return;
        }
        List<Figure> inside = most(together(ofMembers.values(), mine));
        var ours = new Report(board, Of.CLUSTER, cluster, epoch, number, inside);
        ofClusters.remove(cluster); // of who led before
        report(ours, others);
        ofClusters.put(cluster, new Heard(host.self(), ours, now.nanos()));
        if (begins && isSooner(2 * PATIENCE_NANOS) && !speakers().containsAll(others)) {
            soon();
            return;
        }
        begins = false;
        tell(cluster, epoch, inside);
    }

    private boolean counts(Heard heard, long now) {
        boolean lives = now - heard.nanos <= LIFE_NANOS;
        return members.isGuest(heard.from) || members.has(heard.from) && lives;
    }

    private boolean haveTold(List<PeerId> some) {
        for (PeerId one : some) {
            if (!ofMembers.containsKey(one) && !one.equals(host.self())) {
                return false;
            }
        }
        return true;
    }

    /// The cluster that this peer leads is over: what was told of it counts no more, since its
    /// members are counted elsewhere soon.
    void over(long cluster, long epoch, List<PeerId> others) {
        if (ofClusters.remove(cluster) != null) {
            report(new Report(board, Of.CLUSTER, cluster, epoch, ++number, List.of()), others);
        }
    }

    private void report(Report ours, List<PeerId> others) {
        var leaders = speakers();
        leaders.addAll(others);
        leaders.remove(host.self());
        leaders.forEach(other -> host.send(other, ours));
    }

    /// Who has told of other clusters lately: it hears of this one, whatever the cards say.
    private TreeSet<PeerId> speakers() {
        var speakers = new TreeSet<PeerId>();
        ofClusters.values().forEach(heard -> speakers.add(heard.from));
        return speakers;
    }

    private boolean isSooner(long afterNanos) {
        return host.now().nanos() < ledNanos + afterNanos;
    }

    /// Members what all are together.
    private void tell(long cluster, long epoch, List<Figure> inside) {
        var sums = new ArrayList<Sum>();
        for (Figure all : most(together(ofClusters.values(), List.of()))) {
            sums.add(new Sum(all.name(), totalOf(all.name(), inside), Total.of(all)));
        }
        var down = new Summed(board, cluster, epoch, number, sums);
        take(down);
        long now = host.now().nanos();
        boolean news = now >= guestsToldNanos + TELL_NANOS && isNewsForGuests(down);
        if (news) {
            guestsTold = down;
            guestsToldNanos = now;
        }
        for (PeerId member : news ? members.counting() : members.all()) {
            if (!member.equals(host.self())) {
                host.send(member, down);
            }
        }
    }

    /// Whether it says other numbers of applications, or says them under another epoch.
    private boolean isNewsForGuests(Summed down) {
        return guestsTold == null
                || guestsTold.cluster() != down.cluster()
                || guestsTold.epoch() != down.epoch()
                || !numbers(guestsTold).equals(numbers(down));
    }

    private static List<Sum> numbers(Summed of) {
        var some = new ArrayList<Sum>();
        for (Sum one : of.sums()) {
            if (!one.name().equals(Figure.CHANGES)) {
                some.add(new Sum(one.name(), one.cluster().timeless(), one.board().timeless()));
            }
        }
        return some;
    }

    private TreeMap<String, Figure> together(Collection<Heard> some, List<Figure> own) {
        Now now = host.now();
        var sum = new TreeMap<String, Figure>();
        own.forEach(one -> sum.merge(one.name(), one, Figure::with));
        for (Heard heard : some) {
            long ago = (now.nanos() - heard.nanos) / Now.MILLI;
            for (Figure one : heard.report.figures()) {
                sum.merge(one.name(), one.later(ago, now.wallMillis()), Figure::with);
            }
        }
        return sum;
    }

    /// By ascending names.
    private static List<Figure> most(TreeMap<String, Figure> all) {
        var kept = new ArrayList<>(all.values());
        if (kept.size() > Figure.NAMES_MAX) {
            kept.sort(MOST);
            kept.subList(Figure.NAMES_MAX, kept.size()).clear();
            kept.sort(Comparator.comparing(Figure::name));
        }
        return kept;
    }

    private static Total totalOf(String name, List<Figure> some) {
        for (Figure one : some) {
            if (one.name().equals(name)) {
                return Total.of(one);
            }
        }
        return Total.NOTHING;
    }

    /// Of another cluster from now on, or of none.
    void enter(boolean asGuest) {
        pauseNanos = asGuest ? GUEST_NANOS : TELL_NANOS;
        ofMembers.keySet().removeIf(peer -> !members.isGuest(peer));
        ofClusters.clear();
        leader = null;
        last = null;
        told = Told.NOTHING;
        if (asGuest || dueNanos != Now.NEVER) { // by what a guest reports it stays one
            dueNanos = host.now().nanos();
            host.wakeAt(dueNanos);
        }
    }
}
