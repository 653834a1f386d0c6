package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kith.crdt.Viewpoint;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.state.Histories.Change;
import kith.state.Histories.Replica;
import kith.state.Observation.Reach;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Whoever watches is told exactly what changed, whatever changes and however they are gathered.
final class WatchProperties {
    private static final Path A = Path.of("a");

    /// An observer, and what it was told since it was last asked.
    private static final class Told implements Consumer<Changes> {
        final List<Changes> calls = new ArrayList<>();

        @Override
        public void accept(Changes changes) {
            calls.add(changes);
        }

        Map<Path, List<Shown>> take(long seed) {
            assertTrue(calls.size() <= 1, "told more than once, seed " + seed);
            var told = new TreeMap<Path, List<Shown>>();
            for (Changes changes : calls) {
                for (Changes.Entry entry : changes.entries()) {
                    told.put(entry.path(), List.of(entry.before(), entry.after()));
                }
                assertEquals(told.size(), changes.entries().size(), "a path twice, seed " + seed);
                assertEquals(
                        new ArrayList<>(told.keySet()),
                        changes.entries().stream().map(Changes.Entry::path).toList(),
                        "out of order, seed " + seed);
            }
            calls.clear();
            return told;
        }
    }

    private static Map<Path, List<Shown>> difference(
            Map<Path, Shown> before, Map<Path, Shown> after) {
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        var difference = new TreeMap<Path, List<Shown>>();
        for (Path path : paths) {
            Shown was = before.getOrDefault(path, Shown.NOTHING);
            Shown is = after.getOrDefault(path, Shown.NOTHING);
            if (!was.equals(is)) {
                difference.put(path, List.of(was, is));
            }
        }
        return difference;
    }

    private interface Wanted {
        boolean is(Path path);
    }

    private static Map<Path, List<Shown>> only(Map<Path, List<Shown>> all, Wanted wanted) {
        var some = new TreeMap<Path, List<Shown>>();
        all.forEach(
                (path, shown) -> {
                    if (wanted.is(path)) {
                        some.put(path, shown);
                    }
                });
        return some;
    }

    private static boolean isUsers(Path path) {
        return path.isRoot() || !path.at(0).startsWith(".");
    }

    @Test
    void observersAreToldOnceTheDifferenceOfTheViews() {
        for (long seed = 0; seed < 60; seed++) {
            var histories = new Histories(seed, 3, true);
            Space space = histories.replicas.getFirst().space;
            var root = new Told();
            var subtree = new Told();
            var cell = new Told();
            var siblings = new Told();
            var own = new Told();
            observe(space, Path.ROOT, Reach.SUBTREE, root);
            observe(space, A, Reach.SUBTREE, subtree);
            observe(space, A, Reach.CELL, cell);
            observe(space, A, Reach.SUBTREE, siblings).toSiblings();
            observe(space, Path.of(".access"), Reach.SUBTREE, own);
            Map<Path, Shown> before = Map.of();
            for (int i = 0; i < 30; i++) {
                for (int steps = histories.rng.between(1, 4); steps > 0; steps--) {
                    histories.step();
                }
                space.settle();
                Map<Path, Shown> after = Histories.view(space);
                Map<Path, List<Shown>> all = difference(before, after);
                assertEquals(only(all, WatchProperties::isUsers), root.take(seed), "seed " + seed);
                assertEquals(only(all, path -> path.startsWith(A)), subtree.take(seed));
                assertEquals(only(all, A::equals), cell.take(seed), "seed " + seed);
                assertEquals(only(all, path -> !isUsers(path)), own.take(seed), "seed " + seed);
                takeSiblings(all, siblings, seed);
                before = after;
            }
        }
    }

