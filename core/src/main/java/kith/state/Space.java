package kith.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import kith.crdt.Op;
import kith.crdt.Register;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.Text;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The state of one replicated subtree: what its changes add up to.
///
/// [#apply] takes changes in, in an order in which each comes after all that its author had seen;
/// any such order ends in the same state. [#settle] then tells everybody who watches, once for all
/// that was applied since the last time: so an observer never sees a transaction half done, and one
/// change is one notification. Reading is always possible and changes nothing.
///
/// Observers may read, observe and close, and must not write: what they want to write is for the
/// caller to queue.
///
/// For the owner of the engine only.
public final class Space {
    private Ephemeral.Names order;
    private final Watches watches = new Watches();
    private final LinkedHashMap<Asked, Subscription.Newest> madeNow = new LinkedHashMap<>();
    private Merge merge;
    private final Ephemeral ephemeral;
    private long revision;
    private int wantEachChange;
    private boolean telling;
    private int images;

    /// An empty space. `order` knows the names of the chains in the stamps.
    public Space(ChainOrder order) {
        this.order = new Ephemeral.Names(order);
        this.merge = new Merge(this.order);
        this.ephemeral = new Ephemeral(this, this.order);
    }

    /// How often anything was changed here, on this replica. A number for going on, not a version.
    public long revision() {
        return revision;
    }

    ChainOrder order() {
        return order;
    }

    Merge merge() {
        return merge;
    }

    /// Applies one change, or some more operations of the change that was applied last.
    public void apply(Stamp stamp, List<? extends Op> ops, Seen seen) {
        apply(new Viewpoint(stamp, seen), ops);
    }

    /// The same from a viewpoint that is there already.
    public void apply(Viewpoint at, List<? extends Op> ops) {
        checkNotTelling();
        merge.apply(at, ops);
        changed(at.stamp());
    }

    /// The same for a change that counts for nobody, as its author was removed before it: texts and
    /// lists keep the places that others counted with.
    public void applyVoid(Viewpoint at, List<? extends Op> ops) {
        checkNotTelling();
        merge.applyVoid(at, ops);
        changed(at.stamp());
    }

    /// Something was changed; whoever wants each change gets it now.
    void changed(@Nullable Stamp stamp) {
        revision++;
        forgetMade();
        if (wantEachChange > 0) {
            List<Changes.Entry> entries = merge.endChange();
            if (!entries.isEmpty()) {
                watches.feedChange(new Changes(revision, entries), stamp);
            }
        }
    }

    private void forgetMade() {
        if (!madeNow.isEmpty()) {
            madeNow.clear();
        }
    }

    void checkNotTelling() {
        if (telling) {
            throw new IllegalStateException(
                    "a change while observers are told: observers must not write");
        }
    }

    /// Tells everybody what changed since the last settling. The first exception that the owner of
    /// an observer threw is thrown after all were told.
    public void settle() {
        checkNotTelling();
        if (merge.isSettled()) {
            return;
        }
        List<Changes.Entry> entries = merge.watched ? merge.changedInRound() : List.of();
        merge.settle();
        tell(entries);
    }

    private void tell(List<Changes.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        telling = true;
        try {
            watches.deliver(new Changes(revision, entries));
        } finally {
            telling = false;
        }
    }

    /// What the cell at `path` shows.
    public Shown shown(Path path) {
        Cell cell = merge.find(path);
        return cell == null ? Shown.NOTHING : cell.shown(order);
    }

    /// What the cell at `path` shows as one value, its whole subtree when it shows children; null
    /// when there is nothing. Costs the subtree: what may be large is asked for by a [Query].
    public @Nullable Value value(Path path) {
        Cell cell = merge.find(path);
        return cell == null ? null : Reading.value(cell, Value.DEPTH_MAX, order);
    }

    /// The text at `path` for who had seen that; null when there was none, or none is there now.
    public @Nullable String textAt(Path path, Seen seen) {
        Cell cell = merge.find(path);
        Text text = cell == null || cell.more == null ? null : cell.more.text;
        return text == null || text.isBlankAt(seen) ? null : text.textAt(seen);
    }

    public Query.Answer query(Query query) {
        return Reading.answer(merge, query);
    }

    /// Everything that lives in the cell at `path`, what it shows first: all concurrent writes and
    /// all slots. More than one means that somebody should choose.
    public List<Shown.Standing> conflicts(Path path) {
        Cell cell = merge.find(path);
        return cell == null ? List.of() : Reading.standings(cell, order);
    }

