package kith.replica;

import kith.lang.Bytes;
import kith.log.Change;
import kith.log.Run;
import org.jspecify.annotations.Nullable;

/// A run as it came over a link: what it cost of the link's credit, when it came, and where it was
/// seen to be another one than what is here.
record Arrival(
        long id,
        long link,
        Run run,
        @Nullable Bytes signature,
        int sizeBytes,
        long atNanos,
        @Nullable Differs differs) {
    /// The first change that differs from ours, and its hash: the name of the branch if there is
    /// one.
    record Differs(int seq, Bytes hash) {}

    boolean speaksOf(int chain) {
        boolean speaks = run.chain() == chain;
        for (Change change : run.changes()) {
            for (int i = 0; i < change.placeCount(); i++) {
                speaks |= change.place(i).chain() == chain;
            }
        }
        return speaks;
    }

    /// The same, looked at as another run.
    Arrival with(Run other) {
        return new Arrival(id, link, other, signature, sizeBytes, atNanos, null);
    }

    /// The same, which was seen to differ.
    Arrival differing(int seq, Bytes hash) {
        var seen = new Differs(seq, hash);
        return new Arrival(id, link, run, signature, sizeBytes, atNanos, seen);
    }

    /// Its beginning, without the signature, which is for the end; the end holds the credit.
    Arrival upTo(int seqLast, long newId) {
        Run part = run.part(run.firstSeq(), seqLast);
        return new Arrival(newId, link, part, null, 0, atNanos, null);
    }
}
