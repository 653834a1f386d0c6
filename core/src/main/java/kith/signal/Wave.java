package kith.signal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The short way of a change: from the signals on, nearest first, and only along what really
/// changed.
///
/// [Push] and [Pull] visit everything behind a signal twice, once to mark it and once to find out,
/// also where the first computed comes to an equal value. Here nothing is marked. Every computed
/// that leads to a watcher has a *height*, one more than the highest of its sources. A node whose
/// source changed is queued by its height, and the queue is worked off from the lowest on: by the
/// time a node is evaluated all its sources are as they will be. One that comes to an equal value
/// tells nobody, and nobody behind it is ever looked at.
///
/// ```
///   height 0        1          2          3
///      a* ───────▶ b* ──────▶ d  (equal: the end)
///       ╲                       ╲
///        ╲───────▶ c* ─────────▶ e* ────▶ watchers, in the order told
/// ```
///
/// *Turning away.* A computed is evaluated here because a value that it read has changed, although
/// its readers may be about to read something else instead. The way up would have known. So a node
/// that is read only by such as read other things in their last two runs is not evaluated here,
/// but found out about from above; what remains is one evaluation in vain when a reader turns away
/// for the first time.
///
/// *Giving way.* The heights hold for the edges of the runs before. When an evaluation reads
/// something that it did not read before and that is not final yet, or that nobody watches, the
/// queue becomes marks and the rest of the change goes the long way ([#giveWay]). So does every
/// change that was looked at while its batch was open, and what watchers write.
///
/// Source: Jane Street's *Incremental* (Yaron Minsky, *Seven Implementations of Incremental*, 2017)
/// for heights; *R3* (Milo Mighdoll, `milomg/r3`) for falling back to marks instead of moving nodes
/// in the queue. changed: the long way is the ordinary one of this package, not a second colour.
///
/// Cost: the evaluations, one visit for each edge out of what changed, one step for each height.
final class Wave {
    /// Higher than that a chain goes the long way: the queue has a place for each height.
    static final int HEIGHT_MAX = 1 << 16;

    private static final int UNSTEADY = Source.UNSTEADY | Source.UNSTEADY_BEFORE;

    private static final int CAPACITY_FIRST = 16;

    private final Graph graph;
    private final Push push;

    /// The first and the last of those that wait at each height.
    private @Nullable Computed<?>[] first = new Computed<?>[CAPACITY_FIRST];

    private @Nullable Computed<?>[] last = new Computed<?>[CAPACITY_FIRST];

    /// Those that still wait at the height that is worked on.
    private @Nullable Computed<?> waiting;

    /// The height that is worked on, and the highest at which somebody waits.
    private int level;

    private int highest;

    /// Whether the wave is at work, and the short way still open.
    private boolean running;

    private @Nullable Computed<?> evaluated;

    Wave(Graph graph, Push push) {
        this.graph = graph;
        this.push = push;
    }

    /// What [#tell] queued is evaluated, and what follows from it.
    void run() {
        if (highest == 0) {
            return;
        }
        running = true;
        try {
            for (level = 1; level <= highest; level++) {
                for (var next = takeLevel(); next != null; next = takeLevel()) {
                    workOff(next);
                    if (!running) {
                        return;
                    }
                }
            }
            highest = 0;
            running = false;
        } finally {
            evaluated = null;
            if (running) {
                giveWay();
            }
        }
    }

    /// Those that wait behind each other, while the wave runs.
    private void workOff(Computed<?> queue) {
        for (var next = queue; next != null && running; next = waiting) {
            waiting = next.queuedBehind;
            next.queuedBehind = null;
            work(next);
        }
    }

    /// All that wait at the level; the first is answered.
    private @Nullable Computed<?> takeLevel() {
        var all = first[level];
        first[level] = null;
        return all;
    }

    private void work(Computed<?> start) {
        var computed = start;
        while (computed != null) {
            int flags = computed.flags;
            if ((flags & Source.LIVE) == 0 || computed.verifiedAt == graph.revision) {
                computed.flags = flags & ~Source.QUEUED;
                return;
            }
            evaluated = computed;
            if (level == HEIGHT_MAX || graph.unsteady && isReadByTheUnsteady(computed)) {
                computed.flags = flags & ~Source.QUEUED;
                giveWay();
                return;
            }
            Pull.evaluate(computed, graph, null, graph.depth);
            if (!running || computed.changedAt != graph.revision) {
                return;
            }
            computed = computed.others == null ? tellOnly(computed.first) : tell(computed);
        }
    }

