package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Note;
import kith.port.Now;
import kith.replica.reading.Unread;
import kith.store.Appender;
import kith.store.Damaged;
import kith.store.Disk;
import kith.store.Position;
import kith.store.Records;
import kith.store.Segment;
import kith.store.rewritten.Block;
import kith.store.rewritten.Rewritten;
import org.jspecify.annotations.Nullable;

/// The one log on disk that all spaces of a home share: appends, says when what is durable, and
/// reads back.
///
/// Sharing one log makes one sync serve all spaces. What is appended in one step is written at its
/// end and a sync is asked for; the host joins the syncs of many steps.
///
/// Segments that were written anew ([Rewritten]) are read a block at a time, whatever was asked
/// for: positions mean the same as before.
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

        /// Something at that position was found damaged and is passed over; the end follows.
        default void passedOver(long position) {}

        /// The last record of a segment as it was appended ends at that position; the end follows.
        default void segmentEnds(long position) {}

        /// The disk is far behind, or fails, and did not read from `position`, where the piece
        /// would have begun. Nothing is lost. The host has waited a second, so whoever still needs
        /// the piece asks for it again at once; who has somebody waiting tells them.
        void notYet(long position);

        /// The disk has failed to read from `position` for so long that it is given up, and nobody
        /// knows what lies there: it may be there again when the disk is, so what hangs on it is
        /// not lost for good. Before `againAt` it is not tried again. The next piece begins at
        /// `next`.
        void failed(long position, long next, long againAt);
    }

    private final Context context;
    private final List<Durable> listeners = new ArrayList<>();
    private final Unread unread = new Unread();
    private @Nullable Appender appender;
    private Bytes storeId = Bytes.EMPTY;
    private List<Damaged> damaged = List.of();
    private final TreeMap<Integer, Rewritten> rewritten = new TreeMap<>();
    private long durable;
    private long written;
    private long bytesAppended;
    private boolean dirty;

    private int syncsAsked;
    private boolean syncDue;
    private boolean diskFailed;
    private boolean cut;

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

    /// Whether anything of that segment was damaged when this home was opened.
    public boolean isDamaged(int segment) {
        for (Damaged one : damaged) {
            if (Segment.number(one.file()) == segment) {
                return true;
            }
        }
        return false;
    }

    /// From now on that segment is read from the file that was written anew, and only from that.
    public void replace(Rewritten anew) {
        rewritten.put(anew.number(), anew);
    }

    /// The segment as it was written anew; null when it is as it was appended.
    public @Nullable Rewritten rewritten(int segment) {
        return rewritten.get(segment);
    }

    /// Whether the log on disk was found to end before what was written: the disk failed, which was
    /// told, and the next start knows what is there.
    boolean isCut() {
        return cut;
    }

    /// The disk refused a write: of what was not durable, any part may not be there.
    public void diskFailed() {
        diskFailed = true;
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

    /// Begins a new segment, when there is enough in this one: what is before is old at once.
    void beginSegment() {
        dirty |= appender().beginSegment();
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
        new Asked(at, length, written, piece).ask();
    }

    /// A piece that was asked for.
    ///
    /// What the disk does not give is not the end of a file, so it never comes as an empty piece:
    /// whoever takes it for one passes over the rest of a segment, and calls lost what is not. And
    /// an empty piece is the end of a file at once: whoever asks for it again to be sure pays for a
    /// read at the end of each segment, which on a disk that is behind takes seconds.
    private final class Asked implements Effects.Reading {
        private @Nullable Rewritten anew;
        private int block;
        private final long at;
        private final int length;
        private final long seen;
        private final Piece piece;
        private long ordered;

        Asked(long at, int length, long seen, Piece piece) {
            this.at = at;
            this.length = length;
            this.seen = seen;
            this.piece = piece;
        }

        void ask() {
            long now = context.now().nanos();
            long againAt = unread.againAt(at, at + length, now);
            if (againAt > now) {
                giveUp(againAt);
                return;
            }
            ordered = now;
            Rewritten in = rewritten.get(Position.segment(at));
            anew = in;
            if (in == null) {
                String file = Segment.file(Position.segment(at));
                context.effects().read(file, Position.offset(at), length, this);
            } else if (in.blocks() == 0) {
                passOver(in.file(), at, piece, in.position(0));
            } else {
                block = in.blockAt(Position.offset(at));
                int start = in.offset(block);
                context.effects().read(in.file(), start, in.offset(block + 1) - start, this);
            }
        }

        @Override
        public void read(Bytes bytes) {
            unread.read(at, at + length);
            Rewritten in = anew;
            if (in == null) {
                take(at, length, bytes, seen, piece);
                return;
            }
            Block read = in.block(block, bytes);
            if (read == null) {
                String where = in.file() + ":" + in.offset(block);
                passOver(where, at, piece, in.position(block + 1));
                return;
            }
            read.tell(
                    (type, from, start, end) ->
                            piece.record(type, read.position(), from, start, end));
            piece.end(skipDamage(in.position(block + 1)));
        }

        @Override
        public void notRead(boolean busy) {
            if (busy) {
                piece.notYet(at);
                return;
            }
            if (isNeverWritten()) {
                cut = true;
                piece.end(seen);
                return;
            }
            long now = context.now().nanos();
            long againAt = unread.failed(at, at + length, ordered, now);
            if (againAt <= now) {
                piece.notYet(at);
                return;
            }
            String detail = "tried again in " + (againAt - now) / Now.SECOND + " s";
            context.effects().report(new Note("disk-read-failed", Position.text(at), detail));
            giveUp(againAt);
        }

        /// Whether it lies in a segment of which nothing was durable when the disk failed: there
        /// may be no such file.
        private boolean isNeverWritten() {
            return anew == null && diskFailed && Position.of(Position.segment(at), 0) >= durable;
        }

        private void giveUp(long againAt) {
            Rewritten in = rewritten.get(Position.segment(at));
            long next =
                    in == null || in.blocks() == 0
                            ? behind(at, seen)
                            : in.position(in.blockAt(Position.offset(at)) + 1);
            piece.failed(at, next, againAt);
        }
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
        boolean left = fileEnds && Position.segment(position) < Position.segment(seen);
        if (records.consumed() == 0 && records.needed() > chunk.size() && !fileEnds) {
            read(position, records.needed(), piece); // one record larger than the piece
        } else if (records.broken() && records.consumed() == 0) {
            passOver(position, seen, piece);
        } else if (left && records.broken()) {
            piece.end(skipDamage(next));
        } else if (left) {
            piece.segmentEnds(next);
            piece.end(skipDamage(Position.nextSegment(position)));
        } else if (fileEnds && skipDamage(next) == position) {
            endEarly(position, chunk.size(), seen, piece);
        } else {
            piece.end(skipDamage(next));
        }
    }

    /// There is no record in the newest segment where there must be one. Nobody may come back for
    /// it, or would for ever.
    private void endEarly(long position, int size, long seen, Piece piece) {
        if (diskFailed && position + size < seen) {
            cut = true;
            piece.end(seen);
        } else {
            passOver(position, seen, piece);
        }
    }

    /// Something went bad since the home was opened: say so, and go on with the next segment.
    private void passOver(long position, long seen, Piece piece) {
        passOver(Position.text(position), position, piece, behind(position, seen));
    }

    private void passOver(String where, long position, Piece piece, long next) {
        String detail = "no sound record here; run `kith verify`";
        context.effects().report(new Note("store-damaged", where, detail));
        piece.passedOver(position);
        piece.end(next);
    }

    /// Where to go on behind what cannot be told apart into records.
    private static long behind(long position, long seen) {
        boolean last = Position.segment(position) >= Position.segment(seen);
        return last ? seen : Position.nextSegment(position);
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
        boolean appended = Segment.generation(one.file()) == 0;
        return appended ? Position.of(Segment.number(one.file()), (int) one.offset()) : -1;
    }
}
