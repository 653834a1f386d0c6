package kith.replica.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.port.Now;

/// Parts of the log that the disk failed to read, and when it is worth trying again.
///
/// *The problem.* A read that fails may fail for a moment, since a drive starts anew, for a minute,
/// or for good. To try for ten seconds each time somebody asks blocks those who ask behind, for
/// minutes; to take what lies there for lost keeps it lost when the disk works again. *So* it is
/// tried for ten seconds once, by however many. Then it is given up for a pause, in which whoever
/// asks for it is told so at once; after the pause one read tries it, and where that fails too the
/// pause doubles. What can be read again is forgotten here.
///
/// A read that has such a part in it fails as well, so it is not made. One that only touches it may
/// succeed, and is tried once. Cost: a look at all parts for each read, which are few.
public final class Unread {
    /// How long a part that fails is asked for again before it is given up. Guess: a cable, or a
    /// drive that starts anew.
    public static final long FAILING_NANOS_MAX = 10 * Now.SECOND;

    /// The first pause, and the longest. Guesses: what somebody waits who sees the disk come back,
    /// and a read that costs nothing for a part that is gone for good.
    public static final long PAUSE_FIRST_NANOS = 10 * Now.SECOND;

    public static final long PAUSE_LAST_NANOS = 600 * Now.SECOND;

    /// Parts that are remembered. Guess: far more than a disk has that is of any use. Beyond it the
    /// first in the log is forgotten, and tried for ten seconds once more.
    public static final int PARTS_MAX = 1_000;

    private final TreeMap<Long, Part> parts = new TreeMap<>();

    /// One part, from its position up to `end`; without a pause it was not given up yet.
    private static final class Part {
        long end;
        long since;
        long last;
        long pause;
        long againAt;

        Part(long end, long now) {
            this.end = end;
            this.since = now;
            this.last = now;
            this.againAt = now;
        }
    }

    /// With nothing failed yet.
    public Unread() {}

    /// How many parts are remembered.
    public int size() {
        return parts.size();
    }

    /// When a read of `start` to `end` is worth making; not after `now` when it is so now.
    public long againAt(long start, long end, long now) {
        long at = now;
        Long next = parts.ceilingKey(start);
        while (next != null && next < end) {
            Part part = parts.get(next);
            if (part != null && part.end <= end) {
                at = Math.max(at, part.againAt);
            }
            next = parts.higherKey(next);
        }
        return at;
    }

    /// That part could not be read. Says when it may be tried again: not after `now` while it is
    /// not given up. A drive may take half a minute to fail, so whether somebody has tried it
    /// meanwhile is a matter of when the read was ordered.
    public long failed(long start, long end, long ordered, long now) {
        Part part = part(start, end, now);
        if (part.againAt > now) {
            return part.againAt; // another who asked was told before
        }
        if (part.pause == 0 && ordered - part.last > FAILING_NANOS_MAX) {
            part.since = now; // nobody has tried it meanwhile
        }
        part.last = now;
        long near = pauseNear(start, end, now);
        if (part.pause == 0 && near == 0 && now - part.since < FAILING_NANOS_MAX) {
            return now;
        }
        long doubled = part.pause == 0 ? near : 2 * part.pause;
        part.pause = Math.min(PAUSE_LAST_NANOS, Math.max(PAUSE_FIRST_NANOS, doubled));
        part.againAt = now + part.pause;
        return part.againAt;
    }

    private Part part(long start, long end, long now) {
        Part known = parts.get(start);
        if (known == null) {
            if (parts.size() >= PARTS_MAX) {
                parts.remove(parts.firstKey());
            }
            known = new Part(end, now);
            parts.put(start, known);
        }
        known.end = Math.min(known.end, end);
        return known;
    }

    /// The longest pause of what was given up not long ago and touches that part; 0 for none.
    private long pauseNear(long start, long end, long now) {
        long pause = 0;
        for (var entry : parts.entrySet()) {
            Part part = entry.getValue();
            boolean touches = entry.getKey() < end && part.end > start;
            if (touches && now - part.last < 2 * PAUSE_LAST_NANOS) {
                pause = Math.max(pause, part.pause);
            }
        }
        return pause;
    }

    /// All from `start` to `end` was read.
    public void read(long start, long end) {
        if (parts.isEmpty()) {
            return;
        }
        List<Long> good = new ArrayList<>();
        for (var entry : parts.entrySet()) {
            if (entry.getKey() >= start && entry.getValue().end <= end) {
                good.add(entry.getKey());
            }
        }
        good.forEach(parts::remove);
    }
}
