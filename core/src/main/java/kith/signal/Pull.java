package kith.signal;

import org.jspecify.annotations.Nullable;

/// The way up: a stale node finds out whether it must be evaluated, and is.
///
/// A check asks the sources in the order in which the last run read them, and makes each fresh
/// before the next. The first that changed since decides: the node is evaluated, and the rest of
/// the list is not asked, since the new run may not read it any more. If none changed, the node
/// is fresh as it is. This order is what keeps evaluations minimal: a source is only ever
/// evaluated when everything that the reader had read before it is the same, so that the reader
/// would read it again.
///
/// The walk holds its place in the nodes themselves (`caller`, `cursor`), so that a chain of any
/// length takes no Java stack. An evaluation calls the application's function, which may read nodes
/// never evaluated before, and that does nest; at [#DEPTH_MAX] the whole nest is given up, the node
/// that was too deep is evaluated first, and the outermost starts again ([Deep]).
///
/// Cost: for each stale node its sources up to the first that changed.
final class Pull {
    /// Evaluations inside each other. Each takes about five frames of Java's stack, which fits
    /// 512 KiB even when each frame of the application takes 300 bytes; a browser allows some
    /// 10,000 frames.
    static final int DEPTH_MAX = 256;

    /// Answers of [#look] that are not the place of a stale source.
    private static final int UNCHANGED = -1;

    private static final int CHANGED = -2;

    private Pull() {}

    /// Makes the computed fresh. Its value may then be a failure.
    static void refresh(Computed<?> computed) {
        var graph = computed.graph;
        var reader = graph.reader();
        graph.batch.mark();
        graph.batch.commit();
        graph.batch.wave.meet(computed);
        if (!isStale(computed)) {
            return;
        }
        computed.caller = reader;
        if (isOutdated(computed, graph, reader)) {
            evaluate(computed, graph, reader, graph.depth);
        } else {
            computed.confirm(graph.revision);
        }
    }

    private static boolean isStale(Source source) {
        int state = source.flags & (Source.LIVE | Source.STALE | Source.DIRTY);
        return state != Source.LIVE
                && (state != 0 || !(source instanceof Computed<?> asleep && asleep.isVerified()));
    }

    /// Whether `top` must be evaluated. What it had read before the source that decides is fresh
    /// then. `outer` is the reader that waits for it.
    static boolean isOutdated(Reader top, Graph graph, @Nullable Reader outer) {
        int found = look(top, 0);
        return found < 0 ? found == CHANGED : isOutdatedBelow(top, found, graph, outer);
    }

    /// Looks along the sources of `node`, from place `from` on: the first that is stale is answered
    /// by its place, one that has changed by CHANGED.
    private static int look(Reader node, int from) {
        if ((node.flags & Source.DIRTY) != 0) {
            return CHANGED;
        }
        var sources = node.sources;
        double verifiedAt = node.verifiedAt;
        int i = from;
        for (var source = sources[i]; source != null; source = sources[++i]) {
            if (isStale(source)) {
                // Busy: the source leads back here. Evaluating node will say so, with the path.
                return (source.flags & Source.BUSY) != 0 ? CHANGED : i;
            }
            if (source.changedAt > verifiedAt) {
                return CHANGED;
            }
        }
        return UNCHANGED;
    }

    /// The walk down to what is stale and up again.
    private static boolean isOutdatedBelow(
            Reader top, int firstStale, Graph graph, @Nullable Reader outer) {
        int depth = graph.depth;
        Reader node = top;
        int found = firstStale;
        try {
            while (true) {
                if (found >= 0) {
                    var stale = (Reader) sourceAt(node, found);
                    node.flags |= Source.BUSY;
                    node.cursor = found;
                    stale.caller = node;
                    node = stale;
                    found = look(node, 0);
                } else if (node == top) {
                    return found == CHANGED;
                } else {
                    var up = callerOf(node);
                    finish((Computed<?>) node, found, graph, outer, depth);
                    node = up;
                    found = look(node, node.cursor);
                }
            }
        } catch (Throwable cutOff) {
            leave(node, top);
            throw cutOff;
        }
    }

    private static void finish(
            Computed<?> node, int found, Graph graph, @Nullable Reader outer, int depth) {
        if (found == CHANGED) {
            evaluate(node, graph, outer, depth);
        } else {
            node.confirm(graph.revision);
        }
    }

    private static Source sourceAt(Reader node, int place) {
        var source = node.sources[place];
        if (source == null) {
            throw new IllegalStateException("a check lost its way; this is a bug of kith.signal");
        }
        return source;
    }

    private static Reader callerOf(Reader node) {
        var caller = node.caller;
        if (caller == null) {
            throw new IllegalStateException("a check lost its way; this is a bug of kith.signal");
        }
        return caller;
    }

    private static void leave(Reader node, Reader top) {
        for (Reader each = node; each != null; ) {
            var up = each == top ? null : each.caller;
            each.flags &= ~Source.BUSY;
            each.caller = null;
            each = up;
        }
    }

    static void evaluate(Computed<?> computed, Graph graph, @Nullable Reader outer, int depth) {
        if (depth < DEPTH_MAX && graph.tooDeep == null) {
            if (attempt(computed, graph, outer, depth)) {
                return;
            }
        } else if (graph.tooDeep == null) {
            graph.tooDeep = computed;
        }
        computed.flags = computed.flags & ~Source.BUSY | Source.DIRTY;
        if (depth > 0 || graph.resolving) {
            throw new Deep.TooDeep();
        }
        Deep.resolve(computed);
    }

    /// Runs the function once. False when something below was too deep; the result, if there was
    /// one, is then worth nothing, for the function may have caught the signal.
    private static boolean attempt(
            Computed<?> computed, Graph graph, @Nullable Reader outer, int depth) {
        computed.flags = Source.begun(computed.flags) | Source.BUSY;
        computed.cursor = 0;
        graph.reader = computed;
        graph.depth = depth + 1;
        Object result;
        int outcome = 0;
        try {
            result = computed.function.get();
        } catch (VirtualMachineError broken) {
            result = broken;
            outcome = Source.FAILED | Source.DIRTY;
        } catch (Throwable thrown) {
            result = thrown;
            outcome = Source.FAILED;
        }
        if (graph.reader != computed) {
            graph.notes.settle();
        }
        graph.depth = depth;
        graph.reader = outer;
        if (graph.tooDeep != null) {
            return false;
        }
        computed.accept(result, outcome);
        return true;
    }
}
