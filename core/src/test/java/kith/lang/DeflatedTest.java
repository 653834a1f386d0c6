package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeflatedTest {
    private static final int MUCH = 1 << 16;
    private static final int LITTLE = 1 << 14;

    private static byte[] random(int size) {
        return new Rng(7).bytes(size).toArray();
    }

    private static byte[] repeated(int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 50);
        }
        return bytes;
    }

    @Test
    void whatRepeatsPromisesToGetSmallerAndWhatIsRandomDoesNot() {
        assertTrue(Deflated.promises(repeated(MUCH), 0, MUCH));
        assertFalse(Deflated.promises(random(MUCH), 0, MUCH));
    }

    @Test
    void whatStandsInTheMiddleOfTheRangeTells() {
        byte[] bytes = new byte[3 * MUCH];
        System.arraycopy(random(MUCH), 0, bytes, MUCH, MUCH);
        assertFalse(Deflated.promises(bytes, 0, 3 * MUCH));
        assertFalse(Deflated.promises(bytes, MUCH, 2 * MUCH));
        assertTrue(Deflated.promises(bytes, 2 * MUCH, 3 * MUCH));
    }

    @Test
    void ofLittleItIsTriedAnyway() {
        assertTrue(Deflated.promises(random(LITTLE), 0, LITTLE));
        assertFalse(Deflated.promises(random(LITTLE + 1), 0, LITTLE + 1));
    }

    @Test
    void itPaysFromAnEighthOn() {
        assertTrue(Deflated.pays(700, 800));
        assertFalse(Deflated.pays(701, 800));
    }

    @Test
    void whatWasPackedComesBack() {
        for (byte[] bytes : new byte[][] {random(1000), repeated(1000)}) {
            byte[] packed = Deflated.packToKeep(bytes, 0, bytes.length);
            byte[] back = Deflated.unpack(packed, 0, packed.length, bytes.length);
            assertEquals(Bytes.wrap(bytes), Bytes.wrap(back));
        }
    }
}
