package kith.replica.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.state.Tree;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LookTest {
    private final Tree.Local local =
            new Tree.Local(new ChainId(Bytes.wrap(new byte[32]), 0, Bytes.EMPTY));

    private void put(String path, Value value) {
        local.write(List.of(new Writing.Put(Path.parse(path), value)));
    }

    private Inquiry.Page look(Inquiry inquiry) {
        return new Look(local.space(), inquiry).page();
    }

    private static Inquiry all(String pattern, Condition... where) {
        Pattern parsed = Pattern.parse(Path.parse(pattern));
        return new Inquiry(parsed, List.of(where), Inquiry.LIMIT_MAX, null);
    }

    private static Condition is(String at, long number) {
        return new Condition(Path.parse(at), Condition.How.EQUAL, List.of(Value.Int.of(number)));
    }

    private static Condition contains(String at, String part) {
        var with = List.<Value>of(new Value.Text(part));
        return new Condition(Path.parse(at), Condition.How.CONTAINS, with);
    }

    @Test
    void aPageLooksAtSoManyCellsAndSaysWhereToGoOn() {
        int cells = 3 * Look.CELLS_EACH;
        for (int i = 0; i < cells; i++) {
            put("many/" + (100_000 + i), Value.Int.of(i));
        }
        var pages = 0;
        var found = new ArrayList<Inquiry.Found>();
        Inquiry next = all("many/*", is("", cells - 1));
        while (next != null) {
            Inquiry.Page page = look(next);
            pages++;
            found.addAll(page.found());
            next = page.next() == null ? null : next.behind(page.next(), page.found().size());
        }
        assertEquals(1, found.size());
        assertTrue(pages >= 6, pages + " pages"); // each cell, and what its condition looks at
    }

    @Test
    void aValueThatIsTooLargeIsFoundWithoutIt() {
        put("a/small", Value.Int.of(1));
        put("b/large", new Value.Text("x".repeat(Look.VALUE_BYTES_MAX + 1)));
        for (int i = 0; i < 600; i++) {
            put("c/" + i, Value.Int.of(i));
        }
        List<Inquiry.Found> found = look(all("*")).found();
        assertNotNull(found.get(0).value());
        assertNull(found.get(1).value());
        assertNull(found.get(2).value());
    }

    @Test
    void aPageHasOnlySoManyBytes() {
        for (int i = 0; i < 20; i++) {
            put("a/" + (10 + i), new Value.Text("x".repeat(10_000)));
        }
        Inquiry.Page page = look(all("a/*"));
        assertTrue(page.found().size() < 10, page.found().size() + " found");
        assertEquals(page.found().getLast().path(), page.next());
    }

    @Test
    void aPageComparesOnlySoManyBytesOfValues() {
        int each = Look.LOOKED_BYTES_MAX / 4;
        for (int i = 0; i < 12; i++) {
            put("a/" + (10 + i) + "/text", new Value.Text("x".repeat(each)));
        }
        Inquiry.Page page = look(all("a/*", contains("text", "y")));
        assertEquals(Path.parse("a/13"), page.next(), "four of them are as much as one page may");
    }

    @Test
    void aValueThatIsLargerThanAPageMayCompareCountsAsMorePages() {
        put("a/small", new Value.Text("x"));
        Inquiry xs = all("a/*", contains("", "x"), contains("", "y"));
        var small = new Look(local.space(), xs);
        small.page();
        assertEquals(1, small.pages());
        Path large = Path.parse("a/large");
        String half = "x".repeat(Look.LOOKED_BYTES_MAX / 2);
        for (int i = 0; i < 5; i++) {
            local.write(List.of(new Writing.Splice(large, 0, 0, half)));
        }
        var more = new Look(local.space(), xs.behind(Path.parse("a"), 0));
        assertEquals(large, more.page().next());
        assertEquals(6, more.pages(), "twice what two pages and a half may compare, and one");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS) // more than twice that, were it quadratic
    void aTextThatRepeatsItselfIsLookedThroughOnce() {
        put("a/text", new Value.Text("a".repeat((1 << 20) - 100)));
        String part = "a".repeat(32_768) + "b";
        assertEquals(0, look(all("a/*", contains("", part))).found().size());
    }

    @Test
    void aConditionWhereNoCellCanBeIsOnNothing() {
        put("a", Value.Int.of(1));
        String deep = "/x".repeat(Path.SEGMENTS_MAX).substring(1);
        assertEquals(0, look(all("a", is(deep, 1))).found().size());
    }

    @Test
    void thePatternIsReadFromAPath() {
        assertEquals(new Pattern(List.of(), true), Pattern.parse(Path.parse("**")));
        var steps = new ArrayList<@org.jspecify.annotations.Nullable String>();
        steps.add("a/b");
        steps.add(null);
        assertEquals(new Pattern(steps, false), Pattern.parse(Path.parse("a~1b/*")));
    }
}
