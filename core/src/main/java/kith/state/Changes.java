package kith.state;

import java.util.List;
import kith.log.ChainId;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// What changed between two settled states of a space, as its observers are told: one entry for
/// each cell that shows something else now, in the order of their paths.
///
/// A cell in which a change left everything as it was is not in it. Interior cells are, when they
/// appear, vanish or give way to a value. `revision` counts the changes that the space had applied.
public record Changes(long revision, List<Entry> entries) {
    /// One cell. `by` is the author of what it shows, or of the change that emptied it; null when
    /// that was no single change (a replay, or silence).
    public record Entry(Path path, Shown before, Shown after, @Nullable ChainId by) {}

    public Changes {
        entries = List.copyOf(entries);
    }
}
