package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TreeTest {
    private final Peers peers = new Peers();
    private int port;

    @BeforeAll
    void start() {
        port = peers.start("ada").http().port();
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private Reply get(String target, String... headers) {
        return RawHttp.get(port, target, headers);
    }

    private Reply put(String target, String json, String... headers) {
        return RawHttp.put(port, target, json, headers);
    }

    private Reply ask(String method, String target, String body, String... headers) {
        return RawHttp.ask(port, method, target, body, headers);
    }

    private Reply patch(String target, String edits) {
        return ask("PATCH", target, edits);
    }

    @Test
    void aParameterThatIsWrongIsFoundBeforeAnythingIsWritten() {
        put("/before/a", "1");
        for (String wrong :
                List.of(
                        "durable=x",
                        "durable=-1",
                        "durable=0&timeout=x",
                        "timeout=-1",
                        "depth=1")) {
            for (String method : List.of("PUT", "PATCH", "DELETE")) {
                Reply reply = ask(method, "/before/a?" + wrong, "[]");
                assertEquals("parameter-malformed", reply.code(), method + " " + wrong);
            }
        }
        assertEquals("1\n", get("/before/a").text());
    }

    @Test
    void aWaitForOthersEndsWhenItsClientIsGone() throws java.io.IOException {
        try (var client = new RawHttp(port)) {
            client.send("PUT", "/gone/a?durable=1&timeout=3600000", "1");
            client.socket().shutdownOutput();
            assertTrue(client.ended(), "not within 10 s");
        }
        assertEquals("1\n", get("/gone/a").text());
    }

    @Test
    void whoSendsMoreWhileItWaitsIsAnsweredInOrder() {
        try (var client = new RawHttp(port)) {
            client.send("PUT", "/ahead/a?durable=1&timeout=1200", "1");
            client.send("PUT", "/ahead/b", "2");
            client.send("HEAD", "/ahead", "");
            assertEquals("not-durable", client.reply("PUT").code());
            assertEquals(200, client.reply("PUT").status());
            assertEquals(200, client.reply("HEAD").status());
        }
        try (var client = new RawHttp(port)) {
            client.send("PUT", "/ahead/a?durable=1&timeout=1700", "1");
            long end = System.nanoTime() + 800_000_000L; // it looked once, and found nothing
            while (System.nanoTime() < end) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            client.send("PUT", "/ahead/b", "3");
            assertEquals("not-durable", client.reply("PUT").code());
            assertEquals(200, client.reply("PUT").status());
        }
        assertEquals("3\n", get("/ahead/b").text());
    }

    @Test
    void whatWasPutIsThereAndHasAVersion() {
        Reply put = put("/put/a/b", "{\"milk\":\"2 litres\",\"eggs\":6}");
        assertEquals(200, put.status(), put.text());
        assertTrue(put.header("Version").matches("\"[0-9a-f]+\\.[0-9a-f]+\\.[0-9]+\""));
        Reply get = get("/put");
        assertEquals(200, get.status());
        assertEquals("application/json", get.header("Content-Type"));
        assertEquals(Json.parse("{\"a\":{\"b\":{\"eggs\":6,\"milk\":\"2 litres\"}}}"), get.json());
        assertEquals(put.header("Version"), get.header("Version"));
        assertEquals("false", get.header("Cut"));
    }

    @Test
    void aSecondPutFollowsOnTheFirst() {
        Reply first = put("/follow/a", "1");
        Reply second = put("/follow/a", "2");
        assertEquals(first.header("Version"), second.header("Parents"));
        assertNotEquals(first.header("Version"), second.header("Version"));
    }

    @Test
    void whereNothingIsTheAnswerSaysSo() {
        put("/empty/a", "1");
        assertEquals("not-found", get("/empty/b").code());
        assertEquals(404, get("/empty/b").status());
        assertEquals("space-unknown", get("/nobody/has/this").code());
        assertEquals("board-unknown", get("/@nowhere/x").code());
        assertEquals(404, ask("HEAD", "/empty/b", "").status());
        assertEquals("not-found", ask("DELETE", "/empty/b", "").code());
    }

    @Test
    void headSaysWhatGetWouldWithoutTheBody() {
        put("/head/a", "1");
        try (var http = new RawHttp(port)) {
            http.send("HEAD", "/head", "");
            Reply head = http.reply("HEAD");
            assertEquals(200, head.status());
            assertEquals(get("/head").header("Version"), head.header("Version"));
            http.send("GET", "/head/a", ""); // on the same connection: nothing was left in it
            assertEquals("1\n", http.reply("GET").text());
        }
    }

    @Test
    void deleteRemovesTheWholeSubtree() {
        put("/delete/a", "{\"b\":1,\"c\":{\"d\":2}}");
        put("/delete/e", "3");
        assertEquals(200, ask("DELETE", "/delete/a", "").status());
        assertEquals("{\"e\":3}\n", get("/delete").text());
    }

    @Test
    void depthCutsAndSaysSo() {
        put("/depth", "{\"a\":{\"b\":{\"c\":1}},\"d\":2}");
        Reply one = get("/depth?depth=1");
        assertEquals("{\"a\":{},\"d\":2}\n", one.text());
        assertEquals("true", one.header("Cut"));
        Reply cells = get("/depth?depth=1&cells");
        assertEquals(
                Json.parse(
                        "[{\"path\":\"\",\"children\":2},"
                                + "{\"path\":\"a\",\"children\":1,\"cut\":true},"
                                + "{\"path\":\"d\",\"value\":2}]"),
                cells.json());
        assertEquals("false", get("/depth?depth=9").header("Cut"));
        assertEquals("parameter-malformed", get("/depth?depth=-1").code());
        assertEquals("parameter-malformed", get("/depth?depht=1").code());
    }

    @Test
    void anEmptyObjectIsDataAndNotACut() {
        put("/hollow/a", "{}");
        assertEquals("false", get("/hollow?depth=1").header("Cut"));
        assertEquals("{\"a\":{}}\n", get("/hollow?depth=1").text());
        assertTrue(get("/hollow?cells").text().contains("{\"path\":\"a\",\"value\":{}}"));
    }

    @Test
    void theTopListsTheSpacesAndPeerTellsHowThisOneIs() {
        put("/listed/a", "1");
        Reply top = get("/");
        assertTrue(RawHttp.names(top.json()).contains("listed"), top.text());
        assertEquals("true", top.header("Cut"));
        assertTrue(
                get("/?cells")
                        .text()
                        .contains("{\"path\":\"listed\",\"children\":1,\"cut\":true}"));
        assertTrue(RawHttp.names(get("/.peer").json()).contains("links"));
        assertEquals("path-reserved", put("/.peer/x", "1").code());
    }

    @Test
    void aPatchIsOneChangeOfManyEdits() {
        Reply reply =
                patch(
                        "/patch/x",
                        """
                        [{"put":"a/b","value":[1,2]},
                         {"put":"c","value":"old"},
                         {"remove":"c"},
                         {"add":"n","delta":5},
                         {"add":"n","delta":-2},
                         {"insert":"s","value":"one"},
                         {"insert":"s","value":"two"},
                         {"take":"s","value":"one"},
                         {"put":"~.hidden/~_/p~1q","value":true}]
                        """);
        assertEquals(200, reply.status(), reply.text());
        assertEquals(
                Json.parse(
                        "{\".hidden\":{\"\":{\"p/q\":true}},\"a\":{\"b\":[1,2]},\"n\":3,\"s\":[\"two\"]}"),
                get("/patch/x").json());
        assertEquals("{\"path\":\"n\",\"value\":3,\"slot\":\"counter\"}", lineOf("/patch/x", "n"));
        assertEquals("json-malformed", patch("/patch", "{}").code());
        assertEquals("json-malformed", patch("/patch", "[{\"putt\":\"a\"}]").code());
        assertEquals("json-malformed", patch("/patch", "[{\"put\":\"a\"}]").code());
        assertEquals("patch-malformed", patch("/patch", "[{\"remove\":\"a//b\"}]").code());
    }

    private String lineOf(String target, String path) {
        return get(target + "?cells")
                .text()
                .lines()
                .map(line -> line.replaceAll(",$", ""))
                .filter(line -> line.startsWith("{\"path\":\"" + path + "\""))
                .findFirst()
                .orElse("");
    }

    @Test
    void aPatchThatFindsNothingToTakeAwayIsNoChange() {
        put("/idle/a", "1");
        String version = get("/idle").header("Version");
        for (String edits : List.of("[]", "[{\"remove\":\"b\"}]")) {
            Reply reply = ask("PATCH", "/idle?durable=0", edits);
            assertEquals(200, reply.status(), reply.text());
            assertEquals("{\"changed\":false}\n", reply.text());
            assertEquals("", reply.header("Version"));
        }
        assertEquals(version, get("/idle").header("Version"));
        assertTrue(patch("/idle", "[{\"remove\":\"a\"}]").text().contains("\"version\""));
    }

    @Test
    void braidPatchesAreTakenByPutAndByPatch() {
        put("/range", "{\"a\":{\"b\":1},\"c\":2}");
        Reply one = put("/range", "7", "Content-Range: json /a/b");
        assertEquals(200, one.status(), one.text());
        String two =
                """
                Content-Length: 3
                Content-Range: json /d~1e

                "x"
                Content-Length: 0
                Content-Range: json /c

                """;
        assertEquals(200, ask("PATCH", "/range", two, "Patches: 2").status());
        assertEquals(Json.parse("{\"a\":{\"b\":7},\"d/e\":\"x\"}"), get("/range").json());
        assertEquals("patch-malformed", put("/range", "7", "Content-Range: lines 1-2").code());
        assertEquals("patch-malformed", put("/range", two, "Patches: 3").code());
        assertEquals("patch-malformed", put("/range", two, "Patches: 1").code());
    }

    @Test
    void whatIsNoJsonSaysWhere() {
        Reply reply = put("/json/a", "{\"a\":\n  tru}");
        assertEquals("json-malformed", reply.code());
        assertTrue(reply.text().contains("line 2"), reply.text());
        assertEquals("json-malformed", put("/json/a", "").code());
        assertEquals("json-malformed", put("/json/a", "123456789012345678901234567890").code());
    }

    @Test
    void whatIsNestedTooDeepOrNoNumberIsRefusedWithACode() {
        put("/nest/ok", "1");
        for (int depth : new int[] {200, 10_000, 400_000}) {
            for (String open : new String[] {"[", "{\"a\":"}) {
                int count = Math.min(depth, 1_000_000 / open.length());
                String close = open.equals("[") ? "]" : "}";
                String deep = open.repeat(count) + "1" + close.repeat(count);
                Reply reply = put("/nest/deep", deep);
                assertTrue(reply.status() == 400 || reply.status() == 413, reply.text());
                assertTrue(reply.code().contains("-"), reply.text());
            }
        }
        for (String number :
                new String[] {"1e999", "-1e400", "9223372036854775808", "1" + "0".repeat(5_000)}) {
            assertEquals("json-malformed", put("/nest/n", number).code(), number);
        }
        assertEquals("not-found", RawHttp.get(port, "/nest/n").code());
        assertEquals("not-found", RawHttp.get(port, "/nest/deep").code());
    }

    @Test
    void whatDoesNotFitIntoAChangeIsRefusedWithTheWayToDoIt() {
        String large = "\"" + "x".repeat(1 << 20) + "\"";
        Reply reply = put("/large/a", large);
        assertEquals(413, reply.status());
        assertEquals("change-too-large", reply.code());
        assertTrue(reply.text().contains("kith import"), reply.text());
    }

    @Test
    void writesThatDidNotSeeEachOtherAreBothKept() {
        put("/twice/a", "0");
        String before = get("/twice").header("Version");
        assertEquals(200, put("/twice/a", "1", "Parents: " + before).status());
        assertEquals(200, put("/twice/a", "2", "Parents: " + before).status());
        Reply conflicts = get("/twice/a?conflicts");
        assertEquals(2, ((Value.Array) conflicts.json()).size(), conflicts.text());
        assertTrue(conflicts.text().contains("\"author\""));
        assertTrue(lineOf("/twice", "a").contains("\"contested\":true"));
        String looked = conflicts.header("Version");
        assertEquals(200, put("/twice/b", "1").status());
        assertEquals(200, put("/twice/a", "3", "Parents: " + looked).status());
        assertEquals(1, ((Value.Array) get("/twice/a?conflicts").json()).size());
        assertEquals(
                "version-unknown", put("/twice/a", "4", "Parents: \"" + future() + "\"").code());
        assertEquals("request-malformed", put("/twice/a", "4", "Parents: nonsense").code());
    }

    private String future() {
        String version = get("/twice").header("Version").replace("\"", "");
        return version.substring(0, version.lastIndexOf('.')) + ".999";
    }

    @Test
    void aWriteThatIsSentAgainIsDoneOnce() {
        put("/again/n", "0");
        String add = "[{\"add\":\"m\",\"delta\":1}]";
        Reply first = ask("PATCH", "/again", add, "Version: \"mine-1\"", "Peer: me");
        Reply second = ask("PATCH", "/again", add, "Version: \"mine-1\"", "Peer: me");
        assertEquals(first.header("Version"), second.header("Version"));
        assertEquals(first.text(), second.text());
        assertEquals("1\n", get("/again/m").text());
        ask("PATCH", "/again", add, "Version: \"mine-2\"", "Peer: me");
        assertEquals("2\n", get("/again/m").text());
    }

    @Test
    void aWriterCanWaitUntilItIsDurable() {
        Reply here = put("/durable/a?durable=0", "1");
        assertEquals(200, here.status());
        assertEquals("here=true, others=0", here.header("Durable"));
        Reply never = put("/durable/a?durable=1&timeout=50", "2");
        assertEquals(504, never.status());
        assertEquals("not-durable", never.code());
        assertTrue(never.header("Durable").endsWith("others=0"));
        assertEquals(never.header("Version"), get("/durable").header("Version"));
        assertEquals("2\n", get("/durable/a").text());
    }

    @Test
    void aLargeSubtreeComesWholeAlthoughItIsReadInPages() {
        var expected = new StringBuilder("{");
        for (int part = 0; part < 3; part++) {
            var edits = new StringBuilder();
            for (int i = 0; i < 4_000; i++) {
                String name = "k%05d".formatted(part * 4_000 + i);
                edits.append(edits.isEmpty() ? "[" : ",");
                edits.append("{\"put\":\"" + name + "/v\",\"value\":" + i + "}");
                expected.append(expected.length() == 1 ? "" : ",");
                expected.append("\"" + name + "\":{\"v\":" + i + "}");
            }
            assertEquals(200, patch("/wide", edits.append("]").toString()).status());
        }
        assertEquals(expected.append("}\n").toString(), get("/wide").text());
        assertEquals(24_001, ((Value.Array) get("/wide?cells").json()).size());
    }

    @Test
    void namesOfAllKindsComeBackAsTheyWentIn() {
        var names = List.of("", ".", "..", "./x", "a/b", "~", "%2F", "ä€😀", " ", "$bytes", "\"");
        for (String name : names) {
            String key = Json.print(new Value.Text(name));
            Value value = Json.parse("{" + key + ":{\"v\":1},\"other\":2}");
            assertEquals(200, put("/names/x", Json.print(value)).status());
            assertEquals(value, sorted(get("/names/x").json(), name));
        }
    }

    /// Cells have no order of their own: they come sorted.
    private static Value sorted(Value value, String first) {
        var obj = (Value.Obj) value;
        return Value.Obj.of(
                List.of(first, "other"),
                List.of(
                        java.util.Objects.requireNonNull(obj.find(first)),
                        obj.value(first.compareTo("other") < 0 ? 1 : 0)));
    }

    @Test
    void anObjectThatLooksLikeBytesIsToldApart() {
        put("/bytes/a", "{\"$$bytes\":\"aGk=\"}");
        put("/bytes/b", "{\"$bytes\":\"aGk=\"}");
        assertEquals(
                "{\"a\":{\"$$bytes\":\"aGk=\"},\"b\":{\"$bytes\":\"aGk=\"}}\n",
                get("/bytes").text());
    }

    @Test
    void methodsThatAreNotForCellsAreNamed() {
        Reply reply = ask("POST", "/x", "1");
        assertEquals(405, reply.status());
        assertEquals("method-not-allowed", reply.code());
        assertTrue(reply.header("Allow").contains("PATCH"));
        assertEquals(405, ask("OPTIONS", "/x", "").status());
    }

    @Test
    void anOldVersionThatIsAskedForIsTheOneThatIsTold() {
        put("/old/a", "1");
        String old = get("/old").header("Version");
        put("/old/a", "2");
        assertEquals(old, get("/old", "Version: " + old).header("Version"));
        assertEquals("{\"a\":1}\n", get("/old", "Version: " + old).text());
        String now = get("/old").header("Version");
        assertEquals(now, get("/old", "Version: " + now).header("Version"));
    }
}
