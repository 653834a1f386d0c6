package kith.replica.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.RunCodec.Numbering;
import kith.log.Seen;
import kith.log.Stamp;
import kith.log.StoredRun;
import kith.port.Now;
import kith.replica.Journal;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.replica.base.Manifest;
import kith.replica.base.Sections;
import kith.state.Space;
import kith.state.StateImage;
import org.jspecify.annotations.Nullable;

/// A snapshot that is being made, in the one way that gives everybody the same bytes: see
/// [kith.replica.base].
///
/// First the log is read for the changes that go into it, then the snapshot before it is loaded
/// under the new numbers, then the changes are applied in the order of their times, and at last the
/// image goes to its file. Each phase goes on in small steps.
final class Taking implements Journal.Piece, Sections.To {
    /// The most bytes of contents that go into one snapshot beside the one before. A guess at what
    /// a peer can spare; who has more to drop does it in several.
    static final long CONTENT_BYTES_MAX = 1L << 26;

    /// The most changes that go into one. A guess: at 200 bytes each beside their contents.
    static final int CHANGES_MAX = 1 << 19;

    /// Sections of about that size. Part of the format: others make the same.
    private static final int SECTION_BYTES = 1 << 16;

    private static final int READ_BYTES = 1 << 18;

    /// Changes that are applied in one step. Guess: a millisecond.
    private static final int APPLIED_AT_ONCE = 500;

    /// How long it waits for a disk that is behind. Guess.
    private static final long PAUSE_NANOS = 10 * Now.MILLI;

    private final Replica replica;
    private final ChangeGraph graph;
    private final Seen seen;
    private final @Nullable Baseline before;
    private final String file;
    private final Then then;
    private final int chainsThen;
    private final List<Manifest.Piece> pieces = new ArrayList<>();
    private final ArrayList<Due> due = new ArrayList<>();
    private final StoredRun.Again log;

    /// Of the chains in it, by the order of their names: their numbers here, and the last hashes.
    private final Names names;

    private final int[] lasts;
    private final Bytes[] tips;

    private final Space space;
    private @Nullable StateImage image;
    private long contentBytes;
    private long offset;
    private int applied;

    /// Whether all that goes into it is known, so that it can be applied.
    private boolean applying;

    private boolean over;

    /// Told what became of it, once.
    interface Then {
        void taken(Baseline base);

        /// Nothing of it is on disk. `tooLarge`: a part of it might do.
        void failed(String why, boolean tooLarge);
    }

    /// A change that goes into it.
    private record Due(int chain, Change change) {}

    /// The chains of a snapshot, numbered by the order of their names.
    private static final class Names implements ChainOrder {
        private final List<ChainId> ids;
        private final int[] here;
        private final int[] ours;
        private final TreeMap<ChainId, Integer> numbers = new TreeMap<>();

        /// `here`: their numbers in the graph.
        Names(ChangeGraph graph, List<Integer> here) {
            var sorted = new ArrayList<>(here);
            sorted.sort(Comparator.comparing(graph::id));
            this.here = new int[sorted.size()];
            this.ours = new int[graph.chainCount()];
            Arrays.fill(ours, -1);
            var named = new ArrayList<ChainId>();
            for (int chain : sorted) {
                this.here[named.size()] = chain;
                ours[chain] = named.size();
                numbers.put(graph.id(chain), named.size());
                named.add(graph.id(chain));
            }
            this.ids = List.copyOf(named);
        }

        @Override
        public int compare(int chainA, int chainB) {
            return Integer.compare(chainA, chainB);
        }

        @Override
        public ChainId id(int chain) {
            return ids.get(chain);
        }

        @Override
        public int number(ChainId id) {
            Integer number = numbers.get(id);
            return number == null ? -1 : number;
        }
    }

