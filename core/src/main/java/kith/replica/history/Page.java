package kith.replica.history;

import java.util.List;
import kith.log.ChainId;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A part of the log of a space.
///
/// @param entries in the order that was asked for
/// @param total how many changes of the space are here
/// @param next the last change that was looked at, to go on behind it; null: there is nothing
///     there
public record Page(List<Entry> entries, int total, @Nullable String next) {
    /// Where a change notes, below the key of its author, which change it undoes or does again.
    public static final Path UNDONE = Path.of(".undone");

    public Page {
        entries = List.copyOf(entries);
    }

    /// One change. What is known without reading it is here; `told` is null when it cannot be
    /// read from the disk any more.
    ///
    /// @param id as versions have it
    /// @param counts false: its author was removed before, and it counts for nobody
    public record Entry(
            String id,
            ChainId chain,
            int seq,
            boolean signed,
            boolean durable,
            boolean counts,
            @Nullable Told told) {}

    /// What a change says of itself.
    ///
    /// @param timeMillis the clock of its author
    /// @param parents the ids of what it follows on
    /// @param seen the ids of what its author had looked at; null: all of its past
    /// @param bytes of all its operations
    /// @param ops how many operations it has
    /// @param edits those of them that were asked for
    /// @param cut whether edits or values were left out
    /// @param pruned whether its content was dropped here, so that nothing is known of its
    ///     operations
    public record Told(
            long timeMillis,
            List<String> parents,
            @Nullable List<String> seen,
            int bytes,
            int ops,
            List<Edit> edits,
            boolean cut,
            boolean pruned) {
        public Told {
            parents = List.copyOf(parents);
            seen = seen == null ? null : List.copyOf(seen);
            edits = List.copyOf(edits);
        }

        /// What this takes in an answer, about.
        int sizeBytes() {
            int size =
                    ENTRY_BYTES + NAME_BYTES * (parents.size() + (seen == null ? 0 : seen.size()));
            for (Edit edit : edits) {
                size += NAME_BYTES + edit.path().encodedSizeMax();
                size += edit.value() == null ? 0 : edit.bytes();
            }
            return size;
        }
    }

    /// What an entry takes beside its edits, and a name, or an edit beside its path and its value.
    /// Guesses.
    private static final int ENTRY_BYTES = 400;

    private static final int NAME_BYTES = 100;

    /// One operation. `value` is what it brings, if it does and that is not too large; `bytes`
    /// what that takes. A splice brings an object of `at`, `delete` and `insert`,
    /// which is an array in a list; a move one of `from` and `to`.
    public record Edit(Kind kind, Path path, @Nullable Value value, int bytes) {}

    /// What an operation does; see [Op].
    public enum Kind {
        SET,
        UNSET,
        REMOVE,
        ADD,
        ZERO,
        INSERT,
        TAKE,
        SPLICE,
        MOVE,
        NOTICE
    }
}
