package kith.lab.sequence;

import java.util.List;

/// One atomic change of a text or list.
///
/// @param author the rank of its author: authors compare by rank, lower first
/// @param time greater than that of every event before it; decides between moves only
/// @param parents the numbers of the events that it follows directly; none at the beginning
/// @param edits carried out one after the other, the first on the merge of the parents
public record Event(int author, long time, List<Integer> parents, List<Edit> edits) {
    public Event {
        if (author < 0) {
            throw new IllegalArgumentException("an author's rank is not negative: " + author);
        }
        parents = List.copyOf(parents);
        edits = List.copyOf(edits);
    }

    /// How much work it is, see [Edit#units()].
    public int units() {
        return edits.stream().mapToInt(Edit::units).sum();
    }
}
