package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Malformed;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Chain 0 is the author whose name comes last.
final class ListOfTest {
    private static final Path L = Path.of("l");
    private static final Map<Integer, Integer> FIRST = Map.of(0, 1);

    private final ListOf list = new ListOf(Chains.ORDER);

    private static List<Value> values(String letters) {
        var values = new ArrayList<Value>();
        letters.chars()
                .forEach(letter -> values.add(new Value.Text(String.valueOf((char) letter))));
        return values;
    }

    private static String letters(List<Value> values) {
        var letters = new StringBuilder();
        values.forEach(value -> letters.append(((Value.Text) value).value()));
        return letters.toString();
    }

    private String letters() {
        return letters(list.value().items());
    }

    private boolean splice(Viewpoint at, int position, int delete, String insert) {
        return list.splice(at, new Op.ListSplice(L, position, delete, values(insert)), false);
    }

    private boolean move(Viewpoint at, int from, int to) {
        return list.move(at, new Op.ListMove(L, from, to), false);
    }

    private void begin() {
        assertTrue(splice(Chains.at(0, 1, 1, Map.of()), 0, 0, "abcd"));
    }

    @Test
    void whoMovesAnElementFindsItWhereItWasPut() {
        begin();
        assertTrue(move(Chains.at(0, 2, 2, FIRST), 0, 2));
        assertEquals("bcad", letters());
        assertTrue(move(Chains.at(0, 3, 3, Map.of(0, 2)), 3, 0));
        assertEquals("dbca", letters());
    }

    @Test
    void ofTwoWhoMoveOneElementTheLaterWinsAndItIsThereOnce() {
        begin();
        assertTrue(move(Chains.at(1, 1, 5, FIRST), 0, 3));
        assertEquals("bcda", letters());
        assertTrue(move(Chains.at(2, 1, 4, FIRST), 0, 1));
        assertEquals("bcda", letters());
        assertTrue(move(Chains.at(3, 1, 6, FIRST), 0, 2));
        assertEquals("bcad", letters());
    }

    @Test
    void whatIsDeletedStaysDeletedWhereverOthersMoveIt() {
        begin();
        assertTrue(move(Chains.at(1, 1, 2, FIRST), 0, 3));
        assertTrue(splice(Chains.at(2, 1, 3, FIRST), 0, 1, ""));
        assertEquals("bcd", letters());
        assertTrue(move(Chains.at(3, 1, 9, FIRST), 0, 2));
        assertEquals("bcd", letters());
    }

    @Test
    void whatWasMovedBeforeAnAuthorDeletedItIsDeletedAtItsNewPlace() {
        begin(); // x and the new place of a follow d; the name of chain 2 comes first
        assertTrue(splice(Chains.at(2, 1, 2, FIRST), 4, 0, "x"));
        assertTrue(move(Chains.at(1, 1, 2, FIRST), 0, 3));
        assertTrue(splice(Chains.at(1, 2, 3, Map.of(0, 1, 1, 1)), 3, 1, "y"));
        assertEquals("bcdxy", letters());
    }

    @Test
    void theMovesOfOneChangeHappenInTheirOrder() {
        begin();
        Viewpoint at = Chains.at(1, 1, 2, FIRST);
        assertTrue(move(at, 0, 3));
        assertTrue(move(at, 3, 1));
        assertTrue(splice(Chains.at(2, 1, 3, FIRST), 4, 0, "x"));
        assertEquals("bacdx", letters());
    }

    @Test
    void aPositionThatIsNotThereDoesNothing() {
        begin();
        assertFalse(move(Chains.at(1, 1, 2, FIRST), 4, 0));
        assertFalse(move(Chains.at(1, 1, 2, FIRST), 0, 4));
        assertFalse(splice(Chains.at(1, 1, 2, FIRST), 5, 0, "x"));
        assertFalse(splice(Chains.at(1, 1, 2, FIRST), 3, 2, "x"));
        assertFalse(move(Chains.at(1, 1, 2, Map.of()), 0, 0));
        assertEquals("abcd", letters());
        assertEquals(4, list.operations());
        assertEquals(1, list.markCount());
    }

    @Test
    void aListThatIsWrittenIsReadBackWithItsPast() {
        begin();
        assertTrue(move(Chains.at(1, 1, 5, FIRST), 0, 3));
        assertTrue(splice(Chains.at(2, 1, 6, FIRST), 1, 2, "xy"));
        String shown = letters();
        byte[] bytes = list.write();
        ListOf again = ListOf.read(Chains.ORDER, bytes, 10);
        assertEquals(shown, letters(again.values()));
        assertEquals("abcd", letters(again.valuesAt(chain -> chain == 0 ? 1 : 0)));
        assertEquals("bcda", letters(again.valuesAt(chain -> chain < 2 ? 1 : 0)));
        assertEquals(list.newest(), again.newest());
        assertEquals(2, again.markCount());
        again.move(Chains.at(3, 1, 4, FIRST), new Op.ListMove(L, 0, 1), false);
        assertEquals(shown, letters(again.values()));
        assertThrows(Malformed.class, () -> ListOf.read(Chains.ORDER, bytes, 2));
    }

    @Test
    void aClearedListLivesNoLongerAndAConcurrentElementMakesItLive() {
        begin();
        list.clear(Chains.at(1, 1, 2, FIRST), false);
        assertFalse(list.isLiving());
        assertEquals("", letters());
        assertTrue(splice(Chains.at(2, 1, 2, FIRST), 2, 0, "x"));
        assertTrue(move(Chains.at(2, 2, 3, Map.of(0, 1, 2, 1)), 0, 4));
        assertTrue(list.isLiving());
        assertEquals("x", letters());
    }

    @Test
    void aVoidMoveMovedNothingAndCountsForWhoHadSeenIt() {
        begin();
        assertTrue(list.move(Chains.at(1, 1, 2, FIRST), new Op.ListMove(L, 0, 3), true));
        assertEquals("abcd", letters());
        assertTrue(splice(Chains.at(2, 1, 3, Map.of(0, 1, 1, 1)), 1, 0, "x")); // in b x c d a
        assertEquals("abxcd", letters());
        assertEquals(1, list.markCount());
    }

    @Test
    void anElementNestedAsDeepAsAValueMayBeDoesNotFitIntoAnArray() {
        Value deep = Value.Int.of(1);
        for (int i = 0; i < Value.DEPTH_MAX; i++) {
            deep = Value.Array.of(deep);
        }
        List<Value> elements = List.of(deep);
        assertThrows(IllegalArgumentException.class, () -> new Op.ListSplice(L, 0, 0, elements));
    }
}
