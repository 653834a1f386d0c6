package kith.cluster.work;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Serving;
import kith.cluster.work.WorkMessage.Step;
import kith.cluster.work.WorkMessage.Waiting;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What a leader does: gives each task to the member that does such things and has the least to do;
/// and where its cluster has none, to the leader of one that has.
///
/// To another leader this one is who submits, and the other one to this a worker with much room. So
/// a task crosses once: who got it from a leader gives it to members only.
final class Handing {
    /// Tasks that a leader has on its hands. Guess: what a cluster does in a few seconds.
    static final int HANDED_MAX = 1_024;

    /// Whoever has a task and does not say for so long that it is at it loses it. Three beats.
    static final long SILENT_NANOS = 6 * Now.SECOND;

    /// A task that nobody does waits for so long that somebody comes. As long.
    static final long NOBODY_NANOS = 6 * Now.SECOND;

    /// What nobody asks for any more is forgotten; the same for what somebody said that it does.
    static final long FORGOTTEN_NANOS = 10 * Now.SECOND;

    /// Who lost a task: after so many it is the task's fault. Guess.
    static final int LOST_MAX = 4;

    private final Team team;
    private final BoardId board;
    private final Tasks.Post post;
    private final TreeMap<Bytes, Handed> handed = new TreeMap<>();
    private ArrayList<Bytes> queue = new ArrayList<>(); // of those that nobody has
    private final TreeMap<PeerId, Hand> hands = new TreeMap<>();
    private @Nullable Served served; // by all of them; null: to be looked up anew
    private boolean toldOthers;
    private int beats;

    /// A task that was given to this leader.
    private static final class Handed {
        final Task task;
        PeerId from;
        long fromEpoch;
        final boolean across; // from another leader
        long askedNanos;
        long nobodyNanos; // since then nobody does such things
        @Nullable PeerId by;
        long heardNanos; // of whom it was given to
        @Nullable PeerId lostBy;
        int lost;

        Handed(Task task, PeerId from, long fromEpoch, boolean across, long now) {
            this.task = task;
            this.from = from;
            this.fromEpoch = fromEpoch;
            this.across = across;
            this.askedNanos = now;
            this.nobodyNanos = now;
        }
    }

    /// A member, or another leader, that does things.
    private static final class Hand {
        final boolean member;
        final TreeSet<String> names;
        int room;
        final long heardNanos;

        Hand(boolean member, Serving serving, long now) {
            this.member = member;
            this.names = new TreeSet<>(serving.names());
            this.room = serving.room();
            this.heardNanos = now;
        }
    }

    /// What is done by somebody here, and by somebody of another cluster.
    private record Served(TreeSet<String> here, TreeSet<String> elsewhere) {}

    Handing(Team team, BoardId board, Tasks.Post post) {
        this.team = team;
        this.board = board;
        this.post = post;
    }

    int count() {
        return handed.size();
    }

    /// Whether there is anything to tell, or to forget.
    boolean isBusy() {
        return !handed.isEmpty() || !hands.isEmpty() || toldOthers;
    }

    /// Leads anew, or no more.
    void enter() {
        handed.clear();
        queue.clear();
        hands.clear();
        served = null;
        toldOthers = false;
    }

    // What comes

    /// From a member, or from another leader.
    void asked(PeerId from, Asked asked) {
        boolean across = asked.step() == Step.GIVEN;
        boolean member = team.isHere(from);
        Bytes id = asked.task().id();
        Handed before = handed.get(id);
        if (!team.leads() || member == across) {
            refuse(from, asked, Outcome.NOT_SERVED);
        } else if (before != null && before.from.equals(from)) {
            before.fromEpoch = asked.epoch();
        } else if (isMuch(from)) {
            refuse(from, asked, Outcome.BUSY);
        } else if (before != null && across && isSuccession(before, from)) {
            before.from = from;
            before.fromEpoch = asked.epoch();
            before.askedNanos = now();
        } else if (before != null || handed.size() >= HANDED_MAX) {
            refuse(from, asked, Outcome.BUSY);
        } else {
            handed.put(id, new Handed(asked.task(), from, asked.epoch(), across, now()));
            queue.add(id);
        }
    }

    /// Whether that is who leads the other cluster now. What a member submitted stays the member's.
    private boolean isSuccession(Handed before, PeerId from) {
        return before.across && team.otherLeaders().contains(from);
    }

    private boolean isMuch(PeerId from) {
        int count = 0;
        for (Handed one : handed.values()) {
            count += one.from.equals(from) ? 1 : 0;
        }
        return count >= WorkMessage.IDS_MAX;
    }

