package kith.lab.bench.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// The small graphs: chain, fan of pairs, diamond, triangle, multiplexer, repeated, unstable and
/// avoidable reads.
final class SmallShapes {
    private SmallShapes() {}

    /// Evaluations and effects, counted by the functions of the graph.
    private static final class Counts {
        long evaluations;
        long effects;

        /// Nodes that a library with weak listeners would lose.
        final List<Object> kept = new ArrayList<>();
    }

    /// A head, writes 1 and then 0, 1, 2, ..., and reads the end after each.
    private record Driven<N>(
            SignalEngine<N> engine,
            N head,
            N end,
            int writes,
            IntToDoubleFunction expected,
            int effectsPerWrite,
            Counts counts)
            implements SignalWorkload {
        @Override
        public void run() {
            engine.batch(() -> engine.write(head, 1.0));
            long before = counts.effects;
            for (int i = 0; i < writes; i++) {
                double value = i;
                engine.batch(() -> engine.write(head, value));
                Check.equal(expected.applyAsDouble(i), number(engine, end));
            }
            if (effectsPerWrite > 0) {
                Check.equal((double) effectsPerWrite * writes, (double) (counts.effects - before));
            }
        }

        @Override
        public int updates() {
            return writes + 1;
        }

        @Override
        public long evaluations() {
            return counts.evaluations;
        }
    }

