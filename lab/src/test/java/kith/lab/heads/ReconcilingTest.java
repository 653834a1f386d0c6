package kith.lab.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Rng;
import kith.port.Limits;
import kith.sync.SketchMessage;
import kith.sync.SketchMessage.Row;
import kith.sync.SketchMessage.Same.By;
import kith.sync.sketch.SketchKey;
import org.junit.jupiter.api.Test;

/// How two sides with many heads find out what differs, and what they do when somebody lies.
class ReconcilingTest {
    private static final int AUTHORS = 400;

    /// Both roles: who has the smaller salt sends.
    private static final int SEEDS = 6;

    private interface Story {
        void tell(Pair pair);
    }

    private static void each(Story story) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                story.tell(Pair.of(seed, AUTHORS));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private static int bytes(HeadsPeer peer, String message) {
        int[] counts = peer.tally().get(message);
        return counts == null ? 0 : counts[0];
    }

    private static int count(Pair pair, String message) {
        int count = 0;
        for (HeadsPeer peer : List.of(pair.one(), pair.other())) {
            int[] counts = peer.tally().get(message);
            count += counts == null ? 0 : counts[1];
        }
        return count;
    }

    private static int bytes(Pair pair) {
        int sum = 0;
        for (HeadsPeer peer : List.of(pair.one(), pair.other())) {
            sum += peer.tally().values().stream().mapToInt(counts -> counts[0]).sum();
            sum -= bytes(peer, "Hello") + bytes(peer, "Space") + bytes(peer, "Changes");
        }
        return sum;
    }

    private static void assertInSync(Pair pair) {
        assertEquals("", pair.one().hungUp() + pair.other().hungUp());
        assertTrue(pair.isInSync());
    }

    private static void assertSketched(Pair pair) {
        assertInSync(pair);
        assertEquals(0, count(pair, "Have ALL_LAST"));
        assertTrue(count(pair, "Differ") > 0);
    }

    private static void assertNamed(Pair pair) {
        assertInSync(pair);
        assertEquals(2, count(pair, "Have ALL_LAST"));
    }

    @Test
    void whoIsAheadInTenChainsSendsThemAfterOneRoundTrip() {
        each(
                pair -> {
                    for (int author = 0; author < 10; author++) {
                        pair.one().write(20 + author);
                    }
                    pair.meet();
                    assertSketched(pair);
                    int more = count(pair, "More");
                    assertTrue(pair.flightsUntilChanges() <= 3 + 2 * more);
                    assertTrue(bytes(pair) < 1_024 + 154 + 700 * more, () -> "" + bytes(pair));
                    assertEquals(0, count(pair, "Chain"));
                });
    }

    @Test
    void equalSetsCostOneRowAndOneAnswer() {
        each(
                pair -> {
                    pair.meet();
                    assertSketched(pair);
                    assertEquals(1, count(pair, "Row"));
                    assertEquals(4, bytes(pair.one(), "Differ") + bytes(pair.other(), "Differ"));
                    assertEquals(0, count(pair, "Have DURABLE") + count(pair, "Have NAMED"));
                    assertEquals(0, count(pair, "Changes"));
                });
    }

    @Test
    void bothMayBeAheadAndHaveChainsThatTheOtherLacks() {
        each(
                pair -> {
                    for (int i = 0; i < 6; i++) {
                        pair.one().write(i);
                        pair.other().write(50 + i);
                        pair.one().write(AUTHORS + i);
                        pair.other().write(2 * AUTHORS + i);
                    }
                    pair.meet();
                    assertSketched(pair);
                    pair.meet();
                    assertSketched(pair);
                    assertEquals(0, count(pair, "Changes"));
                });
    }

    @Test
    void moreCellsAreSentUntilTheyTell() {
        each(
                pair -> {
                    for (int author = 0; author < 60; author++) {
                        pair.one().write(author);
                    }
                    pair.meet();
                    assertSketched(pair);
                    assertTrue(count(pair, "More") >= 2);
                });
    }

    @Test
    void whatIsTooFarBehindToBeMadeOutIsNamed() {
        each(
                pair -> {
                    for (int i = 0; i < 1_100; i++) {
                        pair.one().write(7);
                    }
                    pair.other().write(9);
                    pair.meet();
                    assertSketched(pair);
                    assertTrue(count(pair, "Have NAMED") > 0);
                });
    }

