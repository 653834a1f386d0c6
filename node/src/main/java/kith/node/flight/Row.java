package kith.node.flight;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import kith.flight.Frame;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;

/// The payloads of a row of files, one after the other.
///
/// The end of the last file may be torn: what is there of a record is left out, and told. Anything
/// else that is not what was written is damage, and refused.
final class Row implements AutoCloseable {
    private final List<Path> files;
    private int file = -1;
    private @Nullable DataInputStream in;
    private long offset;
    private long left;
    private boolean torn;

    Row(List<Path> files) {
        this.files = files;
    }

    /// Whether the end was torn; known when there is no further payload.
    boolean isTorn() {
        return torn;
    }

    RecordingFailure damaged(String what) {
        String where = files.get(Math.clamp(file, 0, files.size() - 1)) + " at " + offset;
        return new RecordingFailure(RecordingFailure.DAMAGED, where + ": " + what);
    }

    /// The next payload; null at the end.
    byte @Nullable [] next() throws IOException {
        while (left == 0) {
            if (!openNext()) {
                return null;
            }
        }
        DataInputStream from = in;
        if (from == null) {
            return null;
        }
        if (left < Frame.HEADER_BYTES) {
            return tear("a record of " + left + " bytes");
        }
        byte[] header = from.readNBytes(Frame.HEADER_BYTES);
        int size = sizeIn(header);
        if (size > left - Frame.HEADER_BYTES) {
            return tear("a record of " + size + " bytes, of which " + left + " are there");
        }
        byte[] payload = from.readNBytes(size);
        String fault = Frame.fault(header, 0, payload);
        if (fault != null) {
            throw damaged(fault);
        }
        offset += Frame.HEADER_BYTES + size;
        left -= Frame.HEADER_BYTES + size;
        return payload;
    }

    private int sizeIn(byte[] header) {
        try {
            return Frame.payloadBytes(header, 0);
        } catch (Malformed malformed) {
            throw damaged(String.valueOf(malformed.getMessage()));
        }
    }

    /// Only at the very end is that what a kill leaves behind.
    private byte @Nullable [] tear(String what) {
        if (file < files.size() - 1) {
            throw damaged(what);
        }
        torn = true;
        left = 0;
        file = files.size();
        return null;
    }

    private boolean openNext() throws IOException {
        close();
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
        var from = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
        in = from;
        offset = Frame.MAGIC_BYTES;
        left = Math.max(0, Files.size(path) - offset);
        byte[] magic = from.readNBytes(Frame.MAGIC_BYTES);
        boolean cutShort = magic.length < Frame.MAGIC_BYTES && file == files.size() - 1;
        byte[] expected = Arrays.copyOf(Frame.magic(), cutShort ? magic.length : Frame.MAGIC_BYTES);
        if (!Arrays.equals(magic, expected)) {
            throw new RecordingFailure(RecordingFailure.UNKNOWN, path + " is no recording");
        }
        torn |= cutShort;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
        in = null;
    }
}
