package kith.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.log.Change;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Origin;
import kith.log.Run;
import kith.log.Verified;
import org.jspecify.annotations.Nullable;

/// The outgoing half of one space on one link: what the other side has, and the cursor into our log
/// up to which everything it lacks was sent.
///
/// The naive way queues each new change for each peer, and a peer that is slow or away makes the
/// queue grow. Here nothing is queued: the cursor stands in the log, and the log is read on when
/// there is credit: the newest part from the [Tail], older parts from disk. The order of our log is
/// causal, so what is sent in that order can be applied in that order.
///
/// What is sent ends with a signed head sooner or later, because nothing beyond our last signed
/// head is sent. It must be sooner than the credit ends, which the other side gives back only for
/// what a head vouches for: else both would wait for ever. Others' changes come to us under the
/// same bound, and are sent on in that order with those heads. Of our own, one head may cover all
/// that was written while the one before was being made: so where too much of our own would go out
/// without a head, one is asked for.
///
/// Over a link that *holds*, somebody else decides what is new to whom: a change goes when it was
/// passed, or the other side asked for it. What is held back is left out, and the cursor goes back
/// for it when it is passed. What it hangs on is passed with it.
///
/// What was damaged on our disk cannot be sent. That shows when the next change of the same chain
/// comes up: from there on the chain has a *gap*, and whatever hangs on it is passed over, until
/// the other side says that it has that from others. Nothing is read again meanwhile, unless the
/// disk only failed and is tried again: then it is sent from there on.
final class Feed {
    /// A message of changes is closed at this size. Guess: large enough that framing costs nothing.
    static final int BATCH_BYTES = 1 << 17;

    /// Bytes of our own changes between two heads, beside one change. Guess: with the largest
    /// change well below the least credit, and a signature for each costs nothing beside them.
    static final int HEADLESS_BYTES_MAX = 1 << 18;

    /// What runs go out through.
    interface Out {
        /// True when the credit suffices for a message of that size.
        boolean room(int bytes);

        /// Sends a run of one chain, for which there is room.
        void send(Run run, @Nullable Head head);

        /// The other side lacks contents that were dropped here.
        void lacksContents();
    }

    /// So little is sent without being asked for. Guess: what was written while a link came up.
    static final int LITTLE_CHANGES = 64;

    private final Source source;
    private final boolean holds;
    private int[] sent = new int[4];
    private int[] durable = new int[4];
    private int[] confirmed = new int[4];
    private long[] piece = new long[4];
    private int[] gap = new int[4]; // chain -> first seq that is not sent for want of it; 0: none
    private int[] passed = new int[4]; // chain -> up to where it may go, where the link holds
    private long passedEnd; // so may all before this place of the log
    private boolean passesLittle;
    private long cursor;
    private long tailAt = -1; // the run in the tail that is being sent, and which part of it
    private int tailPart;
    private boolean open;

    /// The other side lacks something that lies before the cursor. Where, is looked up once when it
    /// is sent to, and not for each of the thousands of places that one message can name.
    private boolean behind;

    /// The other side has a snapshot in the place of the contents that were dropped here.
    private boolean bare;

    private boolean loading;
    private List<Item> loaded = List.of();
    private int loadedAt;
    private long loadedEnd;

    private final List<Change> batch = new ArrayList<>();
    private int batchChain;
    private int batchBytes;
    private @Nullable Head batchHead;
    private long headlessBytes;

    Feed(Source source, boolean holds) {
        this.source = source;
        this.holds = holds;
    }

    /// Changes of `chain` may go, up to that one.
    void pass(int chain, int seq) {
        room(chain);
        if (seq > passed[chain]) {
            passed[chain] = seq;
            behind |= holds && seq > sent[chain];
        }
    }

    /// All that is here now may go.
    void passAll() {
        passedEnd = source.tail().end();
        behind |= holds;
    }

    /// The same, if it is little that the other side lacks, once that is known.
    void passLittle() {
        passesLittle = true;
    }

