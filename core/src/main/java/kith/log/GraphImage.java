package kith.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.AuthorChain.DiskPlace;
import kith.log.AuthorChain.KeptHead;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// A [ChangeGraph] as the sections of a checkpoint: everything that would otherwise be found again
/// only by reading the whole log.
///
/// ```
/// section := item*                                no item goes on in another section
/// item    := 1 version space chainCount           first of all
///          | 2 chain                              each, in the order of their numbers
///          | 3 chain firstSeq count (hash time:u64)*                 recent pasts, oldest first
///          | 4 chain count (seq at signature)*                       kept heads
///          | 5 chain count (seq position:u64)*                       places on disk
///          | 6 chain other count (at value)*                         what it had seen of another
///          | 7 chain count (at place)*                               how its floor rose
///          | 8 count (chain length)*                                 runs, as they came
///          | 9                                    last of all
/// chain   := number id origin successor last lastSigned lastDurable contentBytes bytesBefore
///            flags hash time:u64
/// origin  := 0 | 1 parent seqLast         successor := 0 | number + 1
/// flags   := 1 when ended + 2 when in the frontier
/// ```
///
/// Long lists are several items of one kind. `seq`, `at`, `value` and `place` ascend and are
/// written as differences from the one before in their item. Two equal graphs give equal bytes.
///
/// An image is read from our own disk, behind the store's checks. Even so, reading one that is
/// wrong ends in [Malformed], never in a graph that loops.
///
/// Cost: linear in the chains, windows and steps. Used by the owner of the engine only.
public final class GraphImage {
    /// Of one section. Half of what the store allows, so that a space can add its own number.
    public static final int SECTION_BYTES_MAX = 1 << 19;

    private static final int VERSION = 1;

    /// Entries of one item: at most about 90 bytes each, so a section holds several items.
    private static final int ENTRIES_MAX = 1024;

    /// More than an entry takes.
    private static final int ENTRY_BYTES_MAX = 96;

    private static final int HEADER = 1;
    private static final int CHAIN = 2;
    private static final int WINDOW = 3;
    private static final int HEADS = 4;
    private static final int PLACES = 5;
    private static final int SIGHT = 6;
    private static final int FLOOR = 7;
    private static final int ARRIVALS = 8;
    private static final int END = 9;

    /// The sections of an image of `graph`, each at most [#SECTION_BYTES_MAX] long.
    public static List<Bytes> write(ChangeGraph graph) {
        var taking = new Taking(graph, Taking.STEP_CHAINS);
        taking.hurry();
        return taking.to.sections;
    }

    /// Begins an image of the graph as it is now, which is taken section by section while changes
    /// go on. A graph has one image at a time.
    public static Taking begin(ChangeGraph graph) {
        return new Taking(graph, Taking.STEP_CHAINS);
    }

    /// Collects items into sections.
    private static final class Sections {
        final List<Bytes> sections = new ArrayList<>();
        private final Writer out = new Writer(1 << 10);

        /// Begins an item with up to so many entries.
        Writer item(int tag, int entries) {
            if (out.size() + ENTRY_BYTES_MAX * (entries + 3) > SECTION_BYTES_MAX) {
                close();
            }
            return out.u8(tag);
        }

        void close() {
            if (out.size() > 0) {
                sections.add(out.toBytes());
                out.clear();
            }
        }
    }

    /// An image that is being taken.
    ///
    /// All of it is of the moment at which it began: a chain that is about to change and was not
    /// written yet is written first, as it is, and put aside until its turn comes; the list of
    /// arrivals only grows, so that it is enough to know how long it was. When a chain is split the
    /// rest is written at once, since a split renumbers everywhere.
    ///
    /// Cost of a step: about [#STEP_BYTES] written or [#STEP_CHAINS] chains looked at. What is put
    /// aside is at most what changed since.
    public static final class Taking {
        /// A section is handed out when it has about this many bytes. Guess: some tens of
        /// microseconds.
        private static final int STEP_BYTES = 1 << 16;

        /// Chains looked at in one step. Guess: a tenth of a millisecond.
        private static final int STEP_CHAINS = 1_000;

