package kith.replica.rewriting;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Past;
import kith.log.Run;
import kith.log.StoredRun;
import kith.replica.RecordType;
import kith.replica.ReplicaRecords;
import kith.store.rewritten.Block;
import org.jspecify.annotations.Nullable;

/// A stretch of the log, taken in record by record and written with as few as can be.
///
/// ```
/// in      A1  head  B1  A2  A3  head  B2(A3)          A3 is named by B2
/// out     A1 A2 A3 head   B1   B2                     B2 cannot move before A3, but may stay
/// ```
///
/// *What may move.* A run moves forward to the last run of its chain, and only there, when nothing
/// that it names would come behind it then, and its prev is what that ends with. All else keeps its
/// order. So each change comes after its past as before: what names it stood behind it, and moves
/// forward only to where what it names comes before. Records that give numbers to chains or tell of
/// a fork part the log of their space in two, and nothing moves across; those about boards and
/// members part all of it.
///
/// *Heads.* A head vouches for all before it in its chain. Of those in one run the last is kept,
/// and the run ends there, so that a link is served with runs that end in a head, none of them
/// larger than one message. A head of a change that lies before this stretch stays a record.
///
/// Left out: heads that a later one makes needless, and the mark of a clean end, which counts only
/// as the last of all.
///
/// Cost: two SHA-256 for each change, so that nothing is joined that does not connect; and for each
/// run a look at the later ones.
final class Joining {
    /// The most that runs are joined to: one message. As `kith.sync.Feed` counts it.
    private static final int JOINED_BYTES_MAX = 1 << 17;

    /// What a change counts for there beside its content, and a place.
    private static final int CHANGE_BYTES = 128;

    private static final int PLACE_BYTES = 10;

    private final Headers headers;
    private final Fate fate;
    private final List<Item> items = new ArrayList<>();

    /// The groups of each chain in their order, and those to which more may be joined.
    private final TreeMap<Chain, List<Group>> groups = new TreeMap<>();

    private final TreeMap<Chain, Group> open = new TreeMap<>();

    private record Chain(int space, int number) implements Comparable<Chain> {
        @Override
        public int compareTo(Chain other) {
            int bySpace = Integer.compare(space, other.space);
            return bySpace != 0 ? bySpace : Integer.compare(number, other.number);
        }
    }

    private sealed interface Item {}

    private record Kept(int type, Bytes payload) implements Item {}

    /// Runs of one chain, one after the other.
    private static final class Group implements Item {
        final Chain chain;
        final int index;
        final List<StoredRun> parts = new ArrayList<>();
        final TreeMap<Integer, Head> heads = new TreeMap<>();
        final boolean bare;
        private int changes;
        private long weight;
        private long bytes;

        Group(Chain chain, int index, boolean bare) {
            this.chain = chain;
            this.index = index;
            this.bare = bare;
        }

        int first() {
            return parts.getFirst().run().firstSeq();
        }

        int last() {
            return parts.getLast().run().lastSeq();
        }

        void add(StoredRun run) {
            parts.add(run);
            changes += run.run().size();
            weight += weight(run.run());
            bytes += bytes(run.run());
            Head head = run.head();
            if (head != null) {
                heads.put(head.seq(), head);
            }
        }

        boolean fits(Run run) {
            return changes + run.size() <= Run.CHANGES_MAX
                    && weight + weight(run) <= Run.WEIGHT_MAX
                    && bytes + bytes(run) <= JOINED_BYTES_MAX;
        }

        private static long weight(Run run) {
            long sum = 0;
            for (Change change : run.changes()) {
                sum += change.weight();
            }
            return sum;
        }

        private static long bytes(Run run) {
            long sum = 0;
            for (Change change : run.changes()) {
                int places = change.placeCount() + (change.seen() == null ? 0 : 1);
                int body = change.isBare() ? Headers.HASH_BYTES : change.content().size();
                sum += body + CHANGE_BYTES + (long) PLACE_BYTES * places;
            }
            return sum;
        }
    }

