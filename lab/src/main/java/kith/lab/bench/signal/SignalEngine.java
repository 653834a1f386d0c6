package kith.lab.bench.signal;

import java.util.List;
import java.util.function.Supplier;

/// What a library of signals must offer to run the workloads of [SignalWorkloads]: one adapter
/// for each library that is measured. `N` is whatever it calls a node, so that no wrapper is in
/// the way.
///
/// @param <N> a signal or a computed
public interface SignalEngine<N> {
    N signal(Object value);

    /// `sources` are all nodes that `function` may read, for libraries that must be told.
    N computed(List<N> sources, Supplier<Object> function);

    void effect(List<N> sources, Runnable body);

    /// Writes in `body` settle at its end, effects and all.
    void batch(Runnable body);

    Object read(N node);

    void write(N signal, Object value);

    /// A list of sources, for libraries that do not look at it the same empty one every time.
    List<N> sources(N node);
}
