package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.value.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QueryTest {
    private final Scene scene = new Scene();

    private Query.Answer ask(@Nullable Query query) {
        assertNotNull(query);
        return scene.space.query(query);
    }

    private static List<String> paths(Query.Answer answer) {
        return answer.cells().stream().map(cell -> cell.path().toText()).toList();
    }

    @Test
    void depthCutsAndSaysWhereAndHowMuch() {
        scene.put("a", "{\"b\":{\"c\":1,\"d\":2},\"e\":3}");
        Query.Answer answer = ask(Query.of(path("a")).depth(1));
        assertEquals(List.of("a", "a/b", "a/e"), paths(answer));
        Query.Found b = answer.cells().get(1);
        assertTrue(b.cut());
        assertEquals(2, b.children());
        assertEquals("{\"b\":{},\"e\":3}", Scene.text(answer.value()));
        assertTrue(ask(Query.of(path("a")).depth(0)).cells().getFirst().cut());
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        scene.put("a", "{\"b\":{\"c\":1,\"d\":2},\"e\":3}");
        var seen = new ArrayList<String>();
        Query query = Query.of(Path.ROOT).cellsMax(2);
        while (query != null) {
            Query.Answer answer = ask(query);
            seen.addAll(paths(answer));
            query = answer.next();
        }
        assertEquals(List.of("", "a", "a/b", "a/b/c", "a/b/d", "a/e"), seen);
    }

    @Test
    void aPageGoesOnBehindACellThatIsGone() {
        scene.put("a", "{\"b\":{\"c\":1,\"d\":2},\"e\":3}");
        scene.remove("a/b");
        Query.Answer answer = ask(Query.of(Path.ROOT).after(path("a/b/c")));
        assertEquals(List.of("a/e"), paths(answer));
        assertNull(answer.next());
    }

    @Test
    void anAnswerIsBoundedInBytesButHasOneCell() {
        scene.put("a", "\"" + "x".repeat(1000) + "\"");
        scene.put("b", "1");
        Query.Answer answer = ask(Query.of(Path.ROOT).bytesMax(100));
        assertEquals(List.of(""), paths(answer));
        Query.Answer next = ask(answer.next());
        assertEquals(List.of("a"), paths(next));
        assertEquals(List.of("b"), paths(ask(next.next())));
    }

    @Test
    void whatAValueHidesIsInTheAnswerOnlyWhenAskedFor() {
        scene.blind(1, 20, new Op.Set(path("a"), json("1")));
        scene.blind(2, 10, new Op.Set(path("a/b"), json("2")));
        assertEquals(List.of("", "a"), paths(ask(Query.of(Path.ROOT))));
        Query.Answer all = ask(Query.of(Path.ROOT).withHidden());
        assertEquals(List.of("", "a", "a/b"), paths(all));
        assertEquals("{\"a\":1}", Scene.text(all.value()));
    }

    @Test
    void whereNothingIsTheAnswerIsEmpty() {
        Query.Answer answer = ask(Query.of(path("a")));
        assertEquals(List.of(), answer.cells());
        assertTrue(answer.complete());
        assertNull(answer.value());
    }

    @Test
    void questionsOutOfBoundsAreRefused() {
        assertThrows(Malformed.class, () -> Query.of(Path.ROOT).depth(-1));
        assertThrows(Malformed.class, () -> Query.of(Path.ROOT).cellsMax(0));
        assertThrows(Malformed.class, () -> Query.of(Path.ROOT).cellsMax(Query.CELLS_MAX + 1));
        assertThrows(Malformed.class, () -> Query.of(Path.ROOT).bytesMax(0));
        Malformed elsewhere =
                assertThrows(Malformed.class, () -> Query.of(path("a")).after(path("b")));
        assertEquals("cannot go on after b: not below a", elsewhere.getMessage());
    }
}
