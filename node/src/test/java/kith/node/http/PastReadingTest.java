package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.value.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PastReadingTest {
    private final Peers peers = new Peers();
    private Node ada;

    @BeforeAll
    void start() {
        ada = peers.start("ada");
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private Reply get(String target) {
        return RawHttp.get(ada.http().port(), target);
    }

    private Reply put(String target, String json) {
        return RawHttp.put(ada.http().port(), target, json);
    }

    private Reply post(String what, String json) {
        return RawHttp.ask(ada.http().port(), "POST", "/.kith/" + what, json);
    }

    private static String id(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        return reply.header("Version").replace("\"", "");
    }

    @Test
    void aVersionIsAskedForByParameterOrByHeader() {
        String first = id(put("/past/a", "1"));
        put("/past/a", "{\"b\":2}");
        Reply then = get("/past?version=" + first);
        assertEquals("{\"a\":1}", Json.print(then.json()));
        assertEquals('"' + first + '"', then.header("Version"));
        Reply header = RawHttp.get(ada.http().port(), "/past/a", "Version: \"" + first + "\"");
        assertEquals("1", Json.print(header.json()));
        assertEquals("[{\"path\":\"a\",\"value\":1}]", cells(get("/past?cells&version=" + first)));
    }

    private static String cells(Reply reply) {
        return Json.print(reply.json()).replace("{\"path\":\"\",\"children\":1},", "");
    }

    @Test
    void whatWasNotThereThenIsNotFoundAndWhatIsNoVersionIsSaid() {
        String first = id(put("/then/a", "1"));
        put("/then/b", "2");
        assertEquals(404, get("/then/b?version=" + first).status());
        assertEquals(409, get("/then?version=" + first + "9999").status());
        assertEquals(409, get("/then?version=no%20name").status());
        assertEquals(400, get("/then?version=").status());
        assertEquals(400, get("/then?version=" + first + ",x").status());
    }

    @Test
    void namesAndUndoingAreCommandsOfThePeer() {
        put("/named/a", "1");
        assertEquals(200, post("name", "{\"address\":\"named\",\"name\":\"one\"}").status());
        String second = id(put("/named/a", "2"));
        assertEquals("{\"a\":1}", Json.print(get("/named?version=one").json()));
        Reply undone = post("undo", "{\"address\":\"named/a\"}");
        assertEquals(200, undone.status(), undone.text());
        assertTrue(Json.print(undone.json()).startsWith("{\"undone\":\"" + second + "\""));
        assertEquals("1", Json.print(get("/named/a").json()));
        assertEquals(200, post("undo", "{\"address\":\"named/a\",\"redo\":true}").status());
        assertEquals("2", Json.print(get("/named/a").json()));
        assertEquals(409, post("undo", "{\"address\":\"named/a\",\"redo\":true}").status());
        assertEquals(
                409,
                post("undo", "{\"address\":\"named/a\",\"change\":\"" + second + "0\"}").status());
        assertEquals(400, post("name", "{\"address\":\"named\",\"name\":\"a,b\"}").status());
        assertEquals(404, post("name", "{\"address\":\".peer\",\"name\":\"now\"}").status());
    }

    @Test
    void howPruningStandsIsToldAndWhatCannotBePrunedIsRefused() {
        put("/pruned/a", "1");
        Reply shown = post("prune", "{\"address\":\"pruned\"}");
        assertEquals(
                "{\"changes\":0,\"bytes\":0,\"vouches\":0,\"wanted\":1,\"proposed\":0,"
                        + "\"busy\":false,\"hindrance\":\"\"}",
                Json.print(shown.json()));
        Reply set = post("prune", "{\"address\":\"pruned\",\"what\":\"set\",\"lease\":5000}");
        assertTrue(set.text().startsWith("{\"lease\":5000,"), set.text());
        assertEquals("5000", Json.print(get("/pruned/.pruning").json()));
        assertEquals(200, post("prune", "{\"address\":\"pruned\",\"what\":\"stop\"}").status());
        Reply none = post("prune", "{\"address\":\"pruned\",\"what\":\"now\"}");
        assertEquals("nothing-to-prune", none.code());
        assertEquals(409, none.status());
        for (String[] wrong :
                new String[][] {
                    {"address-malformed", "\"pruned/a\""},
                    {"not-allowed", "\".board\""},
                    {"space-unknown", "\".peer\""},
                    {"space-unknown", "\"\""},
                    {"space-unknown", "\"nothing-there\""},
                    {"json-malformed", "\"pruned\",\"what\":\"all\""},
                    {"json-malformed", "\"pruned\",\"what\":\"set\""},
                    {"json-malformed", "\"pruned\",\"what\":\"set\",\"lease\":-1"},
                    {"value-malformed", "\"pruned\",\"what\":\"set\",\"lease\":999999999999"},
                }) {
            Reply refused = post("prune", "{\"address\":" + wrong[1] + "}");
            assertEquals(wrong[0], refused.code(), wrong[1] + refused.text());
        }
    }

    private Reply patch(String target, String edits) {
        Reply reply = RawHttp.ask(ada.http().port(), "PATCH", target, edits);
        assertEquals(200, reply.status(), reply.text());
        return reply;
    }

    @Test
    void aListIsTakenBackAndDoneAgainWhereNobodyEditedItSince() {
        String first = id(patch("/l/l", "[{\"list\":\"\",\"at\":0,\"insert\":[1,2,3]}]"));
        patch("/l/l", "[{\"list\":\"\",\"at\":1,\"delete\":1,\"insert\":[\"b\"]}]");
        patch("/l/l", "[{\"move\":\"\",\"from\":2,\"to\":0}]");
        assertEquals("[3,1,\"b\"]", Json.print(get("/l/l").json()));
        assertEquals("[1,2,3]", Json.print(get("/l/l?version=" + first).json()));
        String undo = "{\"address\":\"l/l\"}";
        post("undo", undo);
        assertEquals("[1,\"b\",3]", Json.print(get("/l/l").json()));
        post("undo", undo);
        assertEquals("[1,2,3]", Json.print(get("/l/l").json()));
        String redo = "{\"address\":\"l/l\",\"redo\":true}";
        post("undo", redo);
        post("undo", redo);
        assertEquals("[3,1,\"b\"]", Json.print(get("/l/l").json()));
        String middle = "{\"address\":\"l/l\",\"change\":\"" + first + "\"}";
        assertEquals(409, post("undo", middle).status());
        assertTrue(get("/l?cells").text().contains("\"slot\":\"list\""));
    }

    @Test
    void aSpliceHasAnInsertAndIsNoElementOfASet() {
        RawHttp.ask(ada.http().port(), "PATCH", "/text/t", "[{\"text\":\"\",\"value\":\"ab\"}]");
        Reply reply =
                RawHttp.ask(
                        ada.http().port(),
                        "PATCH",
                        "/text/t",
                        "[{\"splice\":\"\",\"at\":1,\"delete\":1,\"insert\":\"c\"}]");
        assertEquals(200, reply.status(), reply.text());
        assertEquals("\"ac\"", Json.print(get("/text/t").json()));
    }
}
