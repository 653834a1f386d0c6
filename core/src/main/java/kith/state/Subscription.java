package kith.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.log.Stamp;
import kith.state.Query.Found;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// A stream of updates of a subtree for one reader: first what is there, then what changes, without
/// a gap between.
///
/// A reader may be slow or stop reading, and must cost the others nothing. So it gives *credits*,
/// one for each update, and takes updates with [#poll]; what waits meanwhile is bounded.
///
/// - In the mode [STATE][Mode#STATE] only the newest counts. While the reader is behind, the paths
///   of changed cells are remembered, not their values; the next update has what they show then.
///   When too many are remembered, the stream begins anew with a fresh picture. The picture is
///   read page by page: a cell that changes behind the page that was read last is remembered, one
///   before it will be read anyway.
/// - In the mode [CHANGES][Mode#CHANGES] each applied change is one update, in the order in which
///   changes were applied, which is causal. They wait in a queue; when it is full the stream ends
///   and says after which revision to go on. Its picture is taken as a whole at the beginning.
///
/// Both tell of cells by themselves: also of those below a value that hides them.
///
/// No threads and no callbacks but one: `ready` is called when there may be something to poll, and
/// does nothing but note it.
public final class Subscription implements AutoCloseable, Watches.Watch {
    public enum Mode {
        STATE,
        CHANGES
    }

    /// What a reader wants. `depth` counts levels below the path; `picture` says whether to begin
    /// with what is there.
    public record Config(Mode mode, int depth, boolean picture) {
        public Config {
            if (depth < 0 || depth > Query.DEPTH_ALL) {
                throw new IllegalArgumentException("depth " + depth);
            }
        }

        public static Config of(Mode mode) {
            return new Config(mode, Query.DEPTH_ALL, true);
        }
    }

    /// What a reader gets.
    public sealed interface Update {
        /// How many changes the space had applied.
        long revision();
    }

    /// A part of the picture; with `first` a new one begins, and the reader drops what it has.
    public record Page(long revision, List<Found> cells, boolean first, boolean last)
            implements Update {}

    /// What some cells show now. With `last`, nothing else was behind.
    public record Newest(long revision, List<Found> cells, boolean last) implements Update {}

    /// What one change did. The stamp is null when the space was rebuilt or a cell fell silent.
    public record Applied(long revision, @Nullable Stamp stamp, Changes changes)
            implements Update {}

    /// The end. `revision` is that of the last update that the reader has got.
    public record Ended(long revision, Reason reason) implements Update {}

    public enum Reason {
        /// The reader was too slow for every change.
        BEHIND,
        /// There is too much for a picture in one piece.
        TOO_LARGE
    }

    /// The most cells of which only the path is remembered. Guess: beyond, a fresh picture is as
    /// cheap.
    public static final int BEHIND_CELLS_MAX = 10_000;

    /// The most updates in the queue of a reader who wants every change. Guess: ten seconds at a
    /// hundred a second.
    public static final int QUEUE_MAX = 1_000;

    /// The most bytes in that queue, about: four changes of the largest size.
    public static final long QUEUE_BYTES_MAX = 4L << 20;

    /// The most cells in a picture that is taken as a whole. Guess: ten milliseconds of work.
    public static final int PICTURE_CELLS_MAX = 100_000;

    private static final int CELLS_EACH = 1_000;
    private static final int BYTES_EACH = 1 << 18;
    private static final long CELL_BYTES = 64; // in memory, about, beside its value

    private final Space space;
    private final Path path;
    private final Config config;
    private final Runnable ready;

    private long credit;
    private long revisionLast;
    private boolean open = true;
    private @Nullable Ended ended;

    // mode STATE
    private boolean reading;
    private @Nullable Path readUpTo;
    private long caughtUpAt; // the revision at which nothing was behind; -1 when that is not known
    private final TreeMap<Path, Boolean> behind = new TreeMap<>();

    // mode CHANGES
    private final ArrayDeque<Update> queue = new ArrayDeque<>();
    private long queueBytes;

    Subscription(Space space, Path path, Config config, Runnable ready) {
        this.space = space;
        this.path = path;
        this.config = config;
        this.ready = ready;
        space.join(path, this);
        revisionLast = space.revision();
        caughtUpAt = space.revision();
        if (config.picture() && config.mode() == Mode.STATE) {
            reading = true;
        } else if (config.picture()) {
            takePicture();
        }
    }

    public Path path() {
        return path;
    }

    public Config config() {
        return config;
    }

    /// True until it ended or was closed.
    public boolean isOpen() {
        return open;
    }

    /// Allows that many more updates.
    public void grant(int updates) {
        if (updates < 0) {
            throw new IllegalArgumentException("credit of " + updates);
        }
        credit += updates;
    }

    public long credit() {
        return credit;
    }

    /// Whether [#poll] would give something, credit provided.
    public boolean isBehind() {
        return ended != null || reading || !behind.isEmpty() || !queue.isEmpty();
    }

    /// How many updates, or paths, wait for the reader.
    public int pending() {
        return config.mode() == Mode.STATE ? behind.size() : queue.size();
    }

