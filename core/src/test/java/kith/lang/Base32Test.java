package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class Base32Test {
    /// RFC 4648, section 10, in lower case and without its padding.
    private static final String[][] PUBLISHED = {
        {"", ""},
        {"f", "my"},
        {"fo", "mzxq"},
        {"foo", "mzxw6"},
        {"foob", "mzxw6yq"},
        {"fooba", "mzxw6ytb"},
        {"foobar", "mzxw6ytboi"},
    };

    @Test
    void thePublishedTextsGoBothWays() {
        for (String[] pair : PUBLISHED) {
            var bytes = Bytes.wrap(Utf8.encode(pair[0]));
            assertEquals(pair[1], Base32.encode(bytes));
            assertEquals(bytes, Base32.decode(pair[1]));
        }
    }

    @Test
    void lettersOfEitherCaseAreTakenEvenMixed() {
        assertEquals(Base32.decode("mzxw6ytboi"), Base32.decode("MZXW6YTBOI"));
        assertEquals(Base32.decode("mzxw6ytboi"), Base32.decode("MzXw6yTbOi"));
    }

    @Test
    void lengthsThatNoBytesHaveAreRefused() {
        assertRefused("1 characters", "a");
        assertRefused("3 characters", "aaa");
        assertRefused("6 characters", "aaaaaa");
        assertRefused("9 characters", "aaaaaaaaa");
    }

    @Test
    void bitsThatAreLeftOverMustBeZero() {
        assertRefused("ends with 'z', which has bits left over", "mz");
        assertRefused("ends with 'r'", "mzxr");
        assertRefused("ends with 'z'", "mzxwz");
        assertRefused("ends with 'r'", "mzxw6yr");
    }

    @Test
    void otherCharactersAreRefusedWithTheirPlace() {
        assertRefused("not a base32 character at 1: \"1\"", "m1");
        assertRefused("at 0: \"0\"", "0y");
        assertRefused("at 2: \"=\"", "my======");
        assertRefused("at 0: \" \"", " y");
        assertRefused("at 0: \"ſ\"", "ſy");
        assertRefused("at 0: \"\\u001b\"", "\u001by");
    }

    @Test
    void aPartOfATextAndOfAnArrayWillDo() {
        assertEquals("666f6f", Base32.decode("kith:mzxw6", 5, 10).hex());
        assertEquals("my", Base32.encode(new byte[] {0, 'f', 0}, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> Base32.decode("aa", 1, 3));
        assertThrows(IllegalArgumentException.class, () -> Base32.encode(new byte[1], 0, 2));
    }

    private static void assertRefused(String expected, String text) {
        var error = assertThrows(Malformed.class, () -> Base32.decode(text));
        assertTrue(String.valueOf(error.getMessage()).contains(expected), error.getMessage());
    }
}
