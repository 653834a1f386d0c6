package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// What the members of a cluster have measured of each other, and the order that follows.
///
/// Each is observed by the seven that come after it on the ring of the ids. The median of what they
/// say counts: with one in ten that lies, four of seven do in three of a thousand cases.
final class Opinions {
    /// Whom each observes. By the arithmetic above; a round trip to each every few seconds.
    static final int SUBJECTS = 7;

    private final Members members;
    private final TreeMap<PeerId, Opinion> byObserver = new TreeMap<>();

    Opinions(Members members) {
        this.members = members;
    }

    /// Whether it says something new.
    boolean isNews(Opinion opinion) {
        Opinion before = byObserver.get(opinion.observer());
        return members.has(opinion.observer())
                && (before == null || before.number() < opinion.number());
    }

    void put(Opinion opinion) {
        byObserver.put(opinion.observer(), opinion);
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

    @Nullable Opinion of(PeerId observer) {
        return byObserver.get(observer);
    }

    /// What others say of those that are no members any more is forgotten.
    void prune() {
        for (PeerId observer : new ArrayList<>(byObserver.keySet())) {
            if (!members.has(observer)) {
                byObserver.remove(observer);
            }
        }
    }

    /// The median of those that observe that peer.
    Measures of(PeerId subject, Iterable<PeerId> observers) {
        var said = new ArrayList<Measures>();
        for (PeerId observer : observers) {
            Opinion opinion = byObserver.get(observer);
            Measures one = opinion == null ? null : find(opinion, subject);
            if (one != null) {
                said.add(one);
            }
        }
        return Measures.median(said);
    }

    int score(PeerId subject) {
        return of(subject, members.after(subject, SUBJECTS)).score();
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
