package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Base32Properties {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    @Property
    void everythingComesBack(@ForAll byte[] bytes) {
        var wrapped = Bytes.wrap(bytes);
        assertEquals(wrapped, Base32.decode(Base32.encode(wrapped)));
    }

    /// The twin: the bytes and zero bits as one number, its digits to the base of 32.
    @Property
    void itIsANumberToTheBaseOf32(@ForAll byte[] bytes) {
        int digits = (bytes.length * 8 + 4) / 5;
        var number = new BigInteger(1, bytes).shiftLeft(digits * 5 - bytes.length * 8);
        var text = new StringBuilder();
        for (int i = digits - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt(number.shiftRight(5 * i).intValue() & 31));
        }
        assertEquals(text.toString(), Base32.encode(Bytes.wrap(bytes)));
    }

    @Property(tries = 5000)
    void aTextThatIsTakenIsTheOnlyOneButForCase(
            @ForAll long seed, @ForAll @IntRange(max = 20) int size) {
        var rng = new Rng(seed);
        var text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(
                    rng.chance(2)
                            ? (char) rng.nextInt(300)
                            : (ALPHABET + ALPHABET.toUpperCase(Locale.ROOT))
                                    .charAt(rng.nextInt(64)));
        }
        try {
            String again = Base32.encode(Base32.decode(text.toString()));
            assertEquals(text.toString().toLowerCase(Locale.ROOT), again);
        } catch (Malformed expected) {
            // refused, which is what most of them are
        }
    }
}
