package kith.log;

import java.util.List;

/// Changes of one chain, one after the other: what travels and what is stored. Either all have
/// their contents or none has: then the run is *bare*.
///
/// As long as it is only a `Run` it is a claim: it is well formed and within its bounds, nothing
/// else was checked.
public record Run(int chain, List<Change> changes) {
    /// The most changes in one run. Guess: at 40 bytes each a run stays in the hundreds of
    /// kilobytes.
    public static final int CHANGES_MAX = 10_000;

    /// The most bytes of a run, by the weights of its changes. The heaviest single change fits (1
    /// MiB of content and 2,048 places), and so does a run with what is written around it in a
    /// frame or a record of 1.25 MiB.
    public static final int WEIGHT_MAX = (1 << 20) + (1 << 17);

    /// The most places in one run, which follows.
    public static final int PLACES_MAX = WEIGHT_MAX / Change.PLACE_BYTES_MAX;

    public Run {
        changes = List.copyOf(changes);
        if (changes.isEmpty() || changes.size() > CHANGES_MAX) {
            throw new IllegalArgumentException(
                    "a run of " + changes.size() + " changes, 1 to " + CHANGES_MAX);
        }
        long weight = changes.getFirst().weight();
        for (int i = 1; i < changes.size(); i++) {
            checkOrder(changes.get(i - 1), changes.get(i));
            weight += changes.get(i).weight();
        }
        if (weight > WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "a run of up to " + weight + " bytes, at most " + WEIGHT_MAX);
        }
    }

    private static void checkOrder(Change before, Change after) {
        if (after.seq() != before.seq() + 1) {
            throw new IllegalArgumentException("gap in a run after change " + before.seq());
        }
        if (after.isBare() != before.isBare()) {
            throw new IllegalArgumentException("a run that is bare in part at " + after.seq());
        }
        if (after.time() <= before.time()) {
            throw new IllegalArgumentException(
                    "time of change " + after.seq() + " does not advance: " + after.time());
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

    public Change at(int seq) {
        return changes.get(seq - firstSeq());
    }

    /// Whether the contents were dropped.
    public boolean isBare() {
        return changes.getFirst().isBare();
    }

    /// The bytes that all contents have, or had.
    public int contentBytes() {
        int sum = 0;
        for (Change change : changes) {
            sum += change.contentBytes();
        }
        return sum;
    }

    /// The part from `seqFirst` up to and including `seqLast`, which must not be empty.
    public Run part(int seqFirst, int seqLast) {
        if (seqFirst < firstSeq() || seqLast > lastSeq() || seqFirst > seqLast) {
            throw new IllegalArgumentException(
                    "no part "
                            + seqFirst
                            + " to "
                            + seqLast
                            + " of a run "
                            + firstSeq()
                            + " to "
                            + lastSeq());
        }
        int start = seqFirst - firstSeq();
        int end = seqLast - firstSeq() + 1;
        return start == 0 && end == size() ? this : new Run(chain, changes.subList(start, end));
    }

    /// The same changes under the number of another chain.
    public Run in(int otherChain) {
        return otherChain == chain ? this : new Run(otherChain, changes);
    }
}
