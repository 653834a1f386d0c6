package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.ClusterMessage.Of;
import kith.cluster.ClusterMessage.Report;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What the numbers of all members are together: up to the leader, across, and down again.
///
/// *Done twice is done once.* A report takes the place of the one before it of the same source: of
/// a member at its leader, of a cluster at all leaders, where the newer epoch counts. So nothing is
/// counted twice because two lead, or because something came twice. What is heard of no more ends.
final class Aggregates {
    /// How often each tells. Guess.
    static final long TELL_NANOS = 5 * Now.SECOND;

    /// What is not told again for so long is forgotten: two are missed and the third is late.
    static final long LIFE_NANOS = 4 * TELL_NANOS;

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final TreeMap<PeerId, Heard> ofMembers = new TreeMap<>();
    private final TreeMap<Long, Heard> ofClusters = new TreeMap<>();
    private Aggregate mine = Aggregate.NOTHING;
    private @Nullable Report all;
    private long number;
    private long dueNanos = Now.NEVER;

    private record Heard(Report report, long nanos) {}

    Aggregates(Host host, BoardId board, Members members) {
        this.host = host;
        this.board = board;
        this.members = members;
    }

    /// This peer's own, from now on.
    void set(Aggregate own, long wallMillis) {
        mine = own;
        number = Math.max(number, wallMillis);
        if (dueNanos == Now.NEVER) {
            dueNanos = host.now().nanos();
        }
        host.wakeAt(dueNanos);
    }

    /// All that is known of all.
    Aggregate all() {
        return all == null ? Aggregate.NOTHING : all.aggregate();
    }

    /// `ours`: this peer's cluster; `fromLeader`: whether it is its leader who tells.
    void received(PeerId from, Report report, long ours, boolean fromLeader) {
        long now = host.now().nanos();
        switch (report.of()) {
            case MEMBER -> {
                Heard before = ofMembers.get(from);
                if (members.has(from) && report.cluster() == ours && isNews(report, before)) {
                    ofMembers.put(from, new Heard(report, now));
                }
            }
            case CLUSTER -> {
                boolean room = ofClusters.size() < Cards.CARDS_MAX;
                Heard before = ofClusters.get(report.cluster());
                if ((room || before != null) && isNews(report, before)) {
                    ofClusters.put(report.cluster(), new Heard(report, now));
                }
            }
            case ALL -> {
                if (fromLeader) {
                    all = report;
                }
            }
        }
    }

    private static boolean isNews(Report report, @Nullable Heard before) {
        if (before == null) {
            return true;
        }
        boolean later = report.number() > before.report.number();
        return report.epoch() > before.report.epoch()
                || report.epoch() == before.report.epoch() && later;
    }

    /// `others`: the leaders of other clusters, where this peer leads.
    void wake(long cluster, long epoch, @Nullable PeerId leader, List<PeerId> others) {
        long now = host.now().nanos();
        if (cluster == 0) {
            return; // it tells again when it belongs somewhere
        }
        if (now < dueNanos) {
            host.wakeAt(dueNanos);
            return;
        }
        dueNanos = now + TELL_NANOS;
        host.wakeAt(dueNanos);
        number++;
        if (host.self().equals(leader)) {
            lead(cluster, epoch, others);
        } else if (leader != null && mine.count() > 0) {
            host.send(leader, new Report(board, Of.MEMBER, cluster, epoch, number, mine));
        }
    }

    private void lead(long cluster, long epoch, List<PeerId> others) {
        long old = host.now().nanos() - LIFE_NANOS;
        ofMembers.keySet().removeIf(peer -> !members.has(peer));
        ofClusters.values().removeIf(heard -> heard.nanos < old);
        Report ours = new Report(board, Of.CLUSTER, cluster, epoch, number, ofMembers());
        ofClusters.put(cluster, new Heard(ours, host.now().nanos()));
        others.forEach(other -> host.send(other, ours));
        Aggregate sum = Aggregate.NOTHING;
        for (Heard heard : ofClusters.values()) {
            sum = sum.with(heard.report.aggregate());
        }
        Report told = new Report(board, Of.ALL, cluster, epoch, number, sum);
        all = told;
        for (PeerId member : new ArrayList<>(members.all())) {
            if (!member.equals(host.self())) {
                host.send(member, told);
            }
        }
    }

    private Aggregate ofMembers() {
        Aggregate sum = mine;
        for (Heard heard : ofMembers.values()) {
            sum = sum.with(heard.report.aggregate());
        }
        return sum;
    }

    /// Of another cluster from now on.
    void enter() {
        ofMembers.clear();
        ofClusters.clear();
        if (mine.count() > 0) {
            dueNanos = host.now().nanos();
            host.wakeAt(dueNanos);
        }
    }
}
