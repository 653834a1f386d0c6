package kith.node.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.value.Json;
import kith.value.Value;

/// HTTP by hand: what a test says is what goes over the wire, and what comes back is read by the
/// letter (RFC 9112).
final class RawHttp implements AutoCloseable {
    /// A read that waits longer fails the test.
    private static final int WAIT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /// What came back.
    record Reply(int status, Map<String, String> headers, Bytes body) {
        String text() {
            return new String(body.shared(), StandardCharsets.UTF_8);
        }

        Value json() {
            return Json.parse(body.shared());
        }

        /// The code of a problem.
        String code() {
            return json() instanceof Value.Obj obj && obj.find("code") instanceof Value.Text text
                    ? text.value()
                    : "";
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    RawHttp(int port) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(64 << 10); // so that who does not read is soon full
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(WAIT_MILLIS);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One request on a connection of its own.
    static Reply ask(int port, String method, String target, String body, String... headers) {
        try (var http = new RawHttp(port)) {
            http.send(method, target, body, headers);
            return http.reply(method);
        }
    }

    static Reply get(int port, String target, String... headers) {
        return ask(port, "GET", target, "", headers);
    }

    static Reply put(int port, String target, String json, String... headers) {
        return ask(port, "PUT", target, json, headers);
    }

    Socket socket() {
        return socket;
    }

    void send(String method, String target, String body, String... headers) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: 127.0.0.1:").append(socket.getPort()).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        if (content.length > 0) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        write(content);
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a whole answer.
    Reply reply(String method) {
        Reply head = head();
        byte[] body = method.equals("HEAD") ? new byte[0] : body(head.headers());
        return new Reply(head.status(), head.headers(), Bytes.wrap(body));
    }

    /// Reads status and headers.
    Reply head() {
        String[] status = line().split(" ", 3);
        if (status.length < 2) {
            throw new AssertionError("no answer but '" + String.join(" ", status) + "'");
        }
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(status[1]), headers, Bytes.EMPTY);
    }

    private byte[] body(Map<String, String> headers) {
        String length = headers.get("content-length");
        if (length != null) {
            return bytes(Integer.parseInt(length));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new byte[0];
        }
        var out = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            out.writeBytes(chunk);
        }
        return out.toByteArray();
    }

    /// The next chunk of a body; empty at its end. The line that ends a chunk may come with the
    /// next one.
    byte[] chunk() {
        String size = line();
        while (size.isEmpty()) {
            size = line();
        }
        return bytes(Integer.parseInt(size, 16));
    }

    byte[] bytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new AssertionError("the answer ended after " + bytes.length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String line() {
        var line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /// What still comes until the connection ends, in whatever way.
    String rest() {
        var rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection is not ended", e);
        } catch (IOException reset) {
            // that is an end, too
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    /// Whether the other side has ended the connection; waits only so long to hear of it.
    boolean endedWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            boolean ended = ended();
            socket.setSoTimeout(WAIT_MILLIS);
            return ended;
        } catch (IOException gone) {
            return true;
        }
    }

    /// True when the other side has ended the connection.
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    static List<String> names(Value value) {
        var names = new ArrayList<String>();
        if (value instanceof Value.Obj obj) {
            for (int i = 0; i < obj.size(); i++) {
                names.add(obj.name(i));
            }
        }
        return names;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