        private final Sections to = new Sections();
        private final List<AuthorChain> chains;
        private final Horizon.Arrivals arrivals;
        private final int arrivalsSize;
        private final int stepChains;
        private final boolean[] inFrontier;

        /// What of chains was written before its turn: their first items, and the others.
        private final TreeMap<Integer, Bytes> firsts = new TreeMap<>();

        private final TreeMap<Integer, Sections> others = new TreeMap<>();
        private int firstNext;
        private int otherNext;
        private int runNext;
        private int arrived;
        private boolean ended;

        Taking(ChangeGraph graph, int stepChains) {
            this.stepChains = stepChains;
            chains = new ArrayList<>(graph.chains());
            arrivals = graph.arrivals();
            arrivalsSize = arrivals.size();
            inFrontier = new boolean[chains.size()];
            for (Place place : graph.frontier()) {
                inFrontier[place.chain()] = true;
            }
            arrivals.image = this;
            chains.forEach(chain -> chain.image = this);
            to.item(HEADER, 1).varint(VERSION).bytes(graph.space()).varint(chains.size());
        }

        /// The next section, or null when the image is complete.
        public @Nullable Bytes next() {
            int looked = 0;
            while (!ended && to.sections.isEmpty()) {
                one();
                if (++looked == stepChains || to.out.size() >= STEP_BYTES) {
                    to.close();
                }
            }
            return to.sections.isEmpty() ? null : to.sections.removeFirst();
        }

        /// Gives the image up.
        public void cancel() {
            chains.forEach(chain -> chain.image = null);
            end();
        }

        private void one() {
            if (firstNext < chains.size()) {
                writeFirst(chains.get(firstNext++));
            } else if (otherNext < chains.size()) {
                writeOthers(chains.get(otherNext++));
            } else if (arrived < arrivalsSize) {
                writeArrivals();
            } else {
                to.item(END, 0);
                to.close();
                end();
            }
        }

        private void end() {
            arrivals.image = null;
            ended = true;
        }

        private void writeFirst(AuthorChain chain) {
            Bytes put = firsts.remove(chain.number);
            Writer out = to.item(CHAIN, 4);
            if (put == null) {
                writeChain(out, chain, inFrontier[chain.number]);
            } else {
                out.bytes(put);
            }
        }

        private void writeOthers(AuthorChain chain) {
            Sections put = others.remove(chain.number);
            if (put == null) {
                chain.image = null;
                writeRest(to, chain);
            } else {
                to.close();
                to.sections.addAll(put.sections);
            }
        }

        /// The chain is about to change.
        void rescue(AuthorChain chain) {
            chain.image = null;
            if (chain.number >= firstNext) {
                var out = new Writer(1 << 8);
                writeChain(out, chain, inFrontier[chain.number]);
                firsts.put(chain.number, out.toBytes());
            }
            var rest = new Sections();
            writeRest(rest, chain);
            rest.close();
            others.put(chain.number, rest);
        }

        /// The graph is about to be numbered anew.
        void hurry() {
            while (!ended) {
                one();
            }
        }

        private void writeArrivals() {
            int count = 0;
            int end = arrived;
            while (count < ENTRIES_MAX && end < arrivalsSize) {
                end += arrivals.length(runNext + count++);
            }
            Writer out = to.item(ARRIVALS, count).varint(count);
            for (int last = runNext + count; runNext < last; runNext++) {
                int length = Math.min(arrivals.length(runNext), arrivalsSize - arrived);
                out.varint(arrivals.chain(runNext)).varint(length);
                arrived += length;
            }
        }
    }

    private static void writeChain(Writer out, AuthorChain chain, boolean inFrontier) {
        out.varint(chain.number);
        chain.id.write(out);
        out.flag(chain.origin != null);
        if (chain.origin != null) {
            out.varint(chain.origin.parent()).varint(chain.origin.seqLast());
        }
        out.varint(chain.successor + 1).varint(chain.last).varint(chain.lastSigned);
        out.varint(chain.lastDurable).varint(chain.contentBytes).varint(chain.bytesBefore);
        out.u8((chain.ended ? 1 : 0) | (inFrontier ? 2 : 0));
        out.bytes(chain.tip.hash()).u64(chain.tip.time());
    }

