package kith.signal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value derived from others, evaluated when somebody needs it and not again until one of the
/// values that it read has changed.
///
/// Made by [Graph#computed]. What its function throws is its result: every reader gets the same
/// exception until an input changes. (An error of the virtual machine, such as a stack overflow, is
/// passed on and the next reader tries again.) Only the graph's thread may touch it.
public final class Computed<T> extends Reader implements Readable<T> {
    final Supplier<? extends T> function;

    /// A `T`; a `Throwable` when FAILED; null before the first evaluation.
    private @Nullable Object result;

    Computed(Graph graph, Traits traits, Supplier<? extends T> function) {
        super(graph, traits, DIRTY);
        this.function = function;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T value() {
        var reader = graph.reader;
        if (reader != null) {
            if ((flags & BUSY) != 0) {
                throw Cycle.closedBy(this);
            }
            reader.track(this);
        }
        if ((flags & (LIVE | STALE | DIRTY | FAILED)) != LIVE) {
            return settled();
        }
        return (T) result;
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
            throw Batch.<RuntimeException>unchecked(thrown);
        }
        return (T) result;
    }

    /// Whether the value is known to be right although nobody tells this node of changes.
    boolean isVerified() {
        return verifiedAt == graph.revision && !graph.batch.hasWrites();
    }

    /// No source has changed.
    void confirm() {
        verifiedAt = graph.revision;
        flags &= ~(STALE | BUSY);
        caller = null;
    }

    /// Takes the result of an evaluation; `outcome` is 0, FAILED, or FAILED and DIRTY.
    void accept(@Nullable Object newResult, int outcome) {
        if (cursor < count) {
            Links.cutUnread(this);
        }
        if (count > Links.SEARCH_MAX) {
            Links.forgetHints(this);
        }
        if (outcome == 0 && (flags & FAILED) == 0 && changedAt != NEVER) {
            acceptIfChanged(newResult);
        } else {
            become(newResult, outcome);
        }
    }

    private void acceptIfChanged(@Nullable Object newResult) {
        boolean same;
        try {
            same = traits.same(result, newResult);
        } catch (Throwable thrown) {
            become(thrown, FAILED);
            return;
        }
        if (same) {
            confirm();
        } else {
            become(newResult, 0);
        }
    }

    private void become(@Nullable Object newResult, int outcome) {
        result = newResult;
        changedAt = graph.revision;
        verifiedAt = graph.revision;
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
