package kith.log;

import java.util.ArrayList;
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

    /// The same under the number of another chain: after a fork was found.
    public Verified in(int chain) {
        return chain == run.chain()
                ? this
                : new Verified(run.in(chain), prev, hashes, depHashes, head);
    }

    Verified with(@Nullable Head otherHead) {
        return new Verified(run, prev, hashes, depHashes, otherHead);
    }

    /// What is on its way to become verified: what one source claims of one chain, hashed, without
    /// gaps, until a head vouches for it. Of its heads only the newest counts, and the newest that
    /// held. See [Intake].
    static final class Pending {
        /// A run with its hashes and without its head, and the ticket it came with.
        private record Claim(Verified hashed, long ticket) {
            int firstSeq() {
                return hashed.run().firstSeq();
            }

            int lastSeq() {
                return hashed.run().lastSeq();
            }
        }

        private final List<Claim> claims = new ArrayList<>();

        /// How many claims at the front are gone, so that a long queue is not moved up each time.
        private int gone;

        /// The first change that was not taken in; the claim that holds it may begin before it.
        private int start;

        private @Nullable Head newest;
        private @Nullable Head held;

        Pending(int start) {
            this.start = start;
        }

        void add(Verified hashed, @Nullable Head head, long ticket) {
            claims.add(new Claim(hashed, ticket));
            sign(head);
        }

        int start() {
            return start;
        }

        /// The run that holds the first change which was not taken in.
        Run first() {
            return claims.get(gone).hashed.run();
        }

        boolean isEmpty() {
            return gone == claims.size();
        }

        /// The last change that is claimed, or was taken in.
        int lastSeq() {
            return isEmpty() ? start - 1 : claims.getLast().lastSeq();
        }

        /// A head that held.
        void vouch(Head head) {
            held = head;
        }

        /// Up to where a head vouches for it.
        int vouched() {
            return held == null ? 0 : held.seq();
        }

        Past past(int seq) {
            int low = gone;
            int high = claims.size() - 1;
            while (low < high) {
                int middle = low + high + 1 >>> 1;
                if (claims.get(middle).firstSeq() <= seq) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return claims.get(low).hashed.past(seq);
        }

        /// The hash of the change before the first that was not taken in.
        Bytes prev() {
            Verified first = claims.get(gone).hashed;
            return first.run().firstSeq() == start ? first.prev() : first.past(start - 1).hash();
        }

        void sign(@Nullable Head head) {
            boolean newer = newest == null || head != null && head.seq() > newest.seq();
            if (head != null && newer && head.seq() >= start && head.seq() <= lastSeq()) {
                newest = head;
            }
        }

        /// The newest head, when it was not checked yet.
        @Nullable Head unchecked() {
            return newest == null || newest.seq() <= Math.max(vouched(), start - 1) ? null : newest;
        }

        /// Takes the first claim out up to `seq`, with the head that held if it stands there.
        Intake.Accepted take(int seq) {
            Claim claim = claims.get(gone);
            Verified part = claim.hashed.part(start, seq);
            start = seq + 1;
            boolean whole = seq == claim.lastSeq();
            if (whole) {
                gone++;
                moveUp();
            }
            Verified run = held != null && held.seq() == seq ? part.with(held) : part;
            return new Intake.Accepted(run, whole ? claim.ticket : null);
        }

        /// Forgets everything up to `seq`.
        void trim(int seq, List<Long> settled) {
            start = Math.max(start, seq + 1);
            while (!isEmpty() && claims.get(gone).lastSeq() < start) {
                settled.add(claims.get(gone++).ticket);
            }
            moveUp();
        }

        private void moveUp() {
            if (gone > 64 && gone > claims.size() / 2) {
                claims.subList(0, gone).clear();
                gone = 0;
            }
        }

        void settle(List<Long> settled) {
            for (Claim claim : claims.subList(gone, claims.size())) {
                settled.add(claim.ticket);
            }
        }
    }
}
