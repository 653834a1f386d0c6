package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Rng;
import kith.port.Budget;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The clusters of a board that this peer has heard of.
final class Cards {
    /// Clusters that are remembered. Guess: those of sixteen thousand peers; of more, the nearest.
    static final int CARDS_MAX = 256;

    /// Of whom nothing new is heard for so long, it is gone. Guess: six times what a leader waits
    /// between two.
    static final long LIFE_NANOS = 60 * Now.SECOND;

    /// For how long it is not taken again. Guess: nobody has it then any more.
    static final long PAST_NANOS = 10 * LIFE_NANOS;

    /// Signatures of cards that are checked in a second; others are heard again. Guess: a
    /// two-hundredth of a processor.
    private static final int CHECKED_PER_SECOND = 32;

    /// Of those as many at one beat because of one who tells them, and none after one that fails.
    /// Guess: two messages full; so four lie before the others are not looked at.
    static final int CHECKED_OF_ONE = 16;

    private final Host host;
    private final BoardId board;
    private final Rng rng;
    private final Budget checks;
    private final TreeMap<Long, Heard> byCluster = new TreeMap<>();

    /// Of those of which nothing new came: who hears of one late tells it on late, and between some
    /// who tell each other a card would go round for ever.
    private final TreeMap<Long, Heard> past = new TreeMap<>();

    /// How many were checked since the last beat because of whom.
    private final TreeMap<PeerId, Integer> checked = new TreeMap<>();

    /// Of whose cluster another one leads than before, and nobody was told yet.
    private final TreeSet<Long> news = new TreeSet<>();

    private long number; // of the card that this peer made last

    private record Heard(Card card, long nanos) {}

    Cards(Host host, BoardId board, Rng rng) {
        this.host = host;
        this.board = board;
        this.rng = rng;
        this.checks = new Budget(CHECKED_PER_SECOND, host.now());
    }

    /// Takes what others tell: only what is signed, and newer than what is known. What there is no
    /// room for is not looked at: with more clusters than that, it would come again and again.
    void hear(PeerId from, List<Card> cards, Coordinate here) {
        checks.fill(host.now());
        for (Card card : cards) {
            boolean wanted = isNews(card) && hasRoom(card, here) && host.isMember(card.leader());
            if (wanted && !checks.isOver() && checked.getOrDefault(from, 0) < CHECKED_OF_ONE) {
                checks.spend(1);
                checked.merge(from, 1, Integer::sum);
                check(from, card, here);
            }
        }
    }

    private void check(PeerId from, Card card, Coordinate here) {
        host.check(
                card.leader(),
                card.statement(board),
                card.signature(),
                good -> {
                    if (!good) {
                        checked.put(from, CHECKED_OF_ONE);
                    } else if (isNews(card)) {
                        put(card, here);
                    }
                });
    }

    private boolean hasRoom(Card card, Coordinate here) {
        return byCluster.size() < CARDS_MAX
                || byCluster.containsKey(card.cluster())
                || !card.equals(farthest(card, here));
    }

    private Card farthest(Card card, Coordinate here) {
        Card far = card;
        for (Heard one : byCluster.values()) {
            boolean farther = here.millisTo(one.card.middle()) > here.millisTo(far.middle());
            far = farther ? one.card : far;
        }
        return far;
    }

    private boolean isNews(Card card) {
        Heard before = byCluster.get(card.cluster());
        if (before == null) {
            before = past.get(card.cluster());
            if (before != null && !before.card.leader().equals(card.leader())) {
                return true; // another one leads
            }
        }
        return before == null || card.isNewerThan(before.card);
    }

    /// Where there are too many the farthest goes.
    void put(Card card, Coordinate here) {
        long now = host.now().nanos();
        past.remove(card.cluster());
        Heard before = byCluster.put(card.cluster(), new Heard(card, now));
        if (before != null && !before.card.leader().equals(card.leader())) {
            news.add(card.cluster());
        }
        if (byCluster.size() > CARDS_MAX) {
            byCluster.remove(farthest(card, here).cluster());
        }
    }

    /// Signs what others are told of the cluster that this peer leads.
    void make(long cluster, long epoch, Members members, String region, Coordinate here) {
        var card =
                new Card(
                        cluster,
                        epoch,
                        ++number,
                        host.self(),
                        members.size(),
                        members.middle(),
                        region,
                        Check.UNSIGNED);
        host.sign(card.statement(board), signature -> put(card.signed(signature), here));
    }

    void forget(long cluster) {
        byCluster.remove(cluster);
    }

    /// Cards of those who lead since a short while, each once.
    List<Card> news() {
        var some = new ArrayList<Card>();
        for (Long cluster = news.pollFirst(); cluster != null; cluster = news.pollFirst()) {
            Card card = of(cluster);
            if (card != null && some.size() < ClusterMessage.CARDS_MAX) {
                some.add(card);
            }
        }
        return some;
    }

    /// Two seconds are over.
    void beat() {
        checked.clear();
        long now = host.now().nanos();
        past.values().removeIf(heard -> heard.nanos < now - PAST_NANOS);
        for (Heard heard : new ArrayList<>(byCluster.values())) {
            if (heard.nanos < now - LIFE_NANOS) {
                byCluster.remove(heard.card.cluster());
                if (past.size() < CARDS_MAX) {
                    past.put(heard.card.cluster(), heard);
                }
            }
        }
    }

    @Nullable Card of(long cluster) {
        Heard heard = byCluster.get(cluster);
        return heard == null ? null : heard.card;
    }

    List<Card> all() {
        var all = new ArrayList<Card>();
        byCluster.values().forEach(heard -> all.add(heard.card));
        return all;
    }

    /// The nearest to a place of those that fit; null when none does.
    @Nullable Card nearest(Coordinate to, Predicate<Card> fits) {
        Card nearest = null;
        for (Heard heard : byCluster.values()) {
            Card card = heard.card;
            boolean nearer =
                    nearest == null || to.millisTo(card.middle()) < to.millisTo(nearest.middle());
            if (nearer && fits.test(card)) {
                nearest = card;
            }
        }
        return nearest;
    }

    /// What to tell somebody there: half of them the nearest to it, the others by lot.
    List<Card> some(Coordinate there, int count) {
        var some = new ArrayList<Card>();
        while (some.size() < count / 2) {
            Card next = nearest(there, card -> !some.contains(card));
            if (next == null) {
                return some;
            }
            some.add(next);
        }
        List<Card> all = all();
        for (int i = some.size(); i < count && !all.isEmpty(); i++) {
            Card drawn = all.get(rng.nextInt(all.size()));
            if (!some.contains(drawn)) {
                some.add(drawn);
            }
        }
        return some;
    }
}
