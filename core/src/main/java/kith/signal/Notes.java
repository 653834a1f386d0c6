package kith.signal;

import org.jspecify.annotations.Nullable;

/// Stands in for a reader that has read a signal which does not stand where its list says: notes
/// that one and all that follow, until somebody needs the list.
///
/// *Why.* A function that reads many signals is a loop in which [Signal#value] is inlined. If
/// tracking a signal out of order is a call there, the compiler must assume after each reading that
/// anything may have changed, and loads everything that the loop uses again, although the call was
/// only ever needed in the first run. Measured: a loop over 1,000 signals needs twice the time.
/// Noting is three stores.
///
/// *Why that is the same.* Where a signal is tracked later than it was read, nobody may have looked
/// in between: so the notes are settled before anything is written, checked, evaluated or found to
/// be a ring, and when the run ends. Nothing that has notes is read faster than by another note
/// ([Reader#reads] is false, for this has no sources), so the order of the readings stays.
final class Notes extends Reader {
    /// A function that reads more new signals than this one after the other settles in between. 4
    /// KiB a graph; a guess.
    static final int NOTES_MAX = 1024;

    final @Nullable Signal<?>[] signals = new Signal<?>[NOTES_MAX];

    /// How many are noted.
    int noted;

    /// Whoever reads, while there are notes.
    @Nullable Reader standsFor;

    Notes(Graph graph) {
        super(graph, Traits.PLAIN, CLOSED);
    }

    /// The reader takes its place again, and tracks what was noted.
    void settle() {
        var reader = standsFor;
        if (reader == null) {
            return;
        }
        standsFor = null;
        graph.reader = reader;
        int end = noted;
        noted = 0;
        for (int i = 0; i < end; i++) {
            var signal = signals[i];
            signals[i] = null;
            if (signal != null) {
                reader.track(signal);
            }
        }
    }

    @Override
    String kind() {
        return "notes";
    }
}
