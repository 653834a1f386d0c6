package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FindingTest {
    private final Peers peers = new Peers();
    private int port;

    @BeforeAll
    void start() {
        port = peers.start("ada").http().port();
        RawHttp.put(
                port,
                "/find",
                """
                {"Groceries": {"milk": "2 Litres", "eggs": 12, "Äpfel": ["rot", "GRÜN"]},
                 "other": {"a/b": "milky way", ".": true, "x": "STRASSE", "empty": {}}}
                """);
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private Reply get(String target) {
        return RawHttp.get(port, target);
    }

    private static List<String> paths(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        var paths = new ArrayList<String>();
        for (Value item : ((Value.Array) reply.json()).items()) {
            if (item instanceof Value.Obj cell
                    && cell.find("path") instanceof Value.Text(String path)) {
                paths.add(path);
            }
        }
        return paths;
    }

    private List<String> find(String text) {
        return paths(get("/find?cells&find=" + text));
    }

    @Test
    void pathsAndShownTextsAreLookedThroughWithoutRegardToCase() {
        assertEquals(List.of("Groceries/milk", "other/a~1b"), find("MILK"));
        assertEquals(List.of("Groceries/milk"), find("litres"));
        assertEquals(List.of("Groceries/eggs"), find("12"));
        assertEquals(List.of("Groceries/Äpfel"), find("gr%C3%BCn"));
        assertEquals(List.of("Groceries/Äpfel"), find("%C3%A4pf"));
        assertEquals(List.of("other/~."), find("true"));
        assertEquals(List.of("other/x"), find("strasse"));
        assertEquals(List.of(), find("stra%C3%9Fe"));
        assertEquals(4, find("groceries").size());
        assertEquals(List.of(), find("nothing+like+this"));
        assertEquals(List.of("milk"), paths(get("/find/Groceries?cells&find=milk")));
        assertEquals(List.of("Groceries"), paths(get("/find?cells&depth=1&find=groc")));
    }

    @Test
    void itGoesOnBehindTheLastCellThatWasLookedAt() {
        var found = new ArrayList<String>();
        String after = "";
        for (int i = 0; i < 20; i++) {
            Reply page = get("/find?cells&limit=1&find=e" + after);
            found.addAll(paths(page));
            if (page.header("Cut").equals("false")) {
                break;
            }
            after = "&after=" + page.header("Next");
        }
        assertEquals(find("e"), found);
        assertTrue(found.size() > 5, found.toString());
    }

    @Test
    void inAThousandAndMoreTheFirstAreFoundAndTheAnswerSaysSo() {
        for (int part = 0; part < 3; part++) {
            var json = new StringBuilder("{");
            for (int i = 0; i < 5_000; i++) {
                json.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
            }
            RawHttp.put(port, "/many/" + part, json.append('}').toString());
        }
        Reply first = get("/many?cells&find=k");
        assertEquals(1_000, paths(first).size());
        assertEquals("true", first.header("Cut"));
        Reply far = get("/many?cells&find=k4999");
        assertEquals(List.of("0/k4999", "1/k4999", "2/k4999"), paths(far));
        assertEquals("false", far.header("Cut"));
    }

    @Test
    void whatCannotBeLookedForIsRefused() {
        assertEquals("parameter-malformed", get("/find?find=x").code());
        assertEquals("parameter-malformed", get("/find?cells&find=").code());
        assertEquals("parameter-malformed", get("/find?cells&find=x&limit=0").code());
        assertEquals("parameter-malformed", get("/find?cells&find=x&limit=1001").code());
        assertEquals("parameter-malformed", get("/find?cells&find=x&conflicts").code());
        assertEquals("parameter-malformed", get("/find?cells&find=" + "x".repeat(1_025)).code());
        assertEquals("space-unknown", get("/nobody?cells&find=x").code());
    }
}