    private void refuse(PeerId from, Asked asked, Outcome why) {
        Step step = asked.step() == Step.GIVEN ? Step.DONE : Step.ANSWERED;
        long epoch = step == Step.DONE ? asked.epoch() : team.epoch();
        Bytes id = asked.task().id();
        post.send(from, new Answered(board, step, epoch, id, Ended.as(why)));
    }

    private long now() {
        return team.now().nanos();
    }

    /// What came of a task, from whom it was given to under this epoch; of all else this peer knows
    /// nothing.
    void done(PeerId from, Answered answered) {
        Handed one = handed.get(answered.id());
        if (one == null || !from.equals(one.by) || answered.epoch() != team.epoch()) {
            post.send(from, new Waiting(board, true, List.of(answered.id())));
            return;
        }
        Hand hand = hands.get(from);
        switch (answered.ended().outcome()) {
            case DONE, FAILED -> answer(one, answered.ended());
            case LOST, TIMED_OUT, NO_LEADER, TOO_LARGE -> lost(one);
            case NO_WORKER, NOT_SERVED -> {
                if (hand != null) {
                    hand.names.remove(one.task.name());
                    served = null;
                }
                again(one);
            }
            case BUSY -> {
                if (hand != null) {
                    hand.room = 0; // until it says otherwise
                }
                again(one);
            }
        }
    }

    private void answer(Handed one, Ended ended) {
        Bytes id = one.task.id();
        handed.remove(id);
        queue.remove(id);
        Step step = one.across ? Step.DONE : Step.ANSWERED;
        long epoch = one.across ? one.fromEpoch : team.epoch();
        post.send(one.from, new Answered(board, step, epoch, id, ended));
    }

    /// Who had it did not end it.
    private void lost(Handed one) {
        one.lost++;
        if (one.lost >= LOST_MAX || isGivenUpElsewhere(one)) {
            answer(one, Ended.as(Outcome.LOST));
        } else {
            again(one);
        }
    }

    /// The leader who had it is there, and so it was tried as often in its cluster.
    private boolean isGivenUpElsewhere(Handed one) {
        Hand hand = one.by == null ? null : hands.get(one.by);
        return hand != null && !hand.member && now() - hand.heardNanos < SILENT_NANOS;
    }

    private void again(Handed one) {
        one.lostBy = one.by;
        one.by = null;
        one.nobodyNanos = now();
        queue.add(0, one.task.id());
    }

    void serving(PeerId from, Serving serving) {
        boolean member = team.isHere(from);
        if (!team.leads() || !member && !team.otherLeaders().contains(from)) {
            return;
        }
        var now = new Hand(member, serving, now());
        Hand before = hands.put(from, now);
        if (before == null || before.member != member || !before.names.equals(now.names)) {
            served = null;
        }
        for (Bytes id : serving.ids()) {
            Handed one = handed.get(id);
            if (one != null && from.equals(one.by)) {
                one.heardNanos = now();
            }
        }
    }

    /// Whoever submitted some waits for these, and for no others.
    void waited(PeerId from, List<Bytes> ids) {
        if (!team.leads()) {
            return;
        }
        var unknown = new ArrayList<Bytes>();
        var still = new TreeSet<Bytes>(ids);
        for (Bytes id : ids) {
            Handed one = handed.get(id);
            if (one != null && one.from.equals(from)) {
                one.askedNanos = now();
            } else {
                unknown.add(id);
            }
        }
        for (Handed one : new ArrayList<>(handed.values())) {
            if (one.from.equals(from) && !still.contains(one.task.id())) {
                drop(one);
            }
        }
        if (!unknown.isEmpty()) {
            post.send(from, new Waiting(board, true, unknown));
        }
    }

    private void drop(Handed one) {
        handed.remove(one.task.id());
        queue.remove(one.task.id());
    }

    /// A leader that some were given to knows nothing of these.
    void unknown(PeerId from, List<Bytes> ids) {
        for (Bytes id : ids) {
            Handed one = handed.get(id);
            if (one != null && from.equals(one.by) && !team.isHere(from)) {
                again(one);
            }
        }
    }

    // Handing out