    static <N> SignalWorkload deep(SignalEngine<N> engine, int depth) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var end = chain(engine, head, depth, counts).getLast();
        watch(engine, end, counts);
        return new Driven<>(engine, head, end, 50, i -> depth + i, 1, counts);
    }

    static <N> SignalWorkload broad(SignalEngine<N> engine, int width) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        N last = head;
        for (int i = 0; i < width; i++) {
            double offset = i;
            var a =
                    engine.computed(
                            engine.sources(head),
                            () -> {
                                counts.evaluations++;
                                return number(engine, head) + offset;
                            });
            last = plus(engine, a, 1, counts);
            counts.kept.add(last);
            watch(engine, last, counts);
        }
        return new Driven<>(engine, head, last, 50, i -> width + i, width, counts);
    }

    static <N> SignalWorkload diamond(SignalEngine<N> engine, int width) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var middle = new ArrayList<N>();
        for (int i = 0; i < width; i++) {
            middle.add(plus(engine, head, 1, counts));
        }
        var sum = sum(engine, middle, counts);
        watch(engine, sum, counts);
        return new Driven<>(engine, head, sum, 500, i -> width * (i + 1.0), 1, counts);
    }

    static <N> SignalWorkload triangle(SignalEngine<N> engine, int width) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var nodes = new ArrayList<N>(List.of(head));
        nodes.addAll(chain(engine, head, width, counts));
        nodes.removeLast(); // the end of the chain is read by nobody
        var sum = sum(engine, nodes, counts);
        watch(engine, sum, counts);
        double constant = width * (width - 1) / 2.0;
        return new Driven<>(engine, head, sum, 100, i -> constant + width * (double) i, 1, counts);
    }

    static <N> SignalWorkload repeated(SignalEngine<N> engine, int reads) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var end =
                engine.computed(
                        engine.sources(head),
                        () -> {
                            counts.evaluations++;
                            double result = 0;
                            for (int i = 0; i < reads; i++) {
                                result += number(engine, head);
                            }
                            return result;
                        });
        watch(engine, end, counts);
        return new Driven<>(engine, head, end, 100, i -> reads * (double) i, 1, counts);
    }

    static <N> SignalWorkload unstable(SignalEngine<N> engine, int reads) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var twice = times(engine, head, 2, counts);
        var inverse = times(engine, head, -1, counts);
        var end =
                engine.computed(
                        List.of(head, twice, inverse),
                        () -> {
                            counts.evaluations++;
                            double result = 0;
                            for (int i = 0; i < reads; i++) {
                                boolean odd = number(engine, head) % 2 != 0;
                                result += number(engine, odd ? twice : inverse);
                            }
                            return result;
                        });
        watch(engine, end, counts);
        return new Driven<>(
                engine,
                head,
                end,
                100,
                i -> reads * (i % 2 != 0 ? 2.0 * i : -(double) i),
                1,
                counts);
    }

    static <N> SignalWorkload avoidable(SignalEngine<N> engine) {
        var counts = new Counts();
        var head = engine.signal(0.0);
        var c1 = plus(engine, head, 0, counts);
        var c2 =
                engine.computed(
                        engine.sources(c1),
                        () -> {
                            counts.evaluations++;
                            var _ = engine.read(c1);
                            return 0.0;
                        });
        var c3 =
                engine.computed(
                        engine.sources(c2),
                        () -> {
                            counts.evaluations++;
                            Check.busy(100);
                            return number(engine, c2) + 1;
                        });
        var c5 = plus(engine, plus(engine, c3, 2, counts), 3, counts);
        engine.effect(
                engine.sources(c5),
                () -> {
                    counts.effects++;
                    Check.busy(100 + number(engine, c5));
                });
        return new Driven<>(engine, head, c5, 1000, i -> 6, 0, counts);
    }

    static <N> SignalWorkload mux(SignalEngine<N> engine, int width) {
        var counts = new Counts();
        var heads = new ArrayList<N>();
        for (int i = 0; i < width; i++) {
            heads.add(engine.signal(0.0));
        }
        var mux =
                engine.computed(
                        heads,
                        () -> {
                            counts.evaluations++;
                            var values = new Object[width];
                            for (int i = 0; i < width; i++) {
                                values[i] = engine.read(heads.get(i));
                            }
                            return values;
                        });
        var ends = new ArrayList<N>();
        for (int i = 0; i < width; i++) {
            int index = i;
            var split =
                    engine.computed(
                            engine.sources(mux),
                            () -> {
                                counts.evaluations++;
                                return ((Object[]) engine.read(mux))[index];
                            });
            ends.add(plus(engine, split, 1, counts));
            watch(engine, ends.getLast(), counts);
        }
        return new Multiplexed<>(engine, heads, ends, counts);
    }

    private record Multiplexed<N>(
            SignalEngine<N> engine, List<N> heads, List<N> ends, Counts counts)
            implements SignalWorkload {
        @Override
        public void run() {
            for (int factor = 1; factor <= 2; factor++) {
                for (int i = 0; i < 10; i++) {
                    int index = i;
                    double value = (double) factor * i;
                    engine.batch(() -> engine.write(heads.get(index), value));
                    Check.equal(value + 1, number(engine, ends.get(i)));
                }
            }
        }

        @Override
        public int updates() {
            return 20;
        }

        @Override
        public long evaluations() {
            return counts.evaluations;
        }
    }

    private static <N> List<N> chain(SignalEngine<N> engine, N head, int length, Counts counts) {
        var nodes = new ArrayList<N>();
        N last = head;
        for (int i = 0; i < length; i++) {
            last = plus(engine, last, 1, counts);
            nodes.add(last);
        }
        return nodes;
    }

    private static <N> N plus(SignalEngine<N> engine, N source, double term, Counts counts) {
        return engine.computed(
                engine.sources(source),
                () -> {
                    counts.evaluations++;
                    return number(engine, source) + term;
                });
    }

    private static <N> N times(SignalEngine<N> engine, N source, double factor, Counts counts) {
        return engine.computed(
                engine.sources(source),
                () -> {
                    counts.evaluations++;
                    return number(engine, source) * factor;
                });
    }

    private static <N> N sum(SignalEngine<N> engine, List<N> sources, Counts counts) {
        return engine.computed(
                sources,
                () -> {
                    counts.evaluations++;
                    double result = 0;
                    for (int i = 0; i < sources.size(); i++) {
                        result += number(engine, sources.get(i));
                    }
                    return result;
                });
    }

    private static <N> void watch(SignalEngine<N> engine, N end, Counts counts) {
        engine.effect(
                engine.sources(end),
                () -> {
                    var _ = engine.read(end);
                    counts.effects++;
                });
    }

    static <N> double number(SignalEngine<N> engine, N node) {
        return (Double) engine.read(node);
    }
}
