package kith.lab.bench;

import java.util.List;
import java.util.function.Supplier;
import kith.signal.Graph;
import kith.signal.Readable;
import kith.signal.Signal;

/// Kith's own signals under the workloads.
public final class KithEngine implements SignalEngine<Readable<Object>> {
    private final Graph graph = new Graph();

    @Override
    public Readable<Object> signal(Object value) {
        return graph.signal(value);
    }

    @Override
    public Readable<Object> computed(List<Readable<Object>> sources, Supplier<Object> function) {
        return graph.computed(function);
    }

    @Override
    public void effect(List<Readable<Object>> sources, Runnable body) {
        var unused = graph.watch(body);
    }

    @Override
    public void batch(Runnable body) {
        graph.batch(body);
    }

    @Override
    public Object read(Readable<Object> node) {
        return node.value();
    }

    @Override
    public void write(Readable<Object> signal, Object value) {
        ((Signal<Object>) signal).set(value);
    }

    @Override
    public List<Readable<Object>> sources(Readable<Object> node) {
        return List.of();
    }
}
