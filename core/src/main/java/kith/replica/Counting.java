package kith.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Stamp;
import kith.log.StoredRun;
import kith.port.Note;
import kith.port.Now;
import kith.port.Tally;
import kith.replica.base.Baseline;
import kith.replica.base.Basis;
import kith.replica.base.Sections;
import kith.state.Space;
import kith.state.StateImage;
import org.jspecify.annotations.Nullable;

/// Which changes count. A removal says how far the removed one's chains are accepted; what is
/// beyond stays in the log, since others may hang on it, and means nothing.
///
/// A change that was applied can so become void later, and a void one can come to count. Taking a
/// change back out of a merged state is not possible in general, so the state is built anew from
/// the log, in pieces, beside the one that is shown, and then takes its place. A fork leads here
/// too: a chain's later part has another name then, and names decide ties.
///
/// *One at a time.* What makes the state stale while it is being rebuilt does not begin the rebuild
/// anew: who forks its chain again and again, or is removed and let in, would keep it from ever
/// ending. It is finished, and then another follows, after a pause that doubles each time while
/// that goes on.
final class Counting {
    /// The first pause between two rebuilds, and the longest. Guesses: what nobody notices, and a
    /// small part of the time for logs that take seconds to read.
    private static final long PAUSE_FIRST_NANOS = 20 * Now.MILLI;

    private static final long PAUSE_LAST_NANOS = 10 * Now.SECOND;

    /// How long a disk that fails to give the snapshot is left alone. Guess.
    private static final long UNREAD_NANOS = 5 * Now.SECOND;

    /// After how many failures others are asked for it, and the owner is told. Guess: a minute.
    private static final int UNREAD_MAX = 12;

    private final Replica replica;
    private int[] limits = new int[4]; // chain -> last seq that counts
    private @Nullable Rebuild rebuilding;
    private boolean stale;

    /// A part of the log is bad, so the state cannot be built anew as long as we run.
    private boolean unreadable;

    /// How often in turn the snapshot could not be read.
    private int unread;

    /// Before then the disk, which fails to read a part of the log, is not tried again.
    private long readableAt = Long.MIN_VALUE;

    /// Some changes do what only a later program knows.
    private boolean newer;

    /// How often it changed what counts.
    private long revision;

    private boolean opening = true;
    private long pauseNanos = PAUSE_FIRST_NANOS;
    private long endedAtNanos;
    private boolean ended;

    Counting(Replica replica) {
        this.replica = replica;
        Arrays.fill(limits, Integer.MAX_VALUE);
    }

    /// Whether what is shown is to be replaced: by what is read now, or after a pause.
    boolean isRebuilding() {
        return rebuilding != null || stale && !opening && !unreadable;
    }

    long revision() {
        return revision;
    }

    boolean counts(int chain, int seq) {
        return chain >= limits.length || seq <= limits[chain];
    }

    /// Looks at all chains again after membership changed.
    void refresh() {
        limitAll();
        if (!opening) {
            rebuildIfStale();
        }
        replica.admitting().rosterChanged();
    }