    @Test
    void whereVeryMuchDiffersAllIsNamed() {
        each(
                pair -> {
                    for (int author = 0; author < 9 * AUTHORS / 10; author++) {
                        pair.one().write(author);
                    }
                    pair.meet();
                    assertNamed(pair);
                    assertTrue(count(pair, "More") > 0);
                });
        each(
                pair -> {
                    for (int author = AUTHORS; author < 2 * AUTHORS; author++) {
                        pair.one().write(author);
                    }
                    pair.meet();
                    assertNamed(pair);
                    assertEquals(0, count(pair, "Row"));
                });
    }

    @Test
    void withFewChainsOrAnOlderProgramAllIsNamed() {
        each(
                pair -> {
                    pair.one().write(1);
                    pair.limits(Limits.DEFAULT.with(to -> to.sketchHeadsMin = AUTHORS + 1));
                    pair.meet();
                    assertNamed(pair);
                    assertEquals(0, count(pair, "Offer"));
                });
        each(
                pair -> {
                    pair.one().write(1);
                    pair.otherSpeaks(List.of(1));
                    pair.meet();
                    assertNamed(pair);
                    assertEquals(0, count(pair, "Offer") + count(pair, "Same"));
                });
    }

    @Test
    void oneSideThatHasFewHearsAllAndTellsAll() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var pair = new Pair(seed);
            pair.one().writeFirst(AUTHORS);
            pair.other().write(AUTHORS + 1);
            pair.meet();
            assertNamed(pair);
        }
    }

    @Test
    void headsThatWerePreparedCostNoMore() {
        each(
                pair -> {
                    var prepared = Prepared.against(new SketchKey(1, 2, 3, 4), 48);
                    for (int author = 0; author < 10; author++) {
                        pair.one().write(author, prepared);
                    }
                    pair.meet();
                    assertSketched(pair);
                    assertTrue(bytes(pair) < 1_024 + 154 + 700 * count(pair, "More"));
                });
    }

    @Test
    void cellsThatNeverTellEndInNamingAll() {
        each(
                pair -> {
                    var rng = new Rng(3);
                    pair.one().write(5);
                    pair.tap(
                            (fromOne, message) ->
                                    message instanceof Row row ? nonsense(row, rng) : message);
                    pair.meet();
                    assertNamed(pair);
                    assertTrue(count(pair, "More") <= 4, "rows of 54, 108, 216 and 400 cells");
                });
    }

    private static Row nonsense(Row row, Rng rng) {
        var cells = new ArrayList<Row.Cell>();
        row.cells().forEach(cell -> cells.add(new Row.Cell(rng.nextLong(), rng.nextInt())));
        return new Row(row.space(), cells);
    }

    @Test
    void whoBreaksTheRulesLosesTheLink() {
        breaks((row) -> new Row(row.space(), row.cells().subList(0, 0)));
        breaks((row) -> new SketchMessage.Offer(1, new Rng(1).bytes(16), 9));
        breaks((row) -> new SketchMessage.Differ(1, List.of(), List.of(5L)));
        breaks((row) -> new SketchMessage.Name(1, List.of()));
        breaks((row) -> new SketchMessage.More(1));
        breaks((row) -> new SketchMessage.Same(1, 0, By.SYMBOL, 5));
        breaks((row) -> new SketchMessage.Same(1, 0, By.PLACE, 5));
        breaks((row) -> new SketchMessage.Same(1, 0, By.NUMBER, 5));
        breaks(
                (row) -> {
                    var many = new ArrayList<Row.Cell>();
                    for (int i = 0; i < AUTHORS + 1; i++) {
                        many.add(row.cells().getFirst());
                    }
                    return new Row(row.space(), many);
                });
    }

    private interface Instead {
        SketchMessage of(Row row);
    }

    private static void breaks(Instead instead) {
        var pair = Pair.of(1, AUTHORS);
        pair.one().write(5);
        pair.tap((fromOne, message) -> message instanceof Row row ? instead.of(row) : message);
        pair.meet();
        assertNotEquals("", pair.one().hungUp() + pair.other().hungUp());
        assertFalse(pair.isInSync());
        pair.tap((fromOne, message) -> message);
        pair.meet();
        assertSketched(pair);
    }
}
