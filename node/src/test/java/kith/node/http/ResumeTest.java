package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import kith.node.Node;
import kith.node.Peers;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Who follows every change of a part of a space is cut off and comes back, while others write
/// beside that part: it gets what it missed, each once, and no picture.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResumeTest {
    private static final int WRITES = 60;
    private static final int CUT_AFTER = 7;

    private final Peers peers = new Peers();
    private final Node node = peers.start("ada");
    private final int port = node.http().port();

    @AfterAll
    void stop() {
        peers.close();
    }

    private String put(String target, String json) {
        RawHttp.Reply reply = RawHttp.put(port, target, json);
        assertEquals(200, reply.status(), reply.text());
        return reply.header("Version");
    }

    /// Writes beside a place all the time.
    private final class Beside implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Beside(String target) {
            thread =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int i = 0; !over.get(); i++) {
                                            put(target, Integer.toString(i));
                                        }
                                    });
        }

        @Override
        public void close() {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aStreamOfAPartGoesOnWhereItWasCut() {
        everyNumberComesOnce("/part1", "/part1/a/n", "/part1/b/x", "/part1/a?mode=changes");
    }

    @Test
    void aStreamWithADepthGoesOnWhereItWasCut() {
        everyNumberComesOnce(
                "/part2", "/part2/n", "/part2/b/deep/x", "/part2?mode=changes&depth=1");
    }

    @Test
    void aStreamOfALeafGoesOnWhereItWasCut() {
        everyNumberComesOnce("/part3", "/part3/n", "/part3/b", "/part3/n?mode=changes");
    }

    private void everyNumberComesOnce(String space, String cell, String beside, String watched) {
        put(cell, "0");
        put(beside, "0");
        List<Long> seen = new ArrayList<>();
        var writer = new Counting(cell);
        try (var _ = new Beside(beside)) {
            String version = "";
            while (isBefore(seen, WRITES)) {
                writer.more(); // while nobody follows
                try (var client = follow(watched, version)) {
                    writer.more();
                    for (int i = 0; i < CUT_AFTER && isBefore(seen, WRITES); i++) {
                        seen.add(number(client.next().value));
                        version = client.version;
                    }
                }
            }
        }
        for (int i = 1; i < seen.size(); i++) {
            assertEquals(seen.get(i - 1) + 1, seen.get(i), space + ": " + seen);
        }
    }

    private static boolean isBefore(List<Long> seen, int last) {
        return seen.isEmpty() || seen.getLast() < last;
    }

    private BraidClient follow(String watched, String version) {
        if (version.isEmpty()) {
            return new BraidClient(port, watched);
        }
        var client = new BraidClient(port, watched, "Parents: " + version);
        assertEquals("true", client.head.header("Resumed"), "cut at " + version);
        return client;
    }

    private static long number(@Nullable Value value) {
        return switch (value) {
            case Value.Int(long number) -> number;
            case Value.Obj obj when obj.find("n") instanceof Value.Int(long number) -> number;
            case null, default -> throw new AssertionError("no number in " + value);
        };
    }

    /// Writes the next numbers into a cell, some at a time.
    private final class Counting {
        private final String target;
        private int written;

        Counting(String target) {
            this.target = target;
        }

        void more() {
            for (int i = 0; i < CUT_AFTER && written < WRITES; i++) {
                put(target, Integer.toString(++written));
            }
        }
    }

    @Test
    void whoWasToldOfAPictureOnlyGoesOnBehindIt() {
        put("/part4/a/n", "0");
        put("/part4/b", "0");
        String version;
        try (var _ = new BraidClient(port, "/part4/a?mode=changes")) {
            put("/part4/b", "1"); // what is kept of the place began before this
            try (var client = new BraidClient(port, "/part4/a?mode=changes")) {
                version = client.next().version;
            }
        }
        put("/part4/b", "2");
        put("/part4/a/n", "1");
        put("/part4/b", "3");
        try (var client = new BraidClient(port, "/part4/a?mode=changes", "Parents: " + version)) {
            assertEquals("true", client.head.header("Resumed"));
            assertEquals(1, number(client.next().value));
            String next = put("/part4/a/n", "2");
            assertEquals(2, number(client.next().value));
            assertEquals(next, client.version);
        }
    }

    private static String version(Value.Obj message) {
        return Json.print(Objects.requireNonNull(message.find("version")));
    }

    @Test
    void aWatchFromOverAThousandIdsGetsASnapshot() {
        put("/part6/n", "0");
        String watch = "{\"id\":1,\"watch\":\"part6\",\"mode\":\"changes\"";
        try (var client = new RawWebSocket(port)) {
            String many = "\"x\",".repeat(1_000) + "\"x\"";
            client.say(watch + ",\"from\":[" + many + "]}");
            client.expect("{\"watching\":true,\"resumed\":false}");
            client.expect("{\"first\":true,\"last\":true}");
        }
    }

    @Test
    void aWatchOfAPartOnASocketGoesOnWhereItWasCut() {
        put("/part5/a/n", "0");
        put("/part5/b/x", "0");
        String from;
        String watch = "{\"id\":1,\"watch\":\"part5/a\",\"mode\":\"changes\"";
        try (var client = new RawWebSocket(port)) {
            client.say(watch + "}");
            client.expect("{\"watching\":true,\"resumed\":false}");
            from = version(client.expect("{\"last\":true}"));
        }
        try (var _ = new Beside("/part5/b/x")) {
            for (int i = 1; i <= WRITES; i += 2) {
                put("/part5/a/n", Integer.toString(i));
                try (var client = new RawWebSocket(port)) {
                    client.say(watch + ",\"from\":" + from + "}");
                    client.expect("{\"watching\":true,\"resumed\":true}");
                    client.expect("{\"changes\":[{\"path\":\"n\",\"value\":" + i + "}]}");
                    put("/part5/a/n", Integer.toString(i + 1));
                    Value.Obj last =
                            client.expect(
                                    "{\"changes\":[{\"path\":\"n\",\"value\":" + (i + 1) + "}]}");
                    String next = version(last);
                    assertNotEquals(from, next);
                    from = next;
                }
            }
        }
    }
}
