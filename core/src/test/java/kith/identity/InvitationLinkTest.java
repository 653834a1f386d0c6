package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

/// Each kind of damage has its own message.
final class InvitationLinkTest {
    private static final InvitationLink LINK =
            new InvitationLink(
                    new Samples(new Rng(7)).invitation(),
                    Bytes.wrap(new byte[16]),
                    "club",
                    List.of("192.0.2.7:4040"));

    private static final String TEXT = LINK.text(HASHER);

    private static final List<String> WELL_FORMED =
            List.of(
                    "a:1",
                    "[::1]:65535",
                    "kith.example:4040",
                    "mesh:" + "a".repeat(52),
                    "ws://a:1/.kith/link",
                    "wss://kith.example/.kith/link",
                    "ws://[::1]:65535",
                    "ws://[::1]/p:q",
                    "ws://a/" + "p".repeat(252));

    private static String refusal(String text) {
        return Refused.because(() -> InvitationLink.parse(text, HASHER));
    }

    @Test
    void anotherKindOfLinkIsNamed() {
        assertEquals(
                "not a Kith invitation: it begins with \"https://kith\", expected \"kith:\"",
                refusal("https://kith.example/join"));
        assertEquals(
                "not a Kith invitation: it begins with \"\", expected \"kith:\"", refusal(" "));
    }

    @Test
    void aLinkThatWasCutOffIsToldAtEveryLength() {
        for (int length = 5; length < TEXT.length(); length++) {
            String message = refusal(TEXT.substring(0, length));
            assertTrue(
                    message.startsWith("the invitation link is cut off"), length + ": " + message);
        }
    }

    @Test
    void aLinkThatLacksItsEndSaysHowMuchIsThere() {
        int cut = TEXT.length() - 9;
        assertEquals(
                "the invitation link is cut off: "
                        + cut
                        + " of "
                        + TEXT.length()
                        + " characters are here; copy it whole",
                refusal(TEXT.substring(0, cut)));
    }

    @Test
    void aLinkWithSomethingBehindItIsTold() {
        assertTrue(refusal(TEXT + "and").contains("3 characters too many"));
    }

    @Test
    void aTypingErrorIsFoundByTheChecksum() {
        int at = TEXT.length() / 2;
        char wrong = TEXT.charAt(at) == 'a' ? 'b' : 'a';
        String message = refusal(TEXT.substring(0, at) + wrong + TEXT.substring(at + 1));
        assertTrue(message.startsWith("the invitation link has a typing error"), message);
    }

    @Test
    void aCharacterThatOccursInNoLinkIsNamedWithItsPlace() {
        String message = refusal(TEXT.substring(0, 25) + "0" + TEXT.substring(26));
        assertTrue(
                message.startsWith(
                        "the invitation link has a typing error: not a base32 character at 25: \"0\""),
                message);
    }

    @Test
    void aLinkOfALaterVersionIsToldApartFromDamage() {
        var bytes = Base32.decode(TEXT.substring(5)).toArray();
        bytes[0] = 2;
        var body = Domain.LINK.begin().bytes(bytes, 0, bytes.length - 4);
        var sum = Domain.hash(body, HASHER);
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = sum.at(i);
        }
        String message = refusal("kith:" + Base32.encode(Bytes.wrap(bytes)));
        assertTrue(message.startsWith("the invitation link is of version 2;"), message);
    }

    @Test
    void aTextWithoutEndIsRefusedBeforeItIsRead() {
        assertTrue(refusal("kith:" + "a".repeat(8_200)).contains("at most 8192"));
    }

    @Test
    void theLargestLinkIsWithinItsBoundAndFitsAQrCode() {
        String host = "h".repeat(253) + ":65535";
        var big =
                new InvitationLink(
                        new Invitation(
                                LINK.invitation().board(),
                                LINK.invitation().inviter(),
                                LINK.invitation().inviteKey(),
                                Invitation.USES_LAST,
                                (1L << 47) - 1,
                                "n".repeat(Invitation.NOTE_BYTES_MAX),
                                Check.UNSIGNED),
                        LINK.secret(),
                        "n".repeat(64),
                        Collections.nCopies(8, host));
        String text = big.qrText(HASHER);
        assertEquals(3_865, text.length(), "2,412 bytes in base32, and the scheme");
        assertEquals(big, InvitationLink.parse(text, HASHER));
    }

    @Test
    void addressesAreHostAndPortOrAWebSocketOrAPeer() {
        for (String sound : WELL_FORMED) {
            assertEquals(List.of(sound), with(List.of(sound)).addresses());
        }
        var unsound =
                new String[] {
                    "",
                    "a",
                    "a:",
                    ":1",
                    "a:0",
                    "a:01",
                    "a:65536",
                    "a:9999999999",
                    "a b:1",
                    "ä:1",
                    "a:1x",
                    "mesh:",
                    "mesh:" + "a".repeat(53),
                    "ws:///path",
                    "ws://:1/path",
                    "ws://a:0/path",
                    "ws://a:65536/path",
                    "wss://[::1]:x/path",
                    "http://a:1/path",
                    "ws://a/" + "p".repeat(253),
                    "h".repeat(254) + ":65535"
                };
        for (String address : unsound) {
            assertThrows(Malformed.class, () -> with(List.of(address)), address);
        }
        var many = new ArrayList<>(Collections.nCopies(9, "a:1"));
        assertThrows(Malformed.class, () -> with(many));
    }

    @Test
    void aLinkDoesNotPrintItsSecret() {
        var link =
                new InvitationLink(
                        LINK.invitation(), Bytes.fromHex("ab".repeat(16)), "club", List.of());
        assertFalse(link.toString().contains("abab"), link.toString());
    }

    @Test
    void aSecretHasSixteenBytesAndABoardAName() {
        var inv = LINK.invitation();
        var secret = LINK.secret();
        assertThrows(
                Malformed.class, () -> new InvitationLink(inv, Bytes.EMPTY, "club", List.of()));
        assertThrows(Malformed.class, () -> new InvitationLink(inv, secret, "", List.of()));
        assertThrows(Malformed.class, () -> new InvitationLink(inv, secret, "a\nb", List.of()));
    }

    private static InvitationLink with(List<String> addresses) {
        return new InvitationLink(LINK.invitation(), LINK.secret(), "club", addresses);
    }
}
