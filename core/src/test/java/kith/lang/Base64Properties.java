package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Base64Properties {
    @Property
    void itIsWhatThePlatformDoes(@ForAll byte[] bytes) {
        String platform = java.util.Base64.getEncoder().encodeToString(bytes);
        assertEquals(platform, Base64.encode(Bytes.wrap(bytes)));
        assertEquals(Bytes.wrap(bytes), Base64.decode(platform));
    }

    @Property(tries = 5000)
    void aTextThatIsTakenIsTheOnlyOne(@ForAll long seed, @ForAll @IntRange(max = 12) int size) {
        var rng = new Rng(seed);
        var text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append("Zm9vYg==+/-_\n".charAt(rng.nextInt(13)));
        }
        boolean accepted = Base64.accepts(text.toString());
        try {
            assertEquals(text.toString(), Base64.encode(Base64.decode(text.toString())));
            assertEquals(true, accepted);
        } catch (Malformed expected) {
            assertEquals(false, accepted);
        }
    }
}
