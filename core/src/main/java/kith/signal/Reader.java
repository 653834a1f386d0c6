package kith.signal;

import org.jspecify.annotations.Nullable;

/// What reads: the side of a node that looks at its sources. A computed, a watcher, or the stand-in
/// for code that wants to read without being noted.
///
/// `sources[0, count)` are the sources in the order of their first reading in the last run, and
/// one empty place always follows, so that the fast path of [#reads] needs no second bound.
/// During a run `[0, cursor)` are the sources read so far and `[cursor, count)` those of the run
/// before that were not read again yet; during a check `cursor` is the next source to look at.
abstract sealed class Reader extends Source permits Computed, Watcher, Notes, Graph.Aside {
    /// Shared by all who have no sources; never written, since it has no room beside the empty
    /// place.
    static final @Nullable Source[] NO_SOURCES = {null};

    static final int[] NO_SLOTS = {};

    @Nullable Source[] sources = NO_SOURCES;

    /// For each source the place among its readers where this reader stands. Only kept while this
    /// reader is live; what the array has no room for is 0, so that a reader which is the first of
    /// all its sources needs none.
    int[] slots = NO_SLOTS;

    int count;
    int cursor;

    /// During a run with a long list: where the cursor must be before hints are renewed once more.
    int renewAt;

    /// The revision for which the value was last found or made right.
    double verifiedAt = NEVER;

    /// Whoever made this node busy: the reader that runs, or the one whose check came down here.
    @Nullable Reader caller;

    Reader(Graph graph, Traits traits, int flags) {
        super(graph, traits, flags, NEVER);
    }

    /// Notes that this reader, which runs, reads `source`, if that needs no surgery: it stands at
    /// the cursor, since the run before read it next, too, or it was read already. That is how
    /// most reading goes.
    ///
    /// A source whose first reader is this one knows itself where it stands; the list is not
    /// looked at. That comes first for the sake of the processor, too. With the cursor alone each
    /// reading must wait until the one before has stored it; here the cursor is only compared,
    /// which is predicted, and readings overlap.
    final boolean reads(Source source) {
        int i = cursor;
        if (source.first == this) {
            int at = source.firstSlot;
            if (at == i) {
                cursor = at + 1;
                return true;
            }
            return at < i;
        }
        var sources = this.sources;
        if (sources[i] == source) {
            cursor = i + 1;
            return true;
        }
        int hint = source.hint;
        return hint < i && sources[hint] == source;
    }

    /// Notes that this reader, which runs, reads `source`.
    final void track(Source source) {
        if (!reads(source)) {
            Links.trackOutOfOrder(this, source);
        }
    }
}
