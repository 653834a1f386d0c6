package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    @Test
    void aMillionLettersHashAsTheStandardSays() {
        var message = new byte[1_000_000];
        Arrays.fill(message, (byte) 'a');
        assertEquals(
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
                Sha256.hash(Bytes.wrap(message)).hex());
    }

    @Test
    void aRangeIsHashedAsIfItStoodAlone() {
        byte[] array = Bytes.fromHex("ff616263ff").toArray();
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                Bytes.wrap(Sha256.hash(array, 1, 4)).hex());
    }

    @Test
    void aRangeOutsideTheArrayIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Sha256.hash(new byte[3], 0, 4));
        assertThrows(IllegalArgumentException.class, () -> Sha256.hash(new byte[3], -1, 3));
        assertThrows(IllegalArgumentException.class, () -> Sha256.hash(new byte[3], 2, 1));
    }
}
