package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.ClusterMessage.Measured;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// What the members of a cluster have measured of each other, and the order that follows.
///
/// Each is observed by the seven that come after it on the ring of the ids. The median of what they
/// say counts: with one in ten that lies, four of seven do in three of a thousand cases.
final class Opinions {
    /// Whom each observes. By the arithmetic above; a round trip to each every few seconds.
    static final int SUBJECTS = 7;

    /// After so many beats it is told what is measured, where it is another than before.
    private static final int TELL_BEATS = 15;

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final Observed observed = new Observed();
    private final TreeMap<PeerId, Opinion> byObserver = new TreeMap<>();
    private int beats;

    Opinions(Host host, BoardId board, Members members) {
        this.host = host;
        this.board = board;
        this.members = members;
    }

    // What this peer measures

    void answered(PeerId peer, long nanos) {
        observed.answered(peer, nanos, host.now().nanos());
    }

    void delivered(PeerId peer, int bytes, boolean first) {
        observed.delivered(peer, bytes, first, host.now().nanos());
    }

    /// One of those that this peer observes is measured, and now and then it is told what came of
    /// it.
    void beat(@Nullable PeerId leader) {
        long now = host.now().nanos();
        List<PeerId> subjects = members.before(host.self(), SUBJECTS);
        observed.watch(subjects, now);
        beats++;
        if (!subjects.isEmpty()) {
            host.ping(subjects.get(beats % subjects.size()));
        }
        if (beats % TELL_BEATS == 0) {
            prune();
            tell(observed.opinions(now), leader);
        }
    }

    private void tell(List<Opinion.Of> subjects, @Nullable PeerId leader) {
        Opinion before = byObserver.get(host.self());
        if (subjects.isEmpty() || before != null && before.subjects().equals(subjects)) {
            return;
        }
        long number = Math.max(1, host.now().wallMillis());
        var opinion = new Opinion(host.self(), number, subjects, Check.UNSIGNED);
        host.sign(opinion.statement(board), signature -> spread(opinion.signed(signature), leader));
    }

    // What others measure

    void received(Measured some, @Nullable PeerId leader) {
        for (Opinion opinion : some.opinions()) {
            if (isNews(opinion)) {
                host.check(
                        opinion.observer(),
                        opinion.statement(board),
                        opinion.signature(),
                        good -> {
                            if (good && isNews(opinion)) {
                                spread(opinion, leader);
                            }
                        });
            }
        }
    }

    /// Takes it, and passes it on: to the leader, who passes it on to all.
    private void spread(Opinion opinion, @Nullable PeerId leader) {
        byObserver.put(opinion.observer(), opinion);
        var told = new Measured(board, List.of(opinion));
        if (host.self().equals(leader)) {
            for (PeerId member : members.all()) {
                if (!member.equals(host.self()) && !member.equals(opinion.observer())) {
                    host.send(member, told);
                }
            }
        } else if (leader != null && opinion.observer().equals(host.self())) {
            host.send(leader, told);
        }
    }

    private boolean isNews(Opinion opinion) {
        Opinion before = byObserver.get(opinion.observer());
        return members.has(opinion.observer())
                && (before == null || before.number() < opinion.number());
    }

    /// Of those that are members.
    List<Opinion> all() {
        var all = new ArrayList<Opinion>();
        for (PeerId member : members.all()) {
            Opinion one = byObserver.get(member);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    /// What others say of those that are no members any more is forgotten.
    private void prune() {
        for (PeerId observer : new ArrayList<>(byObserver.keySet())) {
            if (!members.has(observer)) {
                byObserver.remove(observer);
            }
        }
    }

    /// The median of what those say who observe that peer.
    Measures of(PeerId subject) {
        var said = new ArrayList<Measures>();
        for (PeerId observer : members.after(subject, SUBJECTS)) {
            Opinion opinion = byObserver.get(observer);
            Measures one = opinion == null ? null : find(opinion, subject);
            if (one != null) {
                said.add(one);
            }
        }
        return Measures.median(said);
    }

    int score(PeerId subject) {
        return of(subject).score();
    }

    private static @Nullable Measures find(Opinion opinion, PeerId subject) {
        for (Opinion.Of one : opinion.subjects()) {
            if (one.name().equals(Opinion.name(subject))) {
                return one.measures();
            }
        }
        return null;
    }
}