    private static void writeRest(Sections to, AuthorChain chain) {
        writeWindow(to, chain);
        writeHeads(to, chain);
        writePlaces(to, chain);
        for (Horizon.Sight sight : chain.horizon.sights()) {
            writeSteps(to, SIGHT, chain, sight);
        }
        if (chain.horizon.floors() != null) {
            writeSteps(to, FLOOR, chain, chain.horizon.floors());
        }
    }

    private static void writeWindow(Sections to, AuthorChain chain) {
        int end = chain.window.end();
        for (int seq = chain.window.first(); seq < end; ) {
            int count = Math.min(ENTRIES_MAX, end - seq);
            Writer out = to.item(WINDOW, count).varint(chain.number).varint(seq).varint(count);
            for (int last = seq + count; seq < last; seq++) {
                Past past = chain.window.at(seq);
                if (past == null) {
                    throw new IllegalStateException("hole in the window of " + chain.id);
                }
                out.bytes(past.hash()).u64(past.time());
            }
        }
    }

    private static void writeHeads(Sections to, AuthorChain chain) {
        for (int i = 0; i < chain.heads.size(); ) {
            int count = Math.min(ENTRIES_MAX, chain.heads.size() - i);
            Writer out = to.item(HEADS, count).varint(chain.number).varint(count);
            int seq = 0;
            long at = 0;
            for (int end = i + count; i < end; i++) {
                KeptHead kept = chain.heads.get(i);
                out.varint(kept.head().seq() - seq).varint(kept.at() - at);
                out.bytes(kept.head().signature());
                seq = kept.head().seq();
                at = kept.at();
            }
        }
    }

    private static void writePlaces(Sections to, AuthorChain chain) {
        for (int i = 0; i < chain.places.size(); ) {
            int count = Math.min(ENTRIES_MAX, chain.places.size() - i);
            Writer out = to.item(PLACES, count).varint(chain.number).varint(count);
            int seq = 0;
            for (int end = i + count; i < end; i++) {
                DiskPlace place = chain.places.get(i);
                out.varint(place.seq() - seq).u64(place.position());
                seq = place.seq();
            }
        }
    }

    private static void writeSteps(Sections to, int tag, AuthorChain chain, Horizon.Sight sight) {
        for (int i = 0; i < sight.size(); ) {
            int count = Math.min(ENTRIES_MAX, sight.size() - i);
            Writer out = to.item(tag, count).varint(chain.number);
            if (tag == SIGHT) {
                out.varint(sight.other);
            }
            out.varint(count);
            int at = 0;
            int value = 0;
            for (int end = i + count; i < end; i++) {
                out.varint(sight.at(i) - at).varint(sight.value(i) - value);
                at = sight.at(i);
                value = sight.value(i);
            }
        }
    }

    private final ChangeGraph graph;
    private int chainCount = -1;

    /// The last change of each chain that came so far.
    private int[] came = new int[0];

    private boolean ended;

    /// Begins to read an image of a space; the sections follow in order.
    public GraphImage(Bytes space, Hasher hasher, int windowMax) {
        this.graph = new ChangeGraph(space, hasher, windowMax);
    }

    /// Takes the next section.
    public void take(Bytes section) {
        var in = new Reader(section);
        while (!in.atEnd()) {
            int tag = in.u8();
            if ((tag == HEADER) != (chainCount < 0) || ended) {
                throw new Malformed("item " + tag + " of a graph out of place");
            }
            item(tag, in);
        }
    }

    private void item(int tag, Reader in) {
        switch (tag) {
            case HEADER -> readHeader(in);
            case CHAIN -> readChain(in);
            case WINDOW -> readWindow(in, chain(in));
            case HEADS -> readHeads(in, chain(in));
            case PLACES -> readPlaces(in, chain(in));
            case SIGHT -> readSight(in, chain(in), chain(in));
            case FLOOR -> readFloor(in, chain(in));
            case ARRIVALS -> readArrivals(in);
            case END -> ended = true;
            default -> throw new Malformed("item " + tag + " of a graph is unknown");
        }
    }

