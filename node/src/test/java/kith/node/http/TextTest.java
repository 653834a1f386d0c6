package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.Peers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Texts over HTTP and over sockets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TextTest {
    private final Peers peers = new Peers();
    private final List<RawWebSocket> clients = new ArrayList<>();
    private final Node node =
            peers.start("ada", config -> config.withHttp(HttpConfig.standard(), 0));
    private final int port = node.http().port();

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

    private String patch(String target, String json, String... headers) {
        RawHttp.Reply reply = RawHttp.ask(port, "PATCH", target, json, headers);
        assertEquals(200, reply.status(), reply.text());
        return reply.header("Version");
    }

    @Test
    void aTextIsToldByWhatWasEditedInIt() {
        String first = patch("/tx1/a", "[{\"text\":\"\",\"value\":\"shopping list\"}]");
        RawWebSocket client = client();
        client.say("{\"id\":1,\"watch\":\"tx1/a\",\"depth\":0,\"patches\":true}");
        client.expect("{\"id\":1,\"watching\":true,\"resumed\":false}");
        client.expect(
                "{\"id\":1,\"page\":[{\"path\":\"\",\"value\":\"shopping list\",\"slot\":\"text\"}],"
                        + "\"first\":true,\"last\":true,\"version\":["
                        + first
                        + "]}");
        String second =
                patch("/tx1/a", "[{\"splice\":\"\",\"at\":8,\"delete\":5,\"insert\":\": milk\"}]");
        client.expect(
                "{\"id\":1,\"changes\":[{\"path\":\"\",\"splices\":[[8,0,\":\"],[10,4,\"milk\"]],\"slot\":\"text\"}],"
                        + "\"version\":["
                        + second
                        + "]}");
        client.say("{\"id\":1,\"now\":12}");
        client.expect(
                "{\"id\":1,\"now\":12,\"changes\":[{\"path\":\"\",\"splices\":[],\"slot\":\"text\"}],"
                        + "\"version\":["
                        + second
                        + "]}");
        RawHttp.ask(port, "DELETE", "/tx1/a", "");
        client.expect("{\"id\":1,\"changes\":[{\"path\":\"\",\"gone\":true}]}");
        client.say("{\"id\":9,\"now\":1}");
        client.expect("{\"id\":9}");
    }

    @Test
    void anEditOfAnOldVersionHasThePositionsOfThatVersion() {
        String first = patch("/tx2/a", "[{\"text\":\"\",\"value\":\"one two\"}]");
        patch("/tx2/a", "[{\"splice\":\"\",\"at\":0,\"insert\":\"zero \"}]");
        patch("/tx2/a", "[{\"splice\":\"\",\"at\":7,\"insert\":\" three\"}]", "Parents: " + first);
        assertEquals("\"zero one two three\"\n", RawHttp.ask(port, "GET", "/tx2/a", "").text());
    }

    @Test
    void aLongTextIsToldByItsBeginningToWhoWantsNoMore() {
        patch("/tx3/a", "[{\"text\":\"\",\"value\":\"abc\\ud83d\\ude00def\"}]");
        RawWebSocket client = client();
        client.say("{\"id\":1,\"watch\":\"tx3\",\"clip\":4}");
        client.expect("{\"id\":1,\"watching\":true,\"resumed\":false}");
        client.expect(
                "{\"id\":1,\"page\":[{\"path\":\"\",\"children\":1},"
                        + "{\"path\":\"a\",\"value\":\"abc\",\"slot\":\"text\",\"length\":8}]}");
    }

    @Test
    void whatAPageShowsIsGoneWithItsSocket() {
        patch("/tx4/a", "[{\"text\":\"\",\"value\":\"x\"}]");
        RawWebSocket watcher = client();
        watcher.say("{\"id\":1,\"watch\":\"tx4/.presence\"}");
        watcher.expect("{\"id\":1,\"watching\":true,\"resumed\":false}");
        watcher.expect("{\"id\":1,\"page\":[],\"first\":true,\"last\":true}");
        var page = new RawWebSocket(port);
        page.say("{\"id\":2,\"show\":\"tx4\",\"value\":[\"a\",1,1]}");
        String self = node.id().text();
        watcher.expect(
                "{\"id\":1,\"changes\":[{\"path\":\"\",\"children\":1},{\"path\":\""
                        + self
                        + "\",\"children\":1},{\"path\":\""
                        + self
                        + "/pages\",\"children\":1},{\"path\":\""
                        + self
                        + "/pages/1\",\"value\":[\"a\",1,1]}]}");
        page.expect("{\"id\":2,\"shown\":true}");
        page.close();
        watcher.expect("{\"id\":1}");
        assertEquals(404, RawHttp.ask(port, "GET", "/tx4/.presence", "").status());
    }

    @Test
    void aRangeOfATextIsInCodePointsOfWhatTheWriterSaw() {
        String first = patch("/tx5/a", "[{\"text\":\"\",\"value\":\"a\\ud83d\\ude00b c\"}]");
        patch("/tx5/a", "[{\"splice\":\"\",\"at\":0,\"insert\":\"zz\"}]");
        // Two ranges, both in the text of the first version.
        String body = part("[1:2]", "X") + part("[4:5]", "YY");
        patch("/tx5/a", body, "Patches: 2", "Parents: " + first);
        assertEquals("\"zzaXb YY\"\n", RawHttp.get(port, "/tx5/a").text());
        patch("/tx5/a", "!", "Content-Range: text [8:8]");
        assertEquals("\"zzaXb YY!\"\n", RawHttp.get(port, "/tx5/a").text());
        RawHttp.Reply beyond =
                RawHttp.ask(port, "PATCH", "/tx5/a", "!", "Content-Range: text [8:12]");
        assertEquals(400, beyond.status());
        assertEquals(true, beyond.text().contains("position-malformed"), beyond.text());
        RawHttp.Reply odd = RawHttp.ask(port, "PATCH", "/tx5/a", "!", "Content-Range: text [2]");
        assertEquals(true, odd.text().contains("patch-malformed"), odd.text());
    }

    private static String part(String range, String content) {
        return String.join(
                "\r\n",
                "Content-Length: " + content.length(),
                "Content-Range: text " + range,
                "",
                content,
                "");
    }
}
