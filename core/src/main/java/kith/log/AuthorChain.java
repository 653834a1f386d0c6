package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// What memory keeps of one chain: its end, a window of recent hashes, sparse heads and places on
/// disk, and what its author had seen of others.
///
/// Nothing here grows with each change but the steps, and those only when the author saw something
/// new. An older hash is read back from disk, from the sparse place before it.
final class AuthorChain {
    /// Between two places on disk that we remember, in bytes of log. Guess: one read finds any
    /// hash.
    static final int PLACE_SPACING_BYTES = 1 << 16;

    /// Between two old heads that we keep, in bytes of content: a run on the wire ends with a head.
    static final int HEAD_SPACING_BYTES = 1 << 16;

    /// What a change costs beside its content, about. For the spacing of heads only.
    private static final int HEADER_BYTES = 16;

    /// Where on disk a run begins.
    record DiskPlace(int seq, long position) {}

    final int number;
    final ChainId id;
    final @Nullable Origin origin;

    /// Where our own copy of this chain goes on after a fork; -1 when it does not.
    int successor = -1;

    private final PastWindow window;
    private final List<DiskPlace> places = new ArrayList<>();
    private final List<KeptHead> heads = new ArrayList<>();
    private @Nullable Steps[] steps = new Steps[4];

    private int last;
    private int lastSigned;
    private int lastDurable;
    private long contentBytes;
    private boolean ended;
    private Past tip;

    /// `tip` is the past of the first change: the genesis, or the last change before the branch.
    AuthorChain(int number, ChainId id, @Nullable Origin origin, Past tip, int windowMax) {
        this.number = number;
        this.id = id;
        this.origin = origin;
        this.tip = tip;
        this.last = origin == null ? 0 : origin.seqLast();
        this.lastSigned = last;
        this.lastDurable = last;
        this.window = new PastWindow(windowMax);
    }

    /// The first sequence number that belongs to this chain and not to its parent.
    int first() {
        return origin == null ? 1 : origin.seqLast() + 1;
    }

    int last() {
        return last;
    }

    int lastSigned() {
        return lastSigned;
    }

    int lastDurable() {
        return lastDurable;
    }

    Past tip() {
        return tip;
    }

    long contentBytes() {
        return contentBytes;
    }

    /// True when a fork was found right after the last change: the chain goes on in branches.
    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    void durable(int seq) {
        lastDurable = Math.max(lastDurable, Math.min(seq, last));
    }

    @Nullable Past past(int seq) {
        return seq == last ? tip : window.at(seq);
    }

    void append(int seq, Past past, int sizeBytes) {
        if (seq != last + 1 || ended) {
            throw new IllegalStateException(
                    "change " + seq + " after " + last + (ended ? " of an ended chain" : ""));
        }
        last = seq;
        tip = past;
        window.add(seq, past);
        contentBytes += sizeBytes;
    }

    /// Takes in a checked head. Of the old ones only those are kept that stand far enough apart.
    void sign(Head head) {
        if (head.seq() <= lastSigned) {
            return;
        }
        lastSigned = head.seq();
        int kept = heads.size();
        if (kept >= 2 && heads.get(kept - 1).at - heads.get(kept - 2).at < HEAD_SPACING_BYTES) {
            heads.removeLast();
        }
        heads.add(new KeptHead(head, contentBytes + (long) HEADER_BYTES * last));
    }

    /// The last head that vouches for nothing beyond `seqLast`, if one is kept.
    @Nullable Head headUpTo(int seqLast) {
        for (int i = heads.size() - 1; i >= 0; i--) {
            if (heads.get(i).head.seq() <= seqLast) {
                return heads.get(i).head;
            }
        }
        return null;
    }

    List<KeptHead> heads() {
        return heads;
    }

    /// A head and how many bytes of the chain lie before it.
    record KeptHead(Head head, long at) {}

    void stored(int seq, long position) {
        if (places.isEmpty() || position - places.getLast().position() >= PLACE_SPACING_BYTES) {
            places.add(new DiskPlace(seq, position));
        }
    }

