package kith.lab.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Cases whose texts are worked out by hand from the definition, for both twins.
class TreeTwinTest {
    private final Graph graph = new Graph();

    @Test
    void theEditsOfOneAuthorAreCarriedOutOneAfterTheOther() {
        text(0, List.of(), splice(0, 0, "shopping"), splice(0, 4, "h"), splice(1, 0, "o"));
        assertText("hoping");
    }

    @Test
    void whatIsInsertedWhereSomethingIsDeletedStandsInItsPlace() {
        int base = text(0, List.of(), splice(0, 0, "abc"));
        text(0, List.of(base), splice(1, 1, "X"));
        assertText("aXc");
    }

    @Test
    void concurrentUnitsAtOnePlaceStandInTheOrderOfTheirAuthors() {
        text(2, List.of(), splice(0, 0, "c"));
        text(0, List.of(), splice(0, 0, "a"));
        text(1, List.of(), splice(0, 0, "b"));
        assertText("abc");
    }

    @Test
    void theEventsOfOneAuthorAgainstOldVersionsStandInTheirOrder() {
        text(0, List.of(), splice(0, 0, "a"));
        text(0, List.of(), splice(0, 0, "b"));
        text(0, List.of(), splice(0, 0, "c"));
        assertText("abc");
    }

    @Test
    void runsTypedForwardsAtOnePlaceStayTogether() {
        int base = text(0, List.of(), splice(0, 0, "[]"));
        int one = text(2, List.of(base), splice(1, 0, "x"));
        int two = text(1, List.of(base), splice(1, 0, "a"));
        one = text(2, List.of(one), splice(2, 0, "y"));
        two = text(1, List.of(two), splice(2, 0, "b"));
        text(2, List.of(one), splice(3, 0, "z"));
        text(1, List.of(two), splice(3, 0, "c"));
        assertText("[abcxyz]");
    }

    @Test
    void runsTypedBackwardsAtOnePlaceStayTogether() {
        int base = text(0, List.of(), splice(0, 0, "[]"));
        int one = text(2, List.of(base), splice(1, 0, "z"));
        int two = text(1, List.of(base), splice(1, 0, "c"));
        one = text(2, List.of(one), splice(1, 0, "y"));
        two = text(1, List.of(two), splice(1, 0, "b"));
        text(2, List.of(one), splice(1, 0, "x"));
        text(1, List.of(two), splice(1, 0, "a"));
        assertText("[abcxyz]");
    }

    /// "a" and "Y" are both left children of "b", so that the text is "aYb". "X" and "W" are both
    /// right children of "a"; whoever wrote "X" knew nothing of "Y", so that its right origin is
    /// "b", that of "W" is "Y". The one with the later right origin comes first, which is "X",
    /// although its author is the higher one: here FugueMax and Fugue differ.
    @Test
    void rightSiblingsStandInTheReverseOrderOfTheirRightOrigins() {
        int base = text(0, List.of(), splice(0, 0, "b"));
        int before = text(0, List.of(base), splice(0, 0, "a"));
        int other = text(1, List.of(base), splice(0, 0, "Y"));
        text(3, List.of(before), splice(1, 0, "X"));
        text(2, List.of(before, other), splice(1, 0, "W"));
        assertText("aXWYb");
    }

    /// After "b" was deleted it is still the right child of "a". So "x", inserted after "a", is a
    /// left child of "b"; and "y", by someone who still saw "b", is a right child of it.
    @Test
    void deletedUnitsStillDecideWhereOthersGo() {
        int base = text(0, List.of(), splice(0, 0, "ab"));
        int deleted = text(0, List.of(base), splice(1, 1, ""));
        text(2, List.of(deleted), splice(1, 0, "x"));
        text(1, List.of(base), splice(2, 0, "y"));
        assertText("axy");
    }

    @Test
    void whatTwoDeleteIsDeletedOnceAndNothingElse() {
        int base = text(0, List.of(), splice(0, 0, "abcdef"));
        text(0, List.of(base), splice(1, 3, ""));
        text(1, List.of(base), splice(2, 3, "X"));
        assertText("aXf");
    }

    @Test
    void aClearTakesWhatItsAuthorSawAndLeavesWhatIsWrittenMeanwhile() {
        int base = text(0, List.of(), splice(0, 0, "abc"));
        text(0, List.of(base), new Edit.Clear(), splice(0, 0, "new"));
        text(1, List.of(base), splice(2, 0, "X"));
        // "new" stands before "a", to which it is a left child; "X" is a left child of "c"
        assertText("newX");
    }

