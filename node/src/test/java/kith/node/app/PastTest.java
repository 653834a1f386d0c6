package kith.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kith.node.Waiting;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PastTest {
    @TempDir private Path folder;
    private Peer peer;
    private Space notes;

    @BeforeEach
    void open() {
        peer = Local.at(folder.resolve("first")).open();
        notes = peer.board("home").space("notes");
    }

    @AfterEach
    void close() {
        peer.close();
    }

    /// What was written so far is a change of its own, and not gathered with what comes.
    private void apart() {
        notes.version();
    }

    private String text() {
        return notes.at("t").read(Kind.TEXT).orElse("nothing");
    }

    @Test
    void anEditAgainstAnOldVersionFindsItsPlace() {
        notes.at("t").setText("one two");
        List<String> seen = notes.version();
        notes.at("t").edit(0, 3, "1");
        notes.at("t").edit(4, 3, "2", seen);
        assertEquals("1 2", text());
        assertEquals(Optional.of(Json.parse("\"one two\"")), notes.at("t").valueAt(seen));
    }

    @Test
    void everyVersionOfEveryKindOfCellIsThere() {
        notes.at("a").set(Map.of("b", 1, "c", List.of(2)));
        notes.at("n").add(5);
        notes.at("s").insert("x");
        List<String> first = notes.version();
        notes.at("a/b").remove();
        notes.at("n").add(-2);
        notes.at("s").take("x");
        assertEquals(
                "{\"a\":{\"b\":1,\"c\":[2]},\"n\":5,\"s\":[\"x\"]}",
                notes.root().valueAt(first).map(Json::print).orElse(""));
        assertEquals(Optional.of(Json.parse("5")), notes.at("n").valueAt(first));
        assertEquals(Optional.empty(), notes.at("none").valueAt(first));
        Refused refused = assertThrows(Refused.class, () -> notes.root().valueAt("before"));
        assertEquals("version-unknown", refused.code());
    }

    @Test
    void aListIsEditedMovedAndTakenBackElementByElement() {
        Cell order = notes.at("order");
        order.editList(0, 0, List.of("a", 2, List.of("c"), "d"));
        apart();
        order.move(0, 3);
        apart();
        order.editList(1, 1, List.of("new"));
        assertEquals("[2,\"new\",\"d\",\"a\"]", Json.print(order.value().orElseThrow()));
        apart();
        notes.transaction(
                t -> {
                    t.at("order").editList(0, 1, List.of());
                    t.at("order").move(0, 1);
                    t.at("moved").add(1);
                });
        assertEquals("[\"d\",\"new\",\"a\"]", Json.print(order.value().orElseThrow()));
        order.undo();
        assertEquals("[2,\"new\",\"d\",\"a\"]", Json.print(order.value().orElseThrow()));
        for (Executable wrong :
                List.<Executable>of(
                        () -> order.editList(5, 0, List.of()),
                        () -> order.editList(-1, 0, List.of()),
                        () -> order.editList(0, 5, List.of()),
                        () -> order.move(0, 4))) {
            Refused refused = assertThrows(Refused.class, wrong);
            assertEquals("position-malformed", refused.code());
        }
        var noValue = assertThrows(Refused.class, () -> order.editList(0, 0, List.of(notes)));
        assertEquals("value-malformed", noValue.code());
        assertEquals(4, order.value().map(list -> ((Value.Array) list).size()).orElse(0));
    }

    @Test
    void aPastWithMoreCellsThanAPageIsWhole() {
        for (int part = 0; part < 3; part++) {
            int from = part * 5_000;
            notes.transaction(
                    t -> {
                        for (int i = from; i < from + 5_000; i++) {
                            t.at("k" + i).set(i);
                        }
                    });
        }
        notes.name("full");
        notes.root().remove();
        assertEquals(Optional.empty(), notes.root().value());
        assertEquals(
                15_000, ((kith.value.Value.Obj) notes.root().valueAt("full").orElseThrow()).size());
    }

    @Test
    void aTransactionIsTakenBackAsAWhole() {
        notes.at("x").set(1);
        notes.at("t").setText("one");
        notes.at("s").insert("a");
        apart();
        notes.transaction(
                t -> {
                    t.at("x").set(2);
                    t.at("n").add(3);
                    t.at("t").edit(3, 0, " two");
                    t.at("s").insert("b");
                    t.at("s").take("a");
                });
        notes.at("x").undo();
        assertEquals("{\"n\":0,\"s\":[\"a\"],\"t\":\"one\",\"x\":1}", all());
        notes.at("x").redo();
        assertEquals("{\"n\":3,\"s\":[\"b\"],\"t\":\"one two\",\"x\":2}", all());
        assertEquals(List.of(), conflicts());
    }

    private String all() {
        return notes.root().value().map(Json::print).orElse("");
    }

    private List<String> conflicts() {
        return notes.root().children().stream()
                .filter(name -> notes.at(name).conflicts().size() > 1)
                .toList();
    }

    /// Alone on a board, one vouches for oneself.
    @Test
    void whatIsPrunedLosesItsPastAndShowsTheSame() {
        assertThrows(Refused.class, () -> notes.pruning());
        notes.at("a").set(1);
        notes.at("a").set(Map.of("b", 2));
        assertEquals(Optional.empty(), notes.pruning().lease());
        assertEquals(
                "nothing-to-prune", assertThrows(Refused.class, () -> notes.pruneNow()).code());
        Duration lease = Duration.ofDays(30);
        assertEquals(Optional.of(lease), notes.prune(lease).lease());
        assertEquals("", notes.pruneNow().hindrance());
        Waiting.until("it has a snapshot", () -> notes.pruning().changes() > 0);
        Space.Pruning stands = notes.pruning();
        assertEquals(1, stands.wanted());
        assertEquals(1, stands.vouches());
        assertTrue(stands.bytes() > 0);
        notes.at("c").set(3);
        peer.close();
        open();
        assertEquals(stands.changes(), notes.pruning().changes());
        assertEquals("{\"a\":{\"b\":2},\"c\":3}", all());
        assertEquals(Optional.empty(), notes.stopPruning().lease());
        for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE))) {
            Refused refused = assertThrows(Refused.class, () -> notes.prune(wrong));
            assertEquals("value-malformed", refused.code());
        }
    }

    @Test
    void undoingGoesOnWhereItWasAfterARestart() {
        notes.at("t").setText("a");
        apart();
        notes.at("t").edit(1, 0, "b");
        apart();
        notes.at("t").edit(2, 0, "c");
        notes.at("t").undo();
        peer.close();
        open();
        notes.at("t").undo();
        assertEquals("a", text());
        notes.at("t").redo();
        notes.at("t").redo();
        assertEquals("abc", text());
        Refused refused = assertThrows(Refused.class, () -> notes.at("t").redo());
        assertEquals("undo-refused", refused.code());
    }

    @Test
    void namesAreForWhateverAVersionIsAskedFor() {
        assertThrows(Refused.class, () -> notes.name("nothing yet"));
        notes.at("x").set(1);
        List<String> first = notes.version();
        notes.at("x").set(2);
        notes.name("one", first);
        assertEquals(Optional.of(Json.parse("1")), notes.at("x").valueAt("one"));
        assertEquals(List.of("one"), notes.names());
        notes.unname("one");
        assertEquals(List.of(), notes.names());
        for (String bad : List.of("", "a,b", "say \"x\"", "x".repeat(201), first.getFirst())) {
            assertThrows(Refused.class, () -> notes.name(bad), bad);
        }
    }
}
