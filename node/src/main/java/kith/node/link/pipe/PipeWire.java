package kith.node.link.pipe;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import kith.identity.PeerId;
import kith.node.link.wire.Framing;
import kith.node.link.wire.Wire;
import org.jspecify.annotations.Nullable;

/// Frames over a pipe whose handshake is done: each is one message, sealed.
public final class PipeWire implements Wire {
    /// The longest message behind the handshake.
    public static final int MESSAGE_BYTES_MAX = Framing.PAYLOAD_BYTES_MAX + Seal.TAG_BYTES;

    private final Pipe pipe;
    private final Proven proven;
    private Progress progress = (frames, bytes) -> {};

    private PipeWire(Pipe pipe, Proven proven) {
        this.pipe = pipe;
        this.proven = proven;
    }

    /// Shakes hands as the side that was called. Waits for the other side; who wants that to end
    /// cuts the pipe.
    public static PipeWire answer(Pipe pipe, Identity own) throws IOException {
        var answerer = new Answerer(own, Ephemeral.fresh());
        pipe.send(answerer.answer(received(pipe)));
        Proven proven = answerer.take(received(pipe));
        pipe.expect(MESSAGE_BYTES_MAX);
        return new PipeWire(pipe, proven);
    }

    /// The same as the side that called, which a node never is: for those who test and measure one.
    /// With `expected`, only that peer will do.
    public static PipeWire call(Pipe pipe, Identity own, @Nullable PeerId expected)
            throws IOException {
        var caller = new Caller(own, Ephemeral.fresh(), expected);
        pipe.send(caller.greeting());
        Caller.Called called = caller.take(received(pipe));
        pipe.expect(MESSAGE_BYTES_MAX);
        pipe.send(called.proof().toArray());
        return new PipeWire(pipe, called.proven());
    }

    private static byte[] received(Pipe pipe) throws IOException {
        byte[] message = pipe.receive();
        if (message == null) {
            throw new EOFException("the other side hung up before it had said who it is");
        }
        return message;
    }

    /// The key that the other side has proven to have.
    public PeerId peer() {
        return proven.peer();
    }

    @Override
    public void begin(Progress told) {
        progress = told;
    }

    @Override
    public void write(List<byte[]> batch) throws IOException {
        for (byte[] frame : batch) {
            pipe.send(proven.sealing().seal(frame));
            progress.written(1, Framing.sizeOf(frame));
        }
    }

    @Override
    public void finish(String reason) throws IOException {
        pipe.finish(reason);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        byte[] message = pipe.receive();
        return message == null ? null : proven.opening().open(message);
    }

    @Override
    public void cut(String reason) {
        pipe.cut(reason);
    }
}
