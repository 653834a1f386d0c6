package kith.signal;

import org.jspecify.annotations.Nullable;

/// What can be read: the side of a node that looks at its readers.
///
/// A signal and a computed are sources. A watcher inherits the fields and has no readers: one
/// hierarchy is worth more to the loops of [Push] and [Pull] than the 28 bytes it would save.
abstract sealed class Source permits Signal, Reader {
    /// Somebody who leads to a watcher subscribed to this node. Signals are always live.
    static final int LIVE = 1;

    /// A source, near or far, may have changed since this reader was last found fresh.
    static final int STALE = 1 << 1;

    /// Must be evaluated at the next read, whatever its sources say: never evaluated yet, cut off
    /// by the bound of depth, or stopped by an error of the virtual machine.
    static final int DIRTY = 1 << 2;

    /// The last evaluation threw; the value is what it threw.
    static final int FAILED = 1 << 3;

    /// Is being evaluated or checked. Whoever reads it now closes a cycle.
    static final int BUSY = 1 << 4;

    /// This reader is a watcher.
    static final int WATCHER = 1 << 5;

    /// Tracks nothing any more: a closed watcher, or the stand-in of [Graph#untracked].
    static final int CLOSED = 1 << 6;

    /// Written, but the write has no revision yet; `before` holds the value of the last revision.
    static final int WRITTEN = 1 << 7;

    /// Written, and then written back to what it was.
    static final int REVERTED = 1 << 8;

    /// Stands in the stack of [Deep] until what is below it was evaluated.
    static final int WAITING = 1 << 9;

    /// A source may stand twice in the list of this reader until its run ends.
    static final int UNSURE = 1 << 10;

    /// Waits in the [Wave].
    static final int QUEUED = 1 << 11;

    /// The last run of this reader read other sources than the one before.
    static final int UNSTEADY = 1 << 12;

    /// The run before that did.
    static final int UNSTEADY_BEFORE = UNSTEADY << 1;

    /// This reader got or lost a source since its height was last computed.
    static final int REWIRED = 1 << 14;

    /// The hints for the long list of this reader were renewed in this run.
    static final int RENEWED = 1 << 15;

    /// A revision that is before all others: the node was never evaluated, never checked.
    static final double NEVER = -1;

    final Graph graph;
    final Traits traits;
    int flags;

    /// The revision in which the value last changed.
    double changedAt;

    /// Where this source stands in the list of the reader that looked for it last. Any reader may
    /// overwrite it: it is believed only when that place holds this source.
    int hint;

    /// The first of the subscribed readers, and the place in its list where this source stands.
    /// A source with one reader needs no list of its own.
    @Nullable Reader first;

    int firstSlot;

    /// The other readers; null when there are none.
    @Nullable Others others;

    /// All readers of a source but the first, in the order in which they subscribed as long as none
    /// has left, and for each the place in its list where the source stands.
    static final class Others {
        private static final int CAPACITY_FIRST = 2;

        @Nullable Reader[] readers = new Reader[CAPACITY_FIRST];
        int[] slots = new int[CAPACITY_FIRST];
        int count;
    }

    Source(Graph graph, Traits traits, int flags, double changedAt) {
        this.graph = graph;
        this.traits = traits;
        this.flags = flags;
        this.changedAt = changedAt;
    }

    /// The flags of a reader at the beginning of a run: whether the last run was steady becomes
    /// whether the one before was, and nobody waits any more who runs.
    static int begun(int flags) {
        return flags & ~(UNSTEADY | UNSTEADY_BEFORE | QUEUED) | (flags & UNSTEADY) << 1;
    }

    /// How many readers are subscribed.
    final int readerCount() {
        var others = this.others;
        return others != null ? 1 + others.count : first != null ? 1 : 0;
    }

    /// The reader at that place, of those subscribed: 0 is the first.
    final @Nullable Reader readerAt(int place) {
        var others = this.others;
        return place == 0 ? first : others == null ? null : others.readers[place - 1];
    }

    /// What to call this node in a message.
    final String label() {
        var name = traits.name();
        return name != null ? name : kind();
    }

    abstract String kind();
}
