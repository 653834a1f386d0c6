package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class Utf8Test {
    private static String hex(String text) {
        return Bytes.wrap(Utf8.encode(text)).hex();
    }

    private static String text(String hex) {
        byte[] bytes = Bytes.fromHex(hex).toArray();
        return Utf8.decode(bytes, 0, bytes.length);
    }

    private static void assertBothWays(String hex, String text) {
        assertEquals(hex, hex(text));
        assertEquals(text, text(hex));
        assertEquals(hex.length() / 2, Utf8.size(text));
    }

    @Test
    void eachWidthHasItsFirstAndLastCharacter() {
        assertBothWays("", "");
        assertBothWays("00" + "7f", "\0\u007f");
        assertBothWays("c280" + "dfbf", "\u0080\u07ff");
        assertBothWays("e0a080" + "ed9fbf" + "ee8080" + "efbfbf", "\u0800\ud7ff\ue000\uffff");
        assertBothWays("f0908080" + "f48fbfbf", "\ud800\udc00\udbff\udfff");
    }

    @Test
    void halvesOfPairsKeepTheirThreeBytes() {
        assertBothWays("eda080", "\ud800");
        assertBothWays("edbfbf", "\udfff");
        assertBothWays("edb080" + "eda080", "\udc00\ud800"); // the wrong way round is no pair
        assertBothWays("eda080" + "61" + "edb080", "\ud800a\udc00");
        assertBothWays("eda080" + "f0908080", "\ud800\ud800\udc00");
    }

    @Test
    void aPairInSixBytesIsRefusedBecauseItHasFour() {
        assertThrows(Malformed.class, () -> text("eda080edb080"));
        assertThrows(Malformed.class, () -> text("61eda0bdedb88061"));
    }

    @Test
    void overlongFormsAreRefused() {
        for (String hex :
                new String[] {"c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf"}) {
            assertThrows(Malformed.class, () -> text(hex), hex);
        }
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        for (String hex :
                new String[] {"80", "bf", "f5808080", "f4908080", "f8888080", "fe", "ff"}) {
            assertThrows(Malformed.class, () -> text(hex), hex);
        }
    }

    @Test
    void aCharacterThatIsCutIsRefused() {
        for (String hex :
                new String[] {"c3", "e282", "e2", "f09f98", "f0", "c361", "e28261", "e26182"}) {
            assertThrows(Malformed.class, () -> text(hex), hex);
        }
    }

    @Test
    void decodingStaysInItsRange() {
        byte[] bytes = Bytes.fromHex("61e282ac61").toArray();
        assertEquals("€", Utf8.decode(bytes, 1, 4));
        assertThrows(Malformed.class, () -> Utf8.decode(bytes, 1, 3));
        assertEquals(0x20ac, Utf8.pointAt(bytes, 1, 4));
        assertEquals(-1, Utf8.pointAt(bytes, 1, 3));
        assertEquals(-1, Utf8.pointAt(bytes, 2, 4));
    }

    @Test
    void unitsForWhichThereIsNoRoomAreRefused() {
        byte[] bytes = Utf8.encode("123456789€x\ud83d\ude00");
        assertEquals(13, Utf8.decode(bytes, 0, bytes.length, new char[13]));
        for (int room = 0; room < 13; room++) {
            var out = new char[room];
            assertThrows(
                    Malformed.class, () -> Utf8.decode(bytes, 0, bytes.length, out), "" + room);
        }
    }

    @Test
    void aReplacementThatStandsInATextStays() {
        assertBothWays("efbfbd", "\ufffd");
        assertBothWays("61efbfbd", "a\ufffd");
    }
}
