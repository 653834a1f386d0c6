package kith.lab.pipe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import kith.node.link.pipe.Pipe;
import org.jspecify.annotations.Nullable;

/// The calling side of a pipe over the JDK's WebSocket: a client that shares nothing with the
/// server.
final class WebSocketPipe implements Pipe, WebSocket.Listener {
    private final String address;
    private final WebSocket socket;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();

    /// Empty: nothing more comes.
    private final BlockingQueue<Optional<byte[]>> messages = new LinkedBlockingQueue<>();

    WebSocketPipe(HttpClient client, String address) {
        this.address = address;
        socket = client.newWebSocketBuilder().buildAsync(URI.create(address), this).join();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer piece, boolean last) {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        part.writeBytes(bytes);
        if (last) {
            messages.add(Optional.of(part.toByteArray()));
            part.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        messages.add(Optional.empty());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        messages.add(Optional.empty());
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String origin() {
        return "";
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
        try {
            return messages.take().orElse(null);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void expect(int messageBytesMax) {
        // The node keeps to what it says; that is looked at elsewhere.
    }

    @Override
    public void send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    @Override
    public void finish(String reason) {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public void cut(String reason) {
        socket.abort();
        messages.add(Optional.empty()); // of its own abort a listener is not told
    }
}
