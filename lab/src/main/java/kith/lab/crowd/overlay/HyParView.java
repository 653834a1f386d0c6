package kith.lab.crowd.overlay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kith.lang.Rng;
import kith.port.Now;

/// HyParView (Leitão, Pereira and Rodrigues, *HyParView: a membership protocol for reliable
/// gossip-based broadcast*, DSN 2007), with the parameters of its section 5.1, which are for 10,000
/// peers.
///
/// A small view of those that it is linked to, the *active* one, which is symmetric, and a larger
/// one of those that it could be linked to, the *passive* one. A newcomer is carried along random
/// walks and taken in where they end; who loses somebody asks one of its passive view; and now and
/// then two peers at the ends of a walk exchange some of what they know.
///
/// Where the paper leaves room: who is disconnected for there being too many looks for another as
/// after a failure (as iroh-gossip does); who is refused asks each of its passive view once, and
/// again at its next shuffle; shuffles are 30 to 60 s apart; whose first contact is gone is given
/// another.
final class HyParView implements Station.Machine {
    /// As many as a fan-out of 4 and the one from whom something came.
    static final int ACTIVE_MAX = 5;

    static final int PASSIVE_MAX = 30;
    private static final int ACTIVE_WALK = 6;
    private static final int PASSIVE_WALK = 3;
    private static final int SHUFFLED_ACTIVE = 3;
    private static final int SHUFFLED_PASSIVE = 4;
    private static final int SHUFFLE_MILLIS_MIN = 30_000;
    private static final int SHUFFLE_MILLIS_MAX = 60_000;

    /// What says that a link ends for there being too many, and not because its side is gone.
    private static final String DISCONNECT = "disconnect";

    private static final String REFUSED = "refused";
    private static final int NOBODY = -1;

    private final Station station;
    private final int activeMax;
    private final Rng rng;
    private final List<Integer> active = new ArrayList<>();
    private final List<Integer> passive = new ArrayList<>();

    /// What is to be said to whom when the link is up.
    private final Map<Integer, Word> first = new HashMap<>();

    /// Who of the passive view is asked now, and who was and did not want to.
    private int asked = NOBODY;

    private final Set<Integer> refused = new HashSet<>();
    private List<Integer> shuffled = List.of();
    private long shuffleAtNanos = Now.NEVER;

    /// What is said, with its size: a type, the board, what each has, and of each peer that is
    /// named its key and where it listens, for which 22 bytes are taken (`10.0.0.1` and a port,
    /// and what says how it is dialled).
    private sealed interface Word {
        int HEAD_BYTES = 1 + 32;
        int PEER_BYTES = 32 + 22;

        default int sizeBytes() {
            return HEAD_BYTES
                    + switch (this) {
                        case Join join -> PEER_BYTES;
                        case ForwardJoin forward -> 1 + PEER_BYTES;
                        case Neighbour neighbour -> 1 + PEER_BYTES;
                        case Answer answer -> 1;
                        case Shuffle shuffle -> 2 + (1 + shuffle.peers.size()) * PEER_BYTES;
                        case ShuffleReply reply -> 1 + reply.peers.size() * PEER_BYTES;
                    };
        }

        record Join() implements Word {}

        record ForwardJoin(int newcomer, int left) implements Word {}

        record Neighbour(boolean high) implements Word {}

        record Answer(boolean yes) implements Word {}

        record Shuffle(int origin, int left, List<Integer> peers) implements Word {}

        record ShuffleReply(List<Integer> peers) implements Word {}
    }

    HyParView(Station station, int activeMax, long seed) {
        this.station = station;
        this.activeMax = activeMax;
        this.rng = new Rng(seed);
    }

    int activeMax() {
        return activeMax;
    }

    List<Integer> active() {
        return active;
    }

    List<Integer> passive() {
        return passive;
    }

    @Override
    public boolean isNeighbour(int other) {
        return active.contains(other);
    }

    @Override
    public void start(int contact) {
        shuffleAgain();
        if (contact != station.number) {
            open(contact, new Word.Join());
        }
    }

    private void say(int other, Word word) {
        station.send(other, word, word.sizeBytes());
    }

    /// Says that over a link to that one, which is dialled if there is none and it is not yet.
    private void open(int other, Word word) {
        if (station.isLinked(other)) {
            begin(other, word);
        } else if (first.put(other, word) == null) {
            station.dial(other);
        }
    }

    private void begin(int other, Word word) {
        say(other, word);
        boolean sure = !(word instanceof Word.Neighbour neighbour) || neighbour.high;
        if (sure) {
            takeIn(other);
        }
    }

    // Links

    @Override
    public void linkUp(int other, boolean inbound) {
        Word word = inbound ? null : first.remove(other);
        if (word != null) {
            begin(other, word);
        }
    }

    @Override
    public void dialFailed(int other) {
        Word word = first.remove(other);
        boolean gone = !station.isLinked(other);
        if (gone) {
            passive.remove(Integer.valueOf(other));
        }
        if (word instanceof Word.Join && gone) {
            start(station.town.contact(station.number));
        }
        answered(other);
    }

    @Override
    public void linkDown(int other, String reason) {
        boolean lost = active.remove(Integer.valueOf(other));
        if (reason.equals(DISCONNECT)) {
            keep(other);
        } else if (!reason.equals(REFUSED)) {
            passive.remove(Integer.valueOf(other));
        }
        if (lost) {
            refused.clear();
        }
        answered(other);
    }

    // Views

    /// Into the active view; where it is full, somebody by lot goes out of it.
    private void takeIn(int other) {
        if (other == station.number || active.contains(other)) {
            return;
        }
        if (active.size() == activeMax) {
            int out = draw(active);
            keep(out);
            station.end(out, DISCONNECT);
        }
        passive.remove(Integer.valueOf(other));
        active.add(other);
        if (asked == other) {
            asked = NOBODY;
        }
    }

