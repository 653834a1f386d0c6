package kith.cluster;

import java.util.TreeMap;
import java.util.TreeSet;
import kith.cluster.ClusterMessage.Step;
import kith.cluster.ClusterMessage.Work;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Work that a leader hands out: each task to one member, and to another one when that one falls
/// silent.
///
/// *Done twice is done once.* A task is known by its hash, and so who submits it again submits the
/// same. What came of it is accepted only under the newest epoch that its receiver knows: what an
/// earlier leader has given out may be done, and counts for nobody. Who submitted it submits it to
/// the next leader, and takes the first answer.
final class Tasks {
    static final int ID_BYTES = Sha256.SIZE_BYTES;

    /// Tasks that a leader, or a submitter, has on its hands. Guess.
    static final int TASKS_MAX = 1_024;

    /// Whoever has a task and says nothing for so long loses it. Three beats.
    static final long SILENT_NANOS = 6 * Now.SECOND;

    /// How soon somebody submits again what has no answer.
    static final long AGAIN_NANOS = 2 * Now.SECOND;

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final TreeMap<Bytes, Bytes> mine = new TreeMap<>(); // submitted here
    private final TreeMap<Bytes, Given> given = new TreeMap<>(); // where this peer leads
    private final TreeMap<Bytes, Given> doing = new TreeMap<>(); // being done here
    private long epoch;
    private long dueNanos = Now.NEVER;

    /// @param from who is to hear what came of it
    /// @param by who does it
    private record Given(Bytes task, PeerId from, PeerId by, long epoch, long sinceNanos) {}

    Tasks(Host host, BoardId board, Members members) {
        this.host = host;
        this.board = board;
        this.members = members;
    }

    /// False when there are too many.
    boolean submit(Bytes task, @Nullable PeerId leader) {
        if (mine.size() >= TASKS_MAX || task.size() > ClusterMessage.TASK_BYTES_MAX) {
            return false;
        }
        Bytes id = Sha256.hash(task);
        mine.put(id, task);
        due(AGAIN_NANOS);
        submit(id, task, leader);
        return true;
    }

    private void due(long inNanos) {
        dueNanos = Math.min(dueNanos, host.now().nanos() + inNanos);
        host.wakeAt(dueNanos);
    }

    private void submit(Bytes id, Bytes task, @Nullable PeerId leader) {
        if (leader != null && leader.equals(host.self())) {
            give(id, task, host.self());
        } else if (leader != null) {
            host.send(leader, new Work(board, Step.SUBMITTED, epoch, id, task));
        }
    }

    void received(PeerId from, Work work, boolean leads, boolean fromLeader) {
        switch (work.step()) {
            case SUBMITTED -> {
                boolean known = work.id().equals(Sha256.hash(work.body()));
                if (leads && known && members.has(from)) {
                    give(work.id(), work.body(), from);
                }
            }
            case GIVEN -> {
                if (fromLeader && work.epoch() == epoch) {
                    begin(from, work);
                }
            }
            case DONE -> finished(from, work);
            case ANSWERED -> {
                boolean newest = fromLeader && work.epoch() == epoch;
                if (newest && mine.remove(work.id()) != null) {
                    host.worked(work.id(), work.body());
                }
            }
        }
    }

    /// To whom has the least to do; what is given already stays where it is.
    private void give(Bytes id, Bytes task, PeerId from) {
        if (given.containsKey(id) || given.size() >= TASKS_MAX) {
            return;
        }
        hand(id, task, from, null);
        due(SILENT_NANOS);
    }

    private void hand(Bytes id, Bytes task, PeerId from, @Nullable PeerId but) {
        PeerId to = leastBusy(but);
        given.put(id, new Given(task, from, to, epoch, host.now().nanos()));
        if (to.equals(host.self())) {
            host.work(id, task);
        } else {
            host.send(to, new Work(board, Step.GIVEN, epoch, id, task));
        }
    }

    private PeerId leastBusy(@Nullable PeerId but) {
        var busy = new TreeMap<PeerId, Integer>();
        members.all().forEach(member -> busy.put(member, 0));
        given.values().forEach(one -> busy.computeIfPresent(one.by, (peer, count) -> count + 1));
        PeerId least = host.self();
        for (PeerId member : members.all()) {
            boolean fewer = busy.getOrDefault(member, 0) < busy.getOrDefault(least, 0);
            boolean self = least.equals(host.self());
            if (!member.equals(but) && (fewer || self && busy.size() > 1)) {
                least = member;
            }
        }
        return least;
    }

    private void begin(PeerId from, Work work) {
        if (doing.size() < TASKS_MAX) {
            long now = host.now().nanos();
            Given before =
                    doing.put(
                            work.id(),
                            new Given(work.body(), from, host.self(), work.epoch(), now));
            if (before == null) {
                host.work(work.id(), work.body());
            }
        }
    }

    /// This peer has done it.
    void done(Bytes id, Bytes result) {
        Given one = doing.remove(id);
        if (one != null) {
            host.send(one.from, new Work(board, Step.DONE, one.epoch, id, result));
        } else {
            finished(host.self(), new Work(board, Step.DONE, epoch, id, result));
        }
    }

    private void finished(PeerId from, Work work) {
        Given one = given.get(work.id());
        if (one == null || work.epoch() != epoch || !one.by.equals(from)) {
            return;
        }
        given.remove(work.id());
        if (!one.from.equals(host.self())) {
            host.send(one.from, new Work(board, Step.ANSWERED, epoch, work.id(), work.body()));
        } else if (mine.remove(work.id()) != null) {
            host.worked(work.id(), work.body());
        }
    }

    /// The epoch that counts from now on. What was given under another one is over.
    void enter(long newest, @Nullable PeerId leader) {
        if (epoch != newest) {
            epoch = newest;
            given.clear();
            new TreeMap<>(mine).forEach((id, task) -> submit(id, task, leader));
        }
    }

    void wake(@Nullable PeerId leader) {
        long now = host.now().nanos();
        if (now < dueNanos) {
            host.wakeAt(dueNanos);
            return;
        }
        dueNanos = Now.NEVER;
        new TreeMap<>(mine).forEach((id, task) -> submit(id, task, leader));
        for (Bytes id : new TreeSet<>(given.keySet())) {
            Given one = given.get(id);
            if (one == null) {
                continue; // done meanwhile, here
            }
            if (!members.has(one.by) || now - one.sinceNanos >= SILENT_NANOS) {
                hand(id, one.task, one.from, one.by);
            }
        }
        if (!mine.isEmpty() || !given.isEmpty()) {
            due(AGAIN_NANOS);
        }
    }
}
