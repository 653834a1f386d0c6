package kith.log;

import java.util.List;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// A run whose hashes connect to what is here and whose head was checked, or which we wrote
/// ourselves: the only thing that [ChangeGraph] takes in. Made in this package only.
public final class Verified {
    private final Run run;
    private final Bytes prev;
    private final List<Bytes> hashes;
    private final List<List<Bytes>> depHashes;
    private final @Nullable Head head;

    /// `head`, if any, is at the end of the run.
    Verified(
            Run run,
            Bytes prev,
            List<Bytes> hashes,
            List<List<Bytes>> depHashes,
            @Nullable Head head) {
        if (hashes.size() != run.size()
                || depHashes.size() != run.size()
                || head != null && head.seq() != run.lastSeq()) {
            throw new IllegalArgumentException("hashes or head do not fit the run");
        }
        this.run = run;
        this.prev = prev;
        this.hashes = hashes;
        this.depHashes = depHashes;
        this.head = head;
    }

    public Run run() {
        return run;
    }

    /// The hash of the change before the first.
    public Bytes prev() {
        return prev;
    }

    /// The hash of each change.
    public List<Bytes> hashes() {
        return hashes;
    }

    /// For each change the hashes of its deps, then of what it had seen.
    public List<List<Bytes>> depHashes() {
        return depHashes;
    }

    /// The checked head at the end of this run; absent while ours is still being signed, and where
    /// a later run carries the head that vouches for this one too.
    public @Nullable Head head() {
        return head;
    }

    /// Hash and time of the change with that sequence number.
    public Past past(int seq) {
        int index = seq - run.firstSeq();
        return new Past(hashes.get(index), run.changes().get(index).time());
    }

    /// The header of the change with that sequence number: for a [ForkProof].
    public Headers.Header header(int seq, Headers headers) {
        int index = seq - run.firstSeq();
        Bytes before = index == 0 ? prev : hashes.get(index - 1);
        return headers.header(before, run.changes().get(index), depHashes.get(index));
    }

    /// The part from `seqFirst` up to and including `seqLast`.
    Verified part(int seqFirst, int seqLast) {
        if (seqFirst == run.firstSeq() && seqLast == run.lastSeq()) {
            return this;
        }
        int start = seqFirst - run.firstSeq();
        int end = seqLast - run.firstSeq() + 1;
        return new Verified(
                run.part(seqFirst, seqLast),
                start == 0 ? prev : hashes.get(start - 1),
                hashes.subList(start, end),
                depHashes.subList(start, end),
                seqLast == run.lastSeq() ? head : null);
    }

    /// What follows from `seqFirst` on.
    Verified from(int seqFirst) {
        return part(Math.max(seqFirst, run.firstSeq()), run.lastSeq());
    }

    Verified in(int chain) {
        return chain == run.chain()
                ? this
                : new Verified(run.in(chain), prev, hashes, depHashes, head);
    }

    Verified with(@Nullable Head otherHead) {
        return new Verified(run, prev, hashes, depHashes, otherHead);
    }
}
