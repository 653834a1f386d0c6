package kith.lang;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BytesTest {
    @Test
    void ofCopiesAndWrapShares() {
        byte[] array = {1, 2};
        var copied = Bytes.of(array);
        var shared = Bytes.wrap(array);
        array[0] = 9;
        assertEquals("0102", copied.hex());
        assertEquals("0902", shared.hex());
        assertSame(array, shared.shared());
    }

    @Test
    void toArrayIsACopy() {
        var bytes = Bytes.of((byte) 1);
        bytes.toArray()[0] = 9;
        assertEquals(1, bytes.at(0));
    }

    @Test
    void hexGoesBothWaysInEitherCase() {
        assertEquals("00ff7fa0", Bytes.fromHex("00FF7fA0").hex());
        assertEquals(Bytes.EMPTY, Bytes.fromHex(""));
    }

    @Test
    void hexThatIsNoneIsRefusedByNameOfTheCharacter() {
        assertRefused("odd length: 3", "abc");
        assertRefused("not a hex digit at 1: \"g\"", "0g");
        assertRefused("not a hex digit at 0", "\uff11\uff11"); // digits, but not ours
        assertRefused("not a hex digit at 2", "00 0");
    }

    private static void assertRefused(String expected, String hex) {
        var error = assertThrows(Malformed.class, () -> Bytes.fromHex(hex));
        assertTrue(String.valueOf(error.getMessage()).contains(expected), error.getMessage());
    }

    @Test
    void aRangeOutsideTheArrayIsRefusedAndNotFilledWithZeros() {
        var bytes = Bytes.fromHex("010203");
        assertEquals("0203", bytes.slice(1, 3).hex());
        assertEquals(Bytes.EMPTY, bytes.slice(3, 3));
        assertThrows(IllegalArgumentException.class, () -> bytes.slice(0, 4));
        assertThrows(IllegalArgumentException.class, () -> bytes.slice(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> bytes.slice(2, 1));
    }

    @Test
    void orderIsOfUnsignedBytesAndThePrefixComesFirst() {
        assertTrue(Bytes.fromHex("7f").compareTo(Bytes.fromHex("80")) < 0);
        assertTrue(Bytes.fromHex("01").compareTo(Bytes.fromHex("0100")) < 0);
        assertTrue(Bytes.fromHex("0200").compareTo(Bytes.fromHex("01ff")) > 0);
        assertEquals(0, Bytes.fromHex("0a").compareTo(Bytes.of((byte) 10)));
    }

    @Test
    void equalBytesAreEqualAndHashAlike() {
        assertEquals(Bytes.fromHex("0a0b"), Bytes.of((byte) 10, (byte) 11));
        assertEquals(Bytes.fromHex("0a0b").hashCode(), Bytes.of((byte) 10, (byte) 11).hashCode());
        assertNotEquals(Bytes.fromHex("0a0b"), Bytes.fromHex("0a"));
        assertArrayEquals(new byte[] {10}, Bytes.fromHex("0a").toArray());
    }
}
