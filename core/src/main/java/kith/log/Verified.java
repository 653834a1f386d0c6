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

    Verified(
            Run run,
            Bytes prev,
            List<Bytes> hashes,
            List<List<Bytes>> depHashes,
            @Nullable Head head) {
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

    /// The checked head inside this run; absent while ours is still being signed, and where a later
    /// run carries the head that vouches for this one too.
    public @Nullable Head head() {
        return head;
    }

    Past past(int seq) {
        int index = seq - run.firstSeq();
        return new Past(hashes.get(index), run.changes().get(index).time());
    }
}
