package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// Chain 1 belongs to somebody who was removed: what counts for nobody is his.
final class VoidTest {
    private static final Path T = Path.of("t");

    private final Text text = new Text(Chains.ORDER);

    private void splice(Viewpoint at, int position, int delete, String insert) {
        boolean isVoid = at.stamp().chain() == 1;
        assertTrue(text.splice(at, new Op.Splice(T, position, delete, insert), isVoid));
    }

    /// Somebody who has seen all that is here.
    private static Viewpoint all() {
        return Chains.at(3, 1, 9, Map.of(0, 9, 1, 9, 2, 9));
    }

    private void begin() {
        splice(Chains.at(0, 1, 1, Map.of()), 0, 0, "abcdef");
    }

    @Test
    void whatWasInsertedIsNotShownAndWhatWasDeletedIs() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY");
        splice(Chains.at(1, 2, 3, Map.of(0, 1)), 0, 2, "");
        assertEquals("abcdef", text.text());
        assertEquals(1, text.markCount());
        assertEquals(6, text.lengthAt(Chains.at(2, 1, 4, Map.of(0, 1, 1, 2))));
    }

    @Test
    void whoHadSeenItCountsItsPositionsWithIt() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY");
        splice(Chains.at(2, 1, 3, Map.of(0, 1, 1, 1)), 6, 0, "-"); // abcXYd-ef
        assertEquals("abcd-ef", text.text());
        splice(Chains.at(2, 2, 4, Map.of(0, 1, 1, 1, 2, 1)), 2, 4, ""); // ab-ef
        assertEquals("ab-ef", text.text());
    }

    @Test
    void whoHadNotSeenItDoesNot() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY");
        splice(Chains.at(2, 1, 3, Map.of(0, 1)), 4, 0, "-");
        assertEquals("abcd-ef", text.text());
    }

    @Test
    void aPlaceInWhatIsShownIsFoundAmongThePositionsOfAuthors() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY"); // for authors: abcXYdef
        assertEquals(3, text.placeOf(all(), 3));
        assertEquals(6, text.placeOf(all(), 4));
        assertEquals(8, text.placeOf(all(), 6));
        assertArrayEquals(new int[] {5, 2, 1, 2}, text.placesOf(all(), 1, 4));
    }

    @Test
    void whatAVoidDeletionDeletedIsShownAndHasNoPlace() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 2, 2, ""); // for authors: abef
        assertEquals("abcdef", text.text());
        assertEquals(2, text.placeOf(all(), 3));
        assertArrayEquals(new int[] {1, 2}, text.placesOf(all(), 1, 4));
        assertArrayEquals(new int[0], text.placesOf(all(), 2, 2));
    }

    @Test
    void whoSawAnOldVersionIsShownWhatCountsOfIt() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY"); // for authors: abcXYdef
        splice(Chains.at(1, 2, 3, Map.of(0, 1)), 0, 1, ""); // bcXYdef
        Viewpoint old = Chains.at(3, 1, 5, Map.of(0, 1, 1, 2));
        splice(Chains.at(2, 1, 4, Map.of(0, 1, 1, 2)), 6, 1, "123"); // bcXYde123
        assertEquals("abcde123", text.text());
        assertEquals(6, text.lengthAt(old));
        assertEquals("abcdef", text.textAt(old));
        assertEquals(5, text.placeOf(old, 4));
        assertArrayEquals(new int[] {4, 1, 0, 2}, text.placesOf(old, 0, 4));
        assertEquals('e', text.unitAt(old, 4));
        assertEquals(0, text.unitAt(old, 5));
        splice(old, text.placeOf(old, 4), 0, "-");
        assertEquals("abcd-e123", text.text());
    }

    @Test
    void withNothingVoidAPlaceIsAPosition() {
        begin();
        assertEquals(4, text.placeOf(all(), 4));
        assertArrayEquals(new int[] {1, 3}, text.placesOf(all(), 1, 3));
    }

    @Test
    void aTextThatIsReadGoesOnWithWhatIsVoid() {
        begin();
        splice(Chains.at(1, 1, 2, Map.of(0, 1)), 3, 0, "XY");
        splice(Chains.at(1, 2, 3, Map.of(0, 1)), 0, 1, "");
        Text again = Text.read(Chains.ORDER, text.write(), 10);
        assertEquals("abcdef", again.text());
        Viewpoint at = Chains.at(2, 1, 4, Map.of(0, 1, 1, 2)); // for authors: bcXYdef
        assertTrue(again.splice(at, new Op.Splice(T, 5, 1, "-"), false));
        assertEquals("abcd-f", again.text());
        assertEquals("abcdef", again.textAt(chain -> chain == 0 ? 1 : 0));
        assertEquals("abcdef", again.textAt(chain -> chain < 2 ? 9 : 0));
    }
}
