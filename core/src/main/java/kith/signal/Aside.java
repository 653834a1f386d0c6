package kith.signal;

import org.jspecify.annotations.Nullable;

/// Stands in for the reader while [Graph#untracked] runs: it tracks nothing, and it remembers who
/// reads, so that a cycle through it still has its whole path.
final class Aside extends Reader {
    Aside(Graph graph, @Nullable Reader caller) {
        super(graph, Traits.PLAIN, CLOSED);
        this.caller = caller;
    }

    @Override
    String kind() {
        return "untracked";
    }
}
