package kith.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// What memory keeps of one chain: its end, a window of recent hashes, sparse heads and places on
/// disk, and what its author had seen of others.
///
/// Nothing here grows with each change as long as one author writes alone. Where authors take turns
/// it is a few numbers for each turn: see [Horizon]. An older hash is read back from disk, from the
/// sparse place before it.
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

    /// A head, and how many bytes of the chain about lay before it when it came.
    record KeptHead(Head head, long at) {}

    final int number;
    final ChainId id;

    /// Where it left its parent, when it is a branch. The number of the parent changes when a fork
    /// is found further back.
    @Nullable Origin origin;

    /// Where our own copy of this chain goes on after a fork; -1 when it does not.
    int successor = -1;

    /// What it had seen of others.
    final Horizon horizon = new Horizon();

    /// When its changes came.
    final Turns turns = new Turns();

    final PastWindow window;
    final List<DiskPlace> places = new ArrayList<>();
    final List<KeptHead> heads = new ArrayList<>();

    int last;
    int lastSigned;
    int lastDurable;
    long contentBytes;

    /// The bytes that lay before the first change when it was split off: for the spacing of heads.
    long bytesBefore;

    boolean ended;
    Past tip;

    /// The image that is being taken and has not come to this chain; null when there is none.
    GraphImage.@Nullable Taking image;

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

    boolean isEmpty() {
        return last < first();
    }

    /// Something of this chain is about to change.
    AuthorChain change() {
        if (image != null) {
            image.rescue(this);
        }
        return this;
    }

    /// A head of a branch vouches for its parents too.
    void signedByBranch(int seq) {
        change();
        lastSigned = Math.max(lastSigned, seq);
    }

    void end() {
        change();
        ended = true;
    }

    void durable(int seq) {
        change();
        lastDurable = Math.max(lastDurable, Math.min(seq, last));
    }

    /// This branch, of which nothing is here, begins there.
    void hang(Origin at, Past before) {
        change();
        origin = at;
        tip = before;
        last = at.seqLast();
        lastSigned = last;
        lastDurable = last;
    }

    /// Hash and time of change `seq`, of the last before the first one too; null when they are not
    /// in memory.
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

    /// Takes in a checked head. Of the old ones only those are kept that stand far enough apart:
    /// the last but one goes when it stands near the one before it.
    void sign(Head head) {
        if (head.seq() <= lastSigned) {
            return;
        }
        change();
        lastSigned = head.seq();
        int kept = heads.size();
        if (kept >= 2 && heads.get(kept - 1).at - heads.get(kept - 2).at < HEAD_SPACING_BYTES) {
            heads.removeLast();
        }
        heads.add(new KeptHead(head, bytesBefore + contentBytes + (long) HEADER_BYTES * last));
    }

    /// The last head that vouches for nothing beyond `seqLast`, if one is kept.
    @Nullable Head headUpTo(int seqLast) {
        int after = headsUpTo(seqLast);
        return after == 0 ? null : heads.get(after - 1).head;
    }

    /// The first kept head that vouches for change `seq`.
    @Nullable Head headFrom(int seq) {
        int at = headsUpTo(seq - 1);
        return at == heads.size() ? null : heads.get(at).head;
    }

    /// How many kept heads vouch for nothing beyond `seqLast`.
    private int headsUpTo(int seqLast) {
        int low = 0;
        int high = heads.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (heads.get(middle).head.seq() <= seqLast) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void stored(int seq, long position) {
        DiskPlace before = places.isEmpty() ? null : places.getLast();
        if (before == null
                || seq > before.seq() && position - before.position() >= PLACE_SPACING_BYTES) {
            change();
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

    /// What change `seq` of this chain, which is one of its own, had seen of chain `other`.
    int seen(int seq, AuthorChain other) {
        return other == this ? seq : horizon.seen(seq, other);
    }

    /// The last change of this chain that came before `place`; 0 when none did.
    int lastBefore(int place) {
        return turns.lastBefore(place, last);
    }

    /// Takes the changes from `seqFirst` on out of this chain and gives them to `branch`, of which
    /// nothing is known yet. `branch` keeps our numbering of others.
    void splitInto(AuthorChain branch, int seqFirst, Past before, long branchBytes) {
        branch.takeOver(this, seqFirst, branchBytes);
        horizon.splitInto(branch.horizon, this, seqFirst);
        turns.splitInto(branch.turns, seqFirst);
        window.cut(seqFirst);
        heads.removeIf(kept -> kept.head.seq() >= seqFirst);
        places.removeIf(place -> place.seq() >= seqFirst);
        contentBytes -= branchBytes;
        last = seqFirst - 1;
        lastSigned = Math.min(lastSigned, last);
        lastDurable = Math.min(lastDurable, last);
        tip = before;
        ended = true;
        successor = branch.number;
    }

    private void takeOver(AuthorChain from, int seqFirst, long bytes) {
        for (int seq = Math.max(seqFirst, from.window.first()); seq < from.window.end(); seq++) {
            Past past = from.window.at(seq);
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
        last = from.last;
        lastSigned = Math.max(from.lastSigned, seqFirst - 1);
        lastDurable = Math.max(from.lastDurable, seqFirst - 1);
        contentBytes = bytes;
        bytesBefore = from.bytesBefore + from.contentBytes - bytes;
        ended = from.ended;
        successor = from.successor;
        tip = from.tip;
    }

    Bytes tipHash() {
        return tip.hash();
    }

    /// All chains of a space, by number and by name.
    static final class Register {
        /// A key that no peer makes for itself.
        static final Bytes NOBODY = Bytes.wrap(new byte[ChainId.AUTHOR_BYTES]);

        private final List<AuthorChain> all = new ArrayList<>();
        private final TreeMap<ChainId, AuthorChain> byId = new TreeMap<>();

        /// In the order of their numbers.
        List<AuthorChain> all() {
            return all;
        }

        int size() {
            return all.size();
        }

        AuthorChain get(int number) {
            return all.get(number);
        }

        @Nullable AuthorChain named(ChainId id) {
            return byId.get(id);
        }

        void add(AuthorChain chain) {
            all.add(chain);
            byId.put(chain.id, chain);
        }

        /// Takes the place of the chain of the same number.
        void rename(AuthorChain chain) {
            byId.remove(all.get(chain.number).id);
            all.set(chain.number, chain);
            byId.put(chain.id, chain);
        }

        /// The name of a number without a chain.
        static ChainId nobody(int number) {
            return new ChainId(NOBODY, number, Bytes.EMPTY);
        }

        List<Integer> empty() {
            var carries = new boolean[all.size()];
            for (AuthorChain chain : all) {
                if (chain.origin != null) {
                    carries[chain.origin.parent()] = true;
                }
            }
            var empty = new ArrayList<Integer>();
            for (AuthorChain chain : all) {
                if (chain.isEmpty() && !chain.ended && !carries[chain.number]) {
                    empty.add(chain.number);
                }
            }
            return empty;
        }

        List<Place> changesAt(Bytes author, long incarnation, int seq) {
            var places = new ArrayList<Place>();
            for (AuthorChain chain : all) {
                ChainId id = chain.id;
                boolean of = id.author().equals(author) && id.incarnation() == incarnation;
                if (of && seq >= chain.first() && seq <= chain.last) {
                    places.add(new Place(chain.number, seq));
                }
            }
            return places;
        }

        /// What was change `seq` and later of `from` is `branch` now.
        void moved(AuthorChain from, int seq, AuthorChain branch) {
            for (AuthorChain other : all) {
                other.horizon.renumber(from, seq, branch);
                Origin at = other.origin;
                if (at != null && at.parent() == from.number && at.seqLast() >= seq) {
                    other.origin = new Origin(branch.number, at.seqLast());
                }
            }
        }
    }

    /// When the changes of one chain came: from change `seq(i)` on, which came at `place(i)`, one
    /// right after the other until the next.
    static final class Turns {
        private int[] pairs = new int[2];
        private int size;

        void add(int seq, int place) {
            if (size > 0 && seq - seq(size - 1) == place - place(size - 1)) {
                return;
            }
            if (2 * size == pairs.length) {
                pairs = Arrays.copyOf(pairs, 4 * size);
            }
            pairs[2 * size] = seq;
            pairs[2 * size + 1] = place;
            size++;
        }

        private int seq(int i) {
            return pairs[2 * i];
        }

        private int place(int i) {
            return pairs[2 * i + 1];
        }

        /// The last change that came before `place`, of those up to `seqLast`; 0 when none did.
        int lastBefore(int place, int seqLast) {
            int low = 0;
            int high = size; // all before low came before, none from high on did
            if (size > 0 && place(size - 1) < place) {
                low = size;
            }
            while (low < high) {
                int middle = low + high >>> 1;
                if (place(middle) < place) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low == 0) {
                return 0;
            }
            int last = low == size ? seqLast : seq(low) - 1;
            return Math.min(last, seq(low - 1) + (place - place(low - 1)) - 1);
        }

        /// When change `seq` came, which is one of this chain.
        int placeOf(int seq) {
            int low = 0;
            int high = size - 1;
            while (low < high) {
                int middle = low + high + 1 >>> 1;
                if (seq(middle) <= seq) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return place(low) + seq - seq(low);
        }

        private void splitInto(Turns branch, int seqFirst) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                int next = i + 1 < size ? seq(i + 1) : Integer.MAX_VALUE;
                if (next > seqFirst) {
                    int seq = Math.max(seq(i), seqFirst);
                    branch.add(seq, place(i) + seq - seq(i));
                }
                kept += seq(i) < seqFirst ? 1 : 0;
            }
            size = kept;
        }
    }

    /// The hashes and times of the last changes of a chain, in a ring that grows up to a bound.
    static final class PastWindow {
        private static final int START = 4;

        private final int max;
        private byte[] hashes = new byte[0];
        private long[] times = new long[0];
        private int first;
        private int end;

        /// `max` is a power of two, at most [ChangeGraph#WINDOW_MAX].
        PastWindow(int max) {
            if (max < 1 || max > ChangeGraph.WINDOW_MAX || Integer.bitCount(max) != 1) {
                throw new IllegalArgumentException("window of " + max + " is no power of two");
            }
            this.max = max;
        }

        int first() {
            return first;
        }

        /// The sequence number after the last one.
        int end() {
            return end;
        }

        /// Adds the change after the last one; a gap empties the window.
        void add(int seq, Past past) {
            if (seq != end) {
                first = seq;
                end = seq;
            }
            if (end - first == times.length) {
                if (times.length < max) {
                    grow();
                } else {
                    first++;
                }
            }
            int slot = seq & times.length - 1;
            byte[] hash = past.hash().shared();
            System.arraycopy(hash, 0, hashes, slot * Headers.HASH_BYTES, Headers.HASH_BYTES);
            times[slot] = past.time();
            end = seq + 1;
        }

        @Nullable Past at(int seq) {
            if (seq < first || seq >= end) {
                return null;
            }
            int slot = seq & times.length - 1;
            int at = slot * Headers.HASH_BYTES;
            return new Past(Bytes.copy(hashes, at, at + Headers.HASH_BYTES), times[slot]);
        }

        /// Forgets everything from `seqFirst` on.
        void cut(int seqFirst) {
            end = Math.max(first, Math.min(end, seqFirst));
        }

        private void grow() {
            int size = Math.min(max, Math.max(START, 2 * times.length));
            byte[] oldHashes = hashes;
            long[] oldTimes = times;
            hashes = new byte[size * Headers.HASH_BYTES];
            times = Arrays.copyOf(times, size);
            for (int seq = first; seq < end; seq++) {
                int from = seq & oldTimes.length - 1;
                int to = seq & size - 1;
                times[to] = oldTimes[from];
                System.arraycopy(
                        oldHashes,
                        from * Headers.HASH_BYTES,
                        hashes,
                        to * Headers.HASH_BYTES,
                        Headers.HASH_BYTES);
            }
        }
    }
}
