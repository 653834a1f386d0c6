package kith.store;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Writer;

/// Decides where each record of the log lies, and hands out what is to be written. It never touches
/// the disk.
///
/// ```
/// append append append  take()            the writes of one step, joined: one for each segment
///                         | Write, Write   the driver writes many steps, syncs once
/// synced(position)      <-+                and says how far
/// ```
///
/// **Group commit** is the driver's: a sync costs a thousand times a write, so it writes what has
/// queued, syncs once and answers everybody who waited. What the appender adds is memory of it.
/// When it has learnt of a newer sync, the next record is preceded by a SYNCED record: the log up
/// to this position was durable when I was written. It costs 17 bytes for each sync, not for each
/// record. [Recovery] needs it to tell a tail that a crash tore, which nobody was promised, from
/// damage to what somebody was. Without it one flipped bit near the end would look like a crash,
/// and everything behind it would be thrown away.
///
/// The last sync before a stop is in no record, so damage behind the sync before it is taken for a
/// torn tail. A clean stop closes that gap: sync, [#synced], [#mark], write, sync.
///
/// A record is never split: one that does not fit begins a new segment. Payloads are written in
/// place ([#open], [#close]) or copied once. Cost: a checksum over the payload, and one copy when
/// writes are taken.
///
/// Belongs to the owner of the engine.
public final class Appender {
    /// A buffer that grew beyond this is given up after use. 1 MiB: as large as a change, a guess.
    private static final int BUFFER_KEPT_BYTES = 1 << 20;

    private static final int BUFFER_FIRST_BYTES = 4096;

    /// The part of a segment that is worth a file of its own. Guess.
    private static final int BEGUN_PART = 64;

    private final Bytes storeId;
    private final int seed;
    private final int segmentBytesMax;
    private List<Disk.Write> full = new ArrayList<>();

    /// What was appended to the last segment since [#take]; its first byte belongs at `base`.
    private Writer buffer = new Writer(BUFFER_FIRST_BYTES);

    private int segment;
    private int base;

    /// Where in the buffer the open frame begins, -1 when none is open.
    private int frameStart = -1;

    private long synced;
    private long syncedWritten = Position.FIRST; // which a recovery knows without being told
    private int checkpoint;
    private int checkpointWritten;

    /// The name of the file of a segment, the one that was written to last.
    private String file = "";

    private int fileOf;

    /// Goes on at `end`, where a recovery ended, which synced everything before it. An offset of 0
    /// is a segment that is not begun.
    public Appender(Bytes storeId, long end, int segmentBytesMax) {
        if (segmentBytesMax <= Segment.HEADER_BYTES || segmentBytesMax > Segment.BYTES_MAX) {
            throw new IllegalArgumentException("segments of " + segmentBytesMax + " bytes");
        }
        this.storeId = storeId;
        this.seed = Frame.seed(storeId);
        this.segmentBytesMax = segmentBytesMax;
        this.synced = end;
        segment = Position.segment(end);
        base = Position.offset(end);
        if (base == 0) {
            Segment.writeHeader(buffer, storeId, segment, 0);
        }
    }

    /// Where the next byte goes.
    public long end() {
        return Position.of(segment, base + (frameStart < 0 ? buffer.size() : frameStart));
    }

    /// Appends a record and returns where it lies.
    public long append(int type, Bytes payload) {
        return append(type, payload.shared(), 0, payload.size());
    }

    /// Appends `from[start..end)` as a record and returns where it lies.
    public long append(int type, byte[] from, int start, int end) {
        Frame.checkLength(end - start, Frame.PAYLOAD_BYTES_MAX);
        open(type).bytes(from, start, end);
        return close();
    }

    /// Begins a record whose payload the caller adds to the writer; [#close] ends it. The writer
    /// holds more than this record: only add to it, and forget it afterwards.
    public Writer open(int type) {
        Frame.checkType(type);
        mark();
        return openFrame(type);
    }

    /// Ends the record that [#open] began and returns where it lies.
    public long close() {
        if (frameStart < 0) {
            throw new IllegalStateException("no record is open");
        }
        Frame.checkLength(buffer.size() - frameStart - Frame.HEAD_BYTES, Frame.PAYLOAD_BYTES_MAX);
        return closeFrame();
    }

