package kith.cluster.work;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Step;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What this peer does for others.
///
/// Whoever does tasks of a name here takes one at a time, and comes again when it is done. So a
/// peer does tasks of a name as long as somebody comes for them, as many at once as come, and the
/// leader is told both.
final class Doing {
    /// Who waits here for something to do. Guess: threads of an application.
    static final int TAKERS_MAX = 64;

    /// How long a name stays when nobody comes for it. Guess: an application that starts again
    /// would rather not be told of to everybody.
    static final long STAYS_NANOS = 5 * Now.SECOND;

    private final Team team;
    private final BoardId board;
    private final Tasks.Post post;
    private final ArrayList<Taker> takers = new ArrayList<>();
    private final TreeMap<Bytes, Held> held = new TreeMap<>();
    private final TreeMap<String, Long> names = new TreeMap<>(); // and until when
    private List<String> toldNames = List.of();
    private int toldRoom;
    private int most; // takers and taken at one time, since the last beat
    private int mostBefore;

    /// @param limitNanos how long it may take to do one
    private record Taker(
            long call, String name, long untilNanos, long limitNanos, Tasks.Taking then) {}

    private static final class Held {
        final Task task;
        PeerId by;
        long epoch;
        boolean taken;
        long call; // of who took it
        long untilNanos = Now.NEVER; // when it is taken: the end of its time

        Held(Task task, PeerId by, long epoch) {
            this.task = task;
            this.by = by;
            this.epoch = epoch;
        }
    }

    Doing(Team team, BoardId board, Tasks.Post post) {
        this.team = team;
        this.board = board;
        this.post = post;
    }

    int count() {
        return held.size();
    }

    /// Whether there is anything to tell.
    boolean isBusy() {
        return !names.isEmpty() || !toldNames.isEmpty() || !held.isEmpty();
    }

    TreeSet<String> names() {
        return new TreeSet<>(names.keySet());
    }

    // From here

    /// Somebody here wants to do one; null is given when none comes in time. False when there are
    /// too many, or of too many names.
    boolean take(long call, String name, long untilNanos, long limitNanos, Tasks.Taking then) {
        boolean known = names.containsKey(name);
        if (takers.size() >= TAKERS_MAX || !known && names.size() >= Tasks.NAMES_MAX) {
            return false;
        }
        takers.add(new Taker(call, name, untilNanos, limitNanos, then));
        stays(name);
        assign();
        tell();
        return true;
    }

    private void stays(String name) {
        names.put(name, team.now().nanos() + STAYS_NANOS);
    }

    /// Gives what is here to who waits for it.
    private void assign() {
        for (Held one : held.values()) {
            Taker taker = one.taken ? null : taker(one.task.name());
            if (taker != null) {
                takers.remove(taker);
                one.taken = true;
                one.call = taker.call;
                one.untilNanos = team.now().nanos() + taker.limitNanos;
                team.wakeAt(one.untilNanos);
                post.later(() -> taker.then.came(one.task));
            }
        }
        most = Math.max(most, atOnce());
    }

    private @Nullable Taker taker(String name) {
        for (Taker taker : takers) {
            if (taker.name.equals(name)) {
                return taker;
            }
        }
        return null;
    }

    private int atOnce() {
        int taken = 0;
        for (Held one : held.values()) {
            taken += one.taken ? 1 : 0;
        }
        return taken + takers.size();
    }

    /// False when nobody here is at that task, or its time was over.
    boolean done(Bytes id, Ended ended) {
        Held one = held.get(id);
        if (one == null || !one.taken) {
            return false;
        }
        if (ended.outcome() != Outcome.TOO_LARGE) {
            end(one, ended);
        }
        return true;
    }

    private void end(Held one, Ended ended) {
        held.remove(one.task.id());
        stays(one.task.name());
        answer(one.by, one.epoch, one.task.id(), ended);
    }

    private void answer(PeerId to, long epoch, Bytes id, Ended ended) {
        post.send(to, new Answered(board, Step.DONE, epoch, id, ended));
    }

    /// Whoever waited there is gone: another one is to do what it was told to do.
    void forget(long call) {
        takers.removeIf(taker -> taker.call == call);
        for (Held one : new ArrayList<>(held.values())) {
            if (one.taken && one.call == call) {
                end(one, Ended.as(Outcome.BUSY));
            }
        }
    }

    // From the leader

    /// It is done once, however often it is given: the answer goes to who gave it last.
    void given(PeerId by, long epoch, Task task) {
        Held one = held.get(task.id());
        if (one != null) {
            one.by = by;
            one.epoch = epoch;
        } else if (!names.containsKey(task.name())) {
            answer(by, epoch, task.id(), Ended.as(Outcome.NOT_SERVED));
        } else if (held.size() >= room()) {
            answer(by, epoch, task.id(), Ended.as(Outcome.BUSY));
        } else {
            held.put(task.id(), new Held(task, by, epoch));
            assign();
        }
    }

    /// One more than are done at once: so that nobody waits for the way there and back.
    private int room() {
        int atOnce = Math.max(most, mostBefore);
        return names.isEmpty() ? 0 : Math.min(atOnce + 1, WorkMessage.IDS_MAX);
    }

    /// Somebody else leads, or under another epoch: what nobody has begun is no more.
    void follow() {
        held.values().removeIf(one -> !one.taken);
        toldNames = List.of();
        toldRoom = 0;
        tell();
    }

    // Time

    /// Tells the leader, where something is another than it was told.
    void tell() {
        if (!toldNames.equals(new ArrayList<>(names.keySet())) || toldRoom < room()) {
            say();
        }
    }

    private void say() {
        PeerId leader = team.leader();
        if (leader == null) {
            return;
        }
        toldNames = new ArrayList<>(names.keySet());
        toldRoom = room();
        var ids = new ArrayList<Bytes>();
        for (Held one : held.values()) {
            if (one.by.equals(leader) && one.epoch == team.epoch()) {
                ids.add(one.task.id());
            }
        }
        post.send(leader, new WorkMessage.Serving(board, toldNames, toldRoom, ids));
    }

    void beat() {
        mostBefore = most;
        most = atOnce();
        for (Taker taker : takers) {
            stays(taker.name);
        }
        held.values().forEach(one -> stays(one));
        long now = team.now().nanos();
        names.values().removeIf(until -> until <= now);
        for (Held one : new ArrayList<>(held.values())) {
            if (!names.containsKey(one.task.name())) {
                held.remove(one.task.id());
                answer(one.by, one.epoch, one.task.id(), Ended.as(Outcome.NOT_SERVED));
            }
        }
        if (!names.isEmpty() || !toldNames.isEmpty()) {
            say();
        }
    }

    private void stays(Held one) {
        if (one.taken) {
            stays(one.task.name());
        }
    }

    /// Ends what took too long, and says when the next one's time is over.
    long expire() {
        long now = team.now().nanos();
        long next = Now.NEVER;
        for (Held one : new ArrayList<>(held.values())) {
            if (now >= one.untilNanos) {
                end(one, Ended.as(Outcome.LOST));
            } else {
                next = Math.min(next, one.untilNanos);
            }
        }
        for (Taker taker : new ArrayList<>(takers)) {
            if (now >= taker.untilNanos) {
                takers.remove(taker);
                post.later(() -> taker.then.came(null));
            } else {
                next = Math.min(next, taker.untilNanos);
            }
        }
        return next;
    }

    void endAll() {
        takers.forEach(taker -> post.later(() -> taker.then.came(null)));
        takers.clear();
        held.clear();
        names.clear();
    }
}
