package kith.lang;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Sha256Properties {
    @Property(tries = 300)
    void itHashesAsThePlatformDoes(@ForAll long seed, @ForAll @IntRange(max = 5000) int size)
            throws NoSuchAlgorithmException {
        check(new Rng(seed).bytes(size));
    }

    @Example
    void everyPlaceOfThePaddingIsRight() throws NoSuchAlgorithmException {
        var rng = new Rng(1);
        for (int size = 0; size <= 260; size++) {
            check(rng.bytes(size));
        }
    }

    private static void check(Bytes message) throws NoSuchAlgorithmException {
        assertArrayEquals(
                MessageDigest.getInstance("SHA-256").digest(message.toArray()),
                Sha256.hash(message).toArray());
    }
}