    private void limitAll() {
        for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
            limitOne(chain);
        }
    }

    private void limitOne(int chain) {
        int now = limit(chain);
        int before = chain < limits.length ? limits[chain] : Integer.MAX_VALUE;
        if (now != before) {
            room(chain);
            limits[chain] = now;
            revision++;
            stale |= Math.min(now, before) < replica.graph().last(chain);
        }
    }

    /// A fork was found: from change `seq` on `parent` is `branch` now, and names decide ties.
    void renumbered(int parent, int seq, int branch) {
        replica.basis().renumbered();
        revision++;
        if (rebuilding != null) {
            rebuilding.log.split(parent, seq, branch);
            rebuilding.renumbered = true;
        }
        limitAll();
        stale = true;
        rebuildIfStale();
    }

    /// A chain has grown: whether a removal's bound lies in a branch may only show now.
    void grown(int chain) {
        if (replica.graph().origin(chain) != null) {
            limitAll();
            rebuildIfStale();
        }
    }

    /// A chain was opened: what is known of its author already says how much of it will count.
    void opened(int chain) {
        room(chain);
        limits[chain] = limit(chain);
    }

    /// Which changes the state that is shown has in it, for a checkpoint that has the same state.
    void write(Writer out) {
        var limited = new ArrayList<Integer>();
        for (int chain = 0; chain < limits.length; chain++) {
            if (limits[chain] != Integer.MAX_VALUE) {
                limited.add(chain);
            }
        }
        out.flag(isRebuilding() || stale || unreadable).varint(limited.size());
        limited.forEach(chain -> out.varint(chain).varint(limits[chain]));
        out.varint(newer ? Content.LEVEL : 0);
    }

    /// What was written; to be compared with what is known of the members when the home is open.
    void read(Reader in) {
        stale |= in.flag();
        int count = in.count(replica.graph().chainCount(), "number of limited chains");
        for (int i = 0; i < count; i++) {
            int chain = in.count(replica.graph().chainCount() - 1, "chain number");
            room(chain);
            limits[chain] = in.count(Integer.MAX_VALUE, "sequence number");
        }
        int level = in.atEnd() ? 0 : in.count(Integer.MAX_VALUE, "level");
        newer = level > 0;
        stale |= newer && level < Content.LEVEL; // this may be the program that knows
        in.expectEnd();
    }

    private void room(int chain) {
        if (chain >= limits.length) {
            int before = limits.length;
            limits = Arrays.copyOf(limits, Math.max(chain + 1, 2 * before));
            Arrays.fill(limits, before, limits.length, Integer.MAX_VALUE);
        }
    }

    private int limit(int chain) {
        ChainId id = replica.graph().id(chain);
        return switch (replica.roster().accepted(new PeerId(id.author()))) {
            case Acceptance.Unlimited() -> Integer.MAX_VALUE;
            case Acceptance.Undecided() -> Integer.MAX_VALUE; // until our own removal decides
            case Acceptance.Stranger() -> 0;
            case Acceptance.Bounded(List<ChainBound> bounds) -> bound(chain, id, bounds);
        };
    }

    private int bound(int chain, ChainId id, List<ChainBound> bounds) {
        int last = 0;
        for (ChainBound bound : ChainBound.of(bounds, id.incarnation())) {
            if (isOnPath(chain, bound)) {
                last = Math.max(last, bound.seq());
            }
        }
        return last;
    }

    /// A bound names one branch by its hash; without a fork there is nothing to tell apart. While
    /// what it names is not here, only what all branches have in common counts.
    private boolean isOnPath(int chain, ChainBound bound) {
        ChangeGraph graph = replica.graph();
        ChainId id = graph.id(chain);
        if (bound.seq() < graph.first(chain)) {
            return false;
        }
        if (graph.origin(chain) == null && !graph.ended(chain)) {
            return true;
        }
        for (Place place : graph.changesAt(id.author(), id.incarnation(), bound.seq())) {
            Past past = graph.past(place.chain(), place.seq());
            if (past == null || past.hash().equals(bound.hash())) {
                return leadsTo(chain, place.chain());
            }
        }
        return graph.origin(chain) == null;
    }

    private boolean leadsTo(int chain, int branch) {
        int at = branch;
        while (at != chain) {
            Origin origin = replica.graph().origin(at);
            if (origin == null) {
                return false;
            }
            at = origin.parent();
        }
        return true;
    }

    /// Applies a change that came, which is in the graph, to what is shown. One whose content was
    /// dropped is in a snapshot that the state is to be built from, and so is all that follows it.
    void take(int chain, Change change) {
        Basis basis = replica.basis();
        if (change.isBare() || basis.shown() != null || basis.isAwaited()) {
            stale = true;
        } else {
            apply(replica.state(), chain, change);
        }
    }

    /// Applies a change, which is in the graph, as far as it counts.
    private void apply(Space to, int chain, Change change) {
        var stamp = new Stamp(chain, change.seq(), change.time());
        var at = new Viewpoint(stamp, replica.graph().seenBy(chain, change));
        if (counts(chain, change.seq())) {
            to.apply(at, opsOf(change));
        } else {
            to.applyVoid(at, opsOf(change));
        }
    }

    /// What a change does. One whose author signed nonsense is kept in the log, since others may
    /// hang on it, and does nothing, for everybody. One that does something of a later program does
    /// nothing here; that is told, and the state is built anew when such a program opens it.
    private List<Op> opsOf(Change change) {
        try {
            return Content.read(change.content());
        } catch (Malformed unreadable) {
            if (!newer && Content.isNewer(change.content())) {
                newer = true;
                String what = "changes of " + replica.name() + " are not understood";
                replica.context().effects().report(new Note("program-too-old", "kith", what));
            }
            return List.of();
        }
    }

    /// The state that is read from disk needs a rebuild, once the home is open.
    void rebuildLater() {
        stale = true;
    }

    /// There is another snapshot to build the state from.
    void rebuildFromBase() {
        stale = true;
        unreadable = false;
        rebuildIfStale();
    }

    void rebuildIfStale() {
        opening = false;
        if (!stale || rebuilding != null || unreadable || replica.basis().isAwaited()) {
            return;
        }
        long now = replica.context().now().nanos();
        if (now < readableAt) {
            replica.context().effects().wakeAt(readableAt);
            return;
        }
        if (ended && now < endedAtNanos + pauseNanos) {
            replica.context().effects().wakeAt(endedAtNanos + pauseNanos);
            return;
        }
        boolean calm = ended && now - endedAtNanos > 4 * pauseNanos;
        pauseNanos = calm ? PAUSE_FIRST_NANOS : Math.min(PAUSE_LAST_NANOS, 2 * pauseNanos);
        rebuild();
    }

    /// Time passed.
    void wake() {
        if (!opening) {
            rebuildIfStale();
        }
    }

    /// Builds the state anew from the log.
    private void rebuild() {
        stale = false;
        rebuilding = new Rebuild(replica.basis().base());
        rebuilding.begin();
    }

    /// One reading of the snapshot there is, and of the log, into a state that nobody sees yet.
    private final class Rebuild implements Journal.Piece, Sections.To {
        private final @Nullable Baseline base;
        private final Space fresh = new Space(replica.graph());
        private final StoredRun.Again log = new StoredRun.Again(replica.graph());
        private boolean renumbered;

        /// Something is not in it that must be.
        private boolean useless;
        private boolean bareTold;

        Rebuild(@Nullable Baseline base) {
            this.base = base;
        }

        void begin() {
            if (base == null) {
                read(0);
            } else {
                Sections.read(base, replica.context().effects(), replica.context().hasher(), this);
            }
        }

        @Override
        public void section(Bytes section) {
            if (base != null && renumbered) {
                useless = true;
            } else if (base != null) {
                StateImage.load(fresh, section, base.numbers(replica.graph()));
            }
        }

        @Override
        public void end() {
            unread = 0;
            read(0);
        }

        /// Others have it: until they are asked, what is shown stays.
        @Override
        public void lost() {
            rebuilding = null;
            unreadable = true;
            lose("is not as it was written");
        }

        private void lose(String why) {
            replica.basis().lose();
            replica.context().effects().wakeAt(replica.context().now().nanos());
            String what = "the snapshot of " + replica.name() + " " + why;
            replica.context().effects().report(new Note("store-damaged", "store", what));
        }

        @Override
        public void unread() {
            unread++;
            if (unread == UNREAD_MAX) {
                lose("cannot be read");
            }
            failed(0, 0, replica.context().now().nanos() + UNREAD_NANOS);
        }

        void read(long position) {
            replica.journal().read(position, replica.context().limits().loadBytes(), this);
        }

        @Override
        public void record(int type, long at, byte[] from, int start, int end) {
            StoredRun run = replica.stored(type, from, start, end);
            if (run != null) {
                log.take(run, this::next);
            }
        }

        private void next(int chain, Change change) {
            if (base != null && base.covers(replica.graph(), chain, change.seq())) {
                return;
            }
            if (change.isBare() && replica.basis().base() != base) {
                useless = true; // there is a newer snapshot, and another rebuild from that
                stale = true;
            } else if (change.isBare()) {
                tellBare(chain);
            } else {
                apply(fresh, chain, change);
            }
        }

        /// An author that forked a chain below the snapshot can get a change of its other branch
        /// taken without a content. It does nothing.
        private void tellBare(int chain) {
            if (bareTold) {
                return;
            }
            bareTold = true;
            String who = new PeerId(replica.graph().id(chain).author()).text();
            String what = "a change in " + replica.name() + " has no content, and no snapshot";
            replica.context().effects().report(new Note("content-missing", who, what));
        }

        @Override
        public void end(long next) {
            replica.own().close();
            if (next < replica.journal().end()) {
                read(next);
            } else {
                rebuilding = null;
                ended = true;
                replica.context().tally().add(Tally.Count.REBUILDS, 1);
                endedAtNanos = replica.context().now().nanos();
                finish();
                rebuildIfStale();
            }
        }

        @Override
        public void notYet(long position) {
            read(position);
        }

        /// It begins anew when the disk may be there again: what it has is not kept meanwhile,
        /// which may be long.
        @Override
        public void failed(long position, long next, long againAt) {
            rebuilding = null;
            stale = true;
            readableAt = againAt;
            replica.context().effects().wakeAt(againAt);
        }

        /// What is shown has everything in it that was ever applied. Where the log cannot be read
        /// any more it is all there is, so it is kept, though some of it may count no more.
        private void finish() {
            Place missing = log.missing();
            if (useless) {
                return;
            }
            if (missing == null) {
                if (!stale) {
                    replica.basis().loaded();
                }
                replica.state().replaceBy(fresh);
                return;
            }
            if (renumbered) {
                return; // there will be another, which nothing came between
            }
            unreadable = true;
            if (replica.journal().isCut()) {
                return; // nothing is damaged: the disk failed before it had all of it
            }
            String what = replica.name() + " cannot be built anew: " + text(missing);
            replica.context().effects().report(new Note("store-damaged", "store", what));
        }

        private String text(Place missing) {
            String author = new PeerId(replica.graph().id(missing.chain()).author()).shortText();
            return "change " + missing.seq() + " of " + author + " is not on disk any more";
        }
    }
}