    private void passIfLittle() {
        passesLittle = false;
        ChangeGraph graph = source.graph();
        long lacking = 0;
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int there = Math.max(sent(chain), graph.first(chain) - 1);
            lacking += Math.max(0, graph.lastSigned(chain) - there);
        }
        if (lacking > 0 && lacking <= LITTLE_CHANGES) {
            passAll();
        }
    }

    /// Up to where `chain` may go, from that place of the log on.
    private int passed(int chain, long position) {
        if (!holds || position < passedEnd) {
            return Integer.MAX_VALUE;
        }
        return chain < passed.length ? passed[chain] : 0;
    }

    /// The other side told all it has: from now on it gets what it lacks.
    void open() {
        open = true;
        behind = true;
    }

    boolean isOpen() {
        return open;
    }

    /// The other side is known to have `chain` up to `seq`; `again`: and nothing more.
    void has(int chain, int seq, boolean again, long hashPiece) {
        room(chain);
        if (!again && seq >= durable[chain]) {
            durable[chain] = seq;
            piece[chain] = hashPiece;
        }
        if (again) {
            sendAgain(chain, seq);
        } else {
            cameFromThere(chain, seq);
        }
    }

    /// What comes after `seq`, whenever the next change is sent: the cursor goes back once for all
    /// chains.
    private void sendAgain(int chain, int seq) {
        sent[chain] = seq;
        if (holds) {
            pass(chain, source.graph().lastSigned(chain));
        }
        behind = true;
    }

    /// What was passed over since it could not be read may be there again.
    void serveAgain() {
        behind = true;
    }

    /// What the other side has of `chain` up to there is what we have: a hash was compared.
    void confirm(int chain, int seq) {
        room(chain);
        confirmed[chain] = Math.max(confirmed[chain], seq);
    }

    int confirmed(int chain) {
        return chain < confirmed.length ? confirmed[chain] : 0;
    }

    /// Changes of `chain` up to `seq` came from the other side, so it need not get them.
    void cameFromThere(int chain, int seq) {
        room(chain);
        sent[chain] = Math.max(sent[chain], seq);
        if (gap[chain] != 0 && seq >= gap[chain]) {
            gap[chain] = 0;
            behind = true; // it has from others what we lack: what follows on that was passed over
        }
    }

    int durable(int chain) {
        return chain < durable.length ? durable[chain] : 0;
    }

    long hashPiece(int chain) {
        return chain < piece.length ? piece[chain] : 0;
    }

    int sent(int chain) {
        return chain < sent.length ? sent[chain] : 0;
    }

    private void room(int chain) {
        if (chain >= sent.length) {
            int size = Math.max(chain + 1, 2 * sent.length);
            sent = Arrays.copyOf(sent, size);
            durable = Arrays.copyOf(durable, size);
            confirmed = Arrays.copyOf(confirmed, size);
            piece = Arrays.copyOf(piece, size);
            gap = Arrays.copyOf(gap, size);
            passed = Arrays.copyOf(passed, size);
        }
    }

    /// What we had of `parent` beyond a fork has another name now. What the other side told is told
    /// again, by the names of now.
    void split(int parent) {
        Arrays.fill(durable, 0);
        Arrays.fill(confirmed, 0);
        Arrays.fill(piece, 0);
        room(parent);
        sent[parent] = Math.min(sent[parent], source.graph().last(parent));
        behind = true;
        loaded = List.of(); // it means something else now
        loadedAt = 0;
        clearBatch();
    }

    /// What the other side has is to be told anew.
    void forget() {
        Arrays.fill(sent, 0);
        Arrays.fill(durable, 0);
        Arrays.fill(confirmed, 0);
        Arrays.fill(piece, 0);
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        room(chain);
        sent[chain] = 0;
        durable[chain] = 0;
        confirmed[chain] = 0;
        piece[chain] = 0;
        gap[chain] = 0;
        passed[chain] = 0;
    }

    /// The other side begins to tell anew what it has.
    void restart() {
        forget();
        loaded = List.of();
        loadedAt = 0;
        clearBatch();
        open = false;
    }

    /// Puts the cursor where the first change lies that the other side lacks.
    private void rewind() {
        behind = false;
        Arrays.fill(gap, 0);
        long first = firstLacking();
        cursor = first == Long.MAX_VALUE ? Math.max(cursor, source.tail().start()) : first;
        loaded = List.of();
        loadedAt = 0;
        tailAt = -1;
        clearBatch();
    }

    /// Before which nothing lies that the other side lacks and that may go; the largest number when
    /// there is nothing. The graph remembers only some places of each chain, so what came lately is
    /// looked for in the tail: else each update would be looked for among hundreds, for each link.
    private long firstLacking() {
        ChangeGraph graph = source.graph();
        long first = Long.MAX_VALUE;
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int seq = Math.max(sent(chain) + 1, graph.first(chain));
            if (seq <= graph.last(chain)) {
                long before = Math.max(0, graph.positionBefore(chain, seq));
                if (before < first && seq <= passed(chain, before)) {
                    long position = Math.max(before, source.tail().position(chain, seq));
                    first = seq <= passed(chain, position) ? Math.min(first, position) : first;
                }
            }
        }
        return first;
    }

    private void clearBatch() {
        batch.clear();
        batchBytes = 0;
        batchHead = null;
    }

    /// The most that can be read ahead: a piece of the log, or the largest record.
    static final long LOADED_BYTES_MAX = 4L << 20;

    long loadedBytes() {
        long bytes = 0;
        for (Item item : loaded) {
            bytes += item.run().isBare() ? 0 : item.run().contentBytes();
        }
        return bytes;
    }

    private boolean lacksAny() {
        ChangeGraph graph = source.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int may = Math.min(graph.lastSigned(chain), passed(chain, cursor));
            if (Math.max(sent(chain), graph.first(chain) - 1) < may) {
                return true;
            }
        }
        return false;
    }

    /// Sends what is missing as far as signatures and credit allow, and again from further back
    /// when it turns out what that hangs on.
    void pump(long link, Out out) {
        if (open && passesLittle) {
            passIfLittle();
        }
        do {
            if (open && behind) {
                rewind();
            }
            pumpOn(link, out);
        } while (open && behind && batch.isEmpty());
    }

    private void pumpOn(long link, Out out) {
        if (!open || batch.isEmpty() && !lacksAny() || !flush(out)) {
            return;
        }
        Item item = next(link);
        while (item != null && take(item, out)) {
            advance();
            item = next(link);
        }
        flush(out);
    }

    private @Nullable Item next(long link) {
        if (loadedAt < loaded.size()) {
            return loaded.get(loadedAt);
        }
        if (!loaded.isEmpty()) {
            cursor = loadedEnd;
            loaded = List.of();
            loadedAt = 0;
        }
        if (cursor < source.tail().start() && !loading) {
            cursor = Math.max(cursor, Math.min(firstLacking(), source.tail().start()));
        }
        if (cursor < source.tail().start()) {
            if (!loading) {
                loading = true;
                source.load(link, cursor);
            }
            return null;
        }
        Tail.Entry entry = source.tail().from(cursor);
        return entry == null ? null : itemOf(entry);
    }

    /// Under the numbers of now; of a run that a fork has parted one part after the other.
    private Item itemOf(Tail.Entry entry) {
        if (entry.position() != tailAt) {
            tailAt = entry.position();
            tailPart = 0;
        }
        Verified run = entry.run();
        List<Run> parts = source.graph().resolve(run.run());
        Run part = parts.get(Math.min(tailPart, parts.size() - 1));
        boolean last = part.lastSeq() == run.run().lastSeq();
        return new Item(part, last ? source.tail().head(run) : null);
    }

    private void advance() {
        if (loadedAt < loaded.size()) {
            loadedAt++;
            return;
        }
        Tail.Entry entry = source.tail().from(cursor);
        if (entry != null && itemOf(entry).run().lastSeq() == entry.run().run().lastSeq()) {
            cursor = entry.end();
        } else {
            tailPart++;
        }
    }

    void takesBare(boolean does) {
        bare = does;
    }

    /// The part of the log that was asked for: the runs of this space in it, and where it ends.
    void loaded(long position, List<Item> items, long end) {
        loading = false;
        if (behind || position != cursor || !loaded.isEmpty()) {
            return; // the cursor went elsewhere meanwhile
        }
        loaded = items;
        loadedAt = 0;
        loadedEnd = end;
        if (items.isEmpty()) {
            cursor = end;
        }
    }

    /// True when there is nothing more to do about a run: all of it that the other side lacks is in
    /// the batch or was sent, or hangs on what cannot be sent.
    private boolean take(Item item, Out out) {
        Run run = item.run();
        ChangeGraph graph = source.graph();
        int chain = graph.resolve(run.chain(), run.firstSeq());
        room(chain);
        int has = Math.max(sentOrBatched(chain), graph.first(chain) - 1);
        int may = Math.min(run.lastSeq(), passed(chain, cursor));
        int end = Math.min(may, graph.lastSigned(chain));
        if (may > has) {
            gap[chain] = run.firstSeq() > has + 1 ? has + 1 : 0;
        }
        for (int seq = has + 1; seq <= end && !isBehindGap(chain, seq); seq++) {
            Change change = run.changes().get(seq - run.firstSeq());
            if (change.isBare() || source.isDropped(chain, seq)) {
                if (!bare) {
                    out.lacksContents(); // before it has what stands for them nothing is of use
                    return false;
                }
                change = graph.headers().bare(change);
            }
            if (hangsOnGap(chain, change)) {
                gap[chain] = seq;
            } else if (hangsOnHeld(chain, change)) {
                return false;
            } else if (!batch(chain, change, out)) {
                return false;
            }
        }
        Head head = item.head();
        boolean ends = !batch.isEmpty() && batchChain == chain;
        if (head != null && ends && batch.getLast().seq() == head.seq()) {
            batchHead = head;
        }
        return may <= Math.max(has, end) || isBehindGap(chain, may);
    }

    /// Whether something before a change is held back; it is passed then, and comes first.
    private boolean hangsOnHeld(int chain, Change change) {
        if (!holds) {
            return false;
        }
        boolean held = false;
        Origin origin = source.graph().origin(chain);
        if (origin != null && change.seq() == source.graph().first(chain)) {
            held = passHeld(origin.parent(), origin.seqLast());
        }
        for (int i = 0; i < change.placeCount(); i++) {
            Change.Place place = change.place(i);
            int of = source.graph().resolve(place.chain(), place.seq());
            held |= passHeld(of, place.seq());
        }
        return held;
    }

    private boolean passHeld(int chain, int seq) {
        int there = Math.max(sentOrBatched(chain), source.graph().first(chain) - 1);
        boolean held = seq > Math.max(there, passed(chain, cursor));
        if (held) {
            pass(chain, seq);
        }
        return held;
    }

    /// Whether something before a change was damaged on our disk, so that it cannot be sent: then
    /// the other side has no use for the change either, until it has that from others.
    private boolean hangsOnGap(int chain, Change change) {
        ChangeGraph graph = source.graph();
        Origin origin = graph.origin(chain);
        boolean begins = origin != null && change.seq() == graph.first(chain);
        if (origin != null && begins && isBehindGap(origin.parent(), origin.seqLast())) {
            return true;
        }
        for (int i = 0; i < change.placeCount(); i++) {
            Change.Place place = change.place(i);
            if (isBehindGap(graph.resolve(place.chain(), place.seq()), place.seq())) {
                return true;
            }
        }
        return false;
    }

    private boolean isBehindGap(int chain, int seq) {
        return chain < gap.length && gap[chain] != 0 && gap[chain] <= seq;
    }

    private int sentOrBatched(int chain) {
        return batchChain == chain && !batch.isEmpty() ? batch.getLast().seq() : sent(chain);
    }

    private boolean batch(int chain, Change change, Out out) {
        int size = sizeMax(change);
        boolean joins =
                batchChain == chain
                        && (batch.isEmpty() || batch.getLast().isBare() == change.isBare())
                        && batchBytes + size <= BATCH_BYTES
                        && batch.size() < Run.CHANGES_MAX;
        if (!joins && !flush(out)) {
            return false;
        }
        if (!out.room(batchBytes + size)) {
            return false;
        }
        batchChain = chain;
        batchHead = null;
        batch.add(change);
        batchBytes += size;
        return true;
    }

    /// What a change takes in a message, at most: see `RunCodec`.
    private static int sizeMax(Change change) {
        int places = change.deps().size();
        if (change.seen() != null) {
            places += change.seen().others().size() + 1;
        }
        int body = change.isBare() ? Headers.HASH_BYTES : change.contentBytes();
        return body + MESSAGE_BYTES + 10 * places;
    }

    /// Times, shape and size of one change, and its share of the message around it.
    private static final int MESSAGE_BYTES = 128;

    /// Sends what is batched; false when that has to wait for a head, or for credit since it did.
    private boolean flush(Out out) {
        if (batch.isEmpty()) {
            return true;
        }
        boolean own = source.isOwn(batchChain);
        int last = batch.getLast().seq();
        if (own && batchHead == null) {
            batchHead = source.headAt(batchChain, last);
        }
        if (own && batchHead == null && headlessBytes + batchBytes > HEADLESS_BYTES_MAX) {
            source.wantHead(batchChain, last);
            return false;
        }
        if (!out.room(batchBytes)) {
            return false;
        }
        if (own) {
            headlessBytes = batchHead == null ? headlessBytes + batchBytes : 0;
        }
        Run run = new Run(batchChain, batch);
        Head head = batchHead;
        sent[batchChain] = run.lastSeq();
        clearBatch();
        out.send(run, head);
        return true;
    }
}
