package kith.node.flight;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import kith.Input;
import kith.identity.Hasher;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.port.Now;
import kith.store.Disk;
import org.jspecify.annotations.Nullable;

/// A recording, read back: how it began, then one step after the other.
///
/// The end may be torn, since a process that was killed had not finished its last record: it is
/// cut off, and told. Anything else that is not what was written is damage, and refused.
public final class Recording implements AutoCloseable {
    /// More than any reason has that the recorder gives.
    private static final int REASON_BYTES_MAX = 1 << 16;

    private final Path folder;
    private final List<Path> files;
    private final InputCodec inputs;
    private final @Nullable Start start;
    private final CRC32C crc = new CRC32C();
    private Now now = new Now(0, 0);
    private int file = -1;
    private @Nullable DataInputStream in;
    private long offset;
    private long left;
    private boolean torn;
    private @Nullable String endedEarly;

    /// One input, when it came, and what came of it.
    ///
    /// @param sum of what the engine wanted; see [StepSum]
    /// @param threw the engine threw, and there is no sum
    public record Recorded(Input input, Now now, int sum, boolean threw) {}

    private Recording(Path folder, List<Path> files, Hasher hasher) throws IOException {
        this.folder = folder;
        this.files = files;
        this.inputs = new InputCodec(hasher);
        boolean whole = Format.number(files.getFirst()) == 1;
        Reader first = whole ? payload() : null;
        if (whole && (first == null || first.u8() != Format.START)) {
            throw damaged("it does not begin with a start");
        }
        this.start = first == null ? null : start(first, hasher);
        if (start != null) {
            now = start.now();
        }
    }

    private Start start(Reader in, Hasher hasher) {
        try {
            return Start.read(in, hasher);
        } catch (Malformed malformed) {
            throw new RecordingFailure(
                    RecordingFailure.UNKNOWN, files.getFirst() + ": " + malformed.getMessage());
        }
    }

    /// Opens the recording in a folder, or the one that the file belongs to.
    ///
    /// @throws RecordingFailure when it is none
    public static Recording open(Path path, Hasher hasher) throws IOException {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw unknown(path);
        }
        if (!Files.isDirectory(path) && Format.number(path) < 0) {
            throw unknown(path);
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files =
                    all.filter(one -> Format.number(one) > 0)
                            .sorted(Comparator.comparingInt(Format::number))
                            .toList();
        }
        if (files.isEmpty()) {
            throw unknown(path);
        }
        return new Recording(folder, files, hasher);
    }

    private static RecordingFailure unknown(Path path) {
        return new RecordingFailure(
                RecordingFailure.UNKNOWN,
                path + " is no recording: expected a folder with files *" + Format.SUFFIX);
    }

    private RecordingFailure damaged(String what) {
        boolean outside = file < 0 || file >= files.size();
        String where = outside ? folder.toString() : files.get(file) + " at " + offset;
        return new RecordingFailure(RecordingFailure.DAMAGED, where + ": " + what);
    }

    /// How it began; null when that part is gone, and the rest cannot be replayed.
    public @Nullable Start start() {
        return start;
    }

    /// The store as it was at the start; what is changed in it is changed in memory only.
    public Disk store() {
        return new KeptDisk(folder.resolve(Format.STORE));
    }

    /// Whether the last record was cut off by the end of the process.
    public boolean isTorn() {
        return torn;
    }

    /// Why the recorder gave up while the peer went on; null when it did not, or could not say.
    /// Known when there is no further step.
    public @Nullable String endedEarly() {
        return endedEarly;
    }

    /// The next step; null at the end.
    public @Nullable Recorded next() throws IOException {
        Reader payload = payload();
        if (payload == null) {
            return null;
        }
        try {
            int kind = payload.u8();
            if (kind == Format.ENDED) {
                end(payload);
                return null;
            }
            if (kind != Format.STEP && kind != Format.THREW) {
                throw damaged("a record of kind " + kind);
            }
            long nanos = now.nanos() + payload.signed();
            now = new Now(nanos, now.wallMillis() + payload.signed());
            Input input = inputs.read(payload);
            boolean threw = kind == Format.THREW;
            int sum = threw ? 0 : payload.u32();
            payload.expectEnd();
            return new Recorded(input, now, sum, threw);
        } catch (Malformed malformed) {
            throw damaged(String.valueOf(malformed.getMessage()));
        }
    }

    private void end(Reader reason) throws IOException {
        endedEarly = reason.string(REASON_BYTES_MAX, "reason");
        reason.expectEnd();
        if (payload() != null) {
            throw damaged("a record behind the last one");
        }
    }

    // Records

    private @Nullable Reader payload() throws IOException {
        while (left == 0) {
            if (!openNext()) {
                return null;
            }
        }
        DataInputStream from = in;
        if (from == null) {
            return null;
        }
        if (left < Format.FRAME_BYTES) {
            return tear("a record of " + left + " bytes");
        }
        int size = Integer.reverseBytes(from.readInt());
        int inverse = Integer.reverseBytes(from.readInt());
        int sum = Integer.reverseBytes(from.readInt());
        if (inverse != ~size || size < 1 || size > Format.PAYLOAD_BYTES_MAX) {
            throw damaged("no length of a record");
        }
        if (size > left - Format.FRAME_BYTES) {
            return tear("a record of " + size + " bytes, of which " + left + " are there");
        }
        byte[] payload = from.readNBytes(size);
        crc.reset();
        crc.update(payload);
        if ((int) crc.getValue() != sum) {
            throw damaged("a record of " + size + " bytes whose checksum is wrong");
        }
        offset += Format.FRAME_BYTES + size;
        left -= Format.FRAME_BYTES + size;
        return new Reader(payload);
    }

    /// Only at the very end is that what a kill leaves behind.
    private @Nullable Reader tear(String what) {
        if (file < files.size() - 1) {
            throw damaged(what);
        }
        torn = true;
        left = 0;
        file = files.size();
        return null;
    }

    private boolean openNext() throws IOException {
        closeFile();
        if (++file >= files.size()) {
            file = files.size();
            return false;
        }
        Path path = files.get(file);
        boolean follows =
                file == 0 || Format.number(path) == Format.number(files.get(file - 1)) + 1;
        if (!follows) {
            throw damaged("the file before it is missing");
        }
        InputStream bytes = Files.newInputStream(path);
        DataInputStream from = new DataInputStream(new BufferedInputStream(bytes, 1 << 16));
        in = from;
        offset = Format.MAGIC.length;
        left = Math.max(0, Files.size(path) - offset);
        byte[] magic = from.readNBytes(Format.MAGIC.length);
        boolean cutShort = magic.length < Format.MAGIC.length && file == files.size() - 1;
        if (!cutShort && !Arrays.equals(magic, Format.MAGIC)) {
            throw new RecordingFailure(
                    RecordingFailure.UNKNOWN, path + " is no recording, or one of another format");
        }
        torn |= cutShort;
        return true;
    }

    private void closeFile() throws IOException {
        if (in != null) {
            in.close();
        }
        in = null;
    }

    @Override
    public void close() throws IOException {
        closeFile();
    }
}