    /// This observer is at `a` itself and at its siblings: told of each by itself.
    private static void takeSiblings(Map<Path, List<Shown>> all, Told siblings, long seed) {
        var told = new TreeMap<Path, List<Shown>>();
        assertTrue(siblings.calls.size() <= 2, "seed " + seed);
        for (Changes changes : List.copyOf(siblings.calls)) {
            siblings.calls.clear();
            siblings.calls.add(changes);
            told.putAll(siblings.take(seed));
        }
        assertEquals(only(all, path -> isUsers(path) && !path.isRoot()), told, "seed " + seed);
    }

    private static Observation observe(
            Space space, Path path, Reach reach, Consumer<Changes> observer) {
        return space.observe(
                path,
                reach,
                observer,
                failure -> {
                    throw failure;
                });
    }

    /// What a reader makes of the updates that it gets.
    private static final class ReaderOf {
        final Subscription subscription;
        final TreeMap<Path, Shown> has = new TreeMap<>();

        ReaderOf(Space space, Path path, Subscription.Mode mode) {
            subscription = space.subscribe(path, Subscription.Config.of(mode), () -> {});
        }

        void read(int credit, long seed) {
            subscription.grant(credit);
            for (var update = subscription.poll(); update != null; update = subscription.poll()) {
                switch (update) {
                    case Subscription.Page page -> {
                        if (page.first()) {
                            has.clear();
                        }
                        page.cells().forEach(this::put);
                    }
                    case Subscription.Newest newest -> newest.cells().forEach(this::put);
                    case Subscription.Applied applied -> apply(applied.changes(), seed);
                    case Subscription.Ended ended ->
                            throw new AssertionError(ended + ", seed " + seed);
                }
            }
        }

        private void apply(Changes changes, long seed) {
            for (Changes.Entry entry : changes.entries()) {
                assertEquals(
                        entry.before(),
                        has.getOrDefault(entry.path(), Shown.NOTHING),
                        "a gap before " + entry + ", seed " + seed);
                put(new Query.Found(entry.path(), entry.after(), 0, false));
            }
        }

        private void put(Query.Found found) {
            if (found.shown().isNothing()) {
                has.remove(found.path());
            } else {
                has.put(found.path(), found.shown());
            }
        }
    }

    @Test
    void subscribersEndAtTheNewestWithoutAGap() {
        for (long seed = 0; seed < 60; seed++) {
            var histories = new Histories(seed, 3, true);
            Space space = histories.replicas.getFirst().space;
            var rng = new Rng(seed + 1);
            var readers = new ArrayList<ReaderOf>();
            for (int i = 0; i < 60; i++) {
                histories.step();
                if (rng.chance(60)) {
                    space.settle();
                }
                if (rng.chance(20)) {
                    Path path = Histories.PATHS.get(rng.nextInt(6));
                    Subscription.Mode mode =
                            rng.chance(50) ? Subscription.Mode.STATE : Subscription.Mode.CHANGES;
                    readers.add(new ReaderOf(space, path, mode));
                }
                for (ReaderOf reader : readers) {
                    reader.read(rng.nextInt(2), seed);
                }
            }
            rebuildWithoutOne(histories);
            checkReaders(space, readers, seed);
        }
    }

    private static void checkReaders(Space space, List<ReaderOf> readers, long seed) {
        space.settle();
        Map<Path, Shown> view = Histories.view(space);
        for (ReaderOf reader : readers) {
            reader.read(1000, seed);
            var wanted = new TreeMap<>(view);
            Path path = reader.subscription.path();
            wanted.keySet().removeIf(at -> !at.startsWith(path) || !isUsers(at));
            String what = reader.subscription.config().mode() + " at " + path + ", seed " + seed;
            assertEquals(wanted, reader.has, what);
        }
    }

