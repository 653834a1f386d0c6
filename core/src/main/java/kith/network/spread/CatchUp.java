package kith.network.spread;

import java.util.TreeMap;
import kith.port.Now;
import kith.sync.flow.Flow;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// What a peer lacks of one space from before it was told: it asks one of its neighbours for all of
/// it, and another only when nothing comes.
///
/// The naive way is that each neighbour sends what we lack as soon as it knows: a newcomer with
/// five links gets everything five times.
final class CatchUp {
    /// So long nothing may come before another is asked. Guess: some round trips and syncs.
    static final long PATIENCE_NANOS = Now.SECOND;

    /// What a comparison finds lacking may be on its way: it is asked for when nothing came for so
    /// long. Guess: the ways through a large board.
    static final long CALM_NANOS = Now.SECOND;

    /// And after so long where something comes all the time. Guess: half of what is between two
    /// comparisons.
    static final long CALM_MAX_NANOS = 5 * Now.SECOND;

    /// How often is looked whether it is done. Guess: what others have meanwhile waits for it.
    private static final long LOOK_NANOS = 200 * Now.MILLI;

    private final Neighbours neighbours;

    /// Who told of more than is here, and from when on it may be asked.
    private final TreeMap<Long, Long> candidates = new TreeMap<>();

    private long compared = Spreading.NO_LINK;
    private long comparedNanos;
    private long cameNanos;
    private long asked = Spreading.NO_LINK;
    private long broughtThen;
    private long progressNanos;

    /// The links over which that space is shared.
    interface Neighbours {
        @Nullable Flow flow(long link);

        /// How many changes that link has brought.
        long brought(long link);

        void askForAll(long link);
    }

    CatchUp(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /// Somebody may have more than is here; it is looked at then, and not before.
    void candidate(long link, long fromNanos) {
        Long before = candidates.get(link);
        if (before == null || before > fromNanos) {
            candidates.put(link, fromNanos);
        }
    }

    /// Logs are compared with somebody.
    void compare(long link, long now) {
        if (tellsMore(link)) {
            compared = link;
            comparedNanos = now;
            cameNanos = now;
        }
    }

    /// Something of the space came, from anybody.
    void came(long now) {
        cameNanos = now;
    }

    void linkDown(long link) {
        candidates.remove(link);
        compared = compared == link ? Spreading.NO_LINK : compared;
        asked = asked == link ? Spreading.NO_LINK : asked;
    }

    /// Whether somebody was asked and what it has is still coming.
    boolean isOn() {
        return asked != Spreading.NO_LINK;
    }

    int candidates() {
        return candidates.size();
    }

    /// Goes on; when to look again, never where nothing is left.
    long wake(long now) {
        if (now >= calmNanos()) {
            candidate(compared, now);
            compared = Spreading.NO_LINK;
        }
        if (isOn()) {
            look(now);
        }
        if (!isOn()) {
            askNext(now);
        }
        if (isOn()) {
            return now + LOOK_NANOS;
        }
        long next = calmNanos();
        for (long due : candidates.values()) {
            next = Math.min(next, due);
        }
        return next;
    }

    private long calmNanos() {
        return compared == Spreading.NO_LINK
                ? Now.NEVER
                : Math.min(cameNanos + CALM_NANOS, comparedNanos + CALM_MAX_NANOS);
    }

    private void look(long now) {
        if (neighbours.brought(asked) != broughtThen) {
            broughtThen = neighbours.brought(asked);
            progressNanos = now;
        }
        if (!tellsMore(asked) || now - progressNanos >= PATIENCE_NANOS) {
            asked = Spreading.NO_LINK;
        }
    }

    private void askNext(long now) {
        var due = candidates.entrySet().iterator();
        while (due.hasNext() && !isOn()) {
            var one = due.next();
            if (one.getValue() <= now) {
                due.remove();
                if (tellsMore(one.getKey())) {
                    asked = one.getKey();
                }
            }
        }
        if (isOn()) {
            broughtThen = neighbours.brought(asked);
            progressNanos = now;
            neighbours.askForAll(asked);
        }
    }

    private boolean tellsMore(long link) {
        Flow flow = neighbours.flow(link);
        return flow != null && flow.isOpen() && flow.tellsMore();
    }
}
