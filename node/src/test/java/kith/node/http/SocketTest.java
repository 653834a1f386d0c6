package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kith.node.Peers;
import kith.node.Waiting;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SocketTest {
    private final Peers peers = new Peers();
    private final List<Client> clients = new ArrayList<>();
    private int port;

    @BeforeAll
    void start() {
        port =
                peers.start(
                                "ada",
                                c ->
                                        c.withHttp(
                                                HttpConfig.standard()
                                                        .withMillis(30_000, 400, 250, 1_000),
                                                0))
                        .http()
                        .port();
    }

    @AfterEach
    void closeClients() {
        clients.forEach(client -> client.socket.abort());
        clients.clear();
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    /// A client that keeps what it was told.
    private static final class Client implements WebSocket.Listener {
        final LinkedBlockingQueue<Value.Obj> messages = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        final StringBuilder text = new StringBuilder();
        final WebSocket socket;
        final boolean reads;

        Client(int port, boolean reads) {
            this.reads = reads;
            socket =
                    HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + port + "/.kith/socket"), this)
                            .join();
        }

        @Override
        public void onOpen(WebSocket open) {
            if (reads) {
                open.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add((Value.Obj) Json.parse(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.add(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.add(-1);
        }

        void say(String json) {
            socket.sendText(json, true).join();
        }

        Value.Obj next() {
            try {
                Value.Obj message = messages.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("no message came");
                }
                return message;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
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
    }

    private Client client() {
        var client = new Client(port, true);
        clients.add(client);
        return client;
    }

    private String put(String target, String json) {
        RawHttp.Reply reply = RawHttp.put(port, target, json);
        assertEquals(200, reply.status(), reply.text());
        return reply.header("Version");
    }

    @Test
    void aWatchBeginsWithWhatIsThereAndGoesOnWithWhatChanges() {
        String first = put("/ws1/a/b", "1");
        Client client = client();
        client.say("{\"id\":7,\"watch\":\"ws1/a\"}");
        client.expect("{\"id\":7,\"watching\":true,\"resumed\":false}");
        client.expect(
                "{\"id\":7,\"page\":[{\"path\":\"\",\"children\":1},{\"path\":\"b\",\"value\":1}],"
                        + "\"first\":true,\"last\":true,\"version\":["
                        + first
                        + "]}");
        String second = put("/ws1/a/c/d", "[2]");
        client.expect(
                "{\"id\":7,\"changes\":[{\"path\":\"c\",\"children\":1},{\"path\":\"c/d\",\"value\":[2]}],"
                        + "\"version\":["
                        + second
                        + "]}");
        RawHttp.ask(port, "DELETE", "/ws1/a/b", "");
        client.expect("{\"id\":7,\"changes\":[{\"path\":\"b\",\"gone\":true}]}");
        client.say("{\"id\":7,\"unwatch\":true}");
        client.expect("{\"id\":7,\"unwatched\":true}");
        put("/ws1/a/e", "3");
        client.say("{\"id\":8,\"ping\":true}");
        client.expect("{\"id\":8,\"pong\":true}");
    }

    @Test
    void inChangesModeEachChangeHasItsVersionAndParents() {
        String before = put("/ws2/a", "0");
        Client client = client();
        client.say("{\"id\":1,\"watch\":\"ws2\",\"mode\":\"changes\",\"depth\":1}");
        client.expect("{\"watching\":true}");
        client.expect("{\"first\":true,\"last\":true,\"version\":[" + before + "]}");
        for (int i = 1; i < 4; i++) {
            String version = put("/ws2/a", Integer.toString(i));
            client.expect(
                    "{\"id\":1,\"changes\":[{\"path\":\"a\",\"value\":"
                            + i
                            + "}],\"version\":["
                            + version
                            + "],\"parents\":["
                            + before
                            + "]}");
            before = version;
        }
    }

    @Test
    void whoHasTheCurrentVersionGoesOnWithoutAPicture() {
        String version = put("/ws3/a", "1");
        Client client = client();
        client.say("{\"id\":1,\"watch\":\"ws3\",\"from\":[" + version + "]}");
        client.expect("{\"id\":1,\"watching\":true,\"resumed\":true}");
        put("/ws3/a", "2");
        client.expect("{\"id\":1,\"changes\":[{\"path\":\"a\",\"value\":2}]}");
    }

    @Test
    void writesAreAnsweredWithTheirVersion() {
        Client client = client();
        client.say("{\"id\":1,\"put\":\"ws4/a\",\"value\":{\"b\":1}}");
        Value.Obj written = client.expect("{\"id\":1}");
        assertTrue(Json.print(written).contains("\"written\":{\"version\":\""));
        client.say(
                "{\"id\":2,\"patch\":\"ws4\",\"edits\":[{\"put\":\"a/c\",\"value\":2},{\"remove\":\"a/b\"}]}");
        client.expect("{\"id\":2}");
        assertEquals("{\"a\":{\"c\":2}}\n", RawHttp.get(port, "/ws4").text());
    }

    private static String codeOf(Value.Obj message) {
        return message.find("error") instanceof Value.Obj error
                        && error.find("code") instanceof Value.Text(String code)
                ? code
                : Json.print(message);
    }

    @Test
    void whatIsWrongIsAnsweredUnderItsNumberAndTheSocketGoesOn() {
        Client client = client();
        var wrongs =
                new String[][] {
                    {"{", "json-malformed"},
                    {"[]", "json-malformed"},
                    {"{\"id\":5}", "json-malformed"},
                    {"{\"id\":5,\"watch\":\"a//b\"}", "address-malformed"},
                    {"{\"id\":5,\"watch\":\"@nowhere/a\"}", "board-unknown"},
                    {"{\"id\":5,\"watch\":\"a\",\"mode\":\"x\"}", "parameter-malformed"},
                    {"{\"id\":5,\"watch\":\"a\",\"depth\":-1}", "json-malformed"},
                    {"{\"id\":5,\"put\":\"ws5/a\"}", "json-malformed"},
                    {"{\"id\":5,\"put\":\".peer/a\",\"value\":1}", "path-reserved"},
                    {"{\"id\":5,\"patch\":\"ws5\",\"edits\":[{\"x\":1}]}", "json-malformed"},
                };
        put("/ws5/a", "1");
        for (String[] wrong : wrongs) {
            client.say(wrong[0]);
            assertEquals(wrong[1], codeOf(client.next()), wrong[0]);
        }
        client.say("{\"id\":1,\"watch\":\"ws5\"}");
        client.expect("{\"watching\":true}");
        client.expect("{\"last\":true}");
        client.say("{\"id\":1,\"watch\":\"ws5\"}");
        assertEquals("id-in-use", codeOf(client.next()));
        assertTrue(client.closed.isEmpty());
    }

    @Test
    void manyWatchesShareOneSocket() {
        for (int i = 0; i < 20; i++) {
            put("/ws6/k" + i, "0");
        }
        Client client = client();
        int watches = 1_000;
        for (int i = 0; i < watches; i++) {
            client.say("{\"id\":" + i + ",\"watch\":\"ws6/k" + i % 20 + "\"}");
        }
        for (int i = 0; i < 2 * watches; i++) {
            client.next();
        }
        put("/ws6/k3", "1");
        for (int i = 0; i < watches / 20; i++) {
            client.expect("{\"changes\":[{\"path\":\"\",\"value\":1}]}");
        }
        assertTrue(client.messages.isEmpty());
    }

    @Test
    void aSocketHasABoundOnItsWatches() {
        put("/ws7/a", "0");
        Client client = client();
        for (int i = 0; i <= 10_000; i++) {
            client.say("{\"id\":" + i + ",\"watch\":\"ws7/b\"}");
        }
        String last = "";
        for (int i = 0; i < 2 * 10_000 + 1; i++) {
            Value.Obj message = client.next();
            last = message.find("error") == null ? last : codeOf(message);
        }
        assertEquals("too-many-subscriptions", last);
    }

    @Test
    void aMessageThatIsTooLongClosesTheSocket() throws InterruptedException {
        Client client = client();
        client.socket.sendText("\"" + "x".repeat(3 << 20) + "\"", true);
        Integer status = client.closed.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
        assertTrue(status != null && (status == 1009 || status == -1), "closed with " + status);
    }

    @Test
    void aLargeValueComesInOneMessage() {
        Client client = client();
        String large = "x".repeat(900_000);
        client.say("{\"id\":1,\"put\":\"ws8/a\",\"value\":\"" + large + "\"}");
        client.expect("{\"id\":1}");
        client.say("{\"id\":2,\"watch\":\"ws8/a\"}");
        client.expect("{\"watching\":true}");
        client.expect("{\"page\":[{\"path\":\"\",\"value\":\"" + large + "\"}]}");
    }

    @Test
    void oneThatNeverReadsIsClosedAndTheOthersAreServed() {
        put("/ws9/a", "0");
        var silent = new Client(port, false);
        clients.add(silent);
        silent.say("{\"id\":1,\"watch\":\"ws9\"}");
        Client other = client();
        other.say("{\"id\":1,\"watch\":\"ws9/b\"}");
        other.expect("{\"watching\":true}");
        other.expect("{\"last\":true}");
        String pad = "x".repeat(500_000);
        int i = 0;
        while (sends(silent)) {
            put("/ws9/a", "\"" + i + pad + "\"");
            put("/ws9/b", Integer.toString(i));
            other.expect("{\"changes\":[{\"path\":\"\",\"value\":" + i++ + "}]}");
            assertTrue(i < 2_000, "still open after " + i + " updates");
        }
    }

    private static boolean sends(Client client) {
        try {
            client.socket.sendText("{\"id\":9,\"unwatch\":true}", true).join();
            return true;
        } catch (java.util.concurrent.CompletionException gone) {
            return false;
        }
    }

    @Test
    void aQuietSocketIsPingedAndStaysOpen() throws InterruptedException {
        Client client = client();
        put("/ws10/a", "0");
        client.say("{\"id\":1,\"watch\":\"ws10\"}");
        client.next();
        client.next();
        assertNull(client.closed.poll(900, TimeUnit.MILLISECONDS)); // longer than may be silent
        assertFalse(client.socket.isInputClosed());
        put("/ws10/a", "1");
        client.expect("{\"changes\":[{\"path\":\"a\",\"value\":1}]}");
    }

    @Test
    void aRequestThatIsNoWebSocketIsToldSo() {
        assertEquals("request-malformed", RawHttp.get(port, "/.kith/socket").code());
    }
}