    Query.Found found(Path path, boolean edge) {
        Cell cell = merge.find(path);
        return cell == null
                ? new Query.Found(path, Shown.NOTHING, 0, false)
                : Reading.found(cell, path, edge, order);
    }

    @Nullable Cell cell(Path path) {
        return merge.find(path);
    }

    /// What lives here besides what is stored: who is present, and what they show.
    public Ephemeral ephemeral() {
        return ephemeral;
    }

    /// Tells `observer` what changes at `path`; `owner` gets what it throws. An observer must not
    /// write: the space refuses a change while it tells.
    public Observation observe(
            Path path,
            Observation.Reach reach,
            Consumer<Changes> observer,
            Consumer<RuntimeException> owner) {
        return new Observation(this, path, reach, null, observer, owner);
    }

    /// Keeps what `fold` makes of the cells below `path` up to date.
    public <R> Aggregate<R> aggregate(
            Path path,
            Aggregate.Over over,
            Aggregate.Fold<R> fold,
            Consumer<RuntimeException> owner) {
        return new Aggregate<>(this, path, over, fold, owner);
    }

    /// A stream of updates of what is at and below `path`. `ready` is called when there may be
    /// something to poll, and must do nothing here but note it.
    public Subscription subscribe(Path path, Subscription.Config config, Runnable ready) {
        return new Subscription(this, path, config, ready);
    }

    /// Puts a watcher at its place. What was applied before is settled first, so that it is told of
    /// nothing that it has already seen. Returns its number in the order of telling.
    long join(Path path, Watches.Watch watch) {
        if (!telling) {
            settle();
        }
        watches.add(path, watch);
        count(watch, 1);
        return watches.nextNumber();
    }

    void leave(Path path, Watches.Watch watch) {
        if (watches.forget(path, watch)) {
            count(watch, -1);
        }
    }

    private void count(Watches.Watch watch, int by) {
        if (watch instanceof Subscription subscription
                && subscription.config().mode() == Subscription.Mode.CHANGES) {
            wantEachChange += by;
        }
        watchMerge();
    }

    private void watchMerge() {
        merge.watched = !watches.isEmpty();
        merge.eachChange = wantEachChange > 0;
    }

    long nextNumber() {
        return watches.nextNumber();
    }

    /// What a reader of a place asks for who was caught up at a revision.
    record Asked(Path path, int depth, long from) {}

    Subscription.@Nullable Newest madeBefore(Asked asked) {
        return madeNow.get(asked);
    }

    void made(Asked asked, Subscription.Newest newest) {
        madeNow.put(asked, newest);
    }

    /// Takes over the state of a space that was rebuilt from the log, with the same chain numbers:
    /// for when a change that was applied does not count any more. Whoever watches is told of the
    /// differences as one transaction. What is ephemeral stays; a checkpoint that was being written
    /// is void. `fresh` must not be used afterwards.
    public void replaceBy(Space fresh) {
        settle();
        fresh.settle();
        if (fresh.merge.watched) {
            throw new IllegalArgumentException("the fresh space is watched");
        }
        if (merge.image != null) {
            merge.image.cancel();
        }
        ephemeral.moveTo(fresh.merge, fresh.order);
        fresh.merge.settle();
        List<Changes.Entry> entries = Inspection.differences(merge, fresh.merge);
        merge = fresh.merge;
        order = fresh.order;
        images = Math.max(images, fresh.images);
        watchMerge();
        revision++;
        madeNow.clear();
        if (wantEachChange > 0 && !entries.isEmpty()) {
            watches.feedChange(new Changes(revision, entries), null);
        }
        tell(entries);
    }

    /// The number of the next checkpoint, which differs from that of all cells so far.
    int nextImage() {
        return ++images;
    }

    /// Begins to compute what stands for everything that lives at and below `path`; `hash` is that
    /// of the store.
    public DigestWalk digestWalk(Path path, UnaryOperator<byte[]> hash) {
        return new DigestWalk(this, path, hash);
    }

    /// The digest of all that lives at and below `path`, in one go.
    public Bytes digest(Path path, UnaryOperator<byte[]> hash) {
        DigestWalk walk = digestWalk(path, hash);
        while (!walk.advance(Integer.MAX_VALUE)) {}
        return walk.digest();
    }

    /// Looks at every cell and throws when anything is not as it must be. Slow; for the lab.
    public void check() {
        Inspection.check(merge);
    }

    /// Looks at whole trees: the differences of two trees of one replica, and whether every cell is
    /// as it must be. Both cost the tree; recursion goes as deep as paths do.
    private static final class Inspection {
        private Inspection() {}

