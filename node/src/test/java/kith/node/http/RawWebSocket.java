package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.value.Json;
import kith.value.Value;

/// A WebSocket by hand (RFC 6455): pings answered, nothing read but on demand.
final class RawWebSocket implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int WAIT_MILLIS = 10_000;

    private final RawHttp http;

    /// The status with which the other side closed; 0 while it did not.
    int closedWith;

    /// What it gave as the reason.
    String closedBecause = "";

    int pings;

    RawWebSocket(int port) {
        this(port, "/.kith/socket");
    }

    RawWebSocket(int port, String path, String... headers) {
        http = new RawHttp(port);
        var all = new ArrayList<>(List.of(headers));
        all.add("Upgrade: websocket");
        all.add("Connection: Upgrade");
        all.add("Sec-WebSocket-Version: 13");
        all.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        http.send("GET", path, "", all.toArray(new String[0]));
        assertEquals(101, http.head().status());
    }

    int localPort() {
        return http.socket().getLocalPort();
    }

    void say(String json) {
        frame(TEXT, json.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] message) {
        frame(BINARY, message);
    }

    void ping() {
        frame(PING, new byte[0]);
    }

    void finish(int status) {
        frame(CLOSE, ByteBuffer.allocate(2).putShort((short) status).array());
    }

    /// Says that a binary message of so many bytes follows, and nothing of it.
    void announce(long bytes) {
        http.write(head(BINARY, bytes));
    }

    /// A whole frame.
    private void frame(int kind, byte[] payload) {
        http.write(head(kind, payload.length));
        http.write(payload);
    }

    /// A client's frames are masked, here with zeros.
    private static byte[] head(int kind, long bytes) {
        var out = ByteBuffer.allocate(14);
        out.put((byte) (0x80 | kind));
        if (bytes < 126) {
            out.put((byte) (0x80 | bytes));
        } else if (bytes <= 0xffff) {
            out.put((byte) (0x80 | 126)).putShort((short) bytes);
        } else {
            out.put((byte) (0x80 | 127)).putLong(bytes);
        }
        out.putInt(0).flip();
        var head = new byte[out.remaining()];
        out.get(head);
        return head;
    }

    /// What is said raw.
    void write(byte[] bytes) {
        http.write(bytes);
    }

    /// The next message.
    Value.Obj next() {
        return (Value.Obj) Json.parse(message());
    }

    /// The status and reason with which the other side closes, whatever it says before.
    String closed() {
        try {
            while (true) {
                message();
            }
        } catch (AssertionError ended) {
            return closedWith + " " + closedBecause;
        }
    }

    /// The bytes of the next message.
    byte[] message() {
        var text = new ByteArrayOutputStream();
        while (true) {
            byte[] head = http.bytes(2);
            byte[] payload = http.bytes(length(head[1] & 0x7f));
            int kind = head[0] & 0x0f;
            switch (kind) {
                case CLOSE -> {
                    var why = ByteBuffer.wrap(payload);
                    closedWith = why.getShort();
                    closedBecause = StandardCharsets.UTF_8.decode(why).toString();
                    throw new AssertionError("closed with " + closedWith);
                }
                case PING -> {
                    pings++;
                    frame(PONG, payload);
                }
                default -> {
                    text.writeBytes(payload);
                    if ((head[0] & 0x80) != 0) {
                        return text.toByteArray();
                    }
                }
            }
        }
    }

    private int length(int first) {
        return switch (first) {
            case 126 -> ByteBuffer.wrap(http.bytes(2)).getShort() & 0xffff;
            case 127 -> (int) ByteBuffer.wrap(http.bytes(8)).getLong();
            default -> first;
        };
    }

    /// The next message has these fields.
    Value.Obj expect(String json) {
        Value.Obj found = next();
        Value.Obj wanted = (Value.Obj) Json.parse(json);
        for (int i = 0; i < wanted.size(); i++) {
            assertEquals(wanted.value(i), found.find(wanted.name(i)), Json.print(found));
        }
        return found;
    }

    /// Answers pings until so many came.
    void answerPings(int count) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (pings < count && System.nanoTime() < end) {
            byte[] head = http.bytes(2);
            byte[] payload = http.bytes(length(head[1] & 0x7f));
            assertEquals(PING, head[0] & 0x0f, "something else than a ping came");
            pings++;
            frame(PONG, payload);
        }
        assertEquals(count, pings);
    }

    /// Whether the other side has ended the connection.
    boolean isCut() {
        try {
            http.socket().sendUrgentData(0);
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            http.socket().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
