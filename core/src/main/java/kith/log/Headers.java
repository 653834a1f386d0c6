package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.Change.View;
import org.jspecify.annotations.Nullable;

/// How a change is hashed, and what a head signs.
///
/// ```
/// genesis := sha256("kith/chain/1" space author incarnation:u64)     the "hash" before change 1
/// header  := "kith/change/1" prev seq time:u64 deps seen size sha256(content)
/// deps    := count hash*          ascending by hash
/// seen    := 0 | 1 own count hash*    ascending by hash
/// head    := "kith/head/1" space incarnation:u64 seq hash            what the author signs
/// ```
///
/// The hash of a change is that of its header. The genesis names space, author and incarnation
/// once, so a header need not: a change cannot be moved to another space or chain without breaking
/// the hashes. A branch has no genesis of its own, it goes on from its parent. A header without
/// deps fits two blocks of SHA-256. The content enters by its hash, so that it can be sealed,
/// pruned or left out while the chain still checks.
///
/// Each label makes its input unlike every other that is hashed or signed here, and all parts are
/// of fixed size or say their size, so that two different headers never are the same bytes.
public final class Headers {
    public static final int HASH_BYTES = 32;
    public static final int SPACE_BYTES = 32;

    private static final byte[] CHAIN_LABEL = Utf8.encode("kith/chain/1");
    private static final byte[] CHANGE_LABEL = Utf8.encode("kith/change/1");
    private static final byte[] HEAD_LABEL = Utf8.encode("kith/head/1");

    private final Hasher hasher;
    private final Writer scratch = new Writer(256);

    public Headers(Hasher hasher) {
        this.hasher = hasher;
    }

    /// The hash that `change` has if it follows the last change of `chain`; null when something
    /// that it names is not here, or its hash not in memory.
    public @Nullable Bytes hashAfter(ChangeGraph graph, int chain, Change change) {
        var hashes = new ArrayList<Bytes>(change.placeCount());
        for (int i = 0; i < change.placeCount(); i++) {
            Past past = graph.past(change.place(i).chain(), change.place(i).seq());
            if (past == null) {
                return null;
            }
            hashes.add(past.hash());
        }
        return hash(graph.tip(chain).hash(), change, hashes);
    }

    /// A change without its content and with hashes in place of numbers: what the chain runs over,
    /// readable by whoever holds no part of the log.
    public record Header(
            Bytes prev,
            int seq,
            long time,
            List<Bytes> deps,
            @Nullable Looked seen,
            int contentBytes,
            Bytes contentHash) {
        /// What the writer had looked at, as [View] says it.
        public record Looked(int own, List<Bytes> others) {
            public Looked {
                others = List.copyOf(others);
            }
        }

        public Header {
            deps = List.copyOf(deps);
        }

        /// Writes the bytes whose hash is that of the change.
        public void write(Writer out) {
            out.bytes(CHANGE_LABEL, 0, CHANGE_LABEL.length).bytes(prev).varint(seq).u64(time);
            writeHashes(out, deps, 0, deps.size());
            out.flag(seen != null);
            if (seen != null) {
                writeHashes(out.varint(seen.own()), seen.others(), 0, seen.others().size());
            }
            out.varint(contentBytes).bytes(contentHash);
        }

        /// Reads what `write` wrote, and nothing else.
        public static Header read(Reader in) {
            if (!in.bytes(CHANGE_LABEL.length).equals(Bytes.wrap(CHANGE_LABEL))) {
                throw new Malformed("no header of a change before " + in.position());
            }
            Bytes prev = in.bytes(HASH_BYTES);
            int seq = in.count(Integer.MAX_VALUE, "sequence number");
            long time = in.u64();
            if (seq < 1 || time < 0) {
                throw new Malformed("header of change " + seq + " at time " + time);
            }
            List<Bytes> deps = readHashes(in);
            Looked seen = in.flag() ? readLooked(in, seq) : null;
            int size = in.count(Change.CONTENT_BYTES_MAX, "content size in bytes");
            return new Header(prev, seq, time, deps, seen, size, in.bytes(HASH_BYTES));
        }

        private static Looked readLooked(Reader in, int seq) {
            return new Looked(in.count(seq - 1, "own sequence number seen"), readHashes(in));
        }

        private static List<Bytes> readHashes(Reader in) {
            int count = in.count(Change.PLACES_MAX, "number of hashes");
            var hashes = new ArrayList<Bytes>(Math.min(count, in.remaining() / HASH_BYTES));
            for (int i = 0; i < count; i++) {
                Bytes hash = in.bytes(HASH_BYTES);
                if (i > 0 && hash.compareTo(hashes.getLast()) <= 0) {
                    throw new Malformed("hashes out of order before " + in.position());
                }
                hashes.add(hash);
            }
            return hashes;
        }
    }

