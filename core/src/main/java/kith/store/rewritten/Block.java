package kith.store.rewritten;

import kith.lang.Bytes;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.store.Frame;
import kith.store.Position;

/// Records of the engine that stand in for a stretch of the log as it was appended, packed
/// together.
///
/// ```
/// block  := label:u32 size packed:flag bytes       size: of the records, unpacked
/// record := type:u8 length payload
/// ```
///
/// Packed together, because records that came one after the other repeat each other. How many bytes
/// there must be is said before them and bounded by what a frame may hold, so a few bytes that
/// stand for many cost nothing (see [Deflated]).
///
/// @param position where the stretch begins in the log as it was appended
/// @param records the records one after the other
public record Block(long position, Bytes records) {
    /// What the records of one block may take, unpacked. As much as a frame holds, but for what
    /// stands before them.
    public static final int RECORDS_BYTES_MAX = Frame.PAYLOAD_BYTES_MAX - 16;

    /// One record of it.
    public record Entry(int type, Bytes payload) {}

    /// Who takes the records of a block. The array is lent for the call only.
    public interface Sink {
        void record(int type, byte[] from, int start, int end);
    }

    /// Adds a record to those of a block.
    public static void add(Writer records, int type, Bytes payload) {
        records.u8(type).sized(payload);
    }

    /// Writes the payload of the frame.
    static void write(Writer out, int label, byte[] records, int size) {
        byte[] packed = Deflated.packToKeep(records, 0, size);
        boolean pays = packed.length < size;
        out.u32(label).varint(size).flag(pays);
        out.bytes(pays ? packed : records, 0, pays ? packed.length : size);
    }

    /// Reads what `write` wrote: the payload of a frame in a segment with that number.
    public static Block read(int segment, byte[] from, int start, int end) {
        var in = new Reader(from, start, end);
        int label = in.u32();
        if (label < 0) {
            throw new Malformed("a block that begins at " + label);
        }
        int size = in.count(RECORDS_BYTES_MAX, "bytes of the records in a block");
        boolean packed = in.flag();
        if (!packed && in.remaining() != size) {
            throw new Malformed(in.remaining() + " bytes of records, expected " + size);
        }
        Bytes records =
                packed
                        ? Bytes.wrap(Deflated.unpack(from, in.position(), end, size))
                        : in.bytes(size);
        return new Block(Position.of(segment, label), records);
    }

    /// Tells the records in their order.
    public void tell(Sink sink) {
        var in = new Reader(records);
        while (in.remaining() > 0) {
            int type = in.u8();
            int length = in.count(in.remaining(), "bytes of a record");
            int start = in.position();
            in.skip(length);
            sink.record(type, records.shared(), start, start + length);
        }
    }
}
