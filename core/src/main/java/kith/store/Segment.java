package kith.store;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// One file of the log: `00000001.log`, then `00000002.log`, and so on.
///
/// ```
/// 0        512       1024
/// | header | header  | frame | frame | frame ...                     end
///   twice the same     records, each whole in one segment
/// ```
///
/// One endless file would never give room back and would be slow to copy; many small ones cost a
/// name each. 64 MiB is large enough that headers weigh nothing and small enough to be read in a
/// second.
///
/// The header carries the id that every checksum needs. Without it a segment cannot be read at all,
/// so it stands there twice, in two sectors: one bad sector costs nothing but a report. It also
/// says where the segment before ended, because a file that lost its last whole records looks
/// sound.
///
/// Damage to one segment never reaches into the next: each starts at a known place. A record larger
/// than the bound gets a segment to itself, which is the only way a segment grows past it.
public final class Segment {
    /// Where a new segment is begun. 64 MiB: see above.
    public static final int BYTES_MAX = 64 << 20;

    /// Where the first frame begins.
    public static final int HEADER_BYTES = 2 * Frame.BLOCK_BYTES;

    /// Eight digits in the name of the file.
    public static final int NUMBER_LAST = 99_999_999;

    /// Four digits in the name of the file.
    public static final int GENERATION_LAST = 9_999;

    private static final int DIGITS = 8;
    private static final int GENERATION_DIGITS = 4;
    private static final int REWRITTEN_CHARS = DIGITS + 1 + GENERATION_DIGITS;
    private static final String SUFFIX = ".log";
    private static final Bytes MAGIC = Bytes.fromHex("6b6974682e6c6f67"); // "kith.log"

    private Segment() {}

    /// What the header of a segment says. `previousEnd` is the offset at which the segment before
    /// ended, 0 when that is not known. `whole` tells that both copies were sound.
    record Header(int number, Bytes storeId, int previousEnd, boolean whole) {}

    /// The file of a segment as it was appended.
    public static String file(int number) {
        return digits(number) + SUFFIX;
    }

    /// The file of a segment of that generation, 0 for the one that was appended.
    public static String file(int number, int generation) {
        if (generation == 0) {
            return file(number);
        }
        if (generation < 0 || generation > GENERATION_LAST) {
            throw new IllegalArgumentException("no generation " + generation + " of a segment");
        }
        String text = Integer.toString(generation);
        return digits(number) + "-" + "0000".substring(text.length()) + text + SUFFIX;
    }

    /// The number of the segment with this file name, of whatever generation; 0 when it is not the
    /// name of a segment.
    public static int number(String file) {
        return generation(file) < 0 ? 0 : parseDigits(file, 0, DIGITS);
    }

    /// Its generation, 0 when it is as it was appended; -1 when it is not the name of a segment.
    public static int generation(String file) {
        if (!file.endsWith(SUFFIX) || file.length() < DIGITS + SUFFIX.length()) {
            return -1;
        }
        int stem = file.length() - SUFFIX.length();
        boolean numbered = parseDigits(file, 0, DIGITS) > 0;
        if (numbered && stem == DIGITS) {
            return 0;
        }
        boolean rewritten = numbered && stem == REWRITTEN_CHARS && file.charAt(DIGITS) == '-';
        int generation = rewritten ? parseDigits(file, DIGITS + 1, GENERATION_DIGITS) : 0;
        return generation > 0 ? generation : -1;
    }

    /// What `number` makes of the names, ascending, without the zeros.
    static int[] numbers(List<String> files, ToIntFunction<String> number) {
        var numbers = new int[files.size()];
        int count = 0;
        for (String file : files) {
            numbers[count] = number.applyAsInt(file);
            count += numbers[count] > 0 ? 1 : 0;
        }
        int[] out = Arrays.copyOf(numbers, count);
        Arrays.sort(out);
        return out;
    }

    static void writeHeader(Writer out, Bytes storeId, int number, int previousEnd) {
        writeHeader(out, Frame.VERSION_FIRST, storeId, number, previousEnd);
    }

    /// The header of a segment that is rewritten.
    public static void writeNewHeader(Writer out, Bytes storeId, int number, int previousEnd) {
        writeHeader(out, Frame.VERSION, storeId, number, previousEnd);
    }

    private static void writeHeader(
            Writer out, int version, Bytes storeId, int number, int previousEnd) {
        for (int copy = 0; copy < 2; copy++) {
            int start = out.size();
            out.bytes(MAGIC).u32(version).u32(number).bytes(storeId).u32(previousEnd);
            Frame.sealBlock(out, start);
        }
    }

    /// What the first bytes of a segment's file say of where the segment before ended: 0 when that
    /// is not known, -1 when they are not sound.
    public static int previousEnd(Bytes from, String file) {
        Header header = parse(from.toArray(), 0, file);
        return header == null || header.number() != number(file) ? -1 : header.previousEnd();
    }

    /// The header of the segment, null when neither copy is sound or the file belongs elsewhere.
    static @Nullable Header readHeader(Disk disk, String file) {
        int number = number(file);
        byte[] from = disk.read(file, 0, HEADER_BYTES);
        var first = parse(from, 0, file);
        var second = parse(from, Frame.BLOCK_BYTES, file);
        if (first == null || second == null) {
            var one = first == null ? second : first;
            return one == null || one.number() != number ? null : one;
        }
        boolean whole = first.equals(second);
        return first.number() != number
                ? null
                : new Header(number, first.storeId(), first.previousEnd(), whole);
    }

    private static @Nullable Header parse(byte[] from, int start, String file) {
        Reader in = Frame.openBlock(from, start, MAGIC, file);
        if (in == null) {
            return null;
        }
        int number = in.u32();
        Bytes storeId = in.bytes(Frame.STORE_ID_BYTES);
        int previousEnd = in.u32();
        return previousEnd < 0 ? null : new Header(number, storeId, previousEnd, false);
    }

    static String digits(int number) {
        if (number < 1 || number > NUMBER_LAST) {
            throw new IllegalArgumentException("no file has the number " + number);
        }
        String text = Integer.toString(number);
        return "00000000".substring(text.length()) + text;
    }

    /// The number in eight digits at `start`, 0 when they are not all digits.
    static int parseDigits(String text, int start) {
        return parseDigits(text, start, DIGITS);
    }

    private static int parseDigits(String text, int start, int digits) {
        int number = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