    private static boolean isReadByTheUnsteady(Computed<?> computed) {
        int count = computed.readerCount();
        for (int i = 0; i < count; i++) {
            var reader = computed.readerAt(i);
            if (reader == null || (reader.flags & UNSTEADY) == 0) {
                return false;
            }
        }
        return true;
    }

    /// A chain has no queue: the only reader is next, and answered, when nobody waits, or when it
    /// has no other source to wait for. What is done right away is still in the processor's cache.
    private @Nullable Computed<?> tellOnly(@Nullable Reader reader) {
        if (reader instanceof Computed<?> only && (only.flags & Source.QUEUED) == 0) {
            if (only.count == 1) {
                return only;
            }
            if (level == highest && waiting == null && only.height < HEIGHT_MAX) {
                level = only.height;
                highest = level;
                reserve(level);
                return only;
            }
        }
        if (reader != null) {
            tellReader(reader);
        }
        return null;
    }

    /// The source has changed: its readers are queued, watchers become due. Answers null.
    @Nullable Computed<?> tell(Source source) {
        var first = source.first;
        if (first != null) {
            tellReader(first);
            var others = source.others;
            if (others != null) {
                tellAll(others);
            }
        }
        return null;
    }

    /// The same as telling each, with what would be loaded for each kept in locals; those of one
    /// height, as most are, are hung behind each other at once.
    private void tellAll(Source.Others others) {
        int count = others.count;
        push.reserve(count);
        var due = push.due;
        int dueNext = push.dueEnd;
        var readers = others.readers;
        Computed<?> tail = null;
        for (int i = 0; i < count; i++) {
            var reader = readers[i];
            if (reader instanceof Computed<?> computed) {
                if ((computed.flags & Source.QUEUED) == 0) {
                    computed.flags |= Source.QUEUED;
                    tail = enqueueBehind(tail, computed);
                }
            } else if (reader instanceof Watcher watcher) {
                int flags = watcher.flags;
                watcher.flags = flags | Source.STALE | Source.DIRTY;
                if ((flags & Source.STALE) == 0) {
                    due[dueNext++] = watcher;
                }
            }
        }
        push.dueEnd = dueNext;
        if (tail != null) {
            last[tail.height] = tail;
        }
    }

    /// `tail`, if there is one, is the last of its height, but [#last] does not say so yet.
    private Computed<?> enqueueBehind(@Nullable Computed<?> tail, Computed<?> computed) {
        if (tail != null) {
            if (tail.height == computed.height) {
                tail.queuedBehind = computed;
                return computed;
            }
            last[tail.height] = tail;
        }
        enqueue(computed);
        return computed;
    }

    private void tellReader(Reader reader) {
        int flags = reader.flags;
        if (reader instanceof Computed<?> computed) {
            if ((flags & Source.QUEUED) == 0) {
                computed.flags = flags | Source.QUEUED;
                enqueue(computed);
            }
        } else if (reader instanceof Watcher watcher) {
            watcher.flags = flags | Source.STALE | Source.DIRTY;
            if ((flags & Source.STALE) == 0) {
                push.add(watcher);
            }
        }
    }

    private void enqueue(Computed<?> computed) {
        int height = computed.height;
        if (height > highest) {
            highest = height;
            reserve(height);
        }
        var before = first[height] == null ? null : last[height];
        if (before == null) {
            first[height] = computed;
        } else {
            before.queuedBehind = computed;
        }
        last[height] = computed;
    }

    private void reserve(int height) {
        if (height >= first.length) {
            first = Arrays.copyOf(first, 2 * height);
            last = Arrays.copyOf(last, 2 * height);
        }
    }

    /// Somebody who is being evaluated reads what it did not read before.
    void meet(Source source) {
        if (running
                && source instanceof Computed<?> computed
                && ((computed.flags & Source.LIVE) == 0 || computed.height >= level)) {
            giveWay();
        }
    }

    /// What waits becomes stale, with everything behind it, and the long way finds out. So does
    /// what is behind the one that is being evaluated, whose outcome is not known yet.
    private void giveWay() {
        running = false;
        if (evaluated != null) {
            evaluated.flags |= Source.STALE;
            push.markReadersOf(evaluated);
        }
        var left = waiting;
        waiting = null;
        markAll(left);
        for (int height = level; height <= highest; height++) {
            left = first[height];
            first[height] = null;
            markAll(left);
        }
        highest = 0;
    }

    private void markAll(@Nullable Computed<?> queue) {
        var next = queue;
        while (next != null) {
            var behind = next.queuedBehind;
            next.queuedBehind = null;
            next.flags &= ~Source.QUEUED;
            if ((next.flags & Source.LIVE) != 0) {
                next.flags |= Source.STALE;
                push.markReadersOf(next);
            }
            next = behind;
        }
    }
}
