package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import kith.value.Json;
import kith.value.Value;

/// A WebSocket by hand (RFC 6455): messages as text, pings answered, nothing read but on demand.
final class RawWebSocket implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int WAIT_MILLIS = 10_000;

    private final RawHttp http;

    /// The status with which the other side closed; 0 while it did not.
    int closedWith;

    int pings;

    RawWebSocket(int port) {
        http = new RawHttp(port);
        http.send(
                "GET",
                "/.kith/socket",
                "",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertEquals(101, http.head().status());
    }

    void say(String json) {
        frame(TEXT, json.getBytes(StandardCharsets.UTF_8));
    }

    /// A whole frame; a client's are masked, here with zeros.
    private void frame(int kind, byte[] payload) {
        var out = ByteBuffer.allocate(payload.length + 14);
        out.put((byte) (0x80 | kind));
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xffff) {
            out.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        out.putInt(0).put(payload).flip();
        var bytes = new byte[out.remaining()];
        out.get(bytes);
        http.write(bytes);
    }

    /// The next message.
    Value.Obj next() {
        var text = new ByteArrayOutputStream();
        while (true) {
            byte[] head = http.bytes(2);
            byte[] payload = http.bytes(length(head[1] & 0x7f));
            int kind = head[0] & 0x0f;
            switch (kind) {
                case CLOSE -> {
                    closedWith = ByteBuffer.wrap(payload).getShort();
                    throw new AssertionError("closed with " + closedWith);
                }
                case PING -> {
                    pings++;
                    frame(PONG, payload);
                }
                default -> {
                    text.writeBytes(payload);
                    if ((head[0] & 0x80) != 0) {
                        return (Value.Obj) Json.parse(text.toByteArray());
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
