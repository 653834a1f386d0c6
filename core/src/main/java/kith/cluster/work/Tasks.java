package kith.cluster.work;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Serving;
import kith.cluster.work.WorkMessage.Step;
import kith.cluster.work.WorkMessage.Waiting;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Effects.Then;
import kith.port.Gauge;
import kith.port.Now;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The tasks of one board: those of this peer, those that it does, and where it leads those that it
/// hands out.
///
/// A peer is all three at once: what it says to itself goes the same way as what others say,
/// without a link. Nothing is called back before what came is handled. Used by the owner of the
/// engine only.
public final class Tasks {
    /// Names of tasks that one peer does, or one cluster is said to do. Guess.
    public static final int NAMES_MAX = 16;

    /// For how long a task waits for an answer, or somebody for a task, at most. Guess: an hour.
    public static final long MILLIS_MAX = 3_600_000;

    /// Between two times that others are told what is waited for, and what is being done.
    static final long BEAT_NANOS = 2 * Now.SECOND;

    private final Team team;
    private final Rng rng;
    private final Submissions submissions;
    private final Doing doing;
    private final Handing handing;
    private final ArrayDeque<WorkMessage> own = new ArrayDeque<>();
    private final ArrayDeque<Runnable> told = new ArrayDeque<>();
    private boolean settling;
    private long epoch;
    private boolean led;
    private @Nullable PeerId leader; // the last one
    private long beatNanos = Now.NEVER; // while there is nothing to tell

    /// Told of a task.
    public interface Taking {
        /// Null when none came.
        void came(@Nullable Task task);
    }

    /// How the parts send, and tell whoever waits.
    interface Post {
        void send(PeerId to, WorkMessage message);

        void later(Runnable tells);
    }

    private final class Outgoing implements Post {
        @Override
        public void send(PeerId to, WorkMessage message) {
            if (to.equals(team.self())) {
                own.add(message);
            } else {
                team.send(to, message);
            }
        }

        @Override
        public void later(Runnable tells) {
            told.add(tells);
        }
    }

    public Tasks(Team team, BoardId board, long seed) {
        this.team = team;
        this.rng = new Rng(seed);
        Post post = new Outgoing();
        this.submissions = new Submissions(team, board, post);
        this.doing = new Doing(team, board, post);
        this.handing = new Handing(team, board, post);
    }

    // What applications want

    /// Wants that done by somebody; `then` is told once how it ended, within that time. `call`
    /// names it where it is to be forgotten.
    public void submit(long call, String name, Value value, long withinMillis, Then<Ended> then) {
        Bytes body = Task.bytes(value);
        var drawn = new Writer().bytes(team.self().key()).u64(rng.nextLong());
        Bytes id = Sha256.hash(drawn.string(name).bytes(body).toBytes());
        long until = team.now().nanos() + nanos(withinMillis);
        if (body.size() > Task.BYTES_MAX) {
            told.add(() -> then.accept(Ended.as(Outcome.TOO_LARGE)));
        } else if (!submissions.submit(call, new Task(id, name, body), until, then)) {
            told.add(() -> then.accept(Ended.as(Outcome.BUSY)));
        }
        settle();
    }

    private static long nanos(long millis) {
        return Math.max(0, Math.min(millis, MILLIS_MAX)) * Now.MILLI;
    }

    /// Comes for a task of that name: `then` is told one, or null when none comes within that time.
    /// Who is told one is to say within `limitMillis` how it ended, or it is given to another.
    /// False when too many wait, or for too many names.
    public boolean take(long call, String name, long withinMillis, long limitMillis, Taking then) {
        long until = team.now().nanos() + nanos(withinMillis);
        boolean taken = doing.take(call, name, until, nanos(limitMillis), then);
        team.wakeAt(until);
        settle();
        return taken;
    }