    /// What stands in for the hash of the change before the first.
    public Bytes genesis(Bytes space, ChainId chain) {
        checkSpace(space);
        scratch.clear();
        label(CHAIN_LABEL);
        scratch.bytes(space).bytes(chain.author()).u64(chain.incarnation());
        return hash();
    }

    /// The hash of `change` after `prev`; the hashes of its deps and of what it had seen come from
    /// whoever holds them, in the order of the change's own lists.
    public Bytes hash(Bytes prev, Change change, List<Bytes> deps, List<Bytes> seen) {
        if (seen.isEmpty()) {
            return hash(prev, change, deps);
        }
        var both = new ArrayList<Bytes>(deps.size() + seen.size());
        both.addAll(deps);
        both.addAll(seen);
        return hash(prev, change, both);
    }

    /// The same with one list: the hashes of the deps, then those of what it had seen.
    Bytes hash(Bytes prev, Change change, List<Bytes> places) {
        checkPlaces(change, places);
        Bytes content = contentHash(change);
        int deps = change.deps().size();
        scratch.clear();
        label(CHANGE_LABEL);
        scratch.bytes(prev).varint(change.seq()).u64(change.time());
        writeHashes(scratch, places, 0, deps);
        scratch.flag(change.seen() != null);
        if (change.seen() != null) {
            writeHashes(scratch.varint(change.seen().own()), places, deps, places.size());
        }
        scratch.varint(change.contentBytes()).bytes(content);
        return hash();
    }

    private Bytes contentHash(Change change) {
        return change.dropped() == null ? hasher.sha256(change.content()) : change.dropped().hash();
    }

    /// The same change without its content.
    public Change bare(Change change) {
        if (change.isBare()) {
            return change;
        }
        var dropped = new Change.Dropped(change.content().size(), contentHash(change));
        return new Change(
                change.seq(), change.time(), change.deps(), change.seen(), Bytes.EMPTY, dropped);
    }

    /// The same run without its contents.
    public Run bare(Run run) {
        if (run.isBare()) {
            return run;
        }
        var changes = new ArrayList<Change>(run.size());
        for (Change change : run.changes()) {
            changes.add(bare(change));
        }
        return new Run(run.chain(), changes);
    }

    /// The header whose hash `hash` gives.
    Header header(Bytes prev, Change change, List<Bytes> places) {
        checkPlaces(change, places);
        int deps = change.deps().size();
        View seen = change.seen();
        return new Header(
                prev,
                change.seq(),
                change.time(),
                places.subList(0, deps),
                seen == null
                        ? null
                        : new Header.Looked(seen.own(), places.subList(deps, places.size())),
                change.contentBytes(),
                contentHash(change));
    }

    /// The hash of the change with that header.
    public Bytes hash(Header header) {
        scratch.clear();
        header.write(scratch);
        return hash();
    }

    /// The bytes that an author signs to vouch for a chain up to `seq`.
    public static Bytes headMessage(Bytes space, long incarnation, int seq, Bytes hash) {
        checkSpace(space);
        return new Writer(96)
                .bytes(HEAD_LABEL, 0, HEAD_LABEL.length)
                .bytes(space)
                .u64(incarnation)
                .varint(seq)
                .bytes(hash)
                .toBytes();
    }

    /// A space without a fixed size would make two different inputs the same bytes.
    private static void checkSpace(Bytes space) {
        if (space.size() != SPACE_BYTES) {
            throw new IllegalArgumentException("space of " + space.size() + " bytes, not 32");
        }
    }

    private static void checkPlaces(Change change, List<Bytes> places) {
        if (places.size() != change.placeCount()) {
            throw new IllegalArgumentException(
                    places.size() + " hashes for the places of change " + change.seq());
        }
    }

    private static void writeHashes(Writer out, List<Bytes> list, int start, int end) {
        out.varint(end - start);
        for (int i = start; i < end; i++) {
            out.bytes(list.get(i));
        }
    }

    private void label(byte[] label) {
        scratch.bytes(label, 0, label.length);
    }

    private Bytes hash() {
        return hasher.sha256(scratch.shared(), 0, scratch.size());
    }
}
