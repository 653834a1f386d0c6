package kith.node.link.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into frames.
///
/// Small frames are cut out of a buffer, since each read of a TLS socket takes locks. A large frame
/// is read straight into its array, which grows as the bytes come: a peer that only *says* that a
/// megabyte follows must not make us allocate one. So a frame never holds more than [#GROWTH] times
/// what was received of it, or [#TRUST_BYTES].
///
/// The buffer is made when something has come, as large as that, and dropped when it is used up and
/// was not half full: who waits has room for a length and no more. A thousand idle links would else
/// keep 8 MiB.
///
/// One thread at a time.
public final class FrameReader {
    /// Measured: below this the locks of the socket show, above it nothing is gained.
    static final int BUFFER_BYTES = 8 << 10;

    /// What is allocated on the mere word of the other side.
    static final int TRUST_BYTES = 64 << 10;

    /// Twice would hold less and copy each large frame once more.
    private static final int GROWTH = 4;

    private final InputStream in;
    private final byte[] header = new byte[Framing.HEADER_BYTES];
    private byte[] buffer = header;
    private int at;
    private int end;

    public FrameReader(InputStream in) {
        this.in = in;
    }

    /// The next payload, which may be empty; `null` when the stream ends before a frame.
    ///
    /// @throws Malformed when the length is over the bound
    /// @throws EOFException when the stream ends inside a frame
    public byte @Nullable [] next() throws IOException {
        if (!fillHeader()) {
            return null;
        }
        int length = Framing.lengthAt(buffer, at);
        at += Framing.HEADER_BYTES;
        if (length < 0 || length > Framing.PAYLOAD_BYTES_MAX) {
            throw new Malformed(
                    "frame of "
                            + Integer.toUnsignedString(length)
                            + " bytes, at most "
                            + Framing.PAYLOAD_BYTES_MAX);
        }
        return payload(length);
    }

    private boolean fillHeader() throws IOException {
        if (at == end && !await()) {
            return false;
        }
        while (end - at < Framing.HEADER_BYTES) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                throw new EOFException("the stream ended inside the length of a frame");
            }
            end += count;
        }
        return true;
    }

    /// Waits for the next frame, and makes a buffer for what has come by then; false at the end. A
    /// buffer that was half full is kept: more follows at once, most likely.
    private boolean await() throws IOException {
        boolean flows = end > BUFFER_BYTES / 2;
        if (!flows) {
            buffer = header;
        }
        at = 0;
        end = 0;
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            return false;
        }
        end = count;
        if (!flows) {
            takeWhatCame();
        }
        return true;
    }

    private void takeWhatCame() throws IOException {
        int more = Math.min(in.available(), BUFFER_BYTES - header.length);
        if (more > 0) {
            buffer = new byte[more < BUFFER_BYTES / 2 ? header.length + more : BUFFER_BYTES];
            System.arraycopy(header, 0, buffer, 0, end);
            end += Math.max(0, in.read(buffer, end, more));
        }
    }

    private byte[] payload(int length) throws IOException {
        var out = new byte[Math.min(length, TRUST_BYTES)];
        int size = Math.min(length, end - at);
        System.arraycopy(buffer, at, out, 0, size);
        at += size;
        while (size < length) {
            if (size == out.length) {
                out = Arrays.copyOf(out, Math.min(length, GROWTH * size));
            }
            int count = in.read(out, size, out.length - size);
            if (count < 0) {
                throw new EOFException(
                        "the stream ended after " + size + " of a frame's " + length + " bytes");
            }
            size += count;
        }
        return out;
    }
}