    /// That is how it ended. False when nobody here is at it, or its time was over.
    public boolean done(Bytes id, Ended ended) {
        boolean known = doing.done(id, ended);
        settle();
        return known;
    }

    /// Nobody waits for the answer to that call any more.
    public void forget(long call) {
        submissions.forget(call);
        doing.forget(call);
        settle();
    }

    /// The board has too few members, or this peer is none any more.
    public void end() {
        submissions.endAll();
        doing.endAll();
        handing.enter();
        settle();
    }

    // What comes

    public void received(PeerId from, WorkMessage message) {
        take(from, message);
        settle();
    }

    private void take(PeerId from, WorkMessage message) {
        boolean fromLeader = from.equals(team.leader());
        switch (message) {
            case Asked asked -> {
                if (asked.step() == Step.GIVEN && fromLeader && asked.epoch() == team.epoch()) {
                    doing.given(from, asked.epoch(), asked.task());
                } else {
                    handing.asked(from, asked);
                }
            }
            case Answered answered -> {
                if (answered.step() == Step.DONE) {
                    handing.done(from, answered);
                } else if (fromLeader && answered.epoch() == team.epoch()) {
                    submissions.answered(answered.id(), answered.ended());
                }
            }
            case Serving serving -> handing.serving(from, serving);
            case Waiting waiting -> {
                if (!waiting.unknown()) {
                    handing.waited(from, waiting.ids());
                } else if (fromLeader) {
                    submissions.unknown(from, waiting.ids());
                } else {
                    handing.unknown(from, waiting.ids());
                }
            }
        }
    }

    /// What this peer says to itself, what can be handed out after that, and who is to be told.
    private void settle() {
        if (settling) {
            return;
        }
        settling = true;
        handing.hand();
        while (!own.isEmpty() || !told.isEmpty()) {
            WorkMessage message = own.poll();
            Runnable tells = message == null ? told.poll() : null;
            if (message != null) {
                take(team.self(), message);
            } else if (tells != null) {
                tells.run();
            }
            handing.hand();
        }
        settling = false;
        if (beatNanos == Now.NEVER && isBusy()) {
            beatNanos = team.now().nanos() + BEAT_NANOS;
            team.wakeAt(beatNanos);
        }
    }

    private boolean isBusy() {
        return submissions.count() > 0 || doing.isBusy() || handing.isBusy();
    }

    // Time

    /// Something may be otherwise with who leads.
    public void follow() {
        if (epoch != team.epoch() || led != team.leads()) {
            epoch = team.epoch();
            led = team.leads();
            handing.enter();
            leader = null;
        }
        PeerId now = team.leader();
        if (now != null && !Objects.equals(now, leader)) {
            leader = now;
            doing.follow();
            submissions.follow();
            settle();
        }
    }

    /// The time has come that was asked for.
    public void wake() {
        follow();
        long now = team.now().nanos();
        if (now >= beatNanos) {
            beatNanos = isBusy() ? now + BEAT_NANOS : Now.NEVER;
            submissions.beat();
            doing.beat();
            handing.beat();
        }
        long next = Math.min(submissions.expire(), doing.expire());
        next = Math.min(next, beatNanos);
        if (next != Now.NEVER) {
            team.wakeAt(next);
        }
        settle();
    }

    // What is known

    /// Tasks of this peer's that have no answer yet.
    public int waiting() {
        return submissions.count();
    }

    /// Names of what this peer does.
    public List<String> serves() {
        return List.copyOf(doing.names());
    }

    /// Tasks that it is at, or that wait here.
    public int held() {
        return doing.count();
    }

    /// Tasks that it hands out as a leader.
    public int handed() {
        return handing.count();
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("tasks without an answer", waiting(), Submissions.WAITING_MAX));
        out.add(new Gauge("tasks that are done here", held(), WorkMessage.IDS_MAX));
        out.add(new Gauge("tasks that are handed out here", handed(), Handing.HANDED_MAX));
    }
}
