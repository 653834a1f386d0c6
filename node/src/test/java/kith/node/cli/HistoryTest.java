package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts, versions, and taking back, as somebody does it in a terminal.
final class HistoryTest {
    @TempDir static Path folder;

    private static Node ada;
    private static final AtomicInteger SPACES = new AtomicInteger();

    private final String space = "space" + SPACES.incrementAndGet();

    @BeforeAll
    static void start() {
        ada = Node.start(NodeConfig.of(folder.resolve("ada")).listening("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        ada.stop();
    }

    private static Typed kith(String... words) {
        return Typed.at(ada.home(), words);
    }

    private String at(String path) {
        return space + "/" + path;
    }

    private String shown(String path) {
        return kith("get", at(path)).good();
    }

    private String last(String path) {
        String line = kith("log", at(path), "--limit", "1", "--json").good();
        return new Field(Json.parse(line.strip())).at("id").text();
    }

    @Test
    void aTextIsSetAndEditedAndEveryVersionOfItCanBeRead() {
        kith("set", at("t"), "--text", "shopping\nmilk\n").good();
        String first = last("t");
        kith("set", at("t"), "--text", "shopping\nmilk, 2 litres\nbread\n").good();
        assertEquals("shopping\nmilk, 2 litres\nbread\n", shown("t"));
        assertEquals("shopping\nmilk\n", kith("get", at("t"), "--at", first).good());
        assertEquals(
                "\"shopping\\nmilk\\n\"\n", kith("get", at("t"), "--at", first, "--json").good());
        String log = kith("log", at("t"), "--each").good();
        assertTrue(log.contains("t +\", 2 litres\\nbread\" at 13"), log);
        assertEquals(2, log.lines().count(), log);
        String typing = kith("log", at("t")).good();
        assertTrue(typing.contains("t +30 -0 in 2 changes since "), typing);
        assertEquals(1, typing.lines().count(), typing);
    }

    @Test
    void anEmptyVersionIsRefusedAndIsNotThePresent() {
        kith("set", at("t"), "--text", "x").good();
        for (List<String> words :
                List.of(
                        List.of("get", at("t"), "--at", ""),
                        List.of("diff", at("t"), ""),
                        List.of("diff", at("t"), last("t"), ""),
                        List.of("name", space, "n", ""))) {
            Typed typed = kith(words.toArray(String[]::new));
            assertEquals(2, typed.exit(), typed.err());
            assertTrue(typed.err().contains("an empty VERSION"), typed.err());
        }
    }

    @Test
    void theLogSaysAnEmptyTextAndNobodyForgesALineOfItByAName() {
        kith("set", at("a\nb\u001b[8mc"), "1").good();
        kith("set", at("empty"), "--text", "").good();
        assertTrue(kith("log", at("empty")).good().contains("empty +\"\" at 0"));
        String log = kith("log", at("a\nb\u001b[8mc"), "--limit", "1").good();
        assertTrue(log.contains("a␊b␛[8mc = 1"), log);
    }

    @Test
    void theDifferenceOfTwoVersionsOfATextIsShownByLines() {
        kith("set", at("t"), "--text", "a\nb\nc\n").good();
        String first = last("t");
        kith("set", at("t"), "--text", "a\nB\nc\nd").good();
        assertEquals(
                "--- "
                        + at("t")
                        + "  start\n"
                        + "+++ "
                        + at("t")
                        + "  now\n"
                        + "@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n\\ no line feed at the end\n",
                named("start", first, "diff", at("t"), "start"));
        assertEquals(
                "{\"path\":\"\",\"edits\":[{\"at\":2,\"delete\":1,\"insert\":\"B\"},"
                        + "{\"at\":6,\"delete\":0,\"insert\":\"d\"}]}\n",
                kith("diff", at("t"), "start", last("t"), "--json").good());
        assertEquals("", kith("diff", at("t"), first, first).good());
    }

    private String named(String name, String version, String... words) {
        kith("name", space, name, version).good();
        return kith(words).good();
    }

    @Test
    void theDifferenceOfCellsIsWhatEachWasAndIs() {
        kith("set", at("a"), "1").good();
        kith("set", at("b"), "{\"c\":true,\"d\":2}").good();
        kith("name", space, "before").good();
        kith("set", at("a"), "[2]").good();
        kith("rm", at("b/c")).good();
        kith("set", at("e"), "\"new\"").good();
        assertEquals(
                """
                a  1 → [2]
                b/c  true → nothing
                e  nothing → "new"
                """,
                kith("diff", space, "before").good());
        assertEquals(
                """
                {"path":"a","before":1,"after":[2]}
                {"path":"b/c","before":true}
                {"path":"e","after":"new"}
                """,
                kith("diff", space, "before", "--json").good());
        assertEquals(
                """
                a  1
                b
                  c  true
                  d  2
                """,
                kith("get", space, "--at", "before").good());
        assertEquals("c  true\nd  2\n", kith("get", at("b"), "--at", "before").good());
    }

    @Test
    void aVersionIsSaidInShortAsTheLogShowsIt() {
        kith("set", at("a"), "1").good();
        kith("set", at("a"), "2").good();
        String log = kith("log", at("a"), "--oldest").good();
        String first = log.substring(21, log.indexOf("   a"));
        assertEquals("a  1\n", kith("get", space, "--at", first.strip()).good());
        Typed typed = kith("get", space, "--at", "yesterday");
        assertEquals(1, typed.exit());
        assertTrue(typed.err().contains("(version-unknown)"), typed.err());
        assertEquals(1, kith("get", at("none"), "--at", first.strip()).exit());
    }

    @Test
    void namesAreListedMovedAndRemoved() {
        kith("set", at("a"), "1").good();
        kith("name", at("a"), "one").good();
        kith("set", at("a"), "2").good();
        assertEquals("a  1\n", kith("get", space, "--at", "one").good());
        kith("name", space, "one").good();
        kith("undo", space).good();
        kith("name", space, "undone").good();
        kith("redo", space).good();
        kith("name", space, "undone", "--remove").good();
        assertEquals("a  2\n", kith("get", space, "--at", "one").good());
        assertTrue(kith("names", at("a")).good().startsWith("one  "));
        kith("name", space, "one", "--remove").good();
        assertEquals("", kith("names", space).good());
        assertEquals(1, kith("name", space, "one", "--remove").exit());
        assertEquals(1, kith("name", space, "a,b").exit());
        assertEquals("a  2\n", kith("get", space).good());
    }

    // Taking back

    private void undo(String path) {
        kith("undo", at(path)).good();
    }

    private void redo(String path) {
        kith("redo", at(path)).good();
    }

    @Test
    void typingIsTakenBackStepByStepAndDoneAgain() {
        kith("set", at("t"), "--text", "one").good();
        kith("set", at("t"), "--text", "one two").good();
        kith("set", at("t"), "--text", "one, two").good();
        undo("t");
        assertEquals("one two\n", shown("t"));
        undo("t");
        assertEquals("one\n", shown("t"));
        redo("t");
        assertEquals("one two\n", shown("t"));
        redo("t");
        assertEquals("one, two\n", shown("t"));
        assertEquals(1, kith("redo", at("t")).exit());
        undo("t");
        undo("t");
        undo("t");
        assertEquals(1, kith("get", at("t")).exit(), "the text itself was taken back");
        assertTrue(kith("undo", at("t")).err().contains("(nothing-to-undo)"));
        redo("t");
        redo("t");
        redo("t");
        assertEquals("one, two\n", shown("t"));
    }

    @Test
    void aChangeInTheMiddleIsTakenBackAndWhatCameAfterStays() {
        kith("set", at("t"), "--text", "one two three").good();
        kith("set", at("t"), "--text", "one 2 three").good();
        String middle = last("t");
        kith("set", at("t"), "--text", "zero one 2 three four").good();
        kith("undo", at("t"), middle).good();
        assertEquals("zero one two three four\n", shown("t"));
        Typed again = kith("undo", at("t"), middle);
        assertTrue(again.err().contains("(undo-refused)"), again.err());
        assertEquals("zero one two three four\n", shown("t"));
    }

    @Test
    void valuesCountersSetsAndRemovedCellsComeBack() {
        kith("set", at("x"), "1").good();
        kith("set", at("x"), "2").good();
        kith("add", at("n"), "5").good();
        kith("add", at("n"), "-2").good();
        undo("n");
        assertEquals("5\n", shown("n").replaceAll(".* ", ""));
        undo("x");
        assertTrue(shown("x").endsWith("1\n"), shown("x"));
        undo("x");
        assertEquals(1, kith("get", at("x")).exit());
        redo("x");
        redo("x");
        assertTrue(shown("x").endsWith("2\n"), shown("x"));
        assertFalse(kith("get", at("x"), "--conflicts").good().contains("}, {"));
        kith("set", at("d"), "{\"a\":{\"b\":1},\"c\":[1]}").good();
        kith("set", at("d/t"), "--text", "text").good();
        kith("rm", at("d")).good();
        undo("d");
        assertEquals("a\n  b  1\nc  [1]\nt  \"text\"\n", shown("d"));
    }

    @Test
    void whatWasWrittenOverIsNotTakenBackAndNothingIsWritten() {
        kith("set", at("x"), "1").good();
        String first = last("x");
        kith("set", at("x"), "2").good();
        Typed refused = kith("undo", at("x"), first);
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("x was written since (undo-refused)"), refused.err());
        assertTrue(shown("x").endsWith("2\n"));
        assertEquals(1, kith("undo", at("nowhere")).exit());
    }

    @Test
    void whoWroteSomethingNewHasNothingToDoAgain() {
        kith("set", at("t"), "--text", "a").good();
        kith("set", at("t"), "--text", "ab").good();
        undo("t");
        kith("set", at("t"), "--text", "ac").good();
        assertTrue(kith("redo", at("t")).err().contains("nothing"));
        undo("t");
        assertEquals("a\n", shown("t"));
    }
}
