package kith.signal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs again whenever a value that it read has changed: the end of the graph, where effects are.
///
/// Made by [Graph#watch], which runs it for the first time. It may write signals, read without
/// tracking, make other watchers (they live on their own) and close any, itself too.
public final class Watcher extends Reader implements AutoCloseable {
    private Runnable body;
    private final @Nullable Consumer<Throwable> owner;

    Watcher(Graph graph, Traits traits, Runnable body, @Nullable Consumer<Throwable> owner) {
        super(graph, traits, LIVE | WATCHER);
        this.body = body;
        this.owner = owner;
    }

    /// Never runs again, holds nothing, is held by nothing. A run under way goes on to its end, but
    /// tracks nothing more. Closing twice is closing once.
    @Override
    public void close() {
        if ((flags & CLOSED) == 0) {
            flags |= CLOSED;
            Links.cutAll(this);
            flags &= ~LIVE;
            body = Watcher::nothing; // lets go of what the body holds
        }
    }

    private static void nothing() {}

    /// Its turn in the queue has come; nobody reads now.
    void runIfOutdated(Graph graph) {
        if ((flags & (CLOSED | DIRTY)) != DIRTY && !isOutdated(graph)) {
            return;
        }
        var thrown = run(graph, null);
        if (thrown != null) {
            graph.batch.report(thrown, owner);
        }
    }

    private boolean isOutdated(Graph graph) {
        if ((flags & CLOSED) != 0) {
            return false;
        }
        if (Pull.isOutdated(this, graph, null)) {
            return true;
        }
        flags &= ~(STALE | BUSY);
        verifiedAt = graph.revision;
        return false;
    }

    /// The first run. Without an owner for its exceptions the caller is the owner, and gets no
    /// watcher.
    void start() {
        var outer = graph.reader();
        graph.batch.mark();
        var thrown = run(graph, outer);
        if (thrown == null) {
            return;
        }
        if (owner == null && graph.owner == null) {
            close();
            throw Batch.rethrown(thrown);
        }
        graph.batch.report(thrown, owner);
    }

    private @Nullable Throwable run(Graph graph, @Nullable Reader outer) {
        double revision = graph.revision;
        graph.reader = this;
        flags = begun(flags & ~(STALE | BUSY | DIRTY));
        cursor = 0;
        Throwable thrown = null;
        try {
            body.run();
        } catch (Throwable problem) {
            thrown = problem;
        }
        if (graph.reader != this) {
            graph.notes.settle();
        }
        graph.reader = outer;
        if (cursor < count || (flags & (REWIRED | RENEWED | STALE)) != 0) {
            endRun(graph, revision);
        } else {
            verifiedAt = graph.revision;
        }
        return thrown;
    }

    private void endRun(Graph graph, double revision) {
        Links.endRun(this);
        if ((flags & REWIRED) != 0) {
            graph.unsteady |= verifiedAt != NEVER;
            flags &= verifiedAt == NEVER ? ~(REWIRED | UNSTEADY) : ~REWIRED;
        }
        // What changed while it ran is marked by STALE and must be seen by the next check.
        verifiedAt = (flags & STALE) != 0 ? revision : graph.revision;
    }

    @Override
    String kind() {
        return "watcher";
    }

    @Override
    public String toString() {
        return label() + ((flags & CLOSED) != 0 ? " (closed)" : "");
    }
}
