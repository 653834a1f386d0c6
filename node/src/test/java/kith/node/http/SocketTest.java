package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.Peers;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SocketTest {
    private final Peers peers = new Peers();
    private final List<RawWebSocket> clients = new ArrayList<>();
    private final Node node = started();
    private final int port = node.http().port();

    private Node started() {
        HttpConfig quick = HttpConfig.standard().withMillis(30_000, 400, 200, 60_000);
        return peers.start("ada", config -> config.withHttp(quick, 0));
    }

    @AfterEach
    void closeClients() {
        clients.forEach(RawWebSocket::close);
        clients.clear();
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private RawWebSocket client() {
        var client = new RawWebSocket(port);
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
        RawWebSocket client = client();
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
        RawWebSocket client = client();
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
        RawWebSocket client = client();
        client.say("{\"id\":1,\"watch\":\"ws3\",\"from\":[" + version + "]}");
        client.expect("{\"id\":1,\"watching\":true,\"resumed\":true}");
        put("/ws3/a", "2");
        client.expect("{\"id\":1,\"changes\":[{\"path\":\"a\",\"value\":2}]}");
    }

    @Test
    void inChangesModeWhoComesBackIsToldEachChangeThatItMissed() {
        String before = put("/ws11/a", "0");
        RawWebSocket client = client();
        client.say("{\"id\":1,\"watch\":\"ws11\",\"mode\":\"changes\"}");
        client.expect("{\"watching\":true,\"resumed\":false}");
        client.expect("{\"last\":true,\"version\":[" + before + "]}");
        client.close();
        var versions = new ArrayList<String>();
        for (int i = 1; i < 5; i++) {
            versions.add(put("/ws11/a", Integer.toString(i)));
        }
        RawWebSocket again = client();
        again.say("{\"id\":2,\"watch\":\"ws11\",\"mode\":\"changes\",\"from\":[" + before + "]}");
        again.expect("{\"id\":2,\"watching\":true,\"resumed\":true}");
        versions.add(put("/ws11/a", "5"));
        for (int i = 1; i < 6; i++) {
            String version = versions.get(i - 1);
            again.expect(
                    "{\"id\":2,\"changes\":[{\"path\":\"a\",\"value\":"
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
    void inChangesModeWhoWasAwayTooLongIsToldSoAndBeginsAnew() {
        String before = put("/ws12/a", "0");
        RawWebSocket client = client();
        client.say("{\"id\":1,\"watch\":\"ws12\",\"mode\":\"changes\"}");
        client.expect("{\"watching\":true}");
        client.close();
        for (int i = 1; i <= 1_001; i++) {
            put("/ws12/a", Integer.toString(i));
        }
        for (String from : List.of(before, "\"aa.1.1\"")) {
            RawWebSocket again = client();
            String watch = "{\"id\":2,\"watch\":\"ws12\",\"mode\":\"changes\",\"from\":[";
            again.say(watch + from + "]}");
            again.expect("{\"id\":2,\"watching\":true,\"resumed\":false}");
            again.expect(
                    "{\"page\":[{\"path\":\"\",\"children\":1},{\"path\":\"a\",\"value\":1001}],"
                            + "\"first\":true,\"last\":true}");
        }
    }

    @Test
    void writesAreAnsweredWithTheirVersion() {
        RawWebSocket client = client();
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
        RawWebSocket client = client();
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
        client.say("{\"id\":8,\"ping\":true}");
        client.expect("{\"id\":8,\"pong\":true}");
    }

    @Test
    void manyWatchesShareOneSocket() {
        for (int i = 0; i < 20; i++) {
            put("/ws6/k" + i, "0");
        }
        RawWebSocket client = client();
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
        client.say("{\"id\":8,\"ping\":true}");
        client.expect("{\"id\":8,\"pong\":true}");
    }

    @Test
    void aThousandWatchesOfOneCellAreEncodedForOnce() {
        put("/ws13/a", "0");
        RawWebSocket client = client();
        int watches = 1_000;
        for (int i = 0; i < watches; i++) {
            client.say("{\"id\":" + i + ",\"watch\":\"ws13/a\"}");
        }
        for (int i = 0; i < 2 * watches; i++) {
            client.next();
        }
        long before = node.http().textsMade();
        put("/ws13/a", "1");
        for (int i = 0; i < watches; i++) {
            client.expect("{\"changes\":[{\"path\":\"\",\"value\":1}]}");
        }
        assertEquals(1, node.http().textsMade() - before);
    }

    @Test
    void aSocketHasABoundOnItsWatches() {
        put("/ws7/a", "0");
        RawWebSocket client = client();
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
    void aMessageThatIsTooLongClosesTheSocket() {
        RawWebSocket client = client();
        AssertionError closed =
                assertThrows(
                        AssertionError.class,
                        () -> {
                            client.say("\"" + "x".repeat(3 << 20) + "\"");
                            client.next();
                        });
        assertEquals(1009, client.closedWith, String.valueOf(closed.getMessage()));
    }

    @Test
    void aLargeValueComesInOneMessage() {
        RawWebSocket client = client();
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
        RawWebSocket silent = client();
        silent.say("{\"id\":1,\"watch\":\"ws9\"}");
        RawWebSocket other = client();
        other.say("{\"id\":1,\"watch\":\"ws9/b\"}");
        other.expect("{\"watching\":true}");
        other.expect("{\"last\":true}");
        String pad = "x".repeat(500_000);
        int i = 0;
        while (!silent.isCut()) {
            put("/ws9/a", "\"" + i + pad + "\"");
            put("/ws9/b", Integer.toString(i));
            other.expect("{\"changes\":[{\"path\":\"\",\"value\":" + i++ + "}]}");
            assertTrue(i < 2_000, "still open after " + i + " updates");
        }
    }

    /// Its bound holds while a write to it waits, too, and that may wait for half a minute.
    @Test
    void oneThatWatchesMuchAndNeverReadsIsClosedWhenTooMuchWaits() {
        int patient = peers.start("carl").http().port();
        String pad = "x".repeat(900_000);
        RawHttp.put(patient, "/ws14/a", "0");
        var silent = new RawWebSocket(patient);
        clients.add(silent);
        int watches = 100;
        for (int i = 0; i < watches; i++) {
            silent.say("{\"id\":" + i + ",\"watch\":\"ws14/a\"}");
        }
        for (int i = 0; i < 2 * watches; i++) {
            silent.next();
        }
        long start = System.nanoTime();
        for (int i = 0; !silent.isCut(); i++) {
            RawHttp.put(patient, "/ws14/a", "\"" + i + pad + "\"");
            assertTrue(System.nanoTime() - start < 10_000_000_000L, "still open after 10 s");
        }
    }

    @Test
    void aQuietSocketIsPingedAndStaysOpen() {
        RawWebSocket client = client();
        put("/ws10/a", "0");
        client.say("{\"id\":1,\"watch\":\"ws10\"}");
        client.next();
        client.next();
        client.answerPings(4); // longer than a connection may be silent
        put("/ws10/a", "1");
        client.expect("{\"changes\":[{\"path\":\"a\",\"value\":1}]}");
    }

    @Test
    void aRequestThatIsNoWebSocketIsToldSo() {
        assertEquals("request-malformed", RawHttp.get(port, "/.kith/socket").code());
    }
}
