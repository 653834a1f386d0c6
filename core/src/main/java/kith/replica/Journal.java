package kith.replica;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Note;
import kith.store.Appender;
import kith.store.Damaged;
import kith.store.Disk;
import kith.store.Position;
import kith.store.Records;
import kith.store.Segment;
import org.jspecify.annotations.Nullable;

/// The one log on disk that all spaces of a home share: appends, says when what is durable, and
/// reads back.
///
/// Sharing one log makes one sync serve all spaces. What is appended in one step is written at its
/// end and a sync is asked for; the host joins the syncs of many steps.
public final class Journal {
    /// Told when the log is durable up to a position.
    public interface Durable {
        void durable(long position);
    }

    /// Takes in a piece of the log that was read.
    public interface Piece {
        /// The records of the piece, one after the other: type, position and payload.
        void record(int type, long position, byte[] from, int start, int end);

        /// The piece ended; the next one begins at `next`.
        void end(long next);
    }

    private final Context context;
    private final List<Durable> listeners = new ArrayList<>();
    private @Nullable Appender appender;
    private Bytes storeId = Bytes.EMPTY;
    private List<Damaged> damaged = List.of();
    private long durable;
    private long written;
    private long bytesAppended;
    private boolean dirty;
    private int syncsAsked;
    private boolean syncDue;

    /// Syncs asked for at once; while so many are unanswered the next one covers all that comes. A
    /// guess: far more than a disk that keeps up ever has.
    private static final int SYNCS_MAX = 100;

    public Journal(Context context) {
        this.context = context;
    }

    /// The home is open: what is appended from now on goes where the recovery ended.
    public void begin(Appender at, Bytes store, List<Damaged> found) {
        appender = at;
        storeId = store;
        damaged = List.copyOf(found);
        durable = at.end();
        written = durable;
        dirty = true; // a new segment may have to be begun
    }

    private Appender appender() {
        if (appender == null) {
            throw new IllegalStateException("the journal is written before its home is open");
        }
        return appender;
    }

    public void listen(Durable listener) {
        listeners.add(listener);
    }

    public Bytes storeId() {
        return storeId;
    }

    /// Where the next record goes.
    public long end() {
        return appender().end();
    }

    /// Up to where the log is on disk for good.
    public long durable() {
        return durable;
    }

    /// How many bytes were appended since this home was opened.
    public long bytesAppended() {
        return bytesAppended;
    }

    /// What was damaged when this home was opened.
    public List<Damaged> damaged() {
        return damaged;
    }

    /// Begins a record; `close` ends it. Only add to the writer.
    public Writer open(int type) {
        return appender().open(type);
    }

    /// Ends the record and returns where it lies.
    public long close() {
        dirty = true;
        return appender().close();
    }

    public long append(int type, Bytes payload) {
        dirty = true;
        return appender().append(type, payload);
    }

    /// At the end of a step: writes what was appended, and asks for a sync.
    public void settle() {
        write();
        if (syncDue && syncsAsked < SYNCS_MAX) {
            sync(() -> {});
        }
    }

    /// Goes on when everything that was appended so far is durable, and whatever else was written
    /// by now.
    public void sync(Runnable then) {
        write();
        syncDue = false;
        syncsAsked++;
        long end = written;
        context.effects()
                .sync(
                        () -> {
                            synced(end);
                            then.run();
                        });
    }

    private void write() {
        if (!dirty) {
            return;
        }
        dirty = false;
        syncDue = true;
        Effects effects = context.effects();
        for (Disk.Write write : appender().take()) {
            bytesAppended += write.bytes().size();
            effects.write(write.file(), write.offset(), write.bytes());
        }
        written = appender().end();
    }

    private void synced(long end) {
        syncsAsked--;
        if (end <= durable) {
            return;
        }
        durable = end;
        appender().synced(end);
        for (Durable listener : listeners) {
            listener.durable(end);
        }
    }

    /// Before a clean stop: notes in the log how far it is durable.
    public void mark() {
        dirty |= appender().mark();
    }

    /// A checkpoint is complete.
    public void checkpointed(int number) {
        appender().checkpointed(number);
    }

    /// Reads about `length` bytes of the log from `position`, where a record begins, on. At its end
    /// the piece is empty and `next` is `position`. What was appended and not written is written
    /// first, so that a reader who wants to come to the end gets there.
    public void read(long position, int length, Piece piece) {
        long at = skipDamage(Math.max(position, Position.FIRST));
        if (at >= written && at < end()) {
            settle();
        }
        if (at >= written) {
            piece.end(at);
            return;
        }
        long seen = written;
        context.effects()
                .read(
                        Segment.file(Position.segment(at)),
                        Position.offset(at),
                        length,
                        chunk -> take(at, length, chunk, seen, piece));
    }

    /// `seen`: up to where the log was written when the piece was asked for. What was written since
    /// need not be in it: so a file that ends in the piece may have grown meanwhile, and only a
    /// segment that was left by then is known to end there.
    private void take(long position, int length, Bytes chunk, long seen, Piece piece) {
        var records = new Records(storeId, position, chunk.shared(), 0, chunk.size());
        while (records.next()) {
            piece.record(
                    records.type(),
                    records.position(),
                    chunk.shared(),
                    records.start(),
                    records.end());
        }
        long next = position + records.consumed();
        boolean fileEnds = chunk.size() < length;
        if (records.consumed() == 0 && records.needed() > chunk.size() && !fileEnds) {
            read(position, records.needed(), piece); // one record larger than the piece
        } else if (records.broken() && records.consumed() == 0) {
            skipBroken(position, seen, piece);
        } else if (fileEnds && Position.segment(position) < Position.segment(seen)) {
            piece.end(skipDamage(Position.nextSegment(position)));
        } else {
            piece.end(skipDamage(next));
        }
    }

    /// Something went bad since the home was opened: say so, and go on with the next segment.
    private void skipBroken(long position, long seen, Piece piece) {
        context.effects()
                .report(
                        new Note(
                                "store-damaged",
                                Position.text(position),
                                "no sound record here; run `kith verify`"));
        boolean last = Position.segment(position) >= Position.segment(seen);
        piece.end(last ? seen : Position.nextSegment(position));
    }

    /// Where to go on when what lies at `position` was found damaged.
    private long skipDamage(long position) {
        long at = position;
        for (Damaged one : damaged) {
            long start = start(one);
            if (start >= 0 && at >= start && at < start + one.length()) {
                at = start + one.length();
            }
        }
        return at;
    }

    private static long start(Damaged one) {
        int segment = Segment.number(one.file());
        return segment < 1 ? -1 : Position.of(segment, (int) one.offset());
    }
}
