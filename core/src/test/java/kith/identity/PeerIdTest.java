package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

final class PeerIdTest {
    private static final PeerId PEER =
            new PeerId(
                    Bytes.fromHex(
                            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

    @Test
    void aPeerIdIsWrittenInFiftyTwoCharactersAndShownInEight() {
        assertEquals(PeerId.TEXT_CHARS, PEER.text().length());
        assertEquals(PEER.text().substring(0, 8), PEER.shortText());
        assertEquals(PEER.text(), PEER.toString());
    }

    @Test
    void aPeerIdIsReadInCapitalsToo() {
        assertEquals(PEER, PeerId.parse(PEER.text().toUpperCase(Locale.ROOT)));
    }

    @Test
    void aTextOfAnotherLengthIsNoPeerId() {
        var short51 = PEER.text().substring(1);
        assertEquals(
                "a peer id has 51 characters, expected 52",
                Refused.because(() -> PeerId.parse(short51)));
    }

    @Test
    void aCharacterOutsideTheAlphabetIsNamedWithItsPlace() {
        String text = "1" + PEER.text().substring(1);
        String message = Refused.because(() -> PeerId.parse(text));
        assertTrue(
                message.startsWith("not a peer id: not a base32 character at 0: \"1\""), message);
    }

    @Test
    void aTextWhoseSpareBitsAreSetIsNoPeerId() {
        String text = PEER.text().substring(0, 51) + "b";
        assertThrows(Malformed.class, () -> PeerId.parse(text));
    }

    @Test
    void aKeyHasThirtyTwoBytes() {
        assertThrows(Malformed.class, () -> new PeerId(Bytes.wrap(new byte[31])));
        assertThrows(Malformed.class, () -> new BoardId(Bytes.wrap(new byte[33])));
        assertThrows(Malformed.class, () -> new SpaceId(Bytes.EMPTY));
    }

    @Test
    void peersAreOrderedAsUnsignedBytes() {
        var low = new PeerId(Bytes.wrap(new byte[32]));
        assertTrue(low.compareTo(PEER) < 0);
        assertEquals(0, PEER.compareTo(PeerId.parse(PEER.text())));
    }

    @Test
    void boardsAndSpacesHaveTextsThatComeBack() {
        var board = new BoardId(PEER.key());
        var space = SpaceId.of(board, "tasks", HASHER);
        assertEquals(board, BoardId.parse(board.text()));
        assertEquals(space, SpaceId.parse(space.toString()));
        var out = new Writer();
        board.write(out);
        space.write(out);
        PEER.write(out);
        var in = new Reader(out.toBytes());
        assertEquals(board, BoardId.read(in));
        assertEquals(space, SpaceId.read(in));
        assertEquals(PEER, PeerId.read(in));
    }

    @Test
    void oneNameOnTwoBoardsIsTwoSpaces() {
        var one = new BoardId(PEER.key());
        var other = new BoardId(Bytes.wrap(new byte[32]));
        assertNotEquals(SpaceId.of(one, "tasks", HASHER), SpaceId.of(other, "tasks", HASHER));
        assertTrue(
                SpaceId.of(one, "tasks", HASHER).compareTo(SpaceId.of(one, "notes", HASHER)) != 0);
    }

    @Test
    void aSpaceNameIsNeitherEmptyNorTooLong() {
        var board = new BoardId(PEER.key());
        assertThrows(Malformed.class, () -> SpaceId.of(board, "", HASHER));
        assertThrows(Malformed.class, () -> SpaceId.of(board, "x".repeat(1_025), HASHER));
        SpaceId.of(board, "x".repeat(1_024), HASHER);
    }

    @Test
    void eightKeysHaveSmallOrder() {
        int small = 0;
        for (var v : Vectors.read("ed25519.json")) {
            boolean expected = v.text("name").contains("of small order, S = 0");
            assertEquals(expected, v.peer("key").hasSmallOrder(), v.text("name"));
            small += expected ? 1 : 0;
        }
        assertTrue(small > 0);
        assertFalse(PEER.hasSmallOrder());
    }

    @Test
    void aPartitionNeedsALabelAndASeedOfThirtyTwoBytes() {
        var seed = PEER.key();
        assertThrows(Malformed.class, () -> Partition.seed(seed, "", HASHER));
        assertThrows(Malformed.class, () -> Partition.seed(seed, "x".repeat(129), HASHER));
        assertThrows(
                IllegalArgumentException.class,
                () -> Partition.seed(Bytes.wrap(new byte[31]), "home", HASHER));
        assertThrows(
                IllegalArgumentException.class,
                () -> Partition.hkdf(Bytes.EMPTY, seed, Bytes.EMPTY, 255 * 32 + 1, HASHER));
    }

    @Test
    void aSpaceOfAPeerIsWrittenByThatPeerOnly() {
        var other = new PeerId(Bytes.wrap(new byte[32]));
        for (String rest : new String[] {"", "notes", "a/b"}) {
            String own = Access.ownSpace(PEER, rest);
            assertTrue(Access.mayWrite(own, PEER), own);
            assertFalse(Access.mayWrite(own, other), own);
        }
        assertTrue(Access.mayWrite("tasks", other));
        assertTrue(Access.mayWrite("", other));
        assertTrue(Access.mayWrite("a~" + PEER.text(), other));
    }

    @Test
    void aNameLikeAPeersSpaceThatIsNoneBelongsToNobody() {
        String text = PEER.text();
        for (String name :
                new String[] {
                    "~",
                    "~home",
                    "~" + text + "x",
                    "~" + text.substring(1),
                    "~" + text.toUpperCase(Locale.ROOT)
                }) {
            assertFalse(Access.mayWrite(name, PEER), name);
        }
    }
}