    /// The next update, or null when there is none or no credit for it. The end needs no credit.
    public @Nullable Update poll() {
        if (ended != null) {
            Ended end = ended;
            ended = null;
            return end;
        }
        if (credit == 0 || !open) {
            return null;
        }
        Update update = config.mode() == Mode.STATE ? nextState() : nextChange();
        if (update != null) {
            credit--;
            revisionLast = update.revision();
        }
        return update;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            behind.clear();
            queue.clear();
            queueBytes = 0;
            space.leave(path, this);
        }
    }

    private void end(Reason reason) {
        close();
        ended = new Ended(revisionLast, reason);
        ready.run();
    }

    private @Nullable Update nextState() {
        if (reading) {
            return nextPage();
        }
        return behind.isEmpty() ? null : newest();
    }

    private Update nextPage() {
        Query.Answer answer = space.query(picture().after(readUpTo));
        boolean first = readUpTo == null;
        if (!answer.cells().isEmpty()) {
            readUpTo = answer.cells().getLast().path();
        }
        reading = !answer.complete();
        caughtUpAt = answer.complete() && behind.isEmpty() ? space.revision() : -1;
        return new Page(space.revision(), answer.cells(), first, answer.complete());
    }

    private Query picture() {
        return Query.of(path)
                .depth(config.depth())
                .cellsMax(CELLS_EACH)
                .bytesMax(BYTES_EACH)
                .withHidden();
    }

    /// Readers of one place who were caught up at one revision are behind by the same: they get the
    /// same object, so that whoever encodes it can do so once.
    private Newest newest() {
        var asked = new Space.Asked(path, config.depth(), caughtUpAt);
        Newest newest = caughtUpAt < 0 ? null : space.madeBefore(asked);
        if (newest == null) {
            newest = drain();
            if (newest.last() && caughtUpAt >= 0) {
                space.made(asked, newest);
            }
        } else {
            behind.clear();
        }
        caughtUpAt = newest.last() ? newest.revision() : -1;
        return newest;
    }

    private Newest drain() {
        var cells = new ArrayList<Found>();
        long bytes = 0;
        while (!behind.isEmpty() && cells.size() < CELLS_EACH && bytes < BYTES_EACH) {
            Map.Entry<Path, Boolean> next = behind.pollFirstEntry();
            Path at = next.getKey();
            boolean edge = at.size() - path.size() == config.depth();
            Found found = space.found(at, edge);
            cells.add(found);
            bytes += sizeOf(found.shown());
        }
        return new Newest(space.revision(), cells, behind.isEmpty());
    }

    private static long sizeOf(Shown shown) {
        return CELL_BYTES + (shown.value() == null ? 0 : shown.value().encodedSize());
    }

    private @Nullable Update nextChange() {
        Update update = queue.poll();
        if (update != null) {
            queueBytes -= sizeOf(update);
        }
        return update;
    }

    /// Takes in what changed since the last settling, when only the newest counts.
    void feedSettled(Watches.Hit hit) {
        if (!open || config.mode() != Mode.STATE) {
            return;
        }
        for (Changes.Entry entry : hit.changes.entries()) {
            Path at = entry.path();
            if (isNear(at) && wasRead(at)) {
                behind.put(at, true);
            }
        }
        if (behind.size() > BEHIND_CELLS_MAX) {
            behind.clear();
            reading = true;
            readUpTo = null;
        }
        ready.run();
    }

    private boolean isNear(Path at) {
        return at.size() - path.size() <= config.depth();
    }

    private boolean wasRead(Path at) {
        return !reading || readUpTo != null && at.compareTo(readUpTo) <= 0;
    }

    /// Takes in what one change did, when every change is wanted.
    void feedChange(Watches.Hit hit) {
        if (!open || config.mode() != Mode.CHANGES) {
            return;
        }
        Applied applied = near(hit);
        if (applied == null) {
            return;
        }
        enqueue(applied);
        if (queue.size() > QUEUE_MAX || queueBytes > QUEUE_BYTES_MAX) {
            end(Reason.BEHIND);
        } else {
            ready.run();
        }
    }

    private @Nullable Applied near(Watches.Hit hit) {
        if (config.depth() == Query.DEPTH_ALL) {
            return hit.applied();
        }
        var near = new ArrayList<Changes.Entry>();
        for (Changes.Entry entry : hit.changes.entries()) {
            if (isNear(entry.path())) {
                near.add(entry);
            }
        }
        long revision = hit.changes.revision();
        Stamp stamp = hit.applied().stamp();
        return near.isEmpty() ? null : new Applied(revision, stamp, new Changes(revision, near));
    }

    private void enqueue(Update update) {
        queue.add(update);
        queueBytes += sizeOf(update);
    }

    private static long sizeOf(Update update) {
        long bytes = CELL_BYTES;
        if (update instanceof Applied applied) {
            for (Changes.Entry entry : applied.changes().entries()) {
                bytes += sizeOf(entry.before()) + sizeOf(entry.after());
            }
        }
        return bytes;
    }

    private void takePicture() {
        var pages = new ArrayList<Query.Answer>();
        Query query = picture();
        int cells = 0;
        while (query != null && cells <= PICTURE_CELLS_MAX) {
            Query.Answer answer = space.query(query);
            pages.add(answer);
            cells += answer.cells().size();
            query = answer.next();
        }
        if (query != null || cells > PICTURE_CELLS_MAX) {
            end(Reason.TOO_LARGE);
            return;
        }
        for (int i = 0; i < pages.size(); i++) {
            Query.Answer page = pages.get(i);
            boolean last = i == pages.size() - 1;
            enqueue(new Page(space.revision(), page.cells(), i == 0, last));
        }
    }
}
