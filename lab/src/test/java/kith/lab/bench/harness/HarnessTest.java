package kith.lab.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rounds, tables and the page.
final class HarnessTest {
    @Test
    void roundsAlternateAndThoseThatWarmUpDoNotCount() throws Exception {
        var order = new ArrayList<String>();
        var results =
                new Rounds(1, 3)
                        .add("a", () -> put(order, "a"))
                        .add("b", () -> put(order, "b"))
                        .run();
        assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), order);
        assertEquals(new Result("a", 5, 3, 7), results.get(0));
        assertEquals(new Result("b", 6, 4, 8), results.get(1));
        assertEquals(1.2, results.get(1).over(results.get(0)), 1e-9);
    }

    private static double put(List<String> order, String name) {
        order.add(name);
        return order.size();
    }

    @Test
    void figuresHaveThreePlacesThatCount() {
        assertEquals("1,234", Table.figure(1234.4));
        assertEquals("12.3", Table.figure(12.34));
        assertEquals("0.0123", Table.figure(0.01234));
        assertEquals("∞", Table.figure(Double.POSITIVE_INFINITY));
        assertEquals("2.71×", Table.times(2.714));
    }

    @Test
    void aTableLinesUp() {
        var table = new Table("what", "ns").row("a", "1,000").row("longer", "2");
        var expected =
                """
                | what   |    ns |
                | ------ | ----: |
                | a      | 1,000 |
                | longer |     2 |
                """;
        assertEquals(expected, table.toString());
    }

    @Test
    void aSectionIsReplacedAndNothingElse() {
        var page = "# P\n\n## one\n\n<!-- bench one -->\nold\n<!-- end one -->\nby hand\n";
        var replaced = Page.replaced(page, "one", "new\n");
        assertEquals(page.replace("old", "new"), replaced);
        var longer = Page.replaced(replaced, "two", "second\n");
        assertTrue(longer.startsWith(replaced.strip()), longer);
        assertTrue(longer.endsWith("<!-- bench two -->\nsecond\n<!-- end two -->\n"), longer);
    }
}