    @Test
    void anyVersionCanBeRead() {
        int base = text(0, List.of(), splice(0, 0, "abc"));
        int one = text(0, List.of(base), splice(3, 0, "d"));
        text(1, List.of(base), splice(0, 1, ""));
        var twin = new TreeTwin(graph);
        assertEquals("", twin.text(new BitSet()));
        assertEquals("abc", twin.text(graph.version(List.of(base))));
        assertEquals("abcd", twin.text(graph.version(List.of(one))));
        assertEquals("bcd", twin.text(graph.all()));
    }

    @Test
    void whatAVoidEventInsertedIsNotShownAndWhatItDeletedIs() {
        int base = text(0, List.of(), splice(0, 0, "abc"));
        int removed = text(1, List.of(base), splice(1, 1, "XY"));
        // its author sees "aXYc" and writes after the "Y"
        text(2, List.of(removed), splice(3, 0, "!"));
        assertText("aXY!c");
        graph.makeVoid(removed);
        assertText("a!bc");
        assertEquals(
                Edit.units("aXYc"), new TreeTwin(graph).positions(graph.version(List.of(removed))));
    }

    @Test
    void anElementThatTwoMoveIsOnceWhereTheNewestMovePutIt() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3, 4));
        graph.add(new Event(1, 9, List.of(base), List.of(new Edit.Move(0, 3))));
        graph.add(new Event(2, 8, List.of(base), List.of(new Edit.Move(0, 1))));
        assertList(2, 3, 4, 1);
    }

    @Test
    void ofTwoMovesAtOneTimeThatOfTheHigherAuthorCounts() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3, 4));
        text(2, List.of(base), new Edit.Move(0, 1));
        text(1, List.of(base), new Edit.Move(0, 3));
        assertList(2, 1, 3, 4);
    }

    @Test
    void theLaterOfTwoMovesInOneEventCounts() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3));
        text(0, List.of(base), new Edit.Move(0, 2), new Edit.Move(2, 1));
        assertList(2, 1, 3);
    }

    @Test
    void aMoveDoesNotBringBackWhatIsDeleted() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3));
        text(0, List.of(base), values(0, 1));
        text(1, List.of(base), new Edit.Move(0, 2));
        assertList(2, 3);
    }

    @Test
    void aDeletionTakesTheElementFromWhereverItIs() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3));
        int moved = text(0, List.of(base), new Edit.Move(0, 2));
        text(0, List.of(moved), values(2, 1));
        text(1, List.of(base), new Edit.Move(0, 1));
        assertList(2, 3);
    }

    @Test
    void aVoidMoveMovedNothing() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3));
        int first = text(0, List.of(base), new Edit.Move(0, 1));
        int second = text(1, List.of(first), new Edit.Move(1, 2));
        assertList(2, 3, 1);
        graph.makeVoid(second);
        assertList(2, 1, 3);
        graph.makeVoid(first);
        assertList(1, 2, 3);
    }

    @Test
    void insertionsBesideAMovedElementGoWithThePlaceWhereItWasSeen() {
        int base = text(0, List.of(), values(0, 0, 1, 2, 3));
        text(0, List.of(base), new Edit.Move(0, 2));
        text(1, List.of(base), values(1, 0, 9));
        assertList(9, 2, 3, 1);
    }

    @Test
    void aPositionPastTheEndIsRefused() {
        text(0, List.of(), splice(0, 0, "abc"));
        graph.add(0, List.of(0), splice(4, 0, "x"));
        assertThrows(IllegalArgumentException.class, () -> new TreeTwin(graph));
    }

    @Test
    void aDeletionPastTheEndIsRefused() {
        text(0, List.of(), splice(0, 0, "abc"));
        graph.add(0, List.of(0), splice(2, 2, ""));
        assertThrows(IllegalArgumentException.class, () -> new TreeTwin(graph));
    }

    private int text(int author, List<Integer> parents, Edit... edits) {
        return graph.add(author, parents, edits);
    }

    private static Edit splice(int at, int delete, String insert) {
        return new Edit.Splice(at, delete, insert);
    }

    private static Edit values(int at, int delete, Integer... values) {
        return new Edit.Values(at, delete, List.of(values));
    }

    private void assertText(String expected) {
        assertEquals(expected, new TreeTwin(graph).text(graph.all()));
        assertEquals(expected, WalkTwin.of(graph).text());
    }

    private void assertList(Integer... expected) {
        assertEquals(List.of(expected), new TreeTwin(graph).list(graph.all()));
        assertEquals(List.of(expected), WalkTwin.of(graph).list());
    }
}
