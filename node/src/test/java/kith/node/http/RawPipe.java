package kith.node.http;

import java.io.IOException;
import java.security.SecureRandom;
import kith.identity.Crypto;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.Pipe;
import kith.node.link.pipe.PipeWire;
import org.jspecify.annotations.Nullable;

/// The calling side of a pipe over a WebSocket by hand.
final class RawPipe implements Pipe, AutoCloseable {
    static final String PATH = "/.kith/link";

    final RawWebSocket socket;

    RawPipe(int port, String... headers) {
        this(PATH, port, headers);
    }

    RawPipe(String path, int port, String... headers) {
        socket = new RawWebSocket(port, path, headers);
    }

    /// Somebody whom nobody knows.
    static Identity stranger() {
        var seed = new byte[Crypto.SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        var bytes = Bytes.wrap(seed);
        var crypto = new NodeCrypto();
        return new Identity(crypto.publicKey(bytes), NodeCrypto.privateKey(bytes), crypto);
    }

    PipeWire shakeHands(Identity as, @Nullable PeerId expected) {
        try {
            return PipeWire.call(this, as, expected);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String address() {
        return "ws:127.0.0.1:" + socket.localPort();
    }

    @Override
    public String origin() {
        return "";
    }

    @Override
    public byte[] receive() {
        return socket.message();
    }

    @Override
    public void send(byte[] message) {
        socket.say(message);
    }

    @Override
    public void expect(int messageBytesMax) {
        // A test takes what comes.
    }

    @Override
    public void finish(String reason) {
        socket.finish(1000);
    }

    @Override
    public void cut(String reason) {
        socket.close();
    }

    @Override
    public void close() {
        socket.close();
    }
}