    /// Where to start reading to find change `seq`, or -1 when nothing of this chain is on disk.
    long positionBefore(int seq) {
        long position = -1;
        int low = 0;
        int high = places.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (places.get(middle).seq() <= seq) {
                position = places.get(middle).position();
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return position;
    }

    List<DiskPlace> places() {
        return places;
    }

    /// What change `seq` of this chain had seen of chain `other`.
    int seen(int seq, int other) {
        if (other == number) {
            return seq;
        }
        Steps of = steps(other);
        return of == null ? 0 : of.upTo(seq);
    }

    void see(int seq, int other, int upTo) {
        if (other == number || upTo == 0) {
            return;
        }
        if (other >= steps.length) {
            steps = java.util.Arrays.copyOf(steps, Math.max(other + 1, 2 * steps.length));
        }
        Steps of = steps[other];
        if (of == null) {
            of = new Steps();
            steps[other] = of;
        }
        of.add(seq, upTo);
    }

    @Nullable Steps steps(int other) {
        return other < steps.length ? steps[other] : null;
    }

    /// Takes the changes from `seqFirst` on out of this chain and gives them to `branch`, of which
    /// nothing is known yet. The parts that are lists move; `branch` keeps our numbering of others.
    void splitInto(AuthorChain branch, int seqFirst, Past before, long branchBytes) {
        branch.takeOver(this, seqFirst, branchBytes);
        window.cut(seqFirst);
        heads.removeIf(kept -> kept.head.seq() >= seqFirst);
        places.removeIf(place -> place.seq() >= seqFirst);
        for (int other = 0; other < steps.length; other++) {
            Steps all = steps[other];
            if (all != null) {
                steps[other] = part(all, 0, seqFirst);
            }
        }
        contentBytes -= branchBytes;
        last = seqFirst - 1;
        lastSigned = Math.min(lastSigned, last);
        lastDurable = Math.min(lastDurable, last);
        tip = before;
        ended = true;
    }

    private void takeOver(AuthorChain from, int seqFirst, long bytes) {
        for (int seq = seqFirst; seq <= from.last; seq++) {
            Past past = from.past(seq);
            if (past != null) {
                window.add(seq, past);
            }
        }
        for (KeptHead kept : from.heads) {
            if (kept.head.seq() >= seqFirst) {
                heads.add(kept);
            }
        }
        long before = from.positionBefore(seqFirst);
        if (before >= 0) {
            places.add(new DiskPlace(seqFirst, before));
        }
        for (DiskPlace place : from.places) {
            if (place.seq() > seqFirst) {
                places.add(place);
            }
        }
        for (int other = 0; other < from.steps.length; other++) {
            Steps all = from.steps[other];
            if (all != null) {
                see(seqFirst, other, all.upTo(seqFirst));
                copySteps(all, seqFirst, other);
            }
        }
        see(seqFirst, from.number, seqFirst - 1);
        last = from.last;
        lastSigned = Math.max(from.lastSigned, seqFirst - 1);
        lastDurable = Math.max(from.lastDurable, seqFirst - 1);
        contentBytes = bytes;
        tip = from.tip;
    }

    private void copySteps(Steps all, int seqFirst, int other) {
        for (int i = 0; i < all.size(); i++) {
            if (all.atIndex(i) > seqFirst) {
                see(all.atIndex(i), other, all.valueIndex(i));
            }
        }
    }

    private static Steps part(Steps all, int atFirst, int atEnd) {
        var out = new Steps();
        for (int i = 0; i < all.size(); i++) {
            if (all.atIndex(i) >= atFirst && all.atIndex(i) < atEnd) {
                out.add(all.atIndex(i), all.valueIndex(i));
            }
        }
        return out;
    }

    /// Others had seen this author's changes from `seqFirst` on in chain `from`; they are in chain
    /// `to` now.
    void renumberSeen(int from, int seqFirst, int to) {
        Steps all = steps(from);
        if (all == null || number == to) {
            return;
        }
        var kept = new Steps();
        for (int i = 0; i < all.size(); i++) {
            kept.add(all.atIndex(i), Math.min(all.valueIndex(i), seqFirst - 1));
            if (all.valueIndex(i) >= seqFirst) {
                see(all.atIndex(i), to, all.valueIndex(i));
            }
        }
        steps[from] = kept;
    }

    Bytes tipHash() {
        return tip.hash();
    }
}
