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
    private final Push push = new Push();
    final Wave wave;

    /// Added to [#held] while watchers run, or what they threw is being reported: what is written
    /// then is marked at once. More than batches can nest.
    private static final int SETTLING = 1 << 30;

    /// How many batches, settlings and first runs are open.
    private int held;

    private @Nullable Signal<?>[] written = new Signal<?>[CAPACITY_FIRST];
    private int writtenCount;

    /// How many of those have told everything behind them that it may be stale.
    private int markedCount;

    /// What no owner took. Thrown when all has settled.
    private @Nullable Throwable unowned;

    private @Nullable Loop loop;

    Batch(Graph graph) {
        this.graph = graph;
        this.wave = new Wave(graph, push);
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

    /// Runs a watcher for the first time, as if in a batch of its own.
    void start(Watcher watcher) {
        held++;
        try {
            watcher.start();
        } catch (Throwable thrown) {
            leaveAfter(thrown);
            throw thrown;
        }
        leave();
    }

    private void leave() {
        if (held == 1) {
            settle();
        } else {
            held--;
        }
    }

    private void leaveAfter(Throwable thrown) {
        try {
            leave();
        } catch (Throwable second) {
            if (!second.equals(thrown)) {
                thrown.addSuppressed(second);
            }
        }
    }

    /// A write on its own, outside of everything.
    void settleWrite(Signal<?> signal) {
        graph.revision++;
        signal.changedAt = graph.revision;
        held = SETTLING;
        wave.tell(signal);
        settleTold();
    }

    /// The first write to this signal since the last commit.
    void wrote(Signal<?> signal) {
        if (writtenCount == written.length) {
            written = Arrays.copyOf(written, 2 * writtenCount);
        }
        written[writtenCount++] = signal;
        var reader = graph.reader();
        if (held >= SETTLING || reader != null) {
            mark();
        }
    }

    /// Somebody looks, or may look, before the batch is at its end: from here on this change goes
    /// the long way.
    void mark() {
        while (markedCount < writtenCount) {
            var signal = written[markedCount++];
            int before = push.dueEnd;
            if (signal != null) {
                push.markReadersOf(signal);
            }
            if (signal != null && loop != null) {
                for (int i = before; i < push.dueEnd; i++) {
                    loop.note(graph.reader, signal, push.due[i]);
                }
            }
        }
    }

    /// Gives all writes so far one revision.
    void commit() {
        int count = writtenCount;
        if (count == 0) {
            return;
        }
        double next = graph.revision + 1;
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            var signal = written[i];
            written[i] = null;
            changed |= signal != null && signal.commit(next);
        }
        writtenCount = 0;
        markedCount = 0;
        if (changed) {
            graph.revision = next;
        }
    }

    /// Gives all writes one revision, and lets those that changed something tell their readers.
    private void commitAndTell() {
        double next = graph.revision + 1;
        int count = writtenCount;
        writtenCount = 0;
        for (int i = 0; i < count; i++) {
            var signal = written[i];
            written[i] = null;
            if (signal != null && signal.commit(next)) {
                graph.revision = next;
                wave.tell(signal);
            }
        }
    }

    /// Runs what is due until nothing is, and lets go of what was held.
    private void settle() {
        held = SETTLING;
        if (markedCount == 0 && push.dueEnd == 0) {
            if (writtenCount == 0 && unowned == null) {
                held = 0;
                return;
            }
            commitAndTell();
        } else {
            mark();
            commit();
        }
        settleTold();
    }

    private void settleTold() {
        try {
            wave.run();
        } catch (Throwable stopped) {
            forget();
            held = 0;
            throw stopped;
        }
        if (push.dueEnd > 0) {
            runRounds();
        }
        held = 0;
        if (unowned != null) {
            var thrown = unowned;
            unowned = null;
            throw rethrown(thrown);
        }
    }

    private void runRounds() {
        try {
            for (int round = 1; push.dueEnd > 0; round++) {
                if (round > ROUNDS_MAX - ROUNDS_TRACED) {
                    trace(round);
                }
                runRound();
            }
            loop = null;
        } catch (Throwable stopped) {
            forget();
            held = 0;
            throw stopped;
        }
    }

    private void trace(int round) {
        if (round > ROUNDS_MAX) {
            throw unsettled();
        }
        loop = loop == null ? new Loop() : loop;
    }

    private void runRound() {
        var graph = this.graph;
        var push = this.push;
        int end = push.dueEnd;
        for (int i = 0; i < end; i++) {
            var due = push.due; // may have grown in between
            var watcher = due[i];
            due[i] = null;
            if (watcher != null) {
                commit();
                watcher.runIfOutdated(graph);
            }
        }
        push.dropFirst(end);
    }

    private UnsettledException unsettled() {
        var first = push.due[0];
        var trace = loop;
        var path = first == null || trace == null ? null : trace.path(first);
        var exception = Loop.exception(path, ROUNDS_MAX);
        if (unowned != null) {
            exception.addSuppressed(unowned);
            unowned = null;
        }
        return exception;
    }

    /// Watchers that did not get their turn can be told again.
    private void forget() {
        for (int i = 0; i < push.dueEnd; i++) {
            var watcher = push.due[i];
            if (watcher != null) {
                watcher.flags &= ~(Source.STALE | Source.DIRTY);
            }
        }
        push.dropFirst(push.dueEnd);
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
        } else if (!unowned.equals(thrown)) {
            unowned.addSuppressed(thrown);
        }
    }

    /// Throws what application code threw, checked or not, as if it came from there.
    static RuntimeException rethrown(Throwable thrown) {
        Batch.<RuntimeException>raise(thrown);
        return new IllegalStateException("not reached", thrown);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
