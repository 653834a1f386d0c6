package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.state.Query.Found;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The root of all cells in one process: spaces, each mounted at a path.
///
/// A user sees one tree, `tasks/groceries`, `@club/notes`, `.peer/links`, and the spaces are an
/// affair of replication. So questions and observers may stand above the mounts; what they get has
/// the paths of the whole tree. A space is not mounted inside another.
public final class Tree {
    /// The most spaces in one tree. Guess: a peer that needs more is many peers.
    public static final int MOUNTS_MAX = 100_000;

    private final TreeMap<Path, Space> mounts = new TreeMap<>();
    private final List<Watch> watches = new ArrayList<>();

    /// Nothing is mounted yet.
    public Tree() {}

    /// Which space a path leads to, and where inside it.
    public record Place(Path mount, Space space, Path within) {}

    /// An observer anywhere in the tree, until it is closed.
    public final class Watch implements AutoCloseable {
        private final Path path;
        private final Consumer<Changes> observer;
        private final Consumer<RuntimeException> owner;
        private final TreeMap<Path, Observation> parts = new TreeMap<>();

        private Watch(Path path, Consumer<Changes> observer, Consumer<RuntimeException> owner) {
            this.path = path;
            this.observer = observer;
            this.owner = owner;
        }

        private void enter(Path mount, Space space) {
            Path within = path.startsWith(mount) ? path.relativeTo(mount) : Path.ROOT;
            parts.put(
                    mount,
                    space.observe(
                            within,
                            Observation.Reach.SUBTREE,
                            changes -> observer.accept(above(mount, changes)),
                            owner));
        }

        private void leave(Path mount) {
            Observation part = parts.remove(mount);
            if (part != null) {
                part.close();
            }
        }

        /// A space came or went. Returns what the owner threw.
        private @Nullable RuntimeException tell(Changes changes) {
            return Watches.tell(owner, () -> observer.accept(changes));
        }

        @Override
        public void close() {
            watches.remove(this);
            parts.values().forEach(Observation::close);
            parts.clear();
        }
    }

    /// Puts a space at a path. Whoever watches there or above is told of its root.
    public void mount(Path at, Space space) {
        Path near = mounts.floorKey(at);
        Path next = mounts.ceilingKey(at);
        if (near != null && at.startsWith(near) || next != null && next.startsWith(at)) {
            throw new IllegalArgumentException(
                    "cannot mount at " + at + ": " + (near == null ? next : near) + " is mounted");
        }
        if (mounts.size() == MOUNTS_MAX) {
            throw new IllegalStateException("over " + MOUNTS_MAX + " spaces");
        }
        mounts.put(at, space);
        for (Watch watch : List.copyOf(watches)) {
            if (overlap(watch.path, at)) {
                watch.enter(at, space);
            }
        }
        tellAll(at, space.revision(), Shown.NOTHING, space.shown(Path.ROOT));
    }

    /// Takes a space away. Those who watch inside it keep waiting for one to come there again.
    public void unmount(Path at) {
        Space space = mounts.remove(at);
        if (space == null) {
            throw new IllegalArgumentException("nothing is mounted at " + at);
        }
        for (Watch watch : List.copyOf(watches)) {
            watch.leave(at);
        }
        tellAll(at, space.revision(), space.shown(Path.ROOT), Shown.NOTHING);
    }

    private static boolean overlap(Path a, Path b) {
        return a.startsWith(b) || b.startsWith(a);
    }

