package kith.lab.bench.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What one keystroke is on the line stays as small as it is.
class KeystrokesTest {
    /// Type, space, chain and flag; signature; number in two bytes, count, time, a shape, and the
    /// size of the content.
    private static final int AROUND = 4 + 64 + (2 + 1 + 8 + 2 + 1);

    /// One operation, its kind, and a path of two names of five letters; a place in two bytes, what
    /// goes and what comes.
    private static final int CONTENT = 2 + (1 + 6 + 6) + (2 + 1 + 2);

    /// A place of the other's chain, whose number takes one byte and whose change takes two.
    private static final int DEP = 1 + 2;

    private static final int GOAL = 140;

    @Test
    void theMessageOfAKeystrokeIsItsContentItsSignatureAnd18Bytes() {
        for (var sizes : new Keystrokes().byOne(5)) {
            assertEquals(CONTENT, sizes.content());
            assertEquals(AROUND + CONTENT, sizes.message());
            assertTrue(sizes.onTheLine() <= GOAL, () -> "" + sizes);
        }
    }

    @Test
    void whoSawTheOthersKeystrokeNamesItInThreeBytesMore() {
        for (var sizes : new Keystrokes().inTurns(5)) {
            assertTrue(sizes.message() <= AROUND + CONTENT + DEP, () -> "" + sizes);
            assertTrue(sizes.onTheLine() <= GOAL, () -> "" + sizes);
        }
    }
}