    /// Drops the record that [#open] began.
    public void cancel() {
        if (frameStart >= 0) {
            var kept = new Writer(BUFFER_FIRST_BYTES);
            kept.bytes(buffer.shared(), 0, frameStart);
            buffer = kept;
            frameStart = -1;
        }
    }

    /// Everything before `position` is known to be durable: the [#end] at the time when the sync
    /// was asked for that has now succeeded.
    public void synced(long position) {
        if (position > Position.of(segment, base)) {
            throw new IllegalArgumentException(
                    "synced up to " + Position.text(position) + ", which was not handed out");
        }
        synced = Math.max(synced, position);
    }

    /// The checkpoint is complete and durable: its footer was synced.
    public void checkpointed(int number) {
        checkpoint = Math.max(checkpoint, number);
    }

    /// Writes into the log what is newly known to be durable, and returns whether anything was.
    /// This happens by itself before the next record; it is asked for before a clean stop.
    public boolean mark() {
        if (frameStart >= 0) {
            throw new IllegalStateException("a record is open");
        }
        boolean news = synced > syncedWritten || checkpoint > checkpointWritten;
        if (synced > syncedWritten) {
            syncedWritten = synced;
            openFrame(Frame.SYNCED).u64(synced);
            closeFrame();
        }
        if (checkpoint > checkpointWritten) {
            checkpointWritten = checkpoint;
            openFrame(Frame.CHECKPOINTED).u32(checkpoint);
            closeFrame();
        }
        return news;
    }

    /// Begins the next segment, when this one has a sixty-fourth of what it may have; returns
    /// whether it did. What is in the segments before is then all before [#end].
    public boolean beginSegment() {
        if (frameStart >= 0) {
            throw new IllegalStateException("a record is open");
        }
        int size = base + buffer.size();
        if (size < Math.max(segmentBytesMax / BEGUN_PART, Segment.HEADER_BYTES + 1)) {
            return false;
        }
        nextSegment(buffer.size());
        return true;
    }

    /// What is to be written since the last call, in order.
    public List<Disk.Write> take() {
        if (frameStart >= 0) {
            throw new IllegalStateException("a record is open");
        }
        int size = buffer.size();
        flush(size);
        base += size;
        buffer.clear();
        if (buffer.shared().length > BUFFER_KEPT_BYTES) {
            buffer = new Writer(BUFFER_FIRST_BYTES);
        }
        var out = full;
        full = new ArrayList<>();
        return out;
    }

    private Writer openFrame(int type) {
        frameStart = buffer.size();
        return buffer.u32(0).u32(0).u8(type);
    }

    private long closeFrame() {
        boolean first = base + frameStart <= Segment.HEADER_BYTES;
        if (!first && base + buffer.size() > segmentBytesMax) {
            moveToNextSegment();
        }
        long position = Position.of(segment, base + frameStart);
        Frame.seal(seed, position, buffer, frameStart);
        frameStart = -1;
        return position;
    }

    /// The open frame did not fit: everything before it is a write of its own, and it follows the
    /// header of the next segment.
    private void moveToNextSegment() {
        var frame = Bytes.copy(buffer.shared(), frameStart, buffer.size());
        nextSegment(frameStart);
        frameStart = buffer.size();
        buffer.bytes(frame);
    }

    /// This segment ends behind the first `size` bytes of the buffer.
    private void nextSegment(int size) {
        if (segment == Segment.NUMBER_LAST) {
            throw new IllegalStateException("the log is full: no segment after " + segment);
        }
        flush(size);
        int previousEnd = base + size;
        segment++;
        base = 0;
        buffer.clear();
        Segment.writeHeader(buffer, storeId, segment, previousEnd);
    }

    private void flush(int size) {
        if (size > 0) {
            if (fileOf != segment) {
                fileOf = segment;
                file = Segment.file(segment);
            }
            full.add(new Disk.Write(file, base, Bytes.copy(buffer.shared(), 0, size)));
        }
    }
}
