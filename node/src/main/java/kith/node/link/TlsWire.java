package kith.node.link;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import kith.node.link.wire.FrameReader;
import kith.node.link.wire.FrameWriter;
import kith.node.link.wire.Framing;
import kith.node.link.wire.Wire;
import org.jspecify.annotations.Nullable;

/// Frames in a TLS stream whose handshake is done.
final class TlsWire implements Wire {
    /// An empty frame tells the caller that it is accepted (see [Handshake]).
    private static final byte[] WELCOME = new byte[Framing.HEADER_BYTES];

    private final Socket raw;
    private final SSLSocket socket;
    private final boolean answers;
    private final FrameReader reader;
    private @Nullable FrameWriter writer;

    /// @param raw the TCP connection below
    /// @param answers whether the other side called, and waits for a welcome
    TlsWire(Socket raw, SSLSocket socket, boolean answers) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.answers = answers;
        this.reader = new FrameReader(socket.getInputStream());
    }

    @Override
    public void begin(Progress progress) throws IOException {
        if (answers) {
            socket.getOutputStream().write(WELCOME);
        }
        writer = new FrameWriter(socket.getOutputStream(), progress);
    }

    @Override
    public void write(List<byte[]> batch) throws IOException {
        FrameWriter begun = writer;
        if (begun == null) {
            throw new IllegalStateException("nothing is written before the link begins");
        }
        begun.write(batch);
    }

    @Override
    public void finish(String reason) throws IOException {
        socket.shutdownOutput(); // close_notify, which has no place for a reason
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        return reader.next();
    }

    @Override
    public void cut(String reason) {
        close(raw);
    }

    /// Closes the TCP connection under TLS: never waits, where closing TLS may want to write.
    static void close(Socket raw) {
        try {
            raw.close();
        } catch (IOException ignored) {
            // It is closed all the same: the system gives the descriptor back even on an error.
        }
    }
}
