package kith.node.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Numbers, columns, beginnings of names, and what is too long.
final class TextsTest {
    @Test
    void numbersAreGrouped() {
        assertEquals("0", Numbers.grouped(0));
        assertEquals("999", Numbers.grouped(999));
        assertEquals("1,000", Numbers.grouped(1_000));
        assertEquals("1,234,567", Numbers.grouped(1_234_567));
        assertEquals("-1,000", Numbers.grouped(-1_000));
        assertEquals("-999", Numbers.grouped(-999));
        assertEquals("1 cell", Numbers.count(1, "cell"));
        assertEquals("0 cells", Numbers.count(0, "cell"));
    }

    @Test
    void sizesAndTimesHaveTheUnitThatFits() {
        assertEquals("999 B", Numbers.bytes(999));
        assertEquals("1.0 kB", Numbers.bytes(1_000));
        assertEquals("13.3 MB", Numbers.bytes(13_381_599));
        assertEquals("999.9 GB", Numbers.bytes(999_990_000_000L));
        assertEquals("1234.0 TB", Numbers.bytes(1_234_000_000_000_000L));
        assertEquals("340 µs", Numbers.micros(340));
        assertEquals("1.2 ms", Numbers.micros(1_240));
        assertEquals("148 ms", Numbers.micros(148_900));
        assertEquals("1.5 s", Numbers.micros(1_523_000));
        assertEquals("0 s", Numbers.span(-5));
        assertEquals("59 s", Numbers.span(59_999));
        assertEquals("1 min", Numbers.span(60_000));
        assertEquals("2 h", Numbers.span(7_200_000));
        assertEquals("2 h 5 min", Numbers.span(7_500_000));
        assertEquals("1 d 1 h", Numbers.span(90_000_000));
        assertEquals("0.1 s", Numbers.seconds(149));
        assertEquals("10.2 s", Numbers.seconds(10_150));
    }

    @Test
    void columnsStandBelowEachOtherWhateverTheirColours() {
        var columns =
                new Columns().row("a", "\u001b[32mgreen\u001b[0m", "x").row("longer", "b", "y");
        assertEquals(
                List.of("  a       \u001b[32mgreen\u001b[0m  x", "  longer  b      y"),
                columns.lines("  "));
        assertEquals(List.of("a"), new Columns().row("a", "").lines(""));
    }

    @Test
    void aTextThatIsTooLongEndsInAnEllipsisAndNeverInHalfACharacter() {
        assertEquals("12345", Shortened.text("12345", 5));
        assertEquals("1234…", Shortened.text("123456", 5));
        assertEquals("123…", Shortened.text("123😀456", 5));
        assertEquals("…", Shortened.text("12", 1));
    }

    @Test
    void aValueIsShortenedWithoutPrintingAllOfIt() {
        Value large = new Value.Text("x".repeat(1_000_000));
        assertEquals("\"" + "x".repeat(18) + "…", Shortened.value(large, 20));
        assertEquals("[1,2,3]", Shortened.value(Json.parse("[1,2,3]"), 20));
        assertEquals("[1,2,3,4,5,…", Shortened.value(Json.parse("[1,2,3,4,5,6,7,8]"), 5));
    }

    @Test
    void aNameMayBeShortAsLongAsItIsOne() {
        List<String> all = List.of("abcdef", "abxdef", "zz");
        assertEquals("zz", Prefix.resolve("z", all, 6, "peer"));
        assertEquals("abcdef", Prefix.resolve("abc", all, 6, "peer"));
        assertEquals("qqqqqq", Prefix.resolve("qqqqqq", all, 6, "peer"), "whole names are taken");
        var two = assertThrows(Failure.class, () -> Prefix.resolve("ab", all, 6, "peer"));
        assertTrue(two.what().contains("more than one peer"), two::what);
        assertEquals(Exit.USAGE, two.exit());
        var none = assertThrows(Failure.class, () -> Prefix.resolve("y", all, 6, "peer"));
        assertEquals("peer-unknown", none.code());
        assertThrows(Failure.class, () -> Prefix.resolve("", all, 6, "peer"));
    }

    @Test
    void whoTypesNearlyTheRightWordIsAskedWhetherItWasMeant() {
        List<String> names = List.of("status", "set", "remove-member", "get");
        assertEquals("status", Nearest.of("statsu", names));
        assertEquals("remove-member", Nearest.of("remove", names));
        assertEquals("get", Nearest.of("gte", List.of("get")));
        assertNull(Nearest.of("frobnicate", names));
    }

    @Test
    void aColourIsSeenOnATerminalOnly() {
        var to = new ByteArrayOutputStream();
        var out = new PrintStream(to, false, StandardCharsets.UTF_8);
        assertEquals(
                "x", new Terminal(out, out, false, true, true, 80).paint(Terminal.Ink.RED, "x"));
        var seen = new Terminal(out, out, true, true, true, 80);
        assertEquals("\u001b[31mx\u001b[0m", seen.paint(Terminal.Ink.RED, "x"));
        assertEquals("", seen.paint(Terminal.Ink.RED, ""));
        seen.withoutColour();
        assertEquals("x", seen.paint(Terminal.Ink.RED, "x"));
        seen.line("käse");
        seen.flush();
        assertEquals("käse\n", to.toString(StandardCharsets.UTF_8));
        assertFalse(seen.isCut());
    }

    @Test
    void namesOfOthersCannotDriveTheTerminal() {
        assertEquals("a␛]0;x␇b␊c␡�", Shortened.name("a\u001b]0;x\u0007b\nc\u007f\u009b"));
        assertEquals("\u001b[31mred\u001b[0m\n", Shortened.lines("\u001b[31mred\u001b[0m\n"));
        assertEquals("␛[2J␛[", Shortened.lines("\u001b[2J\u001b["));
        assertEquals("üñí", Shortened.name("üñí"));
    }
}
