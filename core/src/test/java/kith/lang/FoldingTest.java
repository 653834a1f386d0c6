package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void lettersOfEveryScriptAreTheSameInBothCases() {
        for (String text : new String[] {"Milk", "ÄPFEL", "Σίσυφος", "Привет", "\ud801\udc00x"}) {
            String folded = Folding.fold(text);
            assertEquals(folded, Folding.fold(folded), text);
            assertTrue(Folding.contains("a " + text + " b", folded), text);
        }
        assertEquals(Folding.fold("ΣΊΣΥΦΟΣ"), Folding.fold("Σίσυφος"), "both small sigmas");
        assertEquals(Folding.fold("\ud801\udc28"), Folding.fold("\ud801\udc00"), "two chars each");
    }

    @Test
    void everyCodePointIsFoldedAsTheLibraryComparesIt() {
        for (int point = 0; point < 0x20000; point++) {
            boolean surrogate = point >= 0xd800 && point < 0xe000;
            if (!surrogate && Character.isLetter(point)) {
                String one = new String(Character.toChars(point));
                String other = new String(Character.toChars(Character.toUpperCase(point)));
                assertEquals(Folding.fold(one), Folding.fold(other), "U+" + point);
                assertTrue(one.equalsIgnoreCase(Folding.fold(one)), "U+" + point);
            }
        }
    }

    @Test
    void nothingElseIsTheSame() {
        assertFalse(Folding.contains("straße", Folding.fold("STRASSE")));
        assertFalse(Folding.contains("abc", "abcd"));
        assertTrue(Folding.contains("abc", ""));
    }
}
