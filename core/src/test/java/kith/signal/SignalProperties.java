package kith.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.lang.Rng;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// Random graphs against a slow twin that keeps no subscriptions: it walks everything it knows
/// after each change. Values, the number of runs of each watcher, and the number of edges must
/// agree; a computed is evaluated as often as the twin's or, where its readers turn away from it in
/// that very change, once more.
final class SignalProperties {
    /// What a node of either side computes from the values it reads.
    private interface Reads {
        int read(int node);
    }

    private static int formula(int kind, int[] sources, Reads reads) {
        int first = reads.read(sources[0]);
        return switch (kind) {
            case 0 -> sum(first, sources, reads);
            case 1 -> Math.floorMod(sum(first, sources, reads), 3);
            case 2 -> first % 2 == 0 ? reads.read(sources[1]) : reads.read(sources[2]) + first;
            case 3 -> failing(first, reads.read(sources[1]));
            default -> first % 3 == 0 ? first : sum(first, sources, reads) + reads.read(sources[0]);
        };
    }

    private static int sum(int first, int[] sources, Reads reads) {
        int sum = first;
        for (int i = 1; i < sources.length; i++) {
            sum += reads.read(sources[(i * 2 + Math.floorMod(first, 2)) % sources.length]);
        }
        return sum;
    }

    private static int failing(int a, int b) {
        if (Math.floorMod(a + b, 5) == 0) {
            throw new IllegalArgumentException("five");
        }
        return a - b;
    }

    /// A node of the twin; a signal has no sources, a watcher no value.
    private static final class Twin {
        final int kind;
        final int[] sources;
        final List<Twin> read = new ArrayList<>();
        final List<Integer> seen = new ArrayList<>();
        int value;
        boolean failed;
        int changes;
        int evaluations;
        boolean closed;

        Twin(int kind, int... sources) {
            this.kind = kind;
            this.sources = sources;
        }
    }

    /// Both sides of one random program.
    private static final class World {
        final Rng rng;
        final Graph graph = new Graph(thrown -> {});
        final int signals;
        final List<Reactive<Integer>> nodes = new ArrayList<>();
        final List<Twin> twins = new ArrayList<>();
        final List<int[]> evaluations = new ArrayList<>();

        /// For each node how much oftener than its twin it was evaluated, up to the last step.
        final List<Integer> inVain = new ArrayList<>();
        final List<Watcher> watchers = new ArrayList<>();
        final List<Twin> watcherTwins = new ArrayList<>();
        final List<int[]> runs = new ArrayList<>();

        World(long seed) {
            rng = new Rng(seed);
            signals = 1 + rng.nextInt(5);
            for (int i = 0; i < signals; i++) {
                nodes.add(graph.signal(i));
                var twin = new Twin(-1);
                twin.value = i;
                twins.add(twin);
                evaluations.add(new int[1]);
            }
            int computeds = 1 + rng.nextInt(rng.chance(20) ? 60 : 12);
            for (int i = 0; i < computeds; i++) {
                addComputed();
            }
        }

        private int[] someSources() {
            var sources = new int[3 + rng.nextInt(rng.chance(20) ? 20 : 3)];
            for (int i = 0; i < sources.length; i++) {
                sources[i] = rng.nextInt(nodes.size());
            }
            return sources;
        }

        private void addComputed() {
            int kind = rng.nextInt(5);
            var sources = someSources();
            var count = new int[1];
            nodes.add(
                    graph.computed(
                            () -> {
                                count[0]++;
                                return formula(kind, sources, node -> nodes.get(node).value());
                            }));
            evaluations.add(count);
            twins.add(new Twin(kind, sources));
        }

        private void addWatcher() {
            int kind = rng.nextInt(5);
            var sources = someSources();
            var count = new int[1];
            watchers.add(
                    graph.watch(
                            () -> {
                                count[0]++;
                                formula(kind, sources, node -> nodes.get(node).value());
                            }));
            runs.add(count);
            var twin = new Twin(kind, sources);
            watcherTwins.add(twin);
            run(twin);
        }

        private int read(Twin reader, int node) {
            var twin = twins.get(node);
            freshen(twin);
            int at = reader.read.indexOf(twin);
            if (at < 0) {
                reader.read.add(twin);
                reader.seen.add(twin.changes);
            }
            if (twin.failed) {
                throw new IllegalArgumentException("five");
            }
            return twin.value;
        }

        private boolean outdated(Twin twin) {
            if (twin.evaluations == 0) {
                return true;
            }
            for (int i = 0; i < twin.read.size(); i++) {
                freshen(twin.read.get(i));
                if (twin.read.get(i).changes != twin.seen.get(i)) {
                    return true;
                }
            }
            return false;
        }

