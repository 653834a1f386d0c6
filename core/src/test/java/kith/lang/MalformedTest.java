package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class MalformedTest {
    @Test
    void itCostsNoStackTrace() {
        assertEquals(0, new Malformed("bad").getStackTrace().length);
    }

    @Test
    void aQuoteIsReadableAndCannotStealTheTerminal() {
        assertEquals("\"grüße €\"", Malformed.quote("grüße €"));
        assertEquals("\"😀\"", Malformed.quote("😀"));
        assertEquals("\"a\\u001b[31m\"", Malformed.quote("a\u001b[31m"));
        assertEquals("\"\\u202eabc\"", Malformed.quote("\u202eabc"));
        assertEquals("\"\\ud800\"", Malformed.quote("\ud800"));
        assertEquals("\"\\u0000\"", Malformed.quote("\0"));
    }

    @Test
    void aLongQuoteIsCut() {
        assertEquals("\"" + "x".repeat(40) + "\"", Malformed.quote("x".repeat(40)));
        assertEquals("\"" + "x".repeat(40) + "…\"", Malformed.quote("x".repeat(1000)));
    }
}
