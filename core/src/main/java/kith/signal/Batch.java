package kith.signal;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What was written and is not settled: the writes without a revision, and the watchers whose turn
/// will come.
///
/// *Writes.* While writes are held together (in a batch, in a watcher) a written signal has its
/// new value and its readers are stale, but the change gets its revision only when somebody
/// looks: at the end, or when a computed is read in between. A signal that is back at its old
/// value by then has not changed, and nobody is evaluated for it.
///
/// *Rounds.* The watchers in the queue when a settling begins are the first round; those that they
/// make run by their writes are the next. One that is due twice in a round runs once. Watchers that
/// drive each other for ever are stopped after [#ROUNDS_MAX] rounds.
final class Batch {
    /// Rounds in one settling. A guess: honest programs need two or three.
    static final int ROUNDS_MAX = 100;

    /// Of those, the last that are recorded to tell who drives whom.
    static final int ROUNDS_TRACED = 50;

    private static final int CAPACITY_FIRST = 16;

    private final Graph graph;
    private final Push push = new Push(this);

    /// How many batches, settlings and first runs are open.
    private int held;

    private @Nullable Signal<?>[] written = new Signal<?>[CAPACITY_FIRST];
    private int writtenCount;

    private @Nullable Watcher[] queue = new Watcher[CAPACITY_FIRST];
    private int queueEnd;

    /// What no owner took. Thrown when all has settled.
    private @Nullable Throwable unowned;

    private @Nullable Loop loop;

    Batch(Graph graph) {
        this.graph = graph;
    }

    boolean isHeld() {
        return held > 0;
    }

    boolean hasWrites() {
        return writtenCount > 0;
    }

    /// Holds writes together while `body` runs, and settles them even if it throws.
    void run(Runnable body) {
        held++;
        try {
            body.run();
        } catch (Throwable thrown) {
            leaveAfter(thrown);
            throw thrown;
        }
        leave();
    }

    private void leaveAfter(Throwable thrown) {
        try {
            leave();
        } catch (Throwable second) {
            if (second != thrown) {
                thrown.addSuppressed(second);
            }
        }
    }

    private void leave() {
        if (held == 1) {
            settle();
        } else {
            held--;
        }
    }

    /// A write on its own, outside of everything.
    void settleWrite(Signal<?> signal) {
        graph.revision++;
        signal.changedAt = graph.revision;
        push.markReadersOf(signal);
        if (queueEnd > 0) {
            held = 1;
            settle();
        }
    }

    /// The first write to this signal since the last commit.
    void wrote(Signal<?> signal) {
        if (writtenCount == written.length) {
            written = Arrays.copyOf(written, 2 * writtenCount);
        }
        written[writtenCount++] = signal;
        int before = queueEnd;
        push.markReadersOf(signal);
        if (loop != null) {
            for (int i = before; i < queueEnd; i++) {
                loop.note(graph.reader, signal, queue[i]);
            }
        }
    }

    void enqueue(Watcher watcher) {
        if (queueEnd == queue.length) {
            queue = Arrays.copyOf(queue, 2 * queueEnd);
        }
        queue[queueEnd++] = watcher;
    }

    /// Gives all writes so far one revision.
    void commit() {
        if (writtenCount > 0) {
            commitWritten();
        }
    }

    private void commitWritten() {
        double next = graph.revision + 1;
        boolean changed = false;
        for (int i = 0; i < writtenCount; i++) {
            var signal = written[i];
            if (signal != null) {
                changed |= signal.commit(next);
            }
            written[i] = null;
        }
        writtenCount = 0;
        if (changed) {
            graph.revision = next;
        }
    }

    /// Runs what is due until nothing is, and lets go of what was held.
    private void settle() {
        int next = 0;
        try {
            commit();
            for (int round = 1; next < queueEnd; round++) {
                next = runRound(next, round);
            }
        } finally {
            forget(next);
            held = 0;
        }
        if (unowned != null) {
            var thrown = unowned;
            unowned = null;
            throw Batch.<RuntimeException>unchecked(thrown);
        }
    }

    private int runRound(int start, int round) {
        if (round > ROUNDS_MAX - ROUNDS_TRACED) {
            if (round > ROUNDS_MAX) {
                throw unsettled(start);
            }
            loop = loop == null ? new Loop() : loop;
        }
        int end = queueEnd;
        for (int i = start; i < end; i++) {
            var watcher = queue[i];
            if (watcher != null) {
                commit();
                watcher.runIfOutdated();
            }
        }
        if (end == queueEnd) {
            return end;
        }
        // The next round moves to the front, so that the queue is as long as two rounds at most.
        int left = queueEnd - end;
        System.arraycopy(queue, end, queue, 0, left);
        Arrays.fill(queue, left, queueEnd, null);
        queueEnd = left;
        return 0;
    }

    private UnsettledException unsettled(int start) {
        var first = queue[start];
        var trace = loop;
        var path = first == null || trace == null ? null : trace.path(first);
        var exception = Loop.exception(path, ROUNDS_MAX);
        if (unowned != null) {
            exception.addSuppressed(unowned);
        }
        return exception;
    }

    /// Empties the queue. Watchers that did not get their turn can be told again.
    private void forget(int next) {
        for (int i = next; i < queueEnd; i++) {
            var watcher = queue[i];
            if (watcher != null) {
                watcher.flags &= ~Source.STALE;
            }
        }
        Arrays.fill(queue, 0, queueEnd, null);
        queueEnd = 0;
        loop = null;
    }

    /// A watcher threw: its owner is told, and nobody else notices.
    void report(Throwable thrown, @Nullable Consumer<Throwable> ownOwner) {
        var owner = ownOwner != null ? ownOwner : graph.owner;
        if (owner == null) {
            keep(thrown);
            return;
        }
        var outer = graph.reader;
        graph.reader = null;
        try {
            owner.accept(thrown);
        } catch (Throwable again) {
            keep(again);
        }
        graph.reader = outer;
    }

    private void keep(Throwable thrown) {
        if (unowned == null) {
            unowned = thrown;
        } else if (unowned != thrown) {
            unowned.addSuppressed(thrown);
        }
    }

    /// Throws what application code threw, checked or not, as if it came from there.
    @SuppressWarnings("unchecked")
    static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
