package kith.lang;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Bytes made smaller, and back, with a bound on what may come out.
///
/// The format is raw DEFLATE (RFC 1951): the JDK has it in native code, and it is small enough to
/// be written once more for a browser, where none is that answers at once. A few bytes may stand
/// for a thousand times as many, so whoever unpacks says how many there must be, and gets exactly
/// so many or [Malformed].
public final class Deflated {
    /// Measured on recorded editing: a sixteenth less than the level before, in a tenth more time;
    /// the next levels take twice as long and save a twentieth.
    private static final int LEVEL = 4;

    /// Measured on a log of keyed values: the last levels take ten times as long and save a
    /// hundredth.
    private static final int LEVEL_KEPT = 6;

    /// What is looked at of more than four times as much. Guess: costs 40 µs.
    private static final int PROBE_BYTES = 1 << 12;

    /// What one packed byte can stand for (RFC 1951: 258 bytes in two bits), so that a few bytes
    /// that promise many are found out before there is memory for them.
    private static final long RATIO_MAX = 1032;

    private Deflated() {}

    /// The bytes of `from[start..end)`, packed.
    public static byte[] pack(byte[] from, int start, int end) {
        return pack(from, start, end, LEVEL);
    }

    /// The same for what is kept for years: a third more work, a twentieth fewer bytes.
    public static byte[] packToKeep(byte[] from, int start, int end) {
        return pack(from, start, end, LEVEL_KEPT);
    }

    /// Whether packing `from[start..end)` may be worth its work, by a piece in the middle: packing
    /// what does not get smaller takes as long as what does. Of little it always may.
    public static boolean promises(byte[] from, int start, int end) {
        int size = end - start;
        if (size <= 4 * PROBE_BYTES) {
            return true;
        }
        int middle = start + size / 2;
        return pays(pack(from, middle, middle + PROBE_BYTES).length, PROBE_BYTES);
    }

    /// An eighth is saved, or more.
    public static boolean pays(int packedBytes, int bytes) {
        return packedBytes <= bytes - bytes / 8;
    }

    private static byte[] pack(byte[] from, int start, int end, int level) {
        var deflater = new Deflater(level, true);
        try {
            deflater.setInput(from, start, end - start);
            deflater.finish();
            var out = new byte[Math.max(64, (end - start) / 2)];
            int size = 0;
            while (!deflater.finished()) {
                if (size == out.length) {
                    out = Arrays.copyOf(out, 2 * size);
                }
                size += deflater.deflate(out, size, out.length - size);
            }
            return Arrays.copyOf(out, size);
        } finally {
            deflater.end();
        }
    }

    /// The `size` bytes that were packed into `from[start..end)`.
    public static byte[] unpack(byte[] from, int start, int end, int size) {
        if (size > RATIO_MAX * (end - start)) {
            throw new Malformed(end - start + " packed bytes promise " + size);
        }
        return unpacked(from, start, end, size);
    }

    /// By the platform; in a browser by our own, `kith.browser.library.Inflate`.
    private static byte[] unpacked(byte[] from, int start, int end, int size) {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(withOneMore(from, start, end));
            var out = new byte[size];
            int done = 0;
            while (done < size) {
                int more = inflater.inflate(out, done, size - done);
                if (more == 0) {
                    throw new Malformed("packed bytes end at " + done + " of " + size);
                }
                done += more;
            }
            checkEnd(inflater, size);
            return out;
        } catch (DataFormatException e) {
            throw new Malformed("bytes that cannot be unpacked: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /// With a byte behind the end, which is not taken: [Inflater#Inflater(boolean)] asks for it
    /// where there is no header.
    private static byte[] withOneMore(byte[] from, int start, int end) {
        var padded = new byte[end - start + 1];
        System.arraycopy(from, start, padded, 0, end - start);
        return padded;
    }

    private static void checkEnd(Inflater inflater, int size) throws DataFormatException {
        if (inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
            throw new Malformed("packed bytes hold more than " + size);
        }
        int behind = inflater.getRemaining() - 1;
        if (behind < 0) {
            throw new Malformed("packed bytes end too early");
        }
        if (behind > 0) {
            throw new Malformed(behind + " bytes behind what was packed");
        }
    }
}
