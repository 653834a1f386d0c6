package kith.signal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value derived from others, evaluated when somebody needs it and not again until one of the
/// values that it read has changed.
///
/// Made by [Graph#computed]. What its function throws is its result: every reader gets the same
/// exception until an input changes. (An error of the virtual machine, such as a stack overflow, is
/// passed on and the next reader tries again.) Only the graph's thread may touch it.
public final class Computed<T> extends Reader implements Reactive<T> {
    /// What makes reading more than looking at the value.
    private static final int NOT_PLAIN = STALE | DIRTY | FAILED | BUSY;

    private static final Object NEVER_EVALUATED = new Object();

    final Supplier<? extends T> function;

    /// One more than the highest of its sources, while it is live: see [Wave].
    int height = 1;

    /// The next in the queue of its height.
    @Nullable Computed<?> queuedBehind;

    /// A `T`; a `Throwable` when FAILED; before the first evaluation something that is neither.
    private Object result = NEVER_EVALUATED;

    Computed(Graph graph, Traits traits, Supplier<? extends T> function) {
        super(graph, traits, DIRTY);
        this.function = function;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T value() {
        var reader = graph.reader;
        if ((flags & (LIVE | NOT_PLAIN)) == LIVE
                && (reader == null ? !graph.batch.hasWrites() : reader.reads(this))) {
            return (T) result;
        }
        return tracked();
    }

    /// The value, when there is more to it than looking.
    @SuppressWarnings("unchecked")
    private T tracked() {
        var reader = graph.reader();
        if (reader != null) {
            if ((flags & BUSY) != 0) {
                throw Cycle.closedBy(this);
            }
            reader.track(this);
            if ((flags & (LIVE | NOT_PLAIN)) == LIVE) {
                return (T) result;
            }
        }
        return settled();
    }

    @Override
    public T peek() {
        if ((flags & BUSY) != 0) {
            throw Cycle.closedBy(this);
        }
        return settled();
    }

    @SuppressWarnings("unchecked")
    private T settled() {
        Pull.refresh(this);
        if ((flags & FAILED) != 0 && result instanceof Throwable thrown) {
            throw Batch.rethrown(thrown);
        }
        return (T) result;
    }

    /// Whether the value is known to be right although nobody tells this node of changes.
    boolean isVerified() {
        return verifiedAt == graph.revision && !graph.batch.hasWrites();
    }

    /// No source has changed.
    void confirm(double revision) {
        verifiedAt = revision;
        flags &= ~(STALE | BUSY);
        caller = null;
        if ((flags & REWIRED) != 0) {
            rewired();
        }
    }

    /// Takes the result of an evaluation; `outcome` is 0, FAILED, or FAILED and DIRTY.
    void accept(Object newResult, int outcome) {
        if (cursor < count || (flags & (REWIRED | RENEWED)) != 0) {
            endRun();
        }
        if (outcome == 0 && ((flags & (FAILED | DIRTY)) == 0 || hasValue())) {
            acceptIfChanged(newResult);
        } else {
            become(newResult, outcome);
        }
    }

    private void endRun() {
        Links.endRun(this);
        if ((flags & REWIRED) != 0) {
            rewired();
        }
    }

    private void rewired() {
        if (changedAt == NEVER) {
            flags &= ~(REWIRED | UNSTEADY);
        } else {
            flags &= ~REWIRED;
            graph.unsteady = true;
        }
        Links.computeHeight(this);
    }

    private boolean hasValue() {
        return (flags & FAILED) == 0 && changedAt != NEVER;
    }

    private void acceptIfChanged(Object newResult) {
        boolean same;
        try {
            same = traits.same(result, newResult);
        } catch (Throwable thrown) {
            become(thrown, FAILED);
            return;
        }
        if (same) {
            confirm(graph.revision);
        } else {
            become(newResult, 0);
        }
    }

    private void become(Object newResult, int outcome) {
        double revision = graph.revision;
        result = newResult;
        changedAt = revision;
        verifiedAt = revision;
        flags = flags & ~(STALE | BUSY | DIRTY | FAILED) | outcome;
        caller = null;
    }

    @Override
    String kind() {
        return "computed";
    }

    @Override
    public String toString() {
        return label() + ((flags & FAILED) != 0 ? " failed: " : " = ") + result;
    }
}