        /// What the cells of `to` show that those of `from` did not, by path.
        static List<Changes.Entry> differences(Merge from, Merge to) {
            var entries = new ArrayList<Changes.Entry>();
            differences(from.root, to.root, Path.ROOT, to.order, entries, from.order);
            below(from.own, to.own, Path.ROOT, to.order, entries, from.order);
            entries.sort((a, b) -> a.path().compareTo(b.path()));
            return entries;
        }

        private static void differences(
                @Nullable Cell from,
                @Nullable Cell to,
                Path path,
                ChainOrder toOrder,
                List<Changes.Entry> entries,
                ChainOrder fromOrder) {
            Shown before = from == null ? Shown.NOTHING : from.shown(fromOrder);
            Shown after = to == null ? Shown.NOTHING : to.shown(toOrder);
            if (!before.equals(after)) {
                ChainId by = null;
                if (to != null && after.value() != null) {
                    by = toOrder.id(to.shownBy(after.slot(), toOrder));
                }
                entries.add(new Changes.Entry(path, before, after, by));
            }
            below(from, to, path, toOrder, entries, fromOrder);
        }

        /// Walks both lists of children, which are in one order, side by side.
        private static void below(
                @Nullable Cell from,
                @Nullable Cell to,
                Path path,
                ChainOrder toOrder,
                List<Changes.Entry> entries,
                ChainOrder fromOrder) {
            Cell[] old = from == null || from.children == null ? NONE : from.children.ordered();
            Cell[] now = to == null || to.children == null ? NONE : to.children.ordered();
            int i = 0;
            int j = 0;
            while (i < old.length || j < now.length) {
                int side =
                        i == old.length
                                ? 1
                                : j == now.length ? -1 : old[i].name.compareTo(now[j].name);
                Cell a = side <= 0 ? old[i++] : null;
                Cell b = side >= 0 ? now[j++] : null;
                String name = a != null ? a.name : b != null ? b.name : "";
                differences(a, b, path.child(name), toOrder, entries, fromOrder);
            }
        }

        private static final Cell[] NONE = {};

        /// Throws when anything in the tree is not as it must be.
        static void check(Merge tree) {
            if (!tree.isSettled()) {
                throw new IllegalStateException("not settled");
            }
            check(tree.root, tree.order);
            check(tree.own, tree.order);
        }

        private static void check(Cell cell, ChainOrder order) {
            int flags = Cell.IN_CHANGE | Cell.IN_ROUND | Cell.DETACHED | Cell.NOTED;
            require((cell.flags & flags) == 0, cell, "flags " + cell.flags);
            require(cell.parent == null || !cell.isEmpty(), cell, "is empty");
            checkMore(cell, order);
            Children children = cell.children;
            if (children == null) {
                return;
            }
            Cell[] ordered = children.ordered();
            require(ordered.length > 0 && ordered.length == children.size(), cell, "child count");
            int living = 0;
            for (int i = 0; i < ordered.length; i++) {
                Cell child = ordered[i];
                require(child.parent == cell, child, "has another parent");
                require(children.find(child.name) == child, child, "cannot be found");
                boolean ascends = i == 0 || ordered[i - 1].name.compareTo(child.name) < 0;
                require(ascends, child, "is out of order");
                check(child, order);
                living += child.isAlive() ? 1 : 0;
            }
            require(living == children.living, cell, children.living + " living, not " + living);
        }

        private static void checkMore(Cell cell, ChainOrder order) {
            Cell.More more = cell.more;
            if (more == null) {
                return;
            }
            Register register = more.register;
            boolean several = register == null || register.size() > 1 && cell.value == null;
            require(several, cell, "register of one, or beside a value");
            require(more.set == null || !more.set.isEmpty(), cell, "empty set");
            require(more.counter == null || more.counter.size() > 0, cell, "empty counter");
            Stamp known = more.below;
            if (known != null) {
                require(
                        cell.hasScalar() && cell.hasLivingBelow(),
                        cell,
                        "needs no newest mark below");
                more.below = null;
                Stamp newest = cell.newestBelow(order);
                require(known.equals(newest), cell, "newest below " + known + ", is " + newest);
            }
            Stamp set = more.set == null ? null : more.set.newest();
            require((set == null) == (more.set == null), cell, "set without a mark");
        }

        private static void require(boolean holds, Cell cell, String what) {
            if (!holds) {
                throw new IllegalStateException("cell " + cell.path() + ": " + what);
            }
        }
    }
}
