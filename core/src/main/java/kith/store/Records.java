package kith.store;

import kith.lang.Bytes;

/// Walks over the sound records in a piece of the log that begins where a record begins.
///
/// ```java
/// var records = new Records(storeId, position, chunk, 0, chunk.length);
/// while (records.next()) {
///     serve(records.type(), chunk, records.start(), records.end());
/// }
/// ```
///
/// Afterwards [#consumed] says how far it came, and why it came no farther is one of three: the
/// chunk is used up; [#needed] is not zero, and the next record wants that many bytes in all; or
/// [#broken] is true, and what comes next is no sound record.
///
/// Nothing is allocated for a record. Cost: one checksum over it.
public final class Records {
    private final int seed;
    private byte[] chunk;
    private int first;
    private int limit;
    private int at;
    private long place;

    private int type;
    private int payloadStart;
    private int needed;
    private boolean broken;

    /// Walks over `chunk[start..end)`, whose first byte lies at `position` of the log.
    public Records(Bytes storeId, long position, byte[] chunk, int start, int end) {
        this(Frame.seed(storeId));
        if (start < 0 || end < start || end > chunk.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside a chunk of " + chunk.length);
        }
        reset(position, chunk, start, end);
    }

    /// Walks over nothing until it is [#reset].
    Records(int seed) {
        this.seed = seed;
        chunk = new byte[0];
    }

    /// Starts over with `chunk[start..end)`, whose first byte lies at `place`.
    void reset(long place, byte[] chunk, int start, int end) {
        this.place = place;
        this.chunk = chunk;
        first = start;
        at = start;
        limit = end;
        needed = 0;
        broken = false;
    }

    /// Goes to the next record of the engine; false when there is none. The store's own records are
    /// passed over.
    public boolean next() {
        while (nextFrame()) {
            if (type <= Frame.TYPE_LAST) {
                return true;
            }
        }
        return false;
    }

    /// Goes to the next frame, whoever it belongs to.
    boolean nextFrame() {
        int left = limit - at;
        if (left < Frame.HEAD_BYTES) {
            needed = left == 0 ? 0 : Frame.HEAD_BYTES;
            return false;
        }
        int length = Frame.length(chunk, at);
        int bytes = Frame.HEAD_BYTES + length;
        if (length >= 0 && bytes > left) {
            needed = bytes;
            return false;
        }
        if (length < 0 || !Frame.sound(seed, place + (at - first), chunk, at, length)) {
            broken = true;
            return false;
        }
        type = Frame.type(chunk, at);
        payloadStart = at + Frame.HEAD_BYTES;
        at += bytes;
        return true;
    }

    public int type() {
        return type;
    }

    /// Where in the log the record lies.
    public long position() {
        return place + (payloadStart - Frame.HEAD_BYTES - first);
    }

    /// Where in the chunk its payload starts.
    public int start() {
        return payloadStart;
    }

    /// Where in the chunk its payload ends.
    public int end() {
        return at;
    }

    /// How many bytes of the chunk were sound records so far.
    public int consumed() {
        return at - first;
    }

    /// How many bytes the next record has, when the chunk ends inside it, or inside what says so.
    public int needed() {
        return needed;
    }

    /// Whether what comes next is no sound record.
    public boolean broken() {
        return broken;
    }
}
