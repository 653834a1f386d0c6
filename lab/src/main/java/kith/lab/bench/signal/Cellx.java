package kith.lab.bench.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Four signals and layers of four computeds that mix them, an effect on each: the benchmark of the
/// cellx library. Written forth and back, so that both updates are in steady state.
final class Cellx<N> implements SignalWorkload {
    private final SignalEngine<N> engine;
    private final List<N> heads = new ArrayList<>();
    private List<N> end;
    private long evaluations;

    Cellx(SignalEngine<N> engine, int layers) {
        this.engine = engine;
        for (int i = 1; i <= 4; i++) {
            heads.add(engine.signal((double) i));
        }
        end = heads;
        for (int i = 0; i < layers; i++) {
            end = layer(end);
        }
    }

    private List<N> layer(List<N> m) {
        var next =
                List.of(
                        node(List.of(m.get(1)), () -> read(m, 1)),
                        node(List.of(m.get(0), m.get(2)), () -> read(m, 0) - read(m, 2)),
                        node(List.of(m.get(1), m.get(3)), () -> read(m, 1) + read(m, 3)),
                        node(List.of(m.get(2)), () -> read(m, 2)));
        for (var each : next) {
            engine.effect(
                    engine.sources(each),
                    () -> {
                        var _ = engine.read(each);
                    });
        }
        return next;
    }

    private N node(List<N> sources, Supplier<Double> function) {
        return engine.computed(
                sources,
                () -> {
                    evaluations++;
                    return function.get();
                });
    }

    private double read(List<N> m, int index) {
        return SmallShapes.number(engine, m.get(index));
    }

    @Override
    public void run() {
        write(4, 3, 2, 1);
        expect(-2, -4, 2, 3);
        write(1, 2, 3, 4);
        expect(-3, -6, -2, 2);
    }

    private void write(double... values) {
        engine.batch(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        engine.write(heads.get(i), values[i]);
                    }
                });
    }

    private void expect(double... values) {
        for (int i = 0; i < 4; i++) {
            Check.equal(values[i], read(end, i));
        }
    }

    @Override
    public int updates() {
        return 2;
    }

    @Override
    public long evaluations() {
        return evaluations;
    }
}
