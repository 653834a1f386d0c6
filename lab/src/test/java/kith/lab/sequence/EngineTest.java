package kith.lab.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.sequence.Feed;
import kith.lang.Rng;
import kith.log.Stamp;
import org.junit.jupiter.api.Test;

/// The engine beside the definition, on as many seeds as the suite has time for.
class EngineTest {
    private static final int SEEDS = 150;

    @Test
    void theEngineShowsWhatTheDefinitionSays() {
        var fuzz = new Fuzz(EngineSubject.KIND);
        assertNull(fuzz.run(1, SEEDS, Profile.SMALL_ONES));
        assertTrue(fuzz.operations() > 100L * SEEDS, () -> fuzz.operations() + " operations");
    }

    @Test
    void theLawsHoldForTheEngine() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertNull(Laws.broken(EngineSubject.KIND, seed));
        }
    }

    /// Found by hand: the first operation of all is void, so that the tracker begins at nothing.
    @Test
    void aHistoryOfWhichEverythingIsVoidShowsNothing() {
        var graph = new Graph();
        graph.add(1, List.of(), new Edit.Splice(0, 0, "b"));
        graph.makeVoid(0);
        Subject subject = EngineSubject.KIND.open(graph, 0);
        subject.makeVoid(graph.voids());
        subject.receive(List.of(0));
        assertEquals(List.of(), subject.list());
    }

    /// Somebody who sees what is shown, and not what is void, inserts and deletes there.
    @Test
    void whatIsInsertedAtAPlaceThatIsShownIsShownThere() {
        int inserted = 0;
        for (long seed = 1; seed <= 150; seed++) {
            Graph graph = RandomGraph.of(Profile.named("mixed"), seed);
            if (graph.voids().isEmpty()) {
                continue;
            }
            var rng = new Rng(seed);
            Feed feed = fed(graph);
            String shown = feed.text();
            int at = rng.nextInt(shown.length() + 1);
            if (at > 0 && feed.placesOf(at - 1, 1).length == 0) {
                continue; // it stands behind what was deleted by a void operation
            }
            feed.splice(feed.frontier(), new Stamp(3, 999, 1), false, feed.placeOf(at), 0, "#");
            String expected = shown.substring(0, at) + "#" + shown.substring(at);
            assertEquals(expected, feed.text(), "seed " + seed);
            inserted++;
        }
        assertTrue(inserted > 10, inserted + " tried");
    }

    @Test
    void whoWritesFromAnOldVersionFindsThePlacesOfWhatItShowed() {
        int written = 0;
        for (long seed = 1; seed <= 150; seed++) {
            Graph graph = RandomGraph.of(Profile.named("mixed"), seed);
            var rng = new Rng(seed);
            Feed feed = fed(graph);
            if (graph.voids().isEmpty()) {
                continue;
            }
            for (int i = 0; i < 5; i++) {
                written += writeFrom(feed, new int[] {rng.nextInt(feed.end())}, rng, seed) ? 1 : 0;
            }
        }
        assertTrue(written > 50, written + " tried");
    }

    /// Replaces a piece of what that version shows; false when it cannot be named.
    private static boolean writeFrom(Feed feed, int[] version, Rng rng, long seed) {
        String shown = feed.at(version).text();
        int at = rng.nextInt(shown.length() + 1);
        int units = rng.nextInt(shown.length() - at + 1);
        for (int i = Math.max(0, at - 1); i < at + units; i++) {
            if (feed.placesOf(version, i, 1).length == 0) {
                return false;
            }
        }
        int place = feed.placeOf(version, at);
        int[] gone = feed.placesOf(version, at, units);
        int[] before = version;
        for (int i = 0; i < gone.length && units > 0; i += 2) {
            assertTrue(
                    feed.splice(
                            before, new Stamp(4, feed.end(), 1), false, gone[i], gone[i + 1], ""));
            before = new int[] {feed.end() - 1};
        }
        assertTrue(feed.splice(before, new Stamp(4, feed.end(), 1), false, place, 0, "#"));
        String expected = shown.substring(0, at) + "#" + shown.substring(at + units);
        assertEquals(expected, feed.at(new int[] {feed.end() - 1}).text(), "seed " + seed);
        return true;
    }

    @Test
    void whatIsDeletedAtAPlaceThatIsShownIsGone() {
        int deleted = 0;
        for (long seed = 1; seed <= 150; seed++) {
            Graph graph = RandomGraph.of(Profile.named("tiny-cut"), seed);
            if (graph.voids().isEmpty()) {
                continue;
            }
            var rng = new Rng(seed);
            Feed feed = fed(graph);
            String shown = feed.text();
            int at = rng.nextInt(shown.length() + 1);
            int units = rng.nextInt(shown.length() - at + 1);
            var left = new StringBuilder();
            for (int i = at; i < at + units; i++) {
                left.append(feed.placesOf(i, 1).length == 0 ? shown.substring(i, i + 1) : "");
            }
            int[] places = feed.placesOf(at, units);
            for (int i = 0; i < places.length; i += 2) {
                var by = new Stamp(3, 999 + i, 1);
                feed.splice(feed.frontier(), by, false, places[i], places[i + 1], "");
                deleted += places[i + 1];
            }
            String expected = shown.substring(0, at) + left + shown.substring(at + units);
            assertEquals(expected, feed.text(), "seed " + seed);
        }
        assertTrue(deleted > 10, deleted + " deleted");
    }

    @Test
    void whatIsMovedFromAPlaceThatIsShownIsShownWhereItWasWanted() {
        int moved = 0;
        for (long seed = 1; seed <= 150; seed++) {
            Graph graph = RandomGraph.of(Profile.named("list"), seed);
            var rng = new Rng(seed);
            Feed feed = fed(graph);
            var shown = new ArrayList<>(feed.values());
            if (graph.voids().isEmpty() || shown.isEmpty()) {
                continue;
            }
            int from = rng.nextInt(shown.size());
            int to = rng.nextInt(shown.size());
            int[] move = feed.moveOf(from, to);
            int before = to <= from ? to - 1 : to;
            if (move.length == 0 || before >= 0 && feed.placesOf(before, 1).length == 0) {
                continue; // nobody can name it, or what it is to stand behind
            }
            var by = new Stamp(3, 999, Long.MAX_VALUE);
            assertTrue(feed.move(feed.frontier(), by, false, move[0], move[1]));
            shown.add(to, shown.remove(from));
            assertEquals(shown, feed.values(), "seed " + seed);
            moved++;
        }
        assertTrue(moved > 10, moved + " tried");
    }

    private static Feed fed(Graph graph) {
        var numbers = new ArrayList<Integer>();
        graph.all().stream().forEach(numbers::add);
        var subject = (EngineSubject) EngineSubject.KIND.open(graph, 0);
        subject.makeVoid(graph.voids());
        subject.receive(numbers);
        return subject.feed();
    }
}
