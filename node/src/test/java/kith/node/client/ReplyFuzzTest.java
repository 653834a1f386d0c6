package kith.node.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.node.Noise;
import org.junit.jupiter.api.Test;

/// Whatever answers in the place of a peer, the client reads a reply or says that it is none.
final class ReplyFuzzTest {
    private static final int REPLIES = 500;

    /// Nobody answers: what was sent is all there is.
    private static final int TIMEOUT_MILLIS = 10_000;

    private static final List<byte[]> SAMPLES =
            List.of(
                    bytes("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
                    bytes(
                            """
                            HTTP/1.1 209 Sub
                            Transfer-Encoding: chunked

                            5;x
                            hello
                            A
                            0123456789
                            0
                            Trailer: x

                            """),
                    bytes("HTTP/1.1 204 No Content\nVersion: \"a.0.1\"\n\n"),
                    bytes("HTTP/1.1 400 Bad\nConnection: close\n\n{\"code\":\"usage\"}"));

    private static byte[] bytes(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSpoiltReplyIsReadOrRefused() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (long seed = 1; seed <= REPLIES; seed++) {
                byte[] reply = new Noise(seed, SAMPLES).next();
                try {
                    exchange(server, reply);
                } catch (RuntimeException | Error failure) {
                    String text = new String(reply, StandardCharsets.ISO_8859_1);
                    throw new AssertionError("seed " + seed + ": " + text, failure);
                }
            }
        }
    }

    private static void exchange(ServerSocket server, byte[] reply) throws IOException {
        String host = server.getInetAddress().getHostAddress();
        try (var connection = HttpConnection.open(host, server.getLocalPort(), null)) {
            connection.timeoutMillis(TIMEOUT_MILLIS);
            try (Socket accepted = server.accept();
                    OutputStream out = accepted.getOutputStream()) {
                out.write(reply);
            }
            read(connection);
        }
    }

    private static boolean read(HttpConnection connection) {
        try {
            connection.receive().body().readAllBytes();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