    Joining(Headers headers, Fate fate) {
        this.headers = headers;
        this.fate = fate;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /// The next record of the stretch.
    void record(int type, byte[] from, int start, int end) {
        var in = new Reader(from, start, end);
        switch (type) {
            case RecordType.RUN, RecordType.BARE, RecordType.COLUMNS -> {
                int space = in.count(Integer.MAX_VALUE, "space number");
                run(space, ReplicaRecords.readRun(type, in));
            }
            case RecordType.HEAD -> head(in, Bytes.copy(from, start, end));
            case RecordType.CHAIN, RecordType.SPLIT -> {
                int space = in.count(Integer.MAX_VALUE, "space number");
                partSpace(space);
                items.add(new Kept(type, Bytes.copy(from, start, end)));
            }
            case RecordType.CLEAN -> {}
            default -> {
                open.clear();
                items.add(new Kept(type, Bytes.copy(from, start, end)));
            }
        }
    }

    /// Nothing more of that space joins what came before.
    private void partSpace(int space) {
        for (Chain chain : List.copyOf(open.keySet())) {
            if (chain.space() == space) {
                open.remove(chain);
            }
        }
    }

    private void head(Reader in, Bytes payload) {
        int space = in.count(Integer.MAX_VALUE, "space number");
        int number = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Group group = holder(new Chain(space, number), seq);
        if (group == null) {
            items.add(new Kept(RecordType.HEAD, payload));
        } else {
            group.heads.put(seq, new Head(seq, in.bytes(Head.SIGNATURE_BYTES)));
        }
    }

    private @Nullable Group holder(Chain chain, int seq) {
        for (Group group : groups.getOrDefault(chain, List.of()).reversed()) {
            if (group.first() <= seq && seq <= group.last()) {
                return group;
            }
        }
        return null;
    }

    /// What was dropped is a beginning of the run.
    private void run(int space, StoredRun stored) {
        Run run = stored.run();
        int kept = run.firstSeq();
        while (kept <= run.lastSeq() && !run.isBare() && fate.isDropped(space, run.chain(), kept)) {
            kept++;
        }
        if (kept == run.firstSeq()) {
            add(space, stored);
        } else if (kept > run.lastSeq()) {
            add(space, bare(stored, null));
        } else {
            int first = run.firstSeq();
            int cut = kept - first;
            Run before = run.part(first, kept - 1);
            List<List<Bytes>> hashes = stored.placeHashes();
            var dropped = new StoredRun(before, stored.prev(), hashes.subList(0, cut), null);
            Bytes between = stored.past(kept - 1, headers).hash();
            Run behind = run.part(kept, run.lastSeq());
            List<List<Bytes>> rest = hashes.subList(cut, hashes.size());
            add(space, bare(dropped, null));
            add(space, new StoredRun(behind, between, rest, stored.head()));
        }
    }

    private StoredRun bare(StoredRun stored, @Nullable Head head) {
        Head own = stored.head() == null ? head : stored.head();
        return new StoredRun(headers.bare(stored.run()), stored.prev(), stored.placeHashes(), own);
    }

    private void add(int space, StoredRun stored) {
        Run run = stored.run();
        var chain = new Chain(space, run.chain());
        Group group = open.get(chain);
        if (group == null || !joins(group, stored)) {
            group = new Group(chain, items.size(), run.isBare());
            items.add(group);
            groups.computeIfAbsent(chain, ignored -> new ArrayList<>()).add(group);
            open.put(chain, group);
        }
        group.add(stored);
    }

    private boolean joins(Group group, StoredRun stored) {
        Run run = stored.run();
        return group.bare == run.isBare()
                && run.firstSeq() == group.last() + 1
                && group.fits(run)
                && mayMove(run, group)
                && stored.prev().equals(tip(group).hash());
    }

    private Past tip(Group group) {
        return group.parts.getLast().past(group.last(), headers);
    }

    /// Whether nothing that a run names comes behind that group.
    private boolean mayMove(Run run, Group to) {
        if (to.index == items.size() - 1) {
            return true;
        }
        for (Change change : run.changes()) {
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                if (isBehind(new Chain(to.chain.space(), place.chain()), place.seq(), to.index)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isBehind(Chain chain, int seq, int index) {
        for (Group group : groups.getOrDefault(chain, List.of()).reversed()) {
            if (group.index <= index) {
                return false;
            }
            if (group.first() <= seq && seq <= group.last()) {
                return true;
            }
        }
        return false;
    }

    // Writing

    /// Writes the records of a block. `turned`: with the contents by column, see [Columns].
    void write(Writer out, boolean turned) {
        for (Item item : items) {
            switch (item) {
                case Kept(int type, Bytes payload) -> Block.add(out, type, payload);
                case Group group -> write(out, group, turned);
            }
        }
    }

    private void write(Writer out, Group group, boolean turned) {
        var newest = group.heads.lastEntry();
        int parts = newest == null ? 0 : partsUpTo(group, newest.getKey());
        if (parts > 0) {
            write(out, group, 0, parts, newest.getValue(), turned);
        }
        if (parts < group.parts.size()) {
            write(out, group, parts, group.parts.size(), null, turned);
        }
        if (parts == 0 && newest != null) {
            var head = new Writer(80);
            head.varint(group.chain.space()).varint(group.chain.number()).varint(newest.getKey());
            head.bytes(newest.getValue().signature());
            Block.add(out, RecordType.HEAD, head.toBytes());
        }
    }

    /// How many parts end with change `seq`; 0 when none ends there.
    private static int partsUpTo(Group group, int seq) {
        for (int i = 0; i < group.parts.size(); i++) {
            if (group.parts.get(i).run().lastSeq() == seq) {
                return i + 1;
            }
        }
        return 0;
    }

    private static void write(
            Writer out, Group group, int from, int to, @Nullable Head head, boolean turned) {
        var changes = new ArrayList<Change>();
        var hashes = new ArrayList<List<Bytes>>();
        for (StoredRun part : group.parts.subList(from, to)) {
            changes.addAll(part.run().changes());
            hashes.addAll(part.placeHashes());
        }
        var run = new Run(group.chain.number(), changes);
        var stored = new StoredRun(run, group.parts.get(from).prev(), hashes, head);
        var payload = new Writer(256);
        Columns.write(payload.varint(group.chain.space()), stored, turned);
        Block.add(out, RecordType.COLUMNS, payload.toBytes());
    }
}