    /// Of everything that was seen by who saw these changes.
    Taking(Replica replica, List<Place> version, String file, Then then) {
        this.replica = replica;
        this.graph = replica.graph();
        this.seen = graph.seenFrom(version);
        this.before = replica.basis().base();
        this.file = file;
        this.then = then;
        this.chainsThen = graph.chainCount();
        this.log = new StoredRun.Again(graph);
        var chains = new ArrayList<Integer>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (lastIn(chain) >= Math.max(1, graph.first(chain))) {
                chains.add(chain);
            }
        }
        this.names = new Names(graph, chains);
        this.lasts = new int[names.ids.size()];
        Arrays.setAll(lasts, i -> lastIn(names.here[i]));
        this.tips = new Bytes[lasts.length];
        Arrays.fill(tips, Bytes.EMPTY);
        this.space = new Space(names);
    }

    private int lastIn(int chain) {
        return Math.min(seen.upTo(chain), graph.last(chain));
    }

    void begin() {
        if (names.ids.size() > Manifest.CHAINS_MAX) {
            fail("over " + Manifest.CHAINS_MAX + " chains", false);
            return;
        }
        if (!hasAllOf(before)) {
            fail("it has not all that is in the snapshot before it", false);
            return;
        }
        replica.own().close();
        read(0);
    }

    private boolean hasAllOf(@Nullable Baseline base) {
        if (base == null) {
            return true;
        }
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (base.last(graph, chain) > 0
                    && lastIn(chain) < Math.min(base.last(graph, chain), graph.last(chain))) {
                return false;
            }
        }
        return base.isHere(graph);
    }

    private void fail(String why, boolean tooLarge) {
        if (!over) {
            over = true;
            if (offset > 0) {
                replica.context().effects().delete(file);
            }
            then.failed(why, tooLarge);
        }
    }

    /// Whether a fork was found since: chains may have other numbers.
    private boolean isForked() {
        for (int chain = chainsThen; chain < graph.chainCount(); chain++) {
            if (graph.origin(chain) != null) {
                return true;
            }
        }
        return false;
    }

    // The log

    private void read(long position) {
        replica.readLog(position, READ_BYTES, this);
    }

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        StoredRun stored = over ? null : replica.stored(type, from, start, end);
        if (stored == null || isForked()) {
            return;
        }
        log.take(stored, (chain, change) -> next(stored, chain, change));
    }

    private void next(StoredRun stored, int chain, Change change) {
        int number = chain < names.ours.length ? names.ours[chain] : -1;
        if (over || number < 0 || change.seq() > lasts[number]) {
            return;
        }
        if (change.seq() == lasts[number]) {
            tips[number] = stored.past(change.seq(), graph.headers()).hash();
        }
        if (before != null && before.covers(graph, chain, change.seq())) {
            return;
        }
        contentBytes += change.contentBytes();
        if (change.isBare()) {
            fail("contents of it are not here", false);
        } else if (contentBytes > CONTENT_BYTES_MAX || due.size() == CHANGES_MAX) {
            due.clear();
            fail("too much for one snapshot", true);
        } else {
            due.add(new Due(chain, change));
        }
    }

    @Override
    public void end(long next) {
        if (over) {
            return;
        }
        if (isForked()) {
            fail("a fork was found meanwhile", false);
        } else if (next < replica.logEnd()) {
            read(next);
        } else {
            loadBefore();
        }
    }

    @Override
    public void notYet(long position) {
        read(position);
    }

    @Override
    public void failed(long position, long next, long againAt) {
        fail("a part of the log cannot be read", false);
    }

    // The snapshot before

    private void loadBefore() {
        for (Bytes tip : tips) {
            if (tip.size() == 0) {
                fail("a part of the log is missing", false);
                return;
            }
        }
        due.sort(
                Comparator.comparingLong((Due one) -> one.change().time())
                        .thenComparingInt(one -> names.ours[one.chain()])
                        .thenComparingInt(one -> one.change().seq()));
        if (before == null) {
            end();
        } else {
            var context = replica.context();
            Sections.read(before, context.effects(), context.hasher(), this);
        }
    }

    @Override
    public void section(Bytes section) {
        if (!over && before != null) {
            StateImage.load(space, section, renumbering(before.numbers(graph)));
        }
    }

    /// The numbers of the snapshot before, as those of this one.
    private Numbering renumbering(Numbering before) {
        return (chain, seq) -> {
            int here = before.translate(chain, seq);
            int number = here < names.ours.length ? names.ours[here] : -1;
            if (number < 0) {
                throw new Malformed("chain " + chain + " of a snapshot is not in the next one");
            }
            return number;
        };
    }

    @Override
    public void end() {
        applying = true;
        apply();
    }

    @Override
    public void lost() {
        fail("the snapshot before it is not on disk any more", false);
    }

    @Override
    public void unread() {
        fail("the snapshot before it cannot be read", false);
    }

    // The changes

    /// Time passed.
    void goOn() {
        if (over || !applying) {
            return;
        }
        if (isForked()) {
            fail("a fork was found meanwhile", false);
        } else if (image == null) {
            apply();
        } else {
            write(image);
        }
    }

    private void apply() {
        if (over) {
            return;
        }
        int stop = Math.min(due.size(), applied + APPLIED_AT_ONCE);
        while (applied < stop && !over) {
            apply(due.get(applied++));
        }
        if (!over && applied == due.size()) {
            due.clear();
            applied = 0;
            image = StateImage.beginPlain(space, SECTION_BYTES);
        }
        again();
    }

    private void again() {
        replica.context().effects().wakeAt(replica.context().now().nanos());
    }

    private void apply(Due one) {
        Change change = one.change();
        List<Op> ops;
        try {
            ops = Content.read(change.content());
        } catch (Malformed nonsense) {
            if (Content.isNewer(change.content())) {
                fail("it has changes that only a later program knows", false);
                return;
            }
            ops = List.of();
        }
        Seen looked = graph.seenBy(one.chain(), change);
        var stamp = new Stamp(names.ours[one.chain()], change.seq(), change.time());
        var at = new Viewpoint(stamp, number -> looked.upTo(names.here[number]));
        if (replica.counts(one.chain(), change.seq())) {
            space.apply(at, ops);
        } else {
            space.applyVoid(at, ops);
        }
    }

    // The image

    private void write(StateImage of) {
        if (!replica.context().effects().diskHasRoom()) {
            long later = replica.context().now().nanos() + PAUSE_NANOS;
            replica.context().effects().wakeAt(later);
            return;
        }
        Bytes section = of.next();
        if (section == null) {
            image = null;
            over = true;
            replica.context().effects().sync(() -> then.taken(made()));
            return;
        }
        if (section.size() > 0) {
            keep(section);
        }
        again();
    }

    private void keep(Bytes section) {
        if (pieces.size() == Manifest.PIECES_MAX) {
            fail("over " + Manifest.PIECES_MAX + " sections", true);
            return;
        }
        replica.context().effects().write(file, offset, section);
        offset += section.size();
        Bytes hash = replica.context().hasher().sha256(section);
        pieces.add(new Manifest.Piece(section.size(), hash));
    }

    private Baseline made() {
        var chains = new ArrayList<Manifest.Chain>();
        for (int i = 0; i < lasts.length; i++) {
            chains.add(new Manifest.Chain(names.id(i), lasts[i], tips[i]));
        }
        Bytes digest = before == null ? Bytes.EMPTY : before.digest();
        var manifest = new Manifest(replica.space(), digest, chains, pieces);
        return new Baseline(manifest, replica.context().hasher(), file, List.of(), true);
    }
}