    private void readHeader(Reader in) {
        int version = in.count(Integer.MAX_VALUE, "version of a graph image");
        if (version != VERSION) {
            throw new Malformed("graph image of version " + version + ", known is " + VERSION);
        }
        Bytes space = in.bytes(Headers.SPACE_BYTES);
        if (!space.equals(graph.space())) {
            throw new Malformed("graph of space " + space + ", expected " + graph.space());
        }
        chainCount = in.count(Integer.MAX_VALUE, "number of chains");
    }

    private void readChain(Reader in) {
        int number = in.count(chainCount - 1, "chain number");
        if (number != graph.chainCount()) {
            throw new Malformed("chain " + number + " after " + graph.chainCount());
        }
        ChainId id = ChainId.read(in);
        Origin origin = in.flag() ? new Origin(number(in, "parent"), seq(in)) : null;
        if ((origin == null) != (id.branch().size() == 0) || graph.number(id) >= 0) {
            throw new Malformed("chain " + number + " has a wrong name");
        }
        int successor = in.count(chainCount, "successor") - 1;
        int last = seq(in);
        int lastSigned = seq(in);
        int lastDurable = seq(in);
        long contentBytes = bytes(in);
        long bytesBefore = bytes(in);
        int flags = in.u8();
        var tip = new Past(in.bytes(Headers.HASH_BYTES), time(in));
        var chain = new AuthorChain(number, id, origin, tip, graph.windowMax());
        boolean shown = (flags & 2) == 0 || last > chain.last; // nothing is in no frontier
        if (last < chain.last || lastSigned > last || lastDurable > last || flags > 3 || !shown) {
            throw new Malformed("chain " + number + " ends at " + last + ", flags " + flags);
        }
        chain.successor = successor;
        chain.last = last;
        chain.lastSigned = lastSigned;
        chain.lastDurable = lastDurable;
        chain.contentBytes = contentBytes;
        chain.bytesBefore = bytesBefore;
        chain.ended = (flags & 1) != 0;
        if (number == came.length) {
            came = Arrays.copyOf(came, Math.max(8, 2 * number));
        }
        graph.restore(chain, (flags & 2) != 0);
    }

    private void readWindow(Reader in, AuthorChain chain) {
        int seq = seq(in);
        int count = entries(in, Headers.HASH_BYTES + Long.BYTES);
        boolean goesOn = chain.window.end() == 0 || chain.window.end() == seq;
        if (!goesOn || seq < chain.first() || count > chain.last - seq + 1) {
            throw new Malformed("window of chain " + chain.number + " from " + seq);
        }
        for (int i = 0; i < count; i++) {
            chain.window.add(seq + i, new Past(in.bytes(Headers.HASH_BYTES), time(in)));
        }
    }

    private static void readHeads(Reader in, AuthorChain chain) {
        int count = entries(in, Head.SIGNATURE_BYTES + 2);
        int seq = 0;
        long at = 0;
        for (int i = 0; i < count; i++) {
            seq = later(in, seq, chain.last);
            at += bytes(in);
            boolean ascends = chain.heads.isEmpty() || chain.heads.getLast().head().seq() < seq;
            if (!ascends || at < 0 || seq < chain.first()) {
                throw new Malformed("head of chain " + chain.number + " at " + seq);
            }
            Bytes signature = in.bytes(Head.SIGNATURE_BYTES);
            chain.heads.add(new KeptHead(new Head(seq, signature), at));
        }
    }

    private static void readPlaces(Reader in, AuthorChain chain) {
        int count = entries(in, 1 + Long.BYTES);
        int seq = 0;
        for (int i = 0; i < count; i++) {
            seq = later(in, seq, chain.last);
            if (!chain.places.isEmpty() && chain.places.getLast().seq() >= seq) {
                throw new Malformed("place of chain " + chain.number + " at " + seq);
            }
            chain.places.add(new DiskPlace(seq, in.u64()));
        }
    }

