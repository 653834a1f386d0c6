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

    private Pull() {}

    /// Makes the computed fresh. Its value may then be a failure.
    static void refresh(Computed<?> computed) {
        var graph = computed.graph;
        graph.batch.commit();
        if (!needsRefresh(computed)) {
            return;
        }
        computed.caller = graph.reader;
        if (isOutdated(computed)) {
            evaluate(computed);
        } else {
            computed.confirm();
        }
    }

    private static boolean needsRefresh(Source source) {
        int state = source.flags & (Source.LIVE | Source.STALE | Source.DIRTY);
        return state != Source.LIVE
                && (state != 0 || !(source instanceof Computed<?> asleep && asleep.isVerified()));
    }

    /// Whether `top` must be evaluated. What it had read before the source that decides is fresh
    /// then. `top` is left busy.
    static boolean isOutdated(Reader top) {
        Reader node = enter(top);
        try {
            while (true) {
                var stale = nextStale(node);
                if (stale != null) {
                    stale.caller = node;
                    node = enter(stale);
                } else {
                    boolean outdated = node.cursor < node.count || (node.flags & Source.DIRTY) != 0;
                    if (node == top) {
                        return outdated;
                    }
                    node = finish((Computed<?>) node, outdated);
                }
            }
        } catch (Throwable cutOff) {
            leave(node, top);
            throw cutOff;
        }
    }

    private static Reader enter(Reader node) {
        node.flags |= Source.BUSY;
        node.cursor = 0;
        return node;
    }

    /// Goes on along the sources of `node`. Answers a source that must be made fresh first, or
    /// null: then the cursor stands on the first source that changed, or at the end when none
    /// did.
    private static @Nullable Reader nextStale(Reader node) {
        if ((node.flags & Source.DIRTY) != 0) {
            return null;
        }
        var sources = node.sources;
        double verifiedAt = node.verifiedAt;
        int i = node.cursor;
        for (var source = sources[i]; source != null; source = sources[++i]) {
            if (needsRefresh(source)) {
                node.cursor = i;
                // Busy: the source leads back here. Evaluating node will say so, with the path.
                return (source.flags & Source.BUSY) != 0 ? null : (Reader) source;
            }
            if (source.changedAt > verifiedAt) {
                break;
            }
        }
        node.cursor = i;
        return null;
    }

    /// Evaluates or confirms a node below the top; answers the node whose check came down to it.
    private static Reader finish(Computed<?> node, boolean outdated) {
        var up = node.caller;
        if (up == null) {
            throw new IllegalStateException("a check lost its way; this is a bug of kith.signal");
        }
        if (outdated) {
            evaluate(node);
        } else {
            node.confirm();
        }
        return up;
    }

    private static void leave(Reader node, Reader top) {
        for (Reader each = node; each != null; ) {
            var up = each == top ? null : each.caller;
            each.flags &= ~Source.BUSY;
            each.caller = null;
            each = up;
        }
    }

    private static void evaluate(Computed<?> computed) {
        var graph = computed.graph;
        if (graph.depth < DEPTH_MAX && graph.tooDeep == null) {
            if (attempt(computed, graph)) {
                return;
            }
        } else if (graph.tooDeep == null) {
            graph.tooDeep = computed;
        }
        computed.flags = computed.flags & ~Source.BUSY | Source.DIRTY;
        if (graph.depth > 0 || graph.resolving) {
            throw TooDeep.SIGNAL;
        }
        Deep.resolve(computed);
    }

    /// Runs the function once. False when something below was too deep; the result, if there was
    /// one, is then worth nothing, for the function may have caught the signal.
    private static boolean attempt(Computed<?> computed, Graph graph) {
        var outer = graph.reader;
        graph.reader = computed;
        graph.depth++;
        computed.cursor = 0;
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
        graph.depth--;
        graph.reader = outer;
        if (graph.tooDeep != null) {
            return false;
        }
        computed.accept(result, outcome);
        return true;
    }
}
