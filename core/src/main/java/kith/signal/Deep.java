package kith.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates what nests too deep for Java's stack, from the bottom up.
///
/// The first reading of a long chain calls the function of its end, which reads the node before
/// it, which calls its function: the nest is made by the application's own frames, and nobody can
/// flatten it while they run. So it is given up at [Pull#DEPTH_MAX], the node that would have
/// been too deep is evaluated first, perhaps given up again further down, and then those above it
/// start anew.
///
/// The functions that were under way are called twice, once in vain. This happens only where
/// nodes that were never evaluated stand in each other that deep; a chain once evaluated is
/// checked without nesting. Functions of computeds are pure, so nobody can tell but a counter.
///
/// Cost: twice the evaluations of the nest, one stack of its length / [Pull#DEPTH_MAX].
final class Deep {
    private Deep() {}

    /// Unwinds a nest of evaluations that grew too deep ([Pull#DEPTH_MAX]). It never leaves the
    /// package: the outermost evaluation catches it. An error rather than an exception, so that a
    /// function that catches exceptions lets it pass; one that catches even errors does no harm.
    static final class TooDeep extends Error {
        private static final long serialVersionUID = 1;

        /// Without a trace, which would cost more than all the rest.
        TooDeep() {
            super("evaluations nest too deep", null, false, false);
        }
    }

    static void resolve(Computed<?> outermost) {
        var graph = outermost.graph;
        var waiting = new ArrayList<Computed<?>>();
        graph.resolving = true;
        try {
            waitFor(waiting, outermost);
            while (!waiting.isEmpty()) {
                var next = takeTooDeep(graph);
                if (next != null) {
                    waitFor(waiting, next);
                }
                try {
                    Pull.refresh(waiting.getLast());
                    waiting.removeLast().flags &= ~Source.WAITING;
                } catch (TooDeep again) {
                    // graph.tooDeep says where; that one goes first
                }
            }
        } finally {
            graph.resolving = false;
            graph.tooDeep = null;
            for (var left : waiting) {
                left.flags &= ~Source.WAITING;
            }
        }
    }

    private static @Nullable Computed<?> takeTooDeep(Graph graph) {
        var next = graph.tooDeep;
        graph.tooDeep = null;
        return next;
    }

    /// One that waits already has come round to itself.
    private static void waitFor(List<Computed<?>> waiting, Computed<?> next) {
        if ((next.flags & Source.WAITING) != 0) {
            Cycle.breakLongRing(next);
        } else {
            next.flags |= Source.WAITING;
            waiting.add(next);
        }
    }
}
