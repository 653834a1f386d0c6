package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LogReadingTest {
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

    private static Value.Obj obj(Value value) {
        assertTrue(value instanceof Value.Obj, () -> value + " is no object");
        return (Value.Obj) value;
    }

    private static Value field(Value of, String name) {
        Value value = obj(of).find(name);
        assertNotNull(value, name + " in " + of);
        return value;
    }

    private static List<Value> changes(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        return ((Value.Array) field(reply.json(), "changes")).items();
    }

    private static List<String> ids(Reply reply) {
        return changes(reply).stream().map(LogReadingTest::id).toList();
    }

    private static String id(Value change) {
        return ((Value.Text) field(change, "id")).value();
    }

    @Test
    void theLogOfASpaceIsToldNewestFirst() {
        put("/story/a", "1");
        Reply second = put("/story/b", "{\"x\":\"two\"}");
        Reply log = get("/story?log");
        List<Value> changes = changes(log);
        assertEquals(2, changes.size());
        assertEquals(second.header("Version"), log.header("Version"));
        Value newest = changes.getFirst();
        assertEquals(second.header("Version"), '"' + id(newest) + '"');
        assertEquals(ada.id().text(), ((Value.Text) field(newest, "author")).value());
        assertEquals("[\"" + id(changes.getLast()) + "\"]", json(field(newest, "parents")));
        assertEquals(Value.Int.of(2), field(newest, "seq"));
        assertTrue(
                json(field(newest, "edits"))
                        .contains("{\"op\":\"set\",\"path\":\"b/x\",\"value\":\"two\"}"),
                json(newest));
        assertEquals(Value.Int.of(2), field(log.json(), "total"));
        assertEquals(List.of(id(newest)), ids(get("/story/b/x?log")));
        assertEquals(List.of(), ids(get("/story/c?log")));
    }

    @Test
    void aVersionOfOverAThousandIdsIsRefused() {
        put("/ids/a", "1");
        String id = ids(get("/ids?log")).getFirst();
        String many = (id.substring(0, 1) + ",").repeat(1_000) + id.charAt(0);
        assertEquals("parameter-malformed", get("/ids?log&since=" + many).code());
        String some = (id + ",").repeat(99) + id;
        assertEquals(List.of(), ids(get("/ids?log&since=" + some)));
        assertEquals(List.of(), ids(get("/ids?log&since=" + id + ",")));
        assertEquals(List.of(id), ids(get("/ids?log&since=")));
        assertEquals(List.of(id), ids(get("/ids?log&since=,")));
    }

    private static String json(Value value) {
        return kith.value.Json.print(value);
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEnded() {
        for (int i = 0; i < 10; i++) {
            put("/pages/a", Integer.toString(i));
        }
        List<String> all = ids(get("/pages?log"));
        var collected = new ArrayList<String>();
        String from = "";
        while (true) {
            Reply page = get("/pages?log&limit=3" + from);
            collected.addAll(ids(page));
            if (!(obj(page.json()).find("next") instanceof Value.Text(String next))) {
                break;
            }
            from = "&from=" + next;
        }
        assertEquals(10, all.size());
        assertEquals(all, collected);
        assertEquals(all.reversed(), ids(get("/pages?log&oldest")));
        String middle = all.get(4);
        assertEquals(all.subList(0, 4), ids(get("/pages?log&since=" + middle)));
        assertEquals(all.subList(0, 4).reversed(), ids(get("/pages?log&oldest&from=" + middle)));
    }

    @Test
    void valuesAndEditsAreLeftOutAsAskedFor() {
        put("/cut/a", '"' + "x".repeat(300) + '"');
        put("/cut", "{\"p\":1,\"q\":2,\"r\":3}");
        String cut = get("/cut?log&edits=2").text();
        assertTrue(cut.contains("\"bytes\":302") || cut.contains("\"bytes\":303"), cut);
        assertTrue(cut.contains("\"cut\":true"), cut);
        assertTrue(get("/cut?log&values=1000").text().contains("x".repeat(300)));
        assertEquals(
                0,
                ((Value.Array) field(changes(get("/cut?log&edits=0")).getFirst(), "edits")).size());
    }

    @Test
    void whatIsNoLogIsRefused() {
        put("/refused/a", "1");
        assertEquals("space-unknown", get("/nobody?log").code());
        assertEquals("space-unknown", get("/.peer?log").code());
        assertEquals("space-unknown", get("/?log").code());
        assertEquals("parameter-malformed", get("/refused?log&depth=1").code());
        assertEquals("parameter-malformed", get("/refused?log&limit=0").code());
        assertEquals("parameter-malformed", get("/refused?log&limit=1001").code());
        assertEquals("version-unknown", get("/refused?log&from=x").code());
        String unknown = "00".repeat(32) + ".0.1";
        assertEquals("version-unknown", get("/refused?log&since=" + unknown).code());
    }

    @Test
    void afterARestartTheLogIsTheSame() {
        Node bob = peers.start("bob");
        for (int i = 0; i < 50; i++) {
            RawHttp.put(bob.http().port(), "/kept/k" + i, "{\"n\":" + i + "}");
        }
        String before = RawHttp.get(bob.http().port(), "/kept?log&limit=1000").text();
        bob.close();
        Node again = peers.start("bob");
        String after = RawHttp.get(again.http().port(), "/kept?log&limit=1000").text();
        assertEquals(settled(before), settled(after));
    }

    /// Whether a change was signed and durable already when it was asked for is a matter of luck.
    private static String settled(String log) {
        return log.replace("\"durable\":false", "\"durable\":true")
                .replace("\"signed\":false", "\"signed\":true");
    }
}
