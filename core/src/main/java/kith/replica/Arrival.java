package kith.replica;

import kith.lang.Bytes;
import kith.log.Run;
import org.jspecify.annotations.Nullable;

/// A run as it came over a link: what it cost of the link's credit, and when it came.
record Arrival(
        long id, long link, Run run, @Nullable Bytes signature, int sizeBytes, long atNanos) {
    /// The same, looked at as another run.
    Arrival with(Run other) {
        return new Arrival(id, link, other, signature, sizeBytes, atNanos);
    }

    /// Its beginning, without the signature, which is for the end; the end holds the credit.
    Arrival upTo(int seqLast, long newId) {
        Run part = run.part(run.firstSeq(), seqLast);
        return new Arrival(newId, link, part, null, 0, atNanos);
    }
}
