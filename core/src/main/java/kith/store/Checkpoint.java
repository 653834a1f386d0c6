package kith.store;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// The state that the log adds up to at one position, so that opening a home replays the log from
/// there and not from the beginning: a file `checkpoint-00000007`.
///
/// ```
/// header block | section | section | ... | footer
/// ```
///
/// A state of any size cannot be written in one step of the engine, so it is written in sections, a
/// few in each step, while the log goes on. Sections are opaque here; they are framed like records.
/// The file counts when its footer is there, which is written only after the log was durable up to
/// the position, and which counts and sums up all sections. Until the footer is synced the
/// checkpoint before it is kept. So there is always one to start from, and a crash at any moment
/// leaves at worst a file without a footer, which is removed.
///
/// Source: the checkpoint region of Rosenblum and Ousterhout (SOSP 1991), section 4.1. changed:
/// they alternate between two fixed places; we number files, because a file system is below us.
public final class Checkpoint {
    /// The last offset in a file: 64 GiB less one.
    static final long OFFSET_LAST = (1L << 36) - 1;

    /// Section count, bytes before the footer, and the checksum over all checksums.
    static final int FOOTER_PAYLOAD_BYTES = 16;

    static final int FOOTER_BYTES = Frame.HEAD_BYTES + FOOTER_PAYLOAD_BYTES;

    private static final String PREFIX = "checkpoint-";
    private static final Bytes MAGIC = Bytes.fromHex("6b6974682e63686b"); // "kith.chk"

    private Checkpoint() {}

    record Header(int number, Bytes storeId, long replayFrom) {}

    /// What the footer says. `register` is that of CRC-32C over the checksums of all sections.
    record Footer(int sections, long bytes, int register) {}

    public static String file(int number) {
        return PREFIX + Segment.digits(number);
    }

    /// The number of the checkpoint with this file name, 0 when it is not the name of a checkpoint.
    public static int number(String file) {
        boolean ours = file.startsWith(PREFIX) && file.length() == file(1).length();
        return ours ? Segment.parseDigits(file, PREFIX.length()) : 0;
    }

    /// Which of `files` can go now that checkpoint `number` is complete and synced: all before it.
    public static List<String> obsolete(List<String> files, int number) {
        var out = new ArrayList<String>();
        for (String file : files) {
            int other = number(file);
            if (other > 0 && other < number) {
                out.add(file);
            }
        }
        return out;
    }

    /// The numbers of the checkpoints among `files`, ascending.
    static int[] numbers(List<String> files) {
        return Segment.numbers(files, Checkpoint::number);
    }

    /// The place of offset 0, for the checksums. The top bit keeps it apart from every position of
    /// the log.
    static long place(int number) {
        return 1L << 63 | (long) number << 36;
    }

    static void writeHeader(Writer out, Header header) {
        int start = out.size();
        out.bytes(MAGIC).u32(Frame.VERSION).u32(header.number()).bytes(header.storeId());
        out.u64(header.replayFrom());
        Frame.sealBlock(out, start);
    }

    /// The header of the checkpoint, null when it is not sound or the file belongs elsewhere.
    static @Nullable Header readHeader(Disk disk, int number) {
        String file = file(number);
        Reader in = Frame.openBlock(disk.read(file, 0, Frame.BLOCK_BYTES), 0, MAGIC, file);
        if (in == null || in.u32() != number) {
            return null;
        }
        Bytes storeId = in.bytes(Frame.STORE_ID_BYTES);
        long replayFrom = in.u64();
        return replayFrom < Position.FIRST || replayFrom >>> 32 > Segment.NUMBER_LAST
                ? null
                : new Header(number, storeId, replayFrom);
    }

    static void writeFooter(Writer payload, Footer footer) {
        payload.u32(footer.sections()).u64(footer.bytes()).u32(~footer.register());
    }

    /// The footer at the end of the file, null when there is no sound one.
    static @Nullable Footer readFooter(Disk disk, int number, int seed) {
        long at = disk.size(file(number)) - FOOTER_BYTES;
        if (at < Frame.BLOCK_BYTES || at > OFFSET_LAST) {
            return null;
        }
        byte[] from = disk.read(file(number), at, FOOTER_BYTES);
        if (from.length < FOOTER_BYTES
                || Frame.length(from, 0) != FOOTER_PAYLOAD_BYTES
                || Frame.type(from, 0) != Frame.FOOTER
                || !Frame.sound(seed, place(number) + at, from, 0, FOOTER_PAYLOAD_BYTES)) {
            return null;
        }
        var in = new Reader(from, Frame.HEAD_BYTES, FOOTER_BYTES);
        var footer = new Footer(in.u32(), in.u64(), ~in.u32());
        return footer.bytes() == at ? footer : null;
    }
}