    /// Gives what waits to who has room.
    void hand() {
        if (queue.isEmpty()) {
            return;
        }
        TreeMap<PeerId, Integer> busy = busy();
        var full = new TreeSet<String>();
        var fullHere = new TreeSet<String>();
        var left = new ArrayList<Bytes>();
        for (Bytes id : queue) {
            Handed one = handed.get(id);
            if (one == null || one.by != null) {
                continue;
            }
            TreeSet<String> none = one.across ? fullHere : full; // the rest may be done elsewhere
            PeerId to = none.contains(one.task.name()) ? null : free(one, busy);
            if (to == null) {
                none.add(one.task.name());
                left.add(id);
            } else {
                one.by = to;
                one.heardNanos = now();
                busy.merge(to, 1, Integer::sum);
                post.send(to, new Asked(board, Step.GIVEN, team.epoch(), one.task));
            }
        }
        queue = left;
    }

    private TreeMap<PeerId, Integer> busy() {
        var busy = new TreeMap<PeerId, Integer>();
        for (Handed one : handed.values()) {
            if (one.by != null) {
                busy.merge(one.by, 1, Integer::sum);
            }
        }
        return busy;
    }

    /// Who has the least to do, and has not lost it, if there is a choice. Null when all are full.
    private @Nullable PeerId free(Handed one, TreeMap<PeerId, Integer> busy) {
        boolean here = isServed(one.task.name(), true);
        if (!here && (one.across || !isServed(one.task.name(), false))) {
            return null;
        }
        PeerId least = null;
        int leastBusy = Integer.MAX_VALUE;
        for (var entry : hands.entrySet()) {
            Hand hand = entry.getValue();
            int has = busy.getOrDefault(entry.getKey(), 0);
            int counts = entry.getKey().equals(one.lostBy) ? has + HANDED_MAX : has;
            boolean does = hand.member == here && hand.names.contains(one.task.name());
            if (does && has < hand.room && counts < leastBusy) {
                least = entry.getKey();
                leastBusy = counts;
            }
        }
        return least;
    }

    private boolean isServed(String name, boolean here) {
        Served now = served == null ? lookUp() : served;
        served = now;
        return (here ? now.here : now.elsewhere).contains(name);
    }

    private Served lookUp() {
        var found = new Served(new TreeSet<>(), new TreeSet<>());
        for (Hand hand : hands.values()) {
            (hand.member ? found.here : found.elsewhere).addAll(hand.names);
        }
        return found;
    }

    // Time

    void beat() {
        if (!team.leads()) {
            return;
        }
        long now = now();
        if (hands.values().removeIf(hand -> now - hand.heardNanos >= FORGOTTEN_NANOS)) {
            served = null;
        }
        for (Handed one : new ArrayList<>(handed.values())) {
            if (now - one.askedNanos >= FORGOTTEN_NANOS) {
                drop(one);
            } else if (one.by != null) {
                if (now - one.heardNanos >= SILENT_NANOS) {
                    lost(one);
                }
            } else if (isServed(one.task.name(), true)
                    || !one.across && isServed(one.task.name(), false)) {
                one.nobodyNanos = now;
            } else if (now - one.nobodyNanos >= NOBODY_NANOS) {
                answer(one, Ended.as(Outcome.NO_WORKER));
            }
        }
        tellOthers();
    }

    /// Other leaders: what is done here, every other beat; and which of theirs are being done, and
    /// which of ours they have, at each.
    private void tellOthers() {
        var names = new TreeSet<String>();
        int room = 0;
        for (Hand hand : hands.values()) {
            if (hand.member) {
                names.addAll(hand.names);
                room += hand.room;
            }
        }
        while (names.size() > Tasks.NAMES_MAX) {
            names.pollLast();
        }
        boolean all = beats++ % 2 == 0 && (toldOthers || !names.isEmpty());
        if (all) {
            toldOthers = !names.isEmpty();
        }
        for (PeerId other : team.otherLeaders()) {
            List<Bytes> theirs = ids(other, false);
            List<Bytes> ours = ids(other, true);
            if (all || !theirs.isEmpty()) {
                int most = Math.min(room, WorkMessage.IDS_MAX);
                post.send(other, new Serving(board, new ArrayList<>(names), most, theirs));
            }
            if (!ours.isEmpty()) {
                post.send(other, new Waiting(board, false, ours));
            }
        }
    }

    private List<Bytes> ids(PeerId other, boolean by) {
        var ids = new ArrayList<Bytes>();
        for (Handed one : handed.values()) {
            boolean so = by ? other.equals(one.by) : one.across && other.equals(one.from);
            if (so && ids.size() < WorkMessage.IDS_MAX) {
                ids.add(one.task.id());
            }
        }
        return ids;
    }
}