    /// Tells everybody who watches at the mount or above, whatever others do when they are told.
    private void tellAll(Path at, long revision, Shown before, Shown after) {
        if (before.equals(after)) {
            return;
        }
        var entry = new Changes.Entry(at, before, after, null);
        RuntimeException first = null;
        for (Watch watch : List.copyOf(watches)) {
            if (at.startsWith(watch.path)) {
                RuntimeException failure = watch.tell(new Changes(revision, List.of(entry)));
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static Changes above(Path mount, Changes changes) {
        var entries = new ArrayList<Changes.Entry>(changes.entries().size());
        for (Changes.Entry entry : changes.entries()) {
            Path path = mount.append(entry.path());
            entries.add(new Changes.Entry(path, entry.before(), entry.after(), entry.by()));
        }
        return new Changes(changes.revision(), entries);
    }

    /// The space that a path leads to, or null when it ends above all of them or nothing is there.
    public @Nullable Place find(Path path) {
        Map.Entry<Path, Space> near = mounts.floorEntry(path);
        return near == null || !path.startsWith(near.getKey())
                ? null
                : new Place(near.getKey(), near.getValue(), path.relativeTo(near.getKey()));
    }

    /// Where spaces are mounted, in the order of their paths.
    public List<Path> mounts() {
        return List.copyOf(mounts.keySet());
    }

    /// Observes a path anywhere, in spaces that are there and in those that come. A transaction is
    /// in one space and is told once.
    public Watch observe(Path path, Consumer<Changes> observer, Consumer<RuntimeException> owner) {
        var watch = new Watch(path, observer, owner);
        for (Map.Entry<Path, Space> mount : mounts.entrySet()) {
            if (overlap(path, mount.getKey())) {
                watch.enter(mount.getKey(), mount.getValue());
            }
        }
        watches.add(watch);
        return watch;
    }

    /// Answers a question about any part of the tree. What is above the spaces shows children.
    public Query.Answer query(Query query) {
        Place place = find(query.path());
        if (place == null) {
            return new Asking(query).answer();
        }
        Path after = query.after();
        Path within = after == null ? null : after.relativeTo(place.mount());
        Query.Answer answer =
                place.space().query(inside(query, place.within(), query.depth(), within));
        return new Query.Answer(query, lifted(place.mount(), answer.cells()), answer.complete());
    }

    private static Query inside(Query query, Path path, int depth, @Nullable Path after) {
        return new Query(path, depth, after, query.cellsMax(), query.bytesMax(), query.all());
    }

    private static List<Found> lifted(Path mount, List<Found> cells) {
        var lifted = new ArrayList<Found>(cells.size());
        for (Found cell : cells) {
            Path path = mount.append(cell.path());
            lifted.add(new Found(path, cell.shown(), cell.children(), cell.cut()));
        }
        return lifted;
    }

    /// A question about what is above the spaces and, as far as it reaches, what is in them.
    private final class Asking {
        private final Query query;
        private final List<Found> cells = new ArrayList<>();
        private boolean complete = true;

        Asking(Query query) {
            this.query = query;
        }

        Query.Answer answer() {
            Path last = Path.ROOT;
            Map.Entry<Path, Space> mount = mounts.ceilingEntry(query.path());
            while (mount != null && mount.getKey().startsWith(query.path()) && complete) {
                Path at = mount.getKey();
                boolean first = last.isRoot();
                int size = first ? query.path().size() : at.sharedSize(last) + 1;
                for (; size < at.size(); size++) {
                    takeAbove(at.upTo(size));
                }
                takeSpace(at, mount.getValue());
                last = at;
                mount = mounts.higherEntry(at);
            }
            return new Query.Answer(query, cells, complete);
        }

        private int left(Path path) {
            return query.depth() - (path.size() - query.path().size());
        }

        private void takeAbove(Path path) {
            Path after = query.after();
            if (left(path) >= 0 && (after == null || path.compareTo(after) > 0)) {
                take(new Found(path, Shown.CHILDREN, childrenOf(path), left(path) == 0));
            }
        }

        private void take(Found found) {
            if (cells.size() == query.cellsMax()) {
                complete = false;
            } else if (complete) {
                cells.add(found);
            }
        }

        private void takeSpace(Path at, Space space) {
            Path after = query.after();
            boolean within = after != null && after.startsWith(at);
            boolean passed = after != null && !within && at.compareTo(after) < 0;
            if (left(at) < 0 || passed || !complete) {
                return;
            }
            Path from = within && after != null ? after.relativeTo(at) : null;
            Query.Answer answer = space.query(inside(query, Path.ROOT, left(at), from));
            if (answer.cells().isEmpty() && from == null) {
                take(new Found(at, Shown.NOTHING, 0, false)); // a space with nothing in it yet
            }
            for (Found cell : lifted(at, answer.cells())) {
                take(cell);
            }
            complete &= answer.complete();
        }

        private int childrenOf(Path path) {
            int children = 0;
            String last = null;
            Path at = mounts.higherKey(path);
            while (at != null && at.startsWith(path)) {
                children += at.at(path.size()).equals(last) ? 0 : 1;
                last = at.at(path.size());
                at = mounts.higherKey(at);
            }
            return children;
        }
    }

    /// A space of this process alone, never logged and never stored: a peer's own health, counters,
    /// what it knows of others. It is written directly and read like any other.
    public static final class Local {
        /// Its one author has seen everything: each write replaces what was there.
        private static final int SEEN_ALL = Integer.MAX_VALUE;

        private final Space space;
        private long time;

        /// `me` stands as the author of what is written here.
        public Local(ChainId me) {
            space =
                    new Space(
                            new ChainOrder() {
                                @Override
                                public int compare(int chainA, int chainB) {
                                    return 0;
                                }

                                @Override
                                public ChainId id(int chain) {
                                    return me;
                                }

                                @Override
                                public int number(ChainId id) {
                                    return id.equals(me) ? 0 : -1;
                                }
                            });
        }

        public Space space() {
            return space;
        }

        /// Carries edits out, or says why not. The caller settles the space when it is time to
        /// tell.
        public Writing.Plan write(List<? extends Writing.Edit> edits) {
            time++;
            var stamp = new Stamp(0, 1, time);
            var at = new Viewpoint(stamp, chain -> SEEN_ALL);
            Writing.Plan plan = Writing.forUser(space, at).plan(edits);
            if (plan instanceof Writing.Ready(List<Op> ops)) {
                space.apply(stamp, ops, at.seen());
            }
            return plan;
        }

        public Writing.Plan set(Path path, Value value) {
            return write(List.of(new Writing.Put(path, value)));
        }

        public Writing.Plan remove(Path path) {
            return write(List.of(new Writing.Remove(path)));
        }

        public Writing.Plan add(Path path, long delta) {
            return write(List.of(new Writing.Add(path, delta)));
        }
    }
}
