package kith.node.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Everything that is counted and measured in a process: who counts says here where its numbers
/// are.
///
/// A part of the node registers once, with what adds its metrics to a list. They are looked at
/// only when somebody asks, on the thread of who asks; a part whose numbers belong to the owner
/// of the engine takes the engine then, for a moment.
///
/// Any thread; not for who owns the engine.
public final class Metrics {
    private final List<Consumer<List<Metric>>> parts = new CopyOnWriteArrayList<>();

    /// With nobody who counts.
    public Metrics() {}

    public void add(Consumer<List<Metric>> part) {
        parts.add(part);
    }

    /// All of them as they are now.
    public List<Metric> now() {
        var all = new ArrayList<Metric>();
        parts.forEach(part -> part.accept(all));
        return all;
    }
}
