package kith.signal;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A value that is written from outside, and whose readers are told.
///
/// Made by [Graph#signal]. Only the graph's thread may touch it.
public final class Signal<T> extends Source implements Reactive<T> {
    private T value;

    /// The value of the last revision, while the signal is WRITTEN.
    private @Nullable T before;

    Signal(Graph graph, Traits traits, T value) {
        super(graph, traits, LIVE, 0);
        this.value = value;
    }

    @Override
    public T value() {
        var reader = graph.reader;
        if (reader != null && !reader.reads(this)) {
            // Written out here, for what is called here would be a call: see Notes.
            var notes = graph.notes;
            int place = notes.noted++;
            notes.signals[place] = this;
            if (reader != notes) {
                notes.standsFor = reader;
                graph.reader = notes;
            }
            if (place == Notes.NOTES_MAX - 1) {
                notes.settle();
            }
        }
        return value;
    }

    @Override
    public T peek() {
        return value;
    }

    /// Writes, and returns when every watcher concerned has run; inside [Graph#batch] or a watcher
    /// they run when that ends. Nothing happens when the value is the same.
    ///
    /// Throws `IllegalStateException` inside a computed: its function must be pure.
    public void set(T newValue) {
        var graph = this.graph;
        if (graph.depth > 0) {
            throw new IllegalStateException(graph.purityBroken("writes " + label()));
        }
        if (traits.same(value, newValue)) {
            return;
        }
        if (graph.batch.isHeld()) {
            setLater(newValue);
        } else {
            value = newValue;
            graph.batch.settleWrite(this);
        }
    }

    /// Writes what `change` makes of the value now, which does not become a source of whoever
    /// calls.
    public void update(UnaryOperator<T> change) {
        set(change.apply(value));
    }

    private void setLater(T newValue) {
        if ((flags & WRITTEN) == 0) {
            before = value;
            flags |= WRITTEN;
            graph.batch.wrote(this);
        } else if (traits.same(before, newValue)) {
            flags |= REVERTED;
        } else {
            flags &= ~REVERTED;
        }
        value = newValue;
    }

    /// The write gets its revision. False when it came to nothing.
    boolean commit(double revision) {
        boolean changed = (flags & REVERTED) == 0;
        if (changed) {
            changedAt = revision;
        }
        before = null;
        flags &= ~(WRITTEN | REVERTED);
        return changed;
    }

    @Override
    String kind() {
        return "signal";
    }

    @Override
    public String toString() {
        return label() + " = " + value;
    }
}