        private void freshen(Twin twin) {
            if (twin.kind >= 0 && outdated(twin)) {
                boolean failedBefore = twin.failed || twin.evaluations == 0;
                int before = twin.value;
                run(twin);
                if (twin.failed || failedBefore || before != twin.value) {
                    twin.changes++;
                }
            }
        }

        private void run(Twin twin) {
            twin.evaluations++;
            twin.read.clear();
            twin.seen.clear();
            try {
                twin.value = formula(twin.kind, twin.sources, node -> read(twin, node));
                twin.failed = false;
            } catch (IllegalArgumentException five) {
                twin.failed = true;
            }
        }

        private void settle() {
            for (var twin : watcherTwins) {
                if (!twin.closed && outdated(twin)) {
                    run(twin);
                }
            }
        }

        private void step() {
            switch (rng.nextInt(10)) {
                case 0 -> addWatcher();
                case 1 -> close();
                case 2 -> readSome();
                case 3 -> addComputed();
                default -> write();
            }
        }

        private void close() {
            if (!watchers.isEmpty()) {
                int i = rng.nextInt(watchers.size());
                watchers.get(i).close();
                watcherTwins.get(i).closed = true;
            }
        }

        private void readSome() {
            int node = rng.nextInt(nodes.size());
            assertEquals(twinValue(node), value(node));
        }

        private @Nullable Integer twinValue(int node) {
            freshen(twins.get(node));
            return twins.get(node).failed ? null : twins.get(node).value;
        }

        private @Nullable Integer value(int node) {
            try {
                return nodes.get(node).value();
            } catch (IllegalArgumentException five) {
                return null;
            }
        }

        private void write() {
            int writes = rng.chance(50) ? 1 : 1 + rng.nextInt(4);
            boolean readsInside = rng.chance(20);
            var before = new int[signals];
            for (int i = 0; i < signals; i++) {
                before[i] = twins.get(i).value;
            }
            graph.batch(
                    () -> {
                        for (int i = 0; i < writes; i++) {
                            writeOne(rng.nextInt(6));
                        }
                        if (readsInside) {
                            commit(before);
                            readSome();
                            // Never back to an old value: whether that is a change depends on
                            // whether the reading met the write, which the twin does not know.
                            writeOne(100 + twins.size() + rng.nextInt(1_000_000));
                        }
                    });
            commit(before);
            settle();
        }

        @SuppressWarnings("unchecked")
        private void writeOne(int value) {
            int i = rng.nextInt(signals);
            ((Signal<Integer>) nodes.get(i)).set(value);
            twins.get(i).value = value;
        }

        private void commit(int[] before) {
            for (int i = 0; i < signals; i++) {
                if (twins.get(i).value != before[i]) {
                    twins.get(i).changes++;
                    before[i] = twins.get(i).value;
                }
            }
        }

        private void compare(String at) {
            for (int i = signals; i < nodes.size(); i++) {
                int more = evaluations.get(i)[0] - twins.get(i).evaluations;
                int before = i < inVain.size() ? inVain.get(i) : 0;
                assertTrue(more >= 0 && more <= before + 1, at + " node " + i + ": " + more);
            }
            inVain.clear();
            for (int i = 0; i < nodes.size(); i++) {
                inVain.add(evaluations.get(i)[0] - twins.get(i).evaluations);
            }
            for (int i = 0; i < watchers.size(); i++) {
                assertEquals(watcherTwins.get(i).evaluations, runs.get(i)[0], at + " watcher " + i);
            }
            compareEdges(at);
        }

        /// Every edge that leads to a watcher is there once, and no other.
        private void compareEdges(String at) {
            var reached = new ArrayList<Twin>();
            var edges = new int[nodes.size()];
            for (var twin : watcherTwins) {
                if (!twin.closed) {
                    reached.add(twin);
                }
            }
            for (int i = 0; i < reached.size(); i++) {
                for (var source : reached.get(i).read) {
                    edges[twins.indexOf(source)]++;
                    if (!reached.contains(source)) {
                        reached.add(source);
                    }
                }
            }
            for (int i = 0; i < nodes.size(); i++) {
                var source = Objects.requireNonNull((Source) nodes.get(i));
                assertEquals(edges[i], source.readerCount(), at + " readers of " + i);
            }
        }
    }

    @Property(tries = 400)
    void randomGraphsAgreeWithTheTwin(@ForAll long seed) {
        var world = new World(seed);
        for (int i = 0; i < 60; i++) {
            world.step();
            world.compare("seed " + seed + " step " + i);
        }
        for (int i = 0; i < world.nodes.size(); i++) {
            assertEquals(world.twinValue(i), world.value(i), "seed " + seed + " node " + i);
        }
    }
}
