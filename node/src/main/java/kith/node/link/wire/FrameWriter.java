package kith.node.link.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Writes batches of frames in large TLS records.
///
/// Frames are laid one after the other into a buffer of one record and written when it is full and
/// at the end of the batch. The buffer lives only as long as the batch and is no larger than it:
/// an idle link has none.
public final class FrameWriter {
    /// Half of what one TLS record may carry (RFC 8446, section 5.1). The JDK's socket keeps the
    /// buffer of its largest record for as long as it lives, and doubles it when the tag does not
    /// fit in: 32 KiB for a full record, 16 for half of one. Measured: as fast.
    static final int RECORD_BYTES = 8 << 10;

    private final OutputStream out;
    private final Wire.Progress progress;

    private byte[] buffer = new byte[0];
    private int size;
    private int framesDone;

    public FrameWriter(OutputStream out, Wire.Progress progress) {
        this.out = out;
        this.progress = progress;
    }

    public void write(List<byte[]> batch) throws IOException {
        buffer = new byte[bufferBytes(batch)];
        for (byte[] frame : batch) {
            header(frame.length);
            payload(frame);
            framesDone++;
        }
        flush();
        buffer = new byte[0];
    }

    private static int bufferBytes(List<byte[]> batch) {
        long total = 0;
        for (byte[] frame : batch) {
            total += Framing.sizeOf(frame);
            if (total >= RECORD_BYTES) {
                return RECORD_BYTES;
            }
        }
        return (int) total;
    }

    private void header(int length) throws IOException {
        if (buffer.length - size < Framing.HEADER_BYTES) {
            flush();
        }
        Framing.putLength(length, buffer, size);
        size += Framing.HEADER_BYTES;
    }

    private void payload(byte[] frame) throws IOException {
        int done = 0;
        while (done < frame.length) {
            if (size == buffer.length) {
                flush();
            }
            int count = Math.min(frame.length - done, buffer.length - size);
            System.arraycopy(frame, done, buffer, size, count);
            size += count;
            done += count;
        }
    }

    private void flush() throws IOException {
        if (size > 0) {
            out.write(buffer, 0, size);
            progress.written(framesDone, size);
            size = 0;
            framesDone = 0;
        }
    }
}
