package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class Base64Test {
    /// RFC 4648, section 10.
    private static final String[][] PUBLISHED = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };

    @Test
    void thePublishedTextsGoBothWays() {
        for (String[] pair : PUBLISHED) {
            var bytes = Bytes.wrap(Utf8.encode(pair[0]));
            assertEquals(pair[1], Base64.encode(bytes));
            assertEquals(bytes, Base64.decode(pair[1]));
            assertTrue(Base64.accepts(pair[1]));
        }
    }

    @Test
    void whatIsNotExactlyTheTextOfSomeBytesIsRefused() {
        assertRefused("2 characters", "Zg");
        assertRefused("3 characters", "Zg=");
        assertRefused("at 1: \"=\"", "Z===");
        assertRefused("at 0: \"=\"", "====");
        assertRefused("at 2: \"=\"", "Zg=a");
        assertRefused("at 3: \"\\u000a\"", "Zm9\n");
        assertRefused("at 3: \"-\"", "Zm9-");
        assertRefused("at 0: \"ſ\"", "ſm9v");
        assertRefused("ends with 'h', with bits left over", "Zh==");
        assertRefused("ends with '9', with bits left over", "Zm9=");
    }

    private static void assertRefused(String expected, String text) {
        var error = assertThrows(Malformed.class, () -> Base64.decode(text));
        assertTrue(String.valueOf(error.getMessage()).contains(expected), error.getMessage());
        assertFalse(Base64.accepts(text));
    }
}
