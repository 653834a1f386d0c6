package kith.lang;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class Utf8Properties {
    @Property(tries = 3000)
    void everyTextComesBack(@ForAll long seed) {
        String text = RandomText.of(new Rng(seed), 50);
        byte[] bytes = Utf8.encode(text);
        assertEquals(Utf8.size(text), bytes.length);
        assertEquals(text, Utf8.decode(bytes, 0, bytes.length));
    }

    @Property(tries = 3000)
    void aTextWithoutHalvesIsEncodedAsThePlatformDoes(@ForAll long seed) {
        String text = RandomText.of(new Rng(seed), 50);
        byte[] platform = text.getBytes(UTF_8);
        boolean whole = new String(platform, UTF_8).equals(text);
        if (whole) {
            assertArrayEquals(platform, Utf8.encode(text));
        }
    }

    @Property(tries = 5000)
    void bytesThatAreTakenAreTheOnlyOnesOfTheirText(@ForAll long seed) {
        var rng = new Rng(seed);
        byte[] bytes = Utf8.encode(RandomText.of(rng, 4));
        for (int i = rng.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt();
        }
        try {
            assertArrayEquals(bytes, Utf8.encode(Utf8.decode(bytes, 0, bytes.length)));
        } catch (Malformed expected) {
            // the platform's decoder agrees that this is not plain UTF-8
            assertEquals(false, isUtf8(bytes));
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        return java.util.Arrays.equals(bytes, new String(bytes, UTF_8).getBytes(UTF_8));
    }
}
