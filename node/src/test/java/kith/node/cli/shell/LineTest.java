package kith.node.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTest {
    private static final Spec SET =
            new Spec(
                    "set",
                    List.of("ADDRESS", "JSON", "[MORE]"),
                    List.of(
                            Option.of("durable", "N", "…"),
                            Option.many("advertise", "ADDR", "…"),
                            Option.flag("json", "…")),
                    "…",
                    "…",
                    List.of());

    private static Call call(String... words) {
        var nothing = new PrintStream(PrintStream.nullOutputStream());
        var terminal = new Terminal(nothing, nothing, false, false, false, 80);
        return Call.of(SET, Line.of(List.of(words)), terminal);
    }

    private static void assertRefused(String part, String... words) {
        var failure = assertThrows(Failure.class, () -> call(words));
        assertEquals(Exit.USAGE, failure.exit());
        assertTrue(failure.what().contains(part), failure::what);
        assertTrue(failure.advice().contains("kith set ADDRESS JSON"), failure::advice);
    }

    @Test
    void theNameIsTheFirstWordThatIsNoOption() {
        assertEquals("set", Line.of(List.of("--home", "set", "set", "a")).name());
        assertEquals("set", Line.of(List.of("--home=x", "-v", "set")).name());
        assertNull(Line.of(List.of("--help")).name());
        assertNull(Line.of(List.of()).name());
    }

    @Test
    void anOptionOfAllCommandsMayStandBeforeTheNameOrBehindIt() {
        assertEquals("../x", call("--home", "../x", "set", "a", "1").option("home"));
        assertEquals("../x", call("set", "--home", "../x", "a", "1").option("home"));
        assertEquals("../x", call("set", "a", "1", "--home=../x").option("home"));
        assertTrue(call("-v", "set", "a", "1").has("verbose"));
    }

    @Test
    void valuesStandApartOrBehindAnEqualsSign() {
        assertEquals("2", call("set", "a", "1", "--durable", "2").option("durable"));
        assertEquals("a=b", call("set", "a", "1", "--durable=a=b").option("durable"));
        assertEquals("", call("set", "a", "1", "--durable=").option("durable"));
    }

    @Test
    void whatMayBeRepeatedIsAListInItsOrder() {
        Call call = call("set", "a", "1", "--advertise", "x:1", "--advertise=y:2");
        assertEquals(List.of("x:1", "y:2"), call.all("advertise"));
        assertEquals(List.of(), call.all("durable"));
    }

    @Test
    void aNegativeNumberIsAnArgument() {
        assertEquals("-5", call("set", "a", "-5").argument(1));
        assertEquals("-5", call("set", "a", "1", "--durable", "-5").option("durable"));
    }

    @Test
    void afterTwoDashesEverythingIsAnArgument() {
        Call call = call("set", "a", "--", "--json", "--");
        assertEquals("--json", call.argument(1));
        assertEquals("--", call.argumentOrNull(2));
    }

    @Test
    void anArgumentInBracketsMayBeLeftOut() {
        assertNull(call("set", "a", "1").argumentOrNull(2));
        assertEquals("m", call("set", "a", "1", "m").argumentOrNull(2));
    }

    @Test
    void whatIsWrongIsNamedWithTheWayToUseIt() {
        assertRefused("needs ADDRESS", "set");
        assertRefused("needs JSON", "set", "a");
        assertRefused("\"x\"", "set", "a", "1", "m", "x");
        assertRefused("--durable needs a value: N", "set", "a", "1", "--durable");
        assertRefused("--json takes no value", "set", "a", "1", "--json=yes");
        assertRefused("--durable stands twice", "set", "a", "1", "--durable=1", "--durable=2");
        assertRefused("no option --dur; did you mean --durable?", "set", "a", "1", "--dur", "3");
        assertRefused("did you mean --advertise?", "set", "a", "1", "--advertize", "3");
        assertRefused("no option -x", "set", "a", "1", "-x");
        assertRefused("no option --zzzzzzzz", "--zzzzzzzz", "set", "a", "1");
    }

    @Test
    void globalFlagsAreSeenWhereverTheRestIsWrong() {
        Line line = Line.of(List.of("nonsense", "--bad", "-v"));
        assertTrue(line.says("verbose", "-v"));
        assertTrue(!line.says("help", "-h"));
        assertTrue(!Line.of(List.of("set", "--", "-v")).says("verbose", "-v"));
    }

    @Test
    void numbersHaveBounds() {
        assertEquals(7, call("set", "a", "1", "--durable", "7").number("durable", 1, 0, 9));
        assertEquals(1, call("set", "a", "1").number("durable", 1, 0, 9));
        for (String bad : List.of("10", "-1", "x", "", "1.5", "99999999999999999999")) {
            Call call = call("set", "a", "1", "--durable", bad);
            var failure = assertThrows(Failure.class, () -> call.number("durable", 1, 0, 9));
            assertTrue(failure.what().contains("from 0 to 9"), failure::what);
        }
    }

    @Test
    void timesHaveAUnit() {
        long max = 1_000L * 86_400_000;
        assertEquals(90_000, Call.millis("--expires", "90s", max));
        assertEquals(30 * 60_000, Call.millis("--expires", "30m", max));
        assertEquals(12 * 3_600_000, Call.millis("--expires", "12h", max));
        assertEquals(7 * 86_400_000L, Call.millis("--expires", "7d", max));
        assertEquals(28 * 86_400_000L, Call.millis("--expires", "4w", max));
        for (String bad : List.of("", "7", "d", "7x", "-7d", "0d", "1001d", "7 d")) {
            assertThrows(Failure.class, () -> Call.millis("--expires", bad, max), bad);
        }
        var over = assertThrows(Failure.class, () -> Call.millis("--limit", "1h", 3_595_000));
        assertTrue(over.what().contains("\"1h\", expected less"), over::what);
    }
}
