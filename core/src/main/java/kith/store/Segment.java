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

    private static final int DIGITS = 8;
    private static final String SUFFIX = ".log";
    private static final Bytes MAGIC = Bytes.fromHex("6b6974682e6c6f67"); // "kith.log"

    private Segment() {}

    /// What the header of a segment says. `previousEnd` is the offset at which the segment before
    /// ended, 0 when that is not known. `whole` tells that both copies were sound.
    record Header(int number, Bytes storeId, int previousEnd, boolean whole) {}

    public static String file(int number) {
        return digits(number) + SUFFIX;
    }

    /// The number of the segment with this file name, 0 when it is not the name of a segment.
    public static int number(String file) {
        if (file.length() != DIGITS + SUFFIX.length() || !file.endsWith(SUFFIX)) {
            return 0;
        }
        return parseDigits(file, 0);
    }

    /// The numbers of the segments among `files`, ascending.
    static int[] numbers(List<String> files) {
        return numbers(files, Segment::number);
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
        for (int copy = 0; copy < 2; copy++) {
            int start = out.size();
            out.bytes(MAGIC).u32(Frame.VERSION).u32(number).bytes(storeId).u32(previousEnd);
            Frame.sealBlock(out, start);
        }
    }

    /// The header of the segment, null when neither copy is sound or the file belongs elsewhere.
    static @Nullable Header readHeader(Disk disk, int number) {
        String file = file(number);
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
        int number = 0;
        for (int i = start; i < start + DIGITS; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
