package kith.log;

import java.util.List;

/// Changes of one chain, one after the other: what travels and what is stored.
///
/// As long as it is only a `Run` it is a claim: its bounds were checked when it was decoded,
/// nothing else.
public record Run(int chain, List<Change> changes) {
    /// The most changes in one run. Guess: at 40 bytes each a run stays in the hundreds of
    /// kilobytes.
    public static final int CHANGES_MAX = 10_000;

    public Run {
        changes = List.copyOf(changes);
        if (changes.isEmpty() || changes.size() > CHANGES_MAX) {
            throw new IllegalArgumentException(
                    "a run of " + changes.size() + " changes, 1 to " + CHANGES_MAX);
        }
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i).seq() != changes.get(i - 1).seq() + 1) {
                throw new IllegalArgumentException(
                        "gap in a run after change " + changes.get(i - 1).seq());
            }
        }
    }

    public int firstSeq() {
        return changes.getFirst().seq();
    }

    public int lastSeq() {
        return changes.getLast().seq();
    }

    public int size() {
        return changes.size();
    }

    /// The bytes of all contents.
    public int contentBytes() {
        int sum = 0;
        for (Change change : changes) {
            sum += change.content().size();
        }
        return sum;
    }

    /// The part from `seqFirst` up to and including `seqLast`, which must not be empty.
    public Run part(int seqFirst, int seqLast) {
        int start = seqFirst - firstSeq();
        int end = seqLast - firstSeq() + 1;
        return start == 0 && end == size() ? this : new Run(chain, changes.subList(start, end));
    }

    /// The same changes under the number of another chain.
    public Run in(int otherChain) {
        return otherChain == chain ? this : new Run(otherChain, changes);
    }
}
