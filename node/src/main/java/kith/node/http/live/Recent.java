package kith.node.http.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
/// It is fed under the lock of the engine, and read by streams: each call is short.
final class Recent {
    static final int CHANGES_MAX = 1_000;

    /// Four changes of the largest size.
    static final long BYTES_MAX = 4L << 20;

    private static final long CELL_BYTES = 128; // in memory, about, beside the values

    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private List<String> frontier;
    private long bytes;
    private boolean broken;

    /// A change, the version that shows it, and how large it is.
    private record Kept(Event event, List<Changes.Entry> entries, List<String> after, long bytes) {}

    /// A change that was missed.
    record Missed(Event event, List<Changes.Entry> entries) {}

    /// All that were missed, and the version behind the last of them.
    record Gap(List<Missed> missed, List<String> version) {}

    /// Begins behind that version.
    Recent(List<String> version) {
        frontier = version;
        kept.add(new Kept(new Event(none(), version, List.of()), List.of(), version, 0));
    }

    private static Subscription.Update none() {
        return new Subscription.Newest(0, List.of(), true);
    }

    /// The next update of the place.
    synchronized void add(Event event) {
        if (!(event.update() instanceof Subscription.Applied applied) || applied.stamp() == null) {
            broken = true; // a picture, a rebuilt space, or the end: the thread is lost
            return;
        }
        frontier = advanced(frontier, event);
        List<Changes.Entry> entries = applied.changes().entries();
        long size = sizeOf(entries);
        kept.add(new Kept(event, entries, frontier, size));
        bytes += size;
        while (kept.size() > CHANGES_MAX || bytes > BYTES_MAX) {
            bytes -= kept.remove().bytes();
        }
    }

    /// A change takes the place of what it follows on.
    static List<String> advanced(List<String> frontier, Event event) {
        var next = new ArrayList<>(frontier);
        next.removeAll(event.parents());
        next.removeAll(event.version());
        next.addAll(event.version());
        next.sort(null);
        return List.copyOf(next);
    }

    private static long sizeOf(List<Changes.Entry> entries) {
        long size = CELL_BYTES;
        for (Changes.Entry entry : entries) {
            size += CELL_BYTES + sizeOf(entry.before().value()) + sizeOf(entry.after().value());
        }
        return size;
    }

    private static long sizeOf(@Nullable Value value) {
        return value == null ? 0 : value.encodedSize();
    }

    synchronized boolean isBroken() {
        return broken;
    }

    /// What came after that version; null when that is not known here. A client may name the
    /// version it has, or the last change it was told of.
    synchronized @Nullable Gap after(List<String> version) {
        if (broken) {
            return null;
        }
        var missed = new ArrayList<Missed>();
        boolean found = false;
        for (Kept one : kept) {
            if (found) {
                missed.add(new Missed(one.event(), one.entries()));
            } else {
                found =
                        Place.same(one.after(), version)
                                || Place.same(one.event().version(), version);
            }
        }
        return found ? new Gap(missed, frontier) : null;
    }
}