    private static void readSight(Reader in, AuthorChain chain, AuthorChain other) {
        int count = entries(in, 2);
        int at = 0;
        int value = 0;
        for (int i = 0; i < count; i++) {
            at = later(in, at, chain.last);
            value = later(in, value, other.last);
            boolean fits = at >= chain.first() && value >= other.first() && other != chain;
            if (!fits || !chain.horizon.restore(at, other.number, value)) {
                throw new Malformed(
                        "chain "
                                + chain.number
                                + " saw "
                                + value
                                + " of "
                                + other.number
                                + " at "
                                + at);
            }
        }
    }

    private static void readFloor(Reader in, AuthorChain chain) {
        int count = entries(in, 2);
        int at = 0;
        int place = 0;
        for (int i = 0; i < count; i++) {
            at = later(in, at, chain.last);
            place = later(in, place, Integer.MAX_VALUE);
            if (at < chain.first() || !chain.horizon.restore(at, -1, place)) {
                throw new Malformed("floor of chain " + chain.number + " at " + at);
            }
        }
    }

    private void readArrivals(Reader in) {
        int count = entries(in, 2);
        for (int i = 0; i < count; i++) {
            AuthorChain chain = chain(in);
            int seq = Math.max(chain.first(), came[chain.number] + 1);
            int length = in.count(Integer.MAX_VALUE - 1, "length of a run");
            boolean fits = length >= 1 && length <= chain.last - seq + 1;
            if (!fits || graph.arrivals().size() > Integer.MAX_VALUE - 1 - length) {
                throw new Malformed(length + " changes of chain " + chain.number + " at " + seq);
            }
            graph.arrivals().add(chain, seq, length);
            came[chain.number] = seq + length - 1;
        }
    }

    /// All sections were taken: the graph.
    public ChangeGraph end() {
        if (!ended || graph.chainCount() != chainCount) {
            throw new Malformed("the image of a graph ends after " + graph.chainCount());
        }
        long changes = 0;
        for (AuthorChain chain : graph.chains()) {
            chain.horizon.restored();
            checkEnds(chain);
            changes += chain.last - chain.first() + 1;
        }
        if (changes != graph.arrivals().size()) {
            throw new Malformed(graph.arrivals().size() + " of " + changes + " changes came");
        }
        return graph;
    }

    /// Following parents and successors must come to an end.
    private void checkEnds(AuthorChain chain) {
        AuthorChain parent = chain;
        AuthorChain next = chain;
        for (int i = 0; i <= chainCount; i++) {
            parent = parent == null ? null : parent(parent);
            next = next == null || next.successor < 0 ? null : graph.chains().get(next.successor);
            if (parent == null && next == null) {
                return;
            }
        }
        throw new Malformed("chain " + chain.number + " comes back to itself");
    }

    private @Nullable AuthorChain parent(AuthorChain chain) {
        if (chain.origin == null) {
            return null;
        }
        AuthorChain parent = graph.chains().get(chain.origin.parent());
        if (chain.origin.seqLast() > parent.last) {
            throw new Malformed("branch " + chain.number + " begins beyond its parent");
        }
        return parent;
    }

    private AuthorChain chain(Reader in) {
        return graph.chains().get(in.count(graph.chainCount() - 1, "chain number"));
    }

    private int number(Reader in, String what) {
        return in.count(chainCount - 1, what);
    }

    private static int seq(Reader in) {
        return in.count(Integer.MAX_VALUE - 1, "sequence number");
    }

    private static int entries(Reader in, int bytesEach) {
        int count = in.count(ENTRIES_MAX, "number of entries");
        if (count < 1 || (long) count * bytesEach > in.remaining()) {
            throw new Malformed(count + " entries in " + in.remaining() + " bytes");
        }
        return count;
    }

    /// A number greater than `before`.
    private static int later(Reader in, int before, int last) {
        int step = in.count(Integer.MAX_VALUE, "step");
        if (step < 1 || step > last - before) {
            throw new Malformed(before + " and " + step + " more, at most " + last);
        }
        return before + step;
    }

    private static long bytes(Reader in) {
        long bytes = in.varint();
        if (bytes < 0) {
            throw new Malformed("a number of bytes over 63 bits");
        }
        return bytes;
    }

    private static long time(Reader in) {
        long time = in.u64();
        if (time < 0) {
            throw new Malformed("time is negative: " + time);
        }
        return time;
    }
}
