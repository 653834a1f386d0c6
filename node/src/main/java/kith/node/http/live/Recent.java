package kith.node.http.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.Event;
import kith.state.Changes;
import kith.state.Subscription;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The last changes of a place, for those who were cut off and come back.
///
/// The engine forgets a change when it has told everybody of it. A client whose connection broke
/// would so have to begin anew, and in the mode in which every change counts it would miss some. So
/// while somebody follows the changes of a place, and for a while after that, the last of them are
/// kept here: [#CHANGES_MAX] or [#BYTES_MAX], whichever comes first.
///
/// **Where a client is.** It names a version, which is one of the whole space: a place below the
/// root does not change with each of them. So versions are not compared with each other. For each
/// that a client of this place may have been told, it is noted how many changes of the place it
/// shows: the id of each change that is kept, the version of each picture ([#mark]), and the
/// frontier of the place while that has few names. (It is made of the changes of this place, but
/// what they follow on may lie beside it. Then the names of the frontier are never replaced, and
/// there is one more with each change.) What a client misses is what was added since.
///
/// What came under one version may come in several parts. The earliest counts: who saw all of them
/// is told the later ones twice, where else who saw the first would miss them.
///
/// It is fed while the engine is owned, and each call is short. To find the gap and to subscribe
/// must be one ([Door#together][kith.node.http.talk.Door#together]), else a change between the two
/// is told twice or never.
final class Recent {
    static final int CHANGES_MAX = 1_000;

    /// Four changes of the largest size.
    static final long BYTES_MAX = 4L << 20;

    /// Pictures and frontiers of which it is noted where they are, in memory.
    static final long NAMES_BYTES_MAX = 1 << 20;

    /// Names of a frontier that is still kept up. Guess: more writers at once than a place has.
    private static final int FRONTIER_MAX = 64;

    private static final long CELL_BYTES = 128; // in memory, about, beside the values
    private static final long NAME_BYTES = 64; // the same of an id, beside its letters

    private final ArrayDeque<Missed> kept = new ArrayDeque<>();

    /// How many changes of the place each id shows, in the order in which they came: of those that
    /// are kept, and of the one before.
    private final LinkedHashMap<List<String>, Long> told = new LinkedHashMap<>();

    /// How many changes each picture or frontier shows, those noted longest ago first.
    private final LinkedHashMap<List<String>, Long> shown = new LinkedHashMap<>();

    /// Null when it had too many names.
    private @Nullable List<String> frontier;

    private long added;
    private long bytes;
    private long shownBytes;
    private boolean broken;

    /// A change that was missed.
    record Missed(Event event, List<Changes.Entry> entries) {
        private long bytes() {
            long size = CELL_BYTES + namesBytes(event.version()) + namesBytes(event.parents());
            for (Changes.Entry entry : entries) {
                size += CELL_BYTES + sizeOf(entry.before().value());
                size += sizeOf(entry.after().value());
            }
            return size;
        }

        private static long sizeOf(@Nullable Value value) {
            return value == null ? 0 : value.encodedSize();
        }
    }

    /// Begins behind that version of the space.
    Recent(List<String> version) {
        frontier = version;
        mark(version);
    }

    /// The next update of the place.
    synchronized void add(Event event) {
        if (!(event.update() instanceof Subscription.Applied applied) || applied.stamp() == null) {
            broken = true; // a picture, a rebuilt space, or the end: the thread is lost
            return;
        }
        var change = new Missed(event, applied.changes().entries());
        kept.add(change);
        added++;
        bytes += change.bytes();
        told.putIfAbsent(sorted(event.version()), added);
        advance(event);
        while (kept.size() > CHANGES_MAX || bytes > BYTES_MAX) {
            bytes -= kept.remove().bytes();
        }
        long dropped = added - kept.size();
        while (!told.isEmpty() && told.firstEntry().getValue() < dropped) {
            told.pollFirstEntry();
        }
    }

    private void advance(Event event) {
        List<String> before = frontier;
        if (before == null) {
            return;
        }
        List<String> next = advanced(before, event);
        if (next.size() > FRONTIER_MAX) {
            frontier = null;
        } else {
            frontier = next;
            mark(next);
        }
    }

    /// Somebody is shown all that was added until now, under that version of the space.
    synchronized void mark(List<String> version) {
        List<String> name = sorted(version);
        Long earlier = shown.remove(name); // to be the youngest
        shown.put(name, earlier == null ? added : earlier);
        if (earlier == null) {
            shownBytes += namesBytes(name);
        }
        while (shownBytes > NAMES_BYTES_MAX) {
            Map.Entry<List<String>, Long> oldest = shown.firstEntry();
            shown.remove(oldest.getKey());
            shownBytes -= namesBytes(oldest.getKey());
        }
    }

    private static long namesBytes(List<String> version) {
        long size = NAME_BYTES;
        for (String id : version) {
            size += NAME_BYTES + id.length();
        }
        return size;
    }

    /// About how much memory it keeps.
    synchronized long bytes() {
        return bytes + shownBytes;
    }

    private static List<String> sorted(List<String> version) {
        var sorted = new ArrayList<>(version);
        sorted.sort(null);
        return List.copyOf(sorted);
    }

    /// A change takes the place of what it follows on.
    static List<String> advanced(List<String> frontier, Event event) {
        var next = new ArrayList<>(frontier);
        next.removeAll(event.parents());
        next.removeAll(event.version());
        next.addAll(event.version());
        return sorted(next);
    }

    synchronized boolean isBroken() {
        return broken;
    }

    /// What came after that version; null when that is not known here. A client may name the
    /// version it has, or the last change it was told of.
    synchronized @Nullable List<Missed> after(List<String> version) {
        List<String> name = sorted(version);
        Long last = told.get(name);
        Long seen = last != null ? last : shown.get(name);
        long dropped = added - kept.size();
        if (broken || seen == null || seen < dropped) {
            return null;
        }
        var missed = new ArrayList<Missed>(kept);
        return missed.subList((int) (seen - dropped), missed.size());
    }
}
