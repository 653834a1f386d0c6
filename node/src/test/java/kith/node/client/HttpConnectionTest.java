package kith.node.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Against a server that says what the test wants, byte by byte.
final class HttpConnectionTest {
    private interface Talk {
        void with(HttpConnection connection) throws IOException;
    }

    /// Serves `reply` on one connection, a few bytes at a time, and returns what was asked.
    private static String against(String reply, Talk talk) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var asked = new StringBuilder();
            Thread serving =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (var socket = server.accept()) {
                                            byte[] bytes =
                                                    reply.getBytes(StandardCharsets.ISO_8859_1);
                                            for (int i = 0; i < bytes.length; i += 7) {
                                                int size = Math.min(7, bytes.length - i);
                                                socket.getOutputStream().write(bytes, i, size);
                                                socket.getOutputStream().flush();
                                            }
                                            socket.shutdownOutput();
                                            byte[] all = socket.getInputStream().readAllBytes();
                                            asked.append(new String(all, StandardCharsets.UTF_8));
                                        } catch (IOException gone) {
                                            asked.append(gone);
                                        }
                                    });
            try (var connection =
                    HttpConnection.open("127.0.0.1", server.getLocalPort(), "secret")) {
                talk.with(connection);
            }
            serving.join();
            return asked.toString();
        }
    }

    private static String text(HttpReply reply) throws IOException {
        return new String(reply.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aRequestNamesItsHostItsTokenAndTheSizeOfItsBody() throws Exception {
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        String asked =
                against(
                        "",
                        connection -> {
                            connection.send("PATCH", "/a%20b", Map.of(), body);
                            connection.send("GET", "/c", Map.of(), null);
                        });
        assertTrue(asked.startsWith("PATCH /a%20b HTTP/1.1\r\nHost: 127.0.0.1:"), asked);
        assertTrue(asked.contains("\r\nAuthorization: Bearer secret\r\n"), asked);
        assertTrue(asked.contains("\r\nContent-Length: 7\r\n\r\n{\"a\":1}GET /c HTTP/1.1"), asked);
        assertTrue(asked.endsWith("\r\n\r\n"), asked);
    }

    @Test
    void repliesComeInARowWithALengthInChunksOrEmpty() throws Exception {
        String replies =
                "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello"
                        + "HTTP/1.1 204 No Content\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nT: t\r\n\r\n"
                        + "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\n\r\nto the end";
        against(
                replies,
                connection -> {
                    HttpReply first = connection.receive();
                    assertEquals("y", first.header("x"));
                    assertEquals("hello", text(first));
                    assertEquals("", text(connection.receive()));
                    assertEquals("abc0123456789", text(connection.receive()));
                    assertEquals(404, connection.receive().status());
                    assertEquals("to the end", text(connection.receive()));
                });
    }

    @Test
    void aBodyThatIsCutOffIsNoBody() throws Exception {
        for (String cut :
                new String[] {
                    "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                }) {
            against(
                    cut,
                    connection -> {
                        HttpReply reply = connection.receive();
                        assertThrows(IOException.class, reply::bytes, cut);
                    });
        }
    }

    @Test
    void whatIsNoHttpIsAnIoException() throws Exception {
        for (String bad :
                new String[] {
                    "", "SSH-2.0\r\n", "HTTP/1.1 200 OK\r\nnocolon\r\n\r\n", "HTTP/1.1 "
                }) {
            against(bad, connection -> assertThrows(IOException.class, connection::receive, bad));
        }
    }

    @Test
    void aProblemIsReadFromItsBodyAndAnythingElseStillSaysTheStatus() {
        byte[] problem =
                "{\"code\":\"no-way\",\"detail\":\"do this\"}".getBytes(StandardCharsets.UTF_8);
        PeerRefusal refusal = PeerRefusal.of(409, problem);
        assertEquals("no-way", refusal.code());
        assertEquals("do this", refusal.detail());
        PeerRefusal other = PeerRefusal.of(502, "<html>".getBytes(StandardCharsets.UTF_8));
        assertEquals("http-502", other.code());
        assertTrue(other.detail().contains("502"));
    }

    @Test
    void anAddressIsPercentEncodedOnce() {
        assertEquals("/tasks/a%20b/%C3%BC~1x%25", Target.of("tasks/a b/ü~1x%"));
        assertEquals("/@home/tasks?depth=2", Target.of("/@home/tasks", "depth=2"));
        assertEquals("/a%3Fb%23c", Target.of("a?b#c"));
        assertArrayEquals(
                new String[] {"a", ".b"},
                Target.pathInSpace("@x/s/a/~.b").segments().toArray(String[]::new));
    }
}
