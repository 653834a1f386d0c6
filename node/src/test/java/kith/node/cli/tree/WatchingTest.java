package kith.node.cli.tree;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import kith.node.Running;
import kith.node.cli.shell.Terminal;
import org.junit.jupiter.api.Test;

/// `watch` at a peer that goes away at the worst moment.
final class WatchingTest {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    @Test
    void aPeerThatGoesRightAfterItOpenedTheSocketIsWaitedForAndNoBug() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> opened =
                    CompletableFuture.supplyAsync(() -> openAndReset(server));
            var none = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
            var terminal = new Terminal(none, none, false, false, false, 80);
            var running = new Running(1, "", "", "127.0.0.1", server.getLocalPort(), 1, 0, "");
            var lines = new ChangeLines(terminal, "a");
            try (var watching = Watching.begin(running, null, lines)) {
                assertTrue(opened.get());
                for (int i = 0; i < 10; i++) {
                    watching.ask("a", "state");
                }
                assertNull(watching.awaitEnd());
            }
        }
    }

    /// Upgrades, and ends the connection without a word.
    private static boolean openAndReset(ServerSocket server) {
        try (Socket socket = server.accept()) {
            String head = head(socket.getInputStream());
            String key = head.substring(head.indexOf("Sec-WebSocket-Key: ") + 19).split("\r\n")[0];
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            String reply =
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection:"
                            + " Upgrade\r\nSec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(hash)
                            + "\r\n\r\n";
            socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            socket.setSoLinger(true, 0);
            return true;
        } catch (IOException | java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }
}
