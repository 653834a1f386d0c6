package kith.node.flight;

import java.nio.file.Path;
import java.util.zip.CRC32C;
import kith.lang.Writer;

/// The files of a recording: `recording := magic record*`, `record := length inverse crc
/// payload`, numbers of four bytes. The inverse tells a length that is damaged from an end that
/// is torn; the CRC-32C is over the payload. What the payloads are is normative in
/// `docs/recordings.md`.
final class Format {
    static final byte[] MAGIC = {'K', 'I', 'T', 'H', 'R', 'E', 'C', '1'};

    /// Before each payload.
    static final int FRAME_BYTES = 12;

    /// More than any input has; a guess: 64 MiB is the largest piece that is read from a disk.
    static final int PAYLOAD_BYTES_MAX = 80 << 20;

    static final int START = 1;
    static final int STEP = 2;

    /// The engine threw at that input.
    static final int THREW = 3;

    /// The last one: what happened from here on is not recorded, with the reason.
    static final int ENDED = 4;

    static final String SUFFIX = ".kithrec";
    static final String STORE = "store";

    /// At least so many digits has a number, so that a listing is in order for long.
    private static final int NUMBER_DIGITS = 6;

    /// At most: no `int` has more that is not too large.
    private static final int NUMBER_DIGITS_MAX = 9;

    private Format() {}

    /// The file of that number, from 1 on.
    static Path file(Path folder, int number) {
        String digits = Integer.toString(number);
        int zeros = Math.max(0, NUMBER_DIGITS - digits.length());
        return folder.resolve("0".repeat(zeros) + digits + SUFFIX);
    }

    /// -1 for what is none.
    static int number(Path file) {
        String name = String.valueOf(file.getFileName());
        int digits = name.length() - SUFFIX.length();
        boolean fits =
                digits >= NUMBER_DIGITS && digits <= NUMBER_DIGITS_MAX && name.endsWith(SUFFIX);
        int number = 0;
        for (int i = 0; fits && i < digits; i++) {
            int digit = name.charAt(i) - '0';
            fits = digit >= 0 && digit <= 9;
            number = 10 * number + digit;
        }
        return fits ? number : -1;
    }

    /// The size of the record that begins there.
    static int sizeBytes(byte[] records, int at) {
        int payload = 0;
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            payload = payload << Byte.SIZE | records[at + i] & 0xff;
        }
        return FRAME_BYTES + payload;
    }

    /// Adds a record with that payload.
    static void frame(Writer payload, CRC32C crc, Writer out) {
        crc.reset();
        crc.update(payload.shared(), 0, payload.size());
        out.u32(payload.size()).u32(~payload.size()).u32((int) crc.getValue());
        out.bytes(payload.shared(), 0, payload.size());
    }
}
