package kith.lab.bench.signal;

import java.util.List;
import java.util.function.Supplier;
import kith.signal.Graph;
import kith.signal.Reactive;
import kith.signal.Signal;

/// Kith's own signals under the workloads.
public final class KithEngine implements SignalEngine<Reactive<Object>> {
    private final Graph graph = new Graph();

    @Override
    public Reactive<Object> signal(Object value) {
        return graph.signal(value);
    }

    @Override
    public Reactive<Object> computed(List<Reactive<Object>> sources, Supplier<Object> function) {
        return graph.computed(function);
    }

    @Override
    public void effect(List<Reactive<Object>> sources, Runnable body) {
        var _ = graph.watch(body);
    }

    @Override
    public void batch(Runnable body) {
        graph.batch(body);
    }

    @Override
    public Object read(Reactive<Object> node) {
        return node.value();
    }

    @Override
    public void write(Reactive<Object> signal, Object value) {
        ((Signal<Object>) signal).set(value);
    }

    @Override
    public List<Reactive<Object>> sources(Reactive<Object> node) {
        return List.of();
    }
}
