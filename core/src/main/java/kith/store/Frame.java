package kith.store;

import kith.lang.Bytes;
import kith.lang.Crc32c;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// The frame around every record of the log and every section of a checkpoint, and the block at the
/// head of every file.
///
/// ```
/// frame    = length u32 | crc u32 | type u8 | payload          length counts the payload only
/// crc      = CRC-32C of: store id (16) | place u64 | length u32 | type u8 | payload
/// block    = magic (8) | version u32 | content | zeros | crc u32       512 bytes in all
/// ```
///
/// A checksum of the payload alone would pass a sound record that lies in the wrong place: an old
/// block that a lost write left standing, a file of another home, bytes inside a payload that were
/// copied from a log. So the checksum also covers whose store it is and the place, which are not
/// written. The id is random and never leaves the home, so nobody outside can make a payload whose
/// inside passes for a record, except by luck of one in 2^32 for each try.
///
/// Type 0 does not exist: a run of zeros, which is what a file system shows for a page that was
/// never written, is no frame, whatever the checksum says.
///
/// A block fits one sector, which disks write whole or not at all.
public final class Frame {
    /// The longest payload: a change of 1 MiB and a quarter for what the engine puts around it.
    public static final int PAYLOAD_BYTES_MAX = 5 << 18;

    /// Types from 1 up to this one belong to the engine; those above are the store's own.
    public static final int TYPE_LAST = 0xef;

    /// Bytes of a frame before its payload.
    public static final int HEAD_BYTES = 9;

    static final int BYTES_MAX = HEAD_BYTES + PAYLOAD_BYTES_MAX;

    /// The log was synced up to the position in the payload when this was written.
    static final int SYNCED = 0xff;

    /// The checkpoint whose number is in the payload was complete and synced.
    static final int CHECKPOINTED = 0xfe;

    /// The last section of a checkpoint, and the last frame of a rewritten segment.
    public static final int FOOTER = 0xfd;

    /// Records of the engine, packed together, in a rewritten segment.
    public static final int BLOCK = 0xfc;

    /// Where the blocks of a rewritten segment lie.
    public static final int INDEX = 0xfb;

    public static final int STORE_ID_BYTES = 16;
    static final int BLOCK_BYTES = 512;
    static final int MAGIC_BYTES = 8;

    /// The version of the formats in this package. It is raised when an older program could not
    /// read what a newer one writes. Version 2 has rewritten segments; each comes behind a
    /// checkpoint, which says so too.
    static final int VERSION = 2;

    /// What a segment as it was appended says: any program reads it.
    static final int VERSION_FIRST = 1;

    private static final int TYPE_AT = 8;
    private static final int BLOCK_CRC_AT = BLOCK_BYTES - 4;

    private Frame() {}

    /// The register from which the checksums of a store start: what its id leaves.
    static int seed(Bytes storeId) {
        if (storeId.size() != STORE_ID_BYTES) {
            throw new IllegalArgumentException("a store id of " + storeId.size() + " bytes");
        }
        return Crc32c.update(Crc32c.START, storeId.shared(), 0, STORE_ID_BYTES);
    }

    /// The same for the files of a later generation: what lies in one is nothing in another.
    public static int seed(Bytes storeId, int generation) {
        int seed = seed(storeId);
        return generation == 0 ? seed : Crc32c.updateWord(seed, generation);
    }

    /// The register after the store's id, the place and the length.
    static int headRegister(int seed, long place, int length) {
        int c = Crc32c.updateWord(seed, (int) place);
        c = Crc32c.updateWord(c, (int) (place >>> 32));
        return Crc32c.updateWord(c, length);
    }

    /// Fills in length and checksum of the frame that begins at `start` in `out` and reaches to its
    /// end. Type and payload are there already.
    public static void seal(int seed, long place, Writer out, int start) {
        int length = out.size() - start - HEAD_BYTES;
        int head = headRegister(seed, place, length);
        out.setU32(start, length);
        out.setU32(start + 4, ~Crc32c.update(head, out.shared(), start + TYPE_AT, out.size()));
    }

    /// Whether the frame at `start`, whose payload of `length` bytes is all there, is sound at its
    /// place.
    public static boolean sound(int seed, long place, byte[] from, int start, int length) {
        if (from[start + TYPE_AT] == 0) {
            return false;
        }
        int head = headRegister(seed, place, length);
        int end = start + HEAD_BYTES + length;
        return ~Crc32c.update(head, from, start + TYPE_AT, end) == crc(from, start);
    }

    /// The payload's length as written, -1 when no payload can have it.
    public static int length(byte[] from, int start) {
        int length = word(from, start);
        return length < 0 || length > PAYLOAD_BYTES_MAX ? -1 : length;
    }

    /// The checksum as written.
    static int crc(byte[] from, int start) {
        return word(from, start + 4);
    }

    public static int type(byte[] from, int start) {
        return from[start + TYPE_AT] & 0xff;
    }

    static void checkType(int type) {
        if (type < 1 || type > TYPE_LAST) {
            throw new IllegalArgumentException(
                    "a record of type " + type + ", allowed are 1 to " + TYPE_LAST);
        }
    }

    public static void checkLength(int length, int lengthMax) {
        if (length > lengthMax) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes, at most " + lengthMax);
        }
    }

    /// Adds the zeros and the checksum to the block that begins at `start` in `out`.
    static void sealBlock(Writer out, int start) {
        int missing = start + BLOCK_CRC_AT - out.size();
        out.bytes(new byte[missing], 0, missing);
        out.u32(Crc32c.of(out.shared(), start, start + BLOCK_CRC_AT));
    }

    /// What stands behind the version in the block at `start`; null when it is not sound, or not
    /// ours. The block of a version that is not ours yet is a [Malformed]: every version keeps this
    /// frame of a block, so that we can say so.
    static @Nullable Reader openBlock(byte[] from, int start, Bytes magic, String file) {
        if (start + BLOCK_BYTES > from.length) {
            return null;
        }
        int crcAt = start + BLOCK_CRC_AT;
        if (word(from, crcAt) != Crc32c.of(from, start, crcAt)) {
            return null;
        }
        var reader = new Reader(from, start, crcAt);
        if (!reader.bytes(MAGIC_BYTES).equals(magic)) {
            return null;
        }
        int version = reader.u32();
        if (version < 1 || version > VERSION) {
            throw new Malformed(
                    file
                            + " has disk format version "
                            + Integer.toUnsignedString(version)
                            + ", this program reads versions 1 to "
                            + VERSION
                            + ": open this home with a newer program");
        }
        return reader;
    }

    private static int word(byte[] from, int at) {
        return (from[at] & 0xff)
                | (from[at + 1] & 0xff) << 8
                | (from[at + 2] & 0xff) << 16
                | (from[at + 3] & 0xff) << 24;
    }
}
