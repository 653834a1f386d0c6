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
/// shows: the id of each change, the frontier of the place behind it, and the version of each
/// picture ([#mark]). What a client misses is what was added since.
///
/// It is fed while the engine is owned, and each call is short. To find the gap and to subscribe
/// must be one ([Door#together][kith.node.http.talk.Door#together]), else a change between the two
/// is told twice or never.
final class Recent {
    static final int CHANGES_MAX = 1_000;

    /// Four changes of the largest size.
    static final long BYTES_MAX = 4L << 20;

    /// Versions of which it is noted where they are: two for each change, and as many pictures.
    private static final int VERSIONS_MAX = 4 * CHANGES_MAX;

    private static final long CELL_BYTES = 128; // in memory, about, beside the values

    private final ArrayDeque<Missed> kept = new ArrayDeque<>();

    /// How many changes each version shows, those noted longest ago first.
    private final LinkedHashMap<List<String>, Long> shown = new LinkedHashMap<>();

    private List<String> frontier;
    private long added;
    private long bytes;
    private boolean broken;

    /// A change that was missed.
    record Missed(Event event, List<Changes.Entry> entries) {
        private long bytes() {
            long size = CELL_BYTES;
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
        frontier = advanced(frontier, event);
        mark(frontier);
        mark(event.version());
        while (kept.size() > CHANGES_MAX || bytes > BYTES_MAX) {
            bytes -= kept.remove().bytes();
        }
    }

    /// Somebody is shown all that was added until now, under that version of the space.
    synchronized void mark(List<String> version) {
        List<String> name = sorted(version);
        shown.remove(name); // to be the youngest
        shown.put(name, added);
        if (shown.size() > VERSIONS_MAX) {
            Map.Entry<List<String>, Long> oldest = shown.firstEntry();
            shown.remove(oldest.getKey());
        }
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
        Long seen = shown.get(sorted(version));
        long dropped = added - kept.size();
        if (broken || seen == null || seen < dropped) {
            return null;
        }
        var missed = new ArrayList<Missed>(kept);
        return missed.subList((int) (seen - dropped), missed.size());
    }
}