    /// Rebuilds the first replica without one of its changes and all that came after that one.
    private static void rebuildWithoutOne(Histories histories) {
        Replica replica = histories.replicas.getFirst();
        if (replica.applied.isEmpty()) {
            return;
        }
        Change gone = replica.applied.get(histories.rng.nextInt(replica.applied.size()));
        var kept = new ArrayList<Change>();
        var fresh = new Space(replica);
        for (Change change : replica.applied) {
            ChainId chain = gone.chain();
            boolean after = change.past().getOrDefault(chain, 0) >= gone.seq();
            if (!change.equals(gone) && !after) {
                Viewpoint at =
                        replica.at(change.chain(), change.seq(), change.time(), change.seen());
                fresh.apply(at.stamp(), change.ops(), at.seen());
                kept.add(change);
            }
        }
        replica.space.replaceBy(fresh);
        replica.space.check();
        assertEquals(Twin.view(kept), Histories.view(replica.space));
    }

    @Test
    void aggregatesAreWhatRecomputingGives() {
        for (long seed = 0; seed < 60; seed++) {
            var histories = new Histories(seed, 3, true);
            Space space = histories.replicas.getFirst().space;
            for (int i = histories.rng.nextInt(10); i > 0; i--) {
                histories.step();
            }
            var all = new ArrayList<Aggregates>();
            for (Aggregate.Over over : Aggregate.Over.values()) {
                all.add(new Aggregates(space, Path.ROOT, over));
                all.add(new Aggregates(space, A, over));
            }
            for (int i = 0; i < 30; i++) {
                histories.step();
                space.settle();
                for (Aggregates aggregates : all) {
                    aggregates.check(seed);
                }
            }
            rebuildWithoutOne(histories);
            for (Aggregates aggregates : all) {
                aggregates.check(seed);
            }
        }
    }

    /// Every kind of fold over the same cells.
    private static final class Aggregates {
        private final Space space;
        private final Path path;
        private final Aggregate.Over over;
        private final Aggregate<Long> count;
        private final Aggregate<Value> sum;
        private final Aggregate<Optional<Value>> min;
        private final Aggregate<Optional<Value>> max;
        private final Aggregate<Optional<String>> texts;
        private final Aggregate<Integer> sizes;

        Aggregates(Space space, Path path, Aggregate.Over over) {
            this.space = space;
            this.path = path;
            this.over = over;
            count = make(Aggregate.Fold.count());
            sum = make(Aggregate.Fold.sum());
            min = make(Aggregate.Fold.min());
            max = make(Aggregate.Fold.max());
            texts = make(Aggregate.Fold.combining(String::valueOf, (a, b) -> a + b));
            sizes =
                    make(
                            Aggregate.Fold.of(
                                    0,
                                    (all, value) -> all + value.encodedSize(),
                                    (all, value) -> all - value.encodedSize()));
        }

        private <R> Aggregate<R> make(Aggregate.Fold<R> fold) {
            return space.aggregate(
                    path,
                    over,
                    fold,
                    failure -> {
                        throw failure;
                    });
        }

        void check(long seed) {
            var values = new ArrayList<Value>();
            long living = 0;
            for (var cell : Histories.view(space).entrySet()) {
                Path at = cell.getKey();
                int below = at.size() - path.size();
                boolean counts = over == Aggregate.Over.CHILDREN ? below == 1 : below >= 1;
                if (counts && at.startsWith(path) && isUsers(at)) {
                    Value value = cell.getValue().value();
                    living += value != null || over == Aggregate.Over.CHILDREN ? 1 : 0;
                    if (value != null) {
                        values.add(value);
                    }
                }
            }
            String what = over + " of " + path + ", seed " + seed;
            assertEquals(living, count.value(), what);
            assertEquals(Value.Int.of(total(values)), sum.value(), what);
            assertEquals(values.stream().min(Aggregate.Fold::order), min.value(), what);
            assertEquals(values.stream().max(Aggregate.Fold::order), max.value(), what);
            var text = new StringBuilder();
            values.forEach(text::append);
            assertEquals(text.toString(), texts.value().orElse(""), what);
            int size = values.stream().mapToInt(Value::encodedSize).sum();
            assertEquals(size, sizes.value(), what);
        }

        private static long total(List<Value> values) {
            long total = 0;
            for (Value value : values) {
                total += value instanceof Value.Int number ? number.value() : 0;
            }
            return total;
        }
    }
}
