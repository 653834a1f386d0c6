package kith.flight;

import kith.lang.Crc32c;
import kith.lang.Malformed;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// What is around each record: `record := length inverse crc payload`, numbers of four bytes. The
/// inverse tells a length that is damaged from an end that is torn; the CRC-32C is over the
/// payload. What the payloads are is normative in `docs/recordings.md`.
public final class Frame {
    /// Each file begins with it.
    private static final byte[] MAGIC = {'K', 'I', 'T', 'H', 'R', 'E', 'C', '1'};

    public static final int MAGIC_BYTES = MAGIC.length;

    /// Before each payload.
    public static final int HEADER_BYTES = 12;

    /// More than any input has; a guess: 64 MiB is the largest piece that is read from a disk.
    public static final int PAYLOAD_BYTES_MAX = 80 << 20;

    /// A file of the store is taken to pieces of this size.
    static final int PIECE_BYTES = 1 << 20;

    // The kinds of payloads.
    static final int BEGAN = 1;
    static final int STEP = 2;
    static final int THREW = 3;
    static final int ENDED = 4;
    static final int KEPT = 5;
    static final int CUT = 6;
    static final int OVER = 7;

    private Frame() {}

    public static byte[] magic() {
        return MAGIC.clone();
    }

    /// Adds a record with that payload.
    static void put(Writer payload, Writer out) {
        put(payload.shared(), payload.size(), out);
    }

    /// The same for a payload that was read.
    public static void put(byte[] payload, Writer out) {
        put(payload, payload.length, out);
    }

    private static void put(byte[] payload, int size, Writer out) {
        out.u32(size).u32(~size).u32(Crc32c.of(payload, 0, size));
        out.bytes(payload, 0, size);
    }

    /// Whether that payload is one input, and what came of it.
    public static boolean isStep(byte[] payload) {
        return payload[0] == STEP || payload[0] == THREW;
    }

    /// How many bytes the payload behind that header has.
    ///
    /// @throws Malformed when no length is there
    public static int payloadBytes(byte[] header, int at) {
        int size = word(header, at);
        boolean sound = word(header, at + Integer.BYTES) == ~size;
        if (!sound || size < 1 || size > PAYLOAD_BYTES_MAX) {
            throw new Malformed("no length of a record");
        }
        return size;
    }

    /// Whether that payload is the one that the header was made for; else what is wrong.
    public static @Nullable String fault(byte[] header, int at, byte[] payload) {
        return word(header, at + 2 * Integer.BYTES) == Crc32c.of(payload, 0, payload.length)
                ? null
                : "a record of " + payload.length + " bytes whose checksum is wrong";
    }

    private static int word(byte[] from, int at) {
        return (from[at] & 0xff)
                | (from[at + 1] & 0xff) << 8
                | (from[at + 2] & 0xff) << 16
                | (from[at + 3] & 0xff) << 24;
    }
}