    /// Into the passive view; where it is full, somebody by lot goes out of it.
    private void keep(int other) {
        if (other == station.number || active.contains(other) || passive.contains(other)) {
            return;
        }
        if (passive.size() == PASSIVE_MAX) {
            draw(passive);
        }
        passive.add(other);
    }

    /// Asks one of the passive view, if there is room, nobody is asked, and somebody is left.
    private void refill() {
        if (active.size() >= activeMax || asked != NOBODY) {
            return;
        }
        var left = new ArrayList<Integer>();
        for (int one : passive) {
            if (!refused.contains(one) && !first.containsKey(one) && !station.isLinked(one)) {
                left.add(one);
            }
        }
        if (!left.isEmpty()) {
            asked = left.get(rng.nextInt(left.size()));
            open(asked, new Word.Neighbour(active.isEmpty()));
        }
    }

    private void answered(int other) {
        if (asked == other) {
            asked = NOBODY;
        }
        refill();
    }

    // What others say

    @Override
    public void received(int from, Object message) {
        switch ((Word) message) {
            case Word.Join join -> joins(from);
            case Word.ForwardJoin forward -> walks(from, forward);
            case Word.Neighbour neighbour -> asks(from, neighbour.high);
            case Word.Answer answer -> answers(from, answer.yes);
            case Word.Shuffle shuffle -> shuffles(from, shuffle);
            case Word.ShuffleReply reply -> mix(reply.peers, shuffled);
        }
    }

    private void joins(int newcomer) {
        takeIn(newcomer);
        for (int one : List.copyOf(active)) {
            if (one != newcomer) {
                say(one, new Word.ForwardJoin(newcomer, ACTIVE_WALK));
            }
        }
    }

    private void walks(int from, Word.ForwardJoin walk) {
        int newcomer = walk.newcomer;
        int next = walk.left == 0 ? NOBODY : activeBut(from, newcomer);
        if (next == NOBODY || active.size() == 1) {
            if (newcomer != station.number && !active.contains(newcomer)) {
                open(newcomer, new Word.Neighbour(true));
            }
            return;
        }
        if (walk.left == PASSIVE_WALK) {
            keep(newcomer);
        }
        say(next, new Word.ForwardJoin(newcomer, walk.left - 1));
    }

    private void asks(int from, boolean high) {
        boolean yes = high || active.contains(from) || active.size() < activeMax;
        if (yes) {
            takeIn(from);
        }
        if (!high) {
            say(from, new Word.Answer(yes));
        }
    }

    private void answers(int from, boolean yes) {
        if (yes && active.size() < activeMax) {
            takeIn(from);
        } else if (yes && !active.contains(from)) {
            station.end(from, DISCONNECT); // others came in meanwhile
        } else if (!yes) {
            refused.add(from);
            station.end(from, REFUSED);
        }
        answered(from);
    }

    private int activeBut(int one, int other) {
        var others = new ArrayList<Integer>();
        for (int peer : active) {
            if (peer != one && peer != other) {
                others.add(peer);
            }
        }
        return others.isEmpty() ? NOBODY : others.get(rng.nextInt(others.size()));
    }

    // Shuffling

    private void shuffleAgain() {
        int millis = rng.between(SHUFFLE_MILLIS_MIN, SHUFFLE_MILLIS_MAX);
        shuffleAtNanos = station.nanos() + millis * Now.MILLI;
        station.wakeAt(shuffleAtNanos);
    }

    @Override
    public void woke() {
        if (station.nanos() < shuffleAtNanos) {
            station.wakeAt(shuffleAtNanos);
            return;
        }
        shuffleAgain();
        refused.clear();
        refill();
        int next = activeBut(NOBODY, NOBODY);
        if (next != NOBODY) {
            var some = new ArrayList<>(some(active, SHUFFLED_ACTIVE));
            some.addAll(some(passive, SHUFFLED_PASSIVE));
            shuffled = some;
            say(next, new Word.Shuffle(station.number, ACTIVE_WALK, some));
        }
    }

    private void shuffles(int from, Word.Shuffle shuffle) {
        int left = shuffle.left - 1;
        int next = activeBut(from, shuffle.origin);
        if (left > 0 && next != NOBODY) {
            say(next, new Word.Shuffle(shuffle.origin, left, shuffle.peers));
        } else if (shuffle.origin != station.number) {
            var reply = new Word.ShuffleReply(some(passive, shuffle.peers.size() + 1));
            station.tell(shuffle.origin, reply, reply.sizeBytes());
            var theirs = new ArrayList<>(shuffle.peers);
            theirs.add(shuffle.origin);
            mix(theirs, reply.peers);
        }
    }

    /// Into the passive view, in the places of those that the other side was told of, as long as
    /// there are some.
    private void mix(List<Integer> theirs, List<Integer> told) {
        var out = new ArrayList<>(told);
        for (int one : theirs) {
            boolean news = one != station.number && !active.contains(one);
            if (!news || passive.contains(one)) {
                continue;
            }
            while (passive.size() == PASSIVE_MAX && !out.isEmpty()) {
                int last = out.removeLast();
                passive.remove(Integer.valueOf(last));
            }
            keep(one);
        }
    }

    private List<Integer> some(List<Integer> of, int count) {
        var left = new ArrayList<>(of);
        var some = new ArrayList<Integer>();
        while (some.size() < count && !left.isEmpty()) {
            some.add(draw(left));
        }
        return some;
    }

    /// Takes one out by lot.
    private int draw(List<Integer> from) {
        int drawn = from.get(rng.nextInt(from.size()));
        from.remove(Integer.valueOf(drawn));
        return drawn;
    }
}
