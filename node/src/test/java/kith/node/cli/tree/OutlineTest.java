package kith.node.cli.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.Test;

/// What `get` and `watch` print.
final class OutlineTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream noted = new ByteArrayOutputStream();

    private Terminal terminal(boolean isTerminal) {
        return new Terminal(
                new PrintStream(printed, false, StandardCharsets.UTF_8),
                new PrintStream(noted, false, StandardCharsets.UTF_8),
                isTerminal,
                isTerminal,
                false,
                40);
    }

    private boolean show(String json, boolean isTerminal) throws IOException {
        var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        Terminal terminal = terminal(isTerminal);
        boolean any = new Outline(terminal).show(JsonItems.of(in));
        terminal.flush();
        return any;
    }

    private static String taken(ByteArrayOutputStream from) {
        String text = from.toString(StandardCharsets.UTF_8);
        from.reset();
        return text;
    }

    @Test
    void levelsStandFurtherInAndWhatIsCutSaysHowMuch() throws IOException {
        String cells =
                """
                [{"path":"","children":3},
                {"path":"groceries","children":2},
                {"path":"groceries/milk","value":"2 litres"},
                {"path":"groceries/~_","value":12,"contested":true},
                {"path":"people","children":14,"cut":true},
                {"path":"void","value":{}}]
                """;
        assertTrue(show(cells, false));
        assertEquals(
                """
                groceries
                  milk  "2 litres"
                  ~_  12  (conflicts)
                people  … 14 below
                void  {}
                """,
                taken(printed));
    }

    @Test
    void oneCellIsItsValueAlone() throws IOException {
        show("[{\"path\":\"\",\"value\":\"2 litres\"}]", false);
        assertEquals("\"2 litres\"\n", taken(printed));
    }

    @Test
    void aTopThatIsCutSaysSoToo() throws IOException {
        show("[{\"path\":\"\",\"children\":5,\"cut\":true}]", false);
        assertEquals("… 5 below\n", taken(printed));
        show("[{\"path\":\"\",\"children\":0}]", false);
        assertEquals("(nothing below)\n", taken(printed));
        show(
                "[{\"path\":\"\",\"children\":0},{\"path\":\"t\",\"children\":1,\"cut\":true}]",
                false);
        assertEquals("t  … 1 below\n", taken(printed));
        assertFalse(show("[]", false));
    }

    @Test
    void onATerminalALineFitsItAndInAFileItIsWhole() throws IOException {
        String cells = "[{\"path\":\"a\",\"value\":\"" + "x".repeat(100) + "\"}]";
        show(cells, true);
        assertEquals(40, taken(printed).strip().length());
        show(cells, false);
        assertEquals(105, taken(printed).strip().length());
    }

    @Test
    void watchingCountsWhatIsThereAndShowsWhatChanges() {
        Terminal forPrograms = terminal(false);
        forPrograms.forPrograms(true);
        var lines = new ChangeLines(forPrograms, "tasks");
        assertTrue(
                lines.take(
                        new Field(
                                Json.parse(
                                        "{\"page\":[{\"path\":\"\",\"children\":1},"
                                                + "{\"path\":\"a\",\"value\":1}],"
                                                + "\"first\":true,\"last\":true,\"version\":[\"v1\"]}"))));
        lines.take(
                new Field(
                        Json.parse(
                                "{\"changes\":[{\"path\":\"\",\"interior\":true},"
                                        + "{\"path\":\"a\",\"value\":{}},"
                                        + "{\"path\":\"b\",\"gone\":true}],\"version\":[\"v2\"]}")));
        assertEquals("[\"v2\"]", Json.print(lines.version()));
        String text = taken(printed).replaceAll("\"time\":[0-9]+", "\"time\":0");
        assertEquals(
                """
                {"time":0,"event":"watching","cells":1}
                {"time":0,"path":"a","value":{}}
                {"time":0,"path":"b","gone":true}
                """,
                text);
        assertEquals("", taken(noted));
    }

    @Test
    void afterALossItSaysWhetherSomethingWasMissed() {
        var lines = new ChangeLines(terminal(false), "tasks");
        lines.lost();
        lines.lost();
        lines.take(new Field(Json.parse("{\"watching\":true,\"resumed\":true}")));
        assertEquals(
                """
                the peer is gone; waiting for it to be started again
                the peer is back; nothing was missed
                """,
                taken(noted));
    }

    @Test
    void percentilesAreThoseOfTheSortedList() {
        var latencies = new Latencies();
        for (int i = 2_000; i > 0; i--) {
            latencies.add(i * 1_000L);
        }
        long[] sorted = latencies.take();
        assertEquals(1_000, Latencies.percentile(sorted, 50));
        assertEquals(1_980, Latencies.percentile(sorted, 99));
        assertEquals(2_000, Latencies.percentile(sorted, 100));
        assertEquals(0, Latencies.percentile(latencies.take(), 50));
    }
}
