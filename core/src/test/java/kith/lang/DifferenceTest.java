package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lang.Difference.Edit;
import kith.lang.Difference.Lines;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void equalTextsNeedNoEdit() {
        assertEquals(List.of(), Difference.between("same\n", "same\n"));
    }

    @Test
    void twoWordsFarApartAreTwoEdits() {
        assertEquals(
                List.of(new Edit(4, 3, "dog"), new Edit(16, 0, "un")),
                Difference.between("the cat\nsat\nand did\n", "the dog\nsat\nand undid\n"));
    }

    @Test
    void aLineThatMovedIsOneLineTakenAndOnePut() {
        assertEquals(
                List.of(new Edit(0, 0, "c\n"), new Edit(6, 2, "")),
                Difference.between("a\nb\nc\nd\n", "c\na\nb\nd\n"));
    }

    @Test
    void aPairThatSharesAHalfIsReplacedWhole() {
        String face = "\uD83D\uDE00";
        String other = "\uD83D\uDE01";
        assertEquals(
                List.of(new Edit(2, 2, other)),
                Difference.between("a " + face + " b", "a " + other + " b"));
        String same = "\uD83E\uDE00";
        assertEquals(List.of(new Edit(0, 2, same)), Difference.between(face, same));
    }

    @Test
    void textsWithNothingInCommonAreOneReplacementAndEndInTime() {
        var from = new StringBuilder();
        var to = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            from.append("x").append(i).append('\n');
            to.append("y").append(i).append('\n');
        }
        List<Edit> edits = Difference.between(from.toString(), to.toString());
        assertTrue(edits.size() <= Difference.EDITS_MAX, edits.size() + " edits");
        assertEquals(to.toString(), DifferenceProperties.applied(from.toString(), edits));
    }

    @Test
    void linesSayWhichBecameWhich() {
        assertEquals(
                List.of(new Lines(1, 2, 1, 1), new Lines(3, 3, 2, 4)),
                Difference.lines("a\nb\nc\n", "a\nc\nd\ne"));
    }
}
