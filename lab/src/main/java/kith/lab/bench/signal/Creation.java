package kith.lab.bench.signal;

import java.util.function.IntFunction;

/// What it costs to make nodes; each run makes a hundred thousand and lets them go.
final class Creation implements SignalWorkload {
    private static final int COUNT = 100_000;

    private final IntFunction<Object> make;
    private final Object[] kept = new Object[COUNT];
    private static long effects;

    private Creation(IntFunction<Object> make) {
        this.make = make;
    }

    static <N> SignalWorkload signals(SignalEngine<N> engine) {
        return new Creation(i -> engine.signal((double) i));
    }

    static <N> SignalWorkload effects(SignalEngine<N> engine) {
        return new Creation(
                i -> {
                    var signal = engine.signal((double) i);
                    watch(engine, signal);
                    return signal;
                });
    }

    static <N> SignalWorkload chains(SignalEngine<N> engine) {
        return new Creation(
                i -> {
                    var signal = engine.signal((double) i);
                    var computed =
                            engine.computed(
                                    engine.sources(signal),
                                    () -> SmallShapes.number(engine, signal) + 1);
                    watch(engine, computed);
                    return computed;
                });
    }

    private static <N> void watch(SignalEngine<N> engine, N node) {
        engine.effect(
                engine.sources(node),
                () -> {
                    var _ = engine.read(node);
                    effects++;
                });
    }

    @Override
    public void run() {
        for (int i = 0; i < COUNT; i++) {
            kept[i] = make.apply(i);
        }
    }

    @Override
    public int updates() {
        return COUNT;
    }

    @Override
    public long evaluations() {
        return effects;
    }
}
