package kith.replica.rewriting;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Run;
import kith.log.RunCodec;
import kith.log.StoredRun;
import kith.replica.RecordType;
import kith.replica.ReplicaRecords;
import kith.store.rewritten.Block;
import org.jspecify.annotations.Nullable;

/// Logs of a few chains in two spaces, as they would be appended; and what one says, read in the
/// plainest way.
final class Logs {
    static final Headers HEADERS =
            new Headers((from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end)));

    private static final int CHAINS = 3;

    private final Rng random;
    private final List<Block.Entry> records = new ArrayList<>();
    private final TreeMap<Place, Bytes> hashes = places();
    private final int[][] lasts = new int[2][CHAINS];
    private final long[][] times = new long[2][CHAINS];

    private Logs(Rng random) {
        this.random = random;
    }

    private static <T> TreeMap<Place, T> places() {
        return new TreeMap<>(
                (a, b) ->
                        a.chain() != b.chain()
                                ? Integer.compare(a.chain(), b.chain())
                                : Integer.compare(a.seq(), b.seq()));
    }

    /// A log of about so many records.
    static List<Block.Entry> drawn(Rng random, int count) {
        var log = new Logs(random);
        for (int i = 0; i < count; i++) {
            log.next();
        }
        return log.records;
    }

    /// So many runs of one who writes alone, each with its head behind it.
    static List<Block.Entry> alone(Rng random, int runs) {
        var log = new Logs(random);
        for (int i = 0; i < runs; i++) {
            log.run(0, 0);
            log.head(0, 0, log.lasts[0][0]);
        }
        return log.records;
    }

    private void next() {
        int space = random.nextInt(2);
        int chain = random.chance(60) ? 0 : random.nextInt(CHAINS);
        if (random.chance(2)) {
            records.add(new Block.Entry(RecordType.CLEAN, Bytes.EMPTY));
        } else if (random.chance(2)) {
            records.add(new Block.Entry(RecordType.SPLIT, new Writer().varint(space).toBytes()));
        } else if (random.chance(2)) {
            records.add(new Block.Entry(RecordType.BOARD, random.bytes(5)));
        } else if (random.chance(30) && lasts[space][chain] > 0) {
            int back = Math.min(lasts[space][chain] - 1, random.nextInt(3));
            head(space, chain, lasts[space][chain] - (random.chance(70) ? 0 : back));
        } else {
            run(space, chain);
        }
    }

    private void head(int space, int chain, int seq) {
        var out = new Writer().varint(space).varint(chain).varint(seq);
        out.bytes(signature(space, chain, seq));
        records.add(new Block.Entry(RecordType.HEAD, out.toBytes()));
    }

    static Bytes signature(int space, int chain, int seq) {
        var out = new Writer().u32(space).u32(chain).u32(seq);
        return out.bytes(new byte[Head.SIGNATURE_BYTES - 12], 0, 52).toBytes();
    }

    private void run(int space, int chain) {
        int first = lasts[space][chain] + 1;
        Bytes prev = hash(space, chain, first - 1);
        Bytes at = prev;
        var changes = new ArrayList<Change>();
        var placeHashes = new ArrayList<List<Bytes>>();
        for (int left = random.between(1, 4); left > 0; left--) {
            List<Place> deps = past(space, chain);
            View seen = random.chance(90) ? null : new View(first / 2, past(space, chain));
            times[space][chain] += 1 + random.nextInt(random.chance(50) ? 3 : 1 << 20);
            int size = random.nextInt(random.chance(5) ? 90 : 12);
            int seq = first + changes.size();
            var change = new Change(seq, times[space][chain], deps, seen, random.bytes(size), null);
            List<Bytes> own = hashesOf(space, change);
            at = HEADERS.hash(at, change, own.subList(0, deps.size()), rest(own, deps.size()));
            hashes.put(new Place(key(space, chain), seq), at);
            changes.add(change);
            placeHashes.add(own);
        }
        lasts[space][chain] += changes.size();
        int last = lasts[space][chain];
        Head head = random.chance(60) ? null : new Head(last, signature(space, chain, last));
        var out = new Writer().varint(space);
        if (random.chance(50)) {
            Columns.write(out, stored(chain, changes, prev, placeHashes, head), random.chance(50));
            records.add(new Block.Entry(RecordType.COLUMNS, out.toBytes()));
        } else {
            plain(out, stored(chain, changes, prev, placeHashes, head));
            records.add(new Block.Entry(RecordType.RUN, out.toBytes()));
        }
    }

    private static StoredRun stored(
            int chain,
            List<Change> changes,
            Bytes prev,
            List<List<Bytes>> hashes,
            @Nullable Head head) {
        return new StoredRun(new Run(chain, changes), prev, hashes, head);
    }

    /// As `StoredRun` writes it.
    private static void plain(Writer out, StoredRun stored) {
        out.varint(stored.run().chain()).bytes(stored.prev());
        RunCodec.write(out, stored.run(), (chain, seq) -> chain);
        stored.placeHashes().forEach(each -> each.forEach(out::bytes));
        Head head = stored.head();
        out.flag(head != null);
        if (head != null) {
            out.bytes(head.signature());
        }
    }

    private static List<Bytes> rest(List<Bytes> all, int from) {
        return all.subList(from, all.size());
    }

    private static int key(int space, int chain) {
        return space * CHAINS + chain;
    }

    private Bytes hash(int space, int chain, int seq) {
        Bytes known = seq < 1 ? null : hashes.get(new Place(key(space, chain), seq));
        return known == null ? Bytes.wrap(new byte[Headers.HASH_BYTES]) : known;
    }

    private List<Bytes> hashesOf(int space, Change change) {
        var out = new ArrayList<Bytes>();
        for (int i = 0; i < change.placeCount(); i++) {
            out.add(hash(space, change.place(i).chain(), change.place(i).seq()));
        }
        return out;
    }

    /// Some changes of other chains.
    private List<Place> past(int space, int chain) {
        var out = new ArrayList<Place>();
        for (int other = 0; other < CHAINS; other++) {
            if (other != chain && lasts[space][other] > 0 && random.chance(25)) {
                int back = Math.min(lasts[space][other] - 1, random.nextInt(4));
                out.add(new Place(other, lasts[space][other] - back));
            }
        }
        return out;
    }

    // What a log says

    /// What there is in a log: each change, where it stands, and what vouches for it.
    static final class Said {
        final TreeMap<Place, Bytes> changes = places();
        final TreeMap<Integer, Integer> signed = new TreeMap<>();
        final List<Block.Entry> others = new ArrayList<>();
        int records;
        int heads;
    }

    /// Reads a log and checks that each change comes after its past and follows by its hash.
    static Said said(List<Block.Entry> log) {
        var said = new Said();
        for (Block.Entry one : log) {
            said.records++;
            var in = new Reader(one.payload());
            if (ReplicaRecords.isRun(one.type())) {
                int space = in.count(9, "space");
                run(said, space, ReplicaRecords.readRun(one.type(), in));
            } else if (one.type() == RecordType.HEAD) {
                int space = in.count(9, "space");
                int chain = in.count(9, "chain");
                sign(said, space, chain, new Head(in.count(9_999, "seq"), in.bytes(64)));
            } else if (one.type() != RecordType.CLEAN) {
                said.others.add(one);
            }
        }
        return said;
    }

    private static void run(Said said, int space, StoredRun stored) {
        Run run = stored.run();
        Bytes at = stored.prev();
        for (Change change : run.changes()) {
            check(said, space, run.chain(), change.seq() - 1, at, "before " + change.seq());
            List<Bytes> own = stored.placeHashes().get(change.seq() - run.firstSeq());
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                check(said, space, place.chain(), place.seq(), own.get(i), "a place");
            }
            int deps = change.deps().size();
            at = HEADERS.hash(at, change, own.subList(0, deps), rest(own, deps));
            if (said.changes.put(new Place(key(space, run.chain()), change.seq()), at) != null) {
                throw new AssertionError("change " + change.seq() + " is there twice");
            }
        }
        Head head = stored.head();
        if (head != null) {
            sign(said, space, run.chain(), head);
        }
    }

    private static void check(Said said, int space, int chain, int seq, Bytes hash, String what) {
        Bytes here = seq < 1 ? null : said.changes.get(new Place(key(space, chain), seq));
        if (seq > 0 && (here == null || !hash.equals(here))) {
            throw new AssertionError(what + ": change " + seq + " of " + chain + " is not there");
        }
    }

    private static void sign(Said said, int space, int chain, Head head) {
        said.heads++;
        if (!head.signature().equals(signature(space, chain, head.seq()))
                || !said.changes.containsKey(new Place(key(space, chain), head.seq()))) {
            throw new AssertionError("a head of another change: " + head.seq());
        }
        said.signed.merge(key(space, chain), head.seq(), Math::max);
    }
}
