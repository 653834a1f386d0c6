package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kith.lang.Malformed;
import org.junit.jupiter.api.Test;

final class PathTest {
    private static final Path ABC = Path.of("a", "b", "c");

    private static void assertRefused(
            String expected, org.junit.jupiter.api.function.Executable x) {
        assertEquals(expected, assertThrows(Malformed.class, x).getMessage());
    }

    @Test
    void itGoesUpAndDown() {
        assertEquals(ABC, Path.ROOT.child("a").child("b").child("c"));
        assertEquals(Path.of("a", "b"), ABC.parent());
        assertEquals("c", ABC.name());
        assertEquals(3, ABC.size());
        assertEquals("b", ABC.at(1));
        assertEquals(List.of("a", "b", "c"), ABC.segments());
        assertSame(Path.ROOT, Path.of("a").parent());
        assertTrue(Path.ROOT.isRoot());
        assertFalse(ABC.isRoot());
    }

    @Test
    void theRootHasNeitherNameNorParent() {
        assertThrows(IllegalStateException.class, Path.ROOT::name);
        assertThrows(IllegalStateException.class, Path.ROOT::parent);
    }

    @Test
    void itKnowsWhatStandsAboveIt() {
        assertTrue(ABC.startsWith(Path.ROOT));
        assertTrue(ABC.startsWith(Path.of("a", "b")));
        assertTrue(ABC.startsWith(ABC));
        assertFalse(ABC.startsWith(Path.of("a", "c")));
        assertFalse(Path.of("a").startsWith(ABC));
        assertFalse(Path.of("ab").startsWith(Path.of("a")));
    }

    @Test
    void aRelativePathAppendedIsTheWhole() {
        Path above = Path.of("a");
        assertEquals(Path.of("b", "c"), ABC.relativeTo(above));
        assertEquals(ABC, above.append(ABC.relativeTo(above)));
        assertSame(Path.ROOT, ABC.relativeTo(ABC));
        assertSame(ABC, ABC.relativeTo(Path.ROOT));
        assertSame(ABC, Path.ROOT.append(ABC));
        assertSame(ABC, ABC.append(Path.ROOT));
        assertThrows(IllegalArgumentException.class, () -> above.relativeTo(ABC));
    }

    @Test
    void itGivesItsFirstSegments() {
        assertEquals(Path.of("a", "b"), ABC.upTo(2));
        assertSame(ABC, ABC.upTo(3));
        assertThrows(IllegalArgumentException.class, () -> ABC.upTo(4));
        assertThrows(IllegalArgumentException.class, () -> ABC.upTo(-1));
        assertEquals(1, ABC.sharedSize(Path.of("a", "x")));
    }

    @Test
    void whatStandsAboveComesFirstAndUnitsDecide() {
        Path[] ordered = {
            Path.ROOT,
            Path.of(""),
            Path.of("", "z"),
            Path.of("."),
            Path.of("a"),
            Path.of("a", ""),
            Path.of("a", "b"),
            Path.of("a!"),
            Path.of("ab"),
            Path.of("b"),
            Path.of("😀"),
            Path.of("\uffff")
        };
        for (int i = 0; i < ordered.length; i++) {
            for (int k = 0; k < ordered.length; k++) {
                assertEquals(
                        Integer.signum(i - k), Integer.signum(ordered[i].compareTo(ordered[k])));
            }
        }
    }

    @Test
    void equalPathsHashAlikeHoweverTheyWereMade() {
        assertEquals(ABC.hashCode(), Path.parse("a/b/c").hashCode());
        assertEquals(
                ABC.hashCode(), Path.of("x", "a", "b", "c").relativeTo(Path.of("x")).hashCode());
        assertNotEquals(ABC, Path.of("a", "bc"));
        assertNotEquals(ABC, Path.of("a/b/c"));
        assertNotEquals(Path.of("ab", "c"), Path.of("a", "bc"));
    }

    @Test
    void nothingThatIsHandedOutCanBeChanged() {
        String[] given = {"a"};
        Path path = Path.of(given);
        given[0] = "b";
        assertEquals("a", path.name());
        assertThrows(UnsupportedOperationException.class, () -> path.segments().set(0, "b"));
    }

    @Test
    void aNameCanBeSharedWithAPathThatHasTheSameAndWithNoOther() {
        Path above = Path.of("a", "b");
        Path path = Path.parse("a/b/c");
        path.share(1, above.at(1));
        assertSame(above.at(1), path.at(1));
        assertEquals(Path.of("a", "b", "c"), path);
        assertThrows(IllegalArgumentException.class, () -> path.share(2, "d"));
    }

    @Test
    void tenThousandSegmentsAreRefused() {
        assertRefused(
                "path of 10000 segments, at most 128: nest less",
                () -> Path.of(Collections.nCopies(10_000, "a")));
        assertThrows(Malformed.class, () -> Path.parse("a/".repeat(10_000)));
        Path longest = Path.of(Collections.nCopies(128, "a"));
        assertEquals(longest, Path.parse(longest.toText()));
        assertThrows(Malformed.class, () -> longest.child("a"));
        assertThrows(Malformed.class, () -> longest.append(ABC));
    }

    @Test
    void nulInASegmentIsRefused() {
        assertRefused(
                "path segment \"a\\u0000b\" has the character NUL at 1: names may have any other",
                () -> Path.of("a\0b"));
        assertThrows(Malformed.class, () -> Path.parse("x/\0"));
        assertThrows(Malformed.class, () -> Path.ROOT.child("\0"));
    }

    @Test
    void boundsCountBytesOfUtf8() {
        assertEquals(1, Path.of("é".repeat(512)).size());
        assertRefused(
                "path segment \""
                        + "é".repeat(40)
                        + "…\" of 1026 bytes of UTF-8, at most 1024: use a shorter name",
                () -> Path.of("é".repeat(513)));
        String[] four = new String[4];
        Arrays.fill(four, "y".repeat(1024));
        Path full = Path.of(four);
        assertRefused(
                "path of 4097 bytes of UTF-8, at most 4096: use shorter names or nest less",
                () -> full.child("z"));
        assertEquals(5, full.child("").size());
        assertThrows(Malformed.class, () -> full.append(Path.of("z")));
        assertThrows(Malformed.class, () -> Path.of("z").append(full));
    }

    @Test
    void anErrorInATextShowsWhereAndWhatToWrite() {
        assertRefused(
                "path \"a/../b\" has at 2 the segment '..': write ~.. for that name",
                () -> Path.parse("a/../b"));
        assertRefused(
                "path \"a//b\" has at 2 an empty segment: write ~_ for an empty name",
                () -> Path.parse("a//b"));
        assertRefused(
                "path \"~.x\" has at 0 '~.': names with a leading dot are Kith's own at the root of a"
                        + " space, use another",
                () -> Path.parse("~.x"));
        assertRefused(
                "path \"a/b~c\" has at 3 '~' without its meaning: write ~0 for '~', ~1 for '/', ~."
                        + " for a leading dot and ~_ alone for an empty name",
                () -> Path.parse("a/b~c"));
    }

    @Test
    void listsThatBeginWithDotsAloneHaveNoText() {
        for (String dots : new String[] {".", ".."}) {
            String text = Path.of(dots, "a").toText();
            assertEquals("~" + dots + "/a", text);
            assertThrows(Malformed.class, () -> Path.parse(text));
        }
        assertEquals(".../a", Path.of("...", "a").toText());
    }
}
