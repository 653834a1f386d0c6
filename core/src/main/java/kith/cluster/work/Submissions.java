package kith.cluster.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Effects.Then;
import kith.port.Now;

/// What this peer wants done by others: each task until it has an answer, or its time is over.
///
/// A few are with the leader, the rest wait here. The leader is told again and again which, and
/// says of which it knows nothing; so what gets lost on the way, and what an earlier leader had, is
/// submitted again.
final class Submissions {
    /// Tasks that wait for an answer here. Guess.
    static final int WAITING_MAX = 1_024;

    /// Those of them that are with the leader at once. Guess: what keeps some workers busy.
    static final int WITH_LEADER_MAX = 32;

    private final Team team;
    private final BoardId board;
    private final Tasks.Post post;
    private final TreeMap<Bytes, Mine> mine = new TreeMap<>();
    private final ArrayDeque<Bytes> toSend = new ArrayDeque<>();

    private static final class Mine {
        final long call;
        final Task task;
        final long untilNanos;
        final Then<Ended> then;
        boolean sent;
        boolean again; // since the last beat
        boolean led;

        Mine(long call, Task task, long untilNanos, Then<Ended> then) {
            this.call = call;
            this.task = task;
            this.untilNanos = untilNanos;
            this.then = then;
        }
    }

    Submissions(Team team, BoardId board, Tasks.Post post) {
        this.team = team;
        this.board = board;
        this.post = post;
    }

    int count() {
        return mine.size();
    }

    /// False when there are too many.
    boolean submit(long call, Task task, long untilNanos, Then<Ended> then) {
        if (mine.size() >= WAITING_MAX) {
            return false;
        }
        mine.put(task.id(), new Mine(call, task, untilNanos, then));
        toSend.add(task.id());
        team.wakeAt(untilNanos);
        send();
        return true;
    }

    /// As many as may be with the leader.
    void send() {
        PeerId leader = team.leader();
        if (leader == null) {
            return;
        }
        int with = 0;
        for (Mine one : mine.values()) {
            one.led = true;
            with += one.sent ? 1 : 0;
        }
        while (with < WITH_LEADER_MAX && !toSend.isEmpty()) {
            Mine next = mine.get(toSend.remove());
            if (next != null && !next.sent) {
                next.sent = true;
                with++;
                post.send(leader, submitted(next.task));
            }
        }
    }

    private WorkMessage submitted(Task task) {
        return new WorkMessage.Asked(board, WorkMessage.Step.SUBMITTED, team.epoch(), task);
    }

    /// Somebody else leads from now on, or under another epoch: it knows of none.
    void follow() {
        toSend.clear();
        for (Mine one : mine.values()) {
            one.sent = false;
            toSend.add(one.task.id());
        }
        send();
    }

    /// From the leader.
    void answered(Bytes id, Ended ended) {
        Mine one = mine.get(id);
        if (one == null) {
            return;
        }
        switch (ended.outcome()) {
            case DONE, FAILED, NO_WORKER, LOST -> {
                end(one, ended);
                send();
            }
            case BUSY, NOT_SERVED, TIMED_OUT, NO_LEADER, TOO_LARGE -> {
                if (one.sent) {
                    one.sent = false; // until the next beat
                    toSend.add(id);
                }
            }
        }
    }

    private void end(Mine one, Ended ended) {
        drop(one);
        post.later(() -> one.then.accept(ended));
    }

    private void drop(Mine one) {
        mine.remove(one.task.id());
        if (!one.sent) {
            toSend.remove(one.task.id());
        }
    }

    /// The leader knows nothing of these. Each goes again once between two beats, however often it
    /// says so.
    void unknown(PeerId leader, List<Bytes> ids) {
        for (Bytes id : ids) {
            Mine one = mine.get(id);
            if (one != null && one.sent && !one.again) {
                one.again = true;
                post.send(leader, submitted(one.task));
            }
        }
    }

    void beat() {
        mine.values().forEach(one -> one.again = false);
        send();
        var with = new ArrayList<Bytes>();
        mine.forEach((id, one) -> add(with, id, one.sent));
        PeerId leader = team.leader();
        if (leader != null && !with.isEmpty()) {
            post.send(leader, new WorkMessage.Waiting(board, false, with));
        }
    }

    private static void add(List<Bytes> to, Bytes id, boolean so) {
        if (so) {
            to.add(id);
        }
    }

    /// Ends those whose time is over, and says when the next one's is.
    long expire() {
        long now = team.now().nanos();
        long next = Now.NEVER;
        for (Mine one : new ArrayList<>(mine.values())) {
            if (now >= one.untilNanos) {
                end(one, Ended.as(one.led ? Outcome.TIMED_OUT : Outcome.NO_LEADER));
            } else {
                next = Math.min(next, one.untilNanos);
            }
        }
        send();
        return next;
    }

    /// There is nobody any more to tell it to.
    void endAll() {
        toSend.clear();
        new ArrayList<>(mine.values()).forEach(one -> end(one, Ended.as(Outcome.NO_LEADER)));
    }

    /// Nobody waits for the answer to that call any more.
    void forget(long call) {
        for (Mine one : new ArrayList<>(mine.values())) {
            if (one.call == call) {
                drop(one);
            }
        }
        send();
    }
}
