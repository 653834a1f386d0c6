package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    private final Peers peers = new Peers();
    private final List<RawHttp> silent = new ArrayList<>();

    @AfterEach
    void stop() {
        silent.forEach(RawHttp::close);
        peers.close();
    }

    private int start(HttpConfig config) {
        Node node = peers.start("ada", c -> c.withHttp(config, 0));
        RawHttp.put(node.http().port(), "/tasks/a", "1");
        return node.http().port();
    }

    private void connect(int port, int count, String first) {
        for (int i = 0; i < count; i++) {
            var one = new RawHttp(port);
            silent.add(one);
            one.write(first.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aThousandConnectionsThatSayNothingStopNobody() {
        int port = start(HttpConfig.standard());
        connect(port, 500, "");
        connect(port, 500, "GET /tasks HTT");
        assertEquals("1\n", RawHttp.get(port, "/tasks/a").text());
        assertEquals(200, RawHttp.put(port, "/tasks/a", "2").status());
    }

    @Test
    void aConnectionThatSaysNothingIsEnded() {
        int port = start(HttpConfig.standard().withMillis(100, 1_000, 1_000, 0));
        connect(port, 1, "");
        connect(port, 1, "GET /tasks HTT");
        assertTrue(silent.getFirst().ended());
        assertTrue(silent.getLast().ended());
    }

    @Test
    void strangersMakeRoomForEachOtherAndTakeNoPlaceOfOthers() {
        int port = start(HttpConfig.standard().withStrangers(3, 3, 600_000));
        try (var client = new BraidClient(port, "/tasks/a");
                var quiet = new RawHttp(port)) {
            quiet.send("HEAD", "/tasks/a", "");
            assertEquals(200, quiet.reply("HEAD").status());
            client.next();
            connect(port, 20, "GET /tasks HTT");
            awaitEnded(17);
            RawHttp.put(port, "/tasks/a", "2");
            assertEquals(kith.value.Value.Int.of(2), client.next().value);
            quiet.send("GET", "/tasks/a", "");
            assertEquals("2\n", quiet.reply("GET").text());
        }
    }

    /// Which ones stay is not said: the server need not take them in the order of their coming.
    private void awaitEnded(int count) {
        long end = System.nanoTime() + 10_000_000_000L;
        var open = new ArrayList<>(silent);
        while (silent.size() - open.size() < count && System.nanoTime() < end) {
            open.removeIf(one -> one.endedWithin(1));
        }
        assertEquals(count, silent.size() - open.size());
    }

    @Test
    void aByteNowAndThenDoesNotKeepAPlace() {
        int port = start(HttpConfig.standard().withStrangers(100, 100, 200));
        connect(port, 1, "GET /tasks HTTP/1.1\r\nX: ");
        RawHttp slow = silent.getFirst();
        long end = System.nanoTime() + 10_000_000_000L;
        while (!isCut(slow) && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        assertTrue(isCut(slow), "still there");
        assertEquals("1\n", RawHttp.get(port, "/tasks/a").text());
    }

    /// Writes a byte, which fails some time after the other side has ended the connection.
    private static boolean isCut(RawHttp connection) {
        try {
            connection.socket().getOutputStream().write('x');
            return false;
        } catch (java.io.IOException reset) {
            return true;
        }
    }

    @Test
    void whoIsNotLetInStaysAStranger() {
        int port = start(HttpConfig.standard().withStrangers(100, 100, 300));
        try (var page = new RawHttp(port)) {
            page.send("GET", "/tasks/a", "", "Origin: http://evil.example");
            assertEquals("origin-refused", page.reply("GET").code());
            assertTrue(page.ended());
        }
    }

    @Test
    void aBodyThatDoesNotComeWritesNothing() {
        int port = start(HttpConfig.standard().withMillis(100, 1_000, 1_000, 0));
        connect(port, 1, "PUT /tasks/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n12");
        Reply reply = silent.getFirst().reply("PUT");
        assertTrue(reply.status() == 400 || reply.status() == 408, reply.text());
        assertEquals("not-found", RawHttp.get(port, "/tasks/b").code());
    }

    @Test
    void moreConnectionsThanThereMayBeWaitForAPlace() {
        int port = start(HttpConfig.standard().withConnectionsMax(3));
        connect(port, 3, "");
        try (var late = new RawHttp(port)) {
            late.send("GET", "/tasks/a", "");
            silent.forEach(RawHttp::close);
            assertEquals("1\n", late.reply("GET").text());
        }
    }

    @Test
    void aSubscriptionIsNotIdle() {
        int port = start(HttpConfig.standard().withMillis(100, 1_000, 400, 0));
        try (var client = new BraidClient(port, "/tasks/a")) {
            client.next();
            client.awaitHeartbeat(); // four times as long as others may say nothing
            RawHttp.put(port, "/tasks/a", "2");
            assertEquals(kith.value.Value.Int.of(2), client.next().value);
        }
    }
}
