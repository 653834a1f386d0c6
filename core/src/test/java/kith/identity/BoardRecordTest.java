package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.RemovalPart;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Utf8;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

/// The bounds of records, each at its last good value and one beyond.
final class BoardRecordTest {
    private final Samples samples = new Samples(new Rng(11));

    private static Bytes encoded(BoardRecord record) {
        var out = new Writer();
        record.write(out);
        return out.toBytes();
    }

    private Founding founding(String name, long millis) {
        return Founding.unsigned(
                Bytes.wrap(new byte[16]), samples.peer(), name, millis, BoardRules.NONE);
    }

    @Test
    void aBoardNameIsOneToSixtyFourBytesOfPrintableText() {
        founding("x", 0);
        founding("é".repeat(32), 0);
        for (String bad : new String[] {"", "é".repeat(33), "a\u0000b", "a\nb", "\u007f"}) {
            assertThrows(Malformed.class, () -> founding(bad, 0), bad);
        }
    }

    @Test
    void timesFitAHybridTime() {
        founding("x", (1L << 47) - 1);
        assertThrows(Malformed.class, () -> founding("x", 1L << 47));
        assertThrows(Malformed.class, () -> founding("x", -1));
        assertThrows(Malformed.class, () -> invitation(0, 1L << 47, ""));
    }

    @Test
    void theSameBoardFoundedTwiceIsTwoBoardsByItsNonce() {
        var one = founding("club", 5);
        var other =
                Founding.unsigned(
                        Bytes.fromHex("01".repeat(16)), one.founder(), "club", 5, BoardRules.NONE);
        assertNotEquals(one.board(HASHER), other.board(HASHER));
        assertNotEquals(
                one.board(HASHER), one.signed(samples.invitation().signature()).board(HASHER));
        assertThrows(
                Malformed.class,
                () -> Founding.unsigned(Bytes.EMPTY, one.founder(), "club", 5, BoardRules.NONE));
    }

    @Test
    void aFoundingOfAnotherVersionIsRefusedWithItsNumber() {
        var bytes = encoded(founding("club", 5)).toArray();
        bytes[1] = 2;
        assertEquals(
                "a founding record of version 2; this program reads version 1",
                Refused.because(() -> BoardRecord.read(new Reader(bytes))));
    }

    @Test
    void aRecordOfAnUnknownKindIsRefusedWithItsNumber() {
        assertEquals(
                "board record of kind 9, expected 1 to 5",
                Refused.because(() -> BoardRecord.read(new Reader(new byte[] {9}))));
    }

    private Invitation invitation(int uses, long end, String note) {
        return Invitation.unsigned(
                samples.board(), samples.peer(), samples.peer(), uses, end, note);
    }

    @Test
    void anInvitationHasBounds() {
        invitation(Invitation.USES_LAST, 0, "n".repeat(64));
        assertThrows(Malformed.class, () -> invitation(-1, 0, ""));
        assertThrows(Malformed.class, () -> invitation(Invitation.USES_LAST + 1, 0, ""));
        assertThrows(Malformed.class, () -> invitation(0, 0, "é".repeat(33)));
        var invitation = invitation(0, 0, "");
        assertThrows(Malformed.class, () -> invitation.signed(Bytes.wrap(new byte[63])));
    }

    @Test
    void anInvitationEndsAfterItsLastMillisecond() {
        var invitation = invitation(0, 1_000, "");
        assertEquals(false, invitation.expiredAt(1_000));
        assertEquals(true, invitation.expiredAt(1_001));
        assertEquals(false, invitation(0, 0, "").expiredAt(Long.MAX_VALUE));
    }

    @Test
    void aRuleThatMayNotBeIgnoredIsRefusedWithItsNumber() {
        assertEquals(
                "rule 8 of the board is not known here and may not be ignored:"
                        + " a newer version of Kith is needed to take part",
                Refused.because(() -> readRules("01 08 00")));
        assertEquals(List.of(new BoardRules.Field(7, Bytes.EMPTY)), readRules("01 07 00").others());
    }

    private static BoardRules readRules(String hex) {
        return BoardRules.read(new Reader(Bytes.fromHex(hex.replace(" ", ""))));
    }

    @Test
    void rulesHaveOneEncoding() {
        assertEquals(new BoardRules(3, 0, 0), readRules("01 02 01 03"));
        var others =
                new String[] {
                    "01 02 01 00", // a limit of none is not written
                    "01 02 02 83 00", // a padded number
                    "01 02 02 03 00", // bytes behind the number
                    "01 02 00", // no number
                    "02 04 01 01 02 01 01", // out of order
                    "02 02 01 01 02 01 01", // twice
                    "01 00 00", // no tag
                    "01 02 03 ff ff 7f", // a limit too large
                    "11" // too many
                };
        for (String hex : others) {
            assertThrows(Malformed.class, () -> readRules(hex), hex);
        }
    }

    @Test
    void rulesHaveBounds() {
        new BoardRules(BoardRules.LIMIT_LAST, 1, 1);
        assertThrows(Malformed.class, () -> new BoardRules(-1, 0, 0));
        assertThrows(Malformed.class, () -> new BoardRules(0, BoardRules.LIMIT_LAST + 1, 0));
        var field = new BoardRules.Field(1, Bytes.wrap(new byte[64]));
        var large = Bytes.wrap(new byte[65]);
        assertThrows(Malformed.class, () -> new BoardRules.Field(1, large));
        assertThrows(Malformed.class, () -> new BoardRules.Field(65_537, Bytes.EMPTY));
        assertThrows(Malformed.class, () -> new BoardRules(0, 0, 0, List.of(field, field)));
        var many = new ArrayList<BoardRules.Field>();
        for (int i = 0; i < 14; i++) {
            many.add(new BoardRules.Field(2 * i + 1, Bytes.EMPTY));
        }
        assertThrows(Malformed.class, () -> new BoardRules(0, 0, 0, many));
        new BoardRules(0, 0, 0, many.subList(0, 13));
    }

    private static SpaceBounds space(int number, int chains) {
        var bounds = new ArrayList<ChainBound>();
        for (int i = 1; i <= chains; i++) {
            bounds.add(new ChainBound(0, i, Bytes.wrap(new byte[32])));
        }
        var id = new Writer(32).u8(number >> 8).u8(number).bytes(Bytes.wrap(new byte[30]));
        return new SpaceBounds(new SpaceId(id.toBytes()), bounds);
    }

    private Removal removal(int spaces, int chainsEach) {
        var list = new ArrayList<SpaceBounds>();
        for (int i = 0; i < spaces; i++) {
            list.add(space(i, chainsEach));
        }
        return new Removal(samples.board(), samples.peer(), list);
    }

    @Test
    void theLargestRemovalIsBelowAQuarterOfAMebibyte() {
        var largest = removal(Removal.SPACES_MAX, 4);
        var bytes = encoded(largest);
        assertTrue(bytes.size() < 256 * 1024, bytes.size() + " bytes");
        assertEquals(largest, BoardRecord.read(new Reader(bytes)));
        assertThrows(Malformed.class, () -> removal(Removal.SPACES_MAX + 1, 0));
        assertThrows(Malformed.class, () -> removal(1, Removal.CHAINS_MAX + 1));
    }

    @Test
    void aRemovalThatIsTooLargeIsSeveralRecordsWithAllThatWasGiven() {
        var given = new ArrayList<SpaceBounds>();
        given.add(space(9_999, 3 * Removal.CHAINS_MAX + 1)); // the records' space comes first
        for (int i = 0; i < 2 * Removal.SPACES_MAX; i++) {
            given.add(space(i, i % 7));
        }
        var records = Removal.records(samples.board(), samples.peer(), given);
        var found = new TreeMap<SpaceId, TreeSet<ChainBound>>();
        for (var record : records) {
            assertEquals(record, BoardRecord.read(new Reader(encoded(record))));
            var spaces =
                    record instanceof RemovalPart part
                            ? part.spaces()
                            : ((Removal) record).spaces();
            for (var one : spaces) {
                found.computeIfAbsent(one.space(), k -> new TreeSet<>()).addAll(one.chains());
            }
        }
        var expected = new TreeMap<SpaceId, TreeSet<ChainBound>>();
        given.forEach(one -> expected.put(one.space(), new TreeSet<>(one.chains())));
        assertEquals(expected, found);
        assertTrue(records.removeLast() instanceof Removal);
        records.forEach(part -> assertTrue(part instanceof RemovalPart));
        assertTrue(records.size() < 8, records.size() + " records");
    }

    @Test
    void whatFitsIsOneRemoval() {
        var most = removal(Removal.SPACES_MAX, 4);
        assertEquals(List.of(most), Removal.records(most.board(), most.removed(), most.spaces()));
        assertEquals(1, Removal.records(most.board(), most.removed(), List.of()).size());
    }

    @Test
    void aRemovalWithMoreThanItsPartsHoldLeavesTheLastSpacesOpen() {
        var one = space(1, Removal.PARTS_MAX * Removal.CHAINS_MAX);
        var records =
                Removal.records(samples.board(), samples.peer(), List.of(one, space(2, 5_000)));
        assertEquals(Removal.PARTS_MAX, records.size());
        var last = (Removal) records.getLast();
        assertEquals(List.of(one.space()), last.spaces().stream().map(s -> s.space()).toList());
    }

    @Test
    void boundsStandInOrderAndOnce() {
        var one = space(1, 0);
        var two = space(2, 0);
        var board = samples.board();
        var peer = samples.peer();
        assertThrows(Malformed.class, () -> new Removal(board, peer, List.of(two, one)));
        assertThrows(Malformed.class, () -> new Removal(board, peer, List.of(one, one)));
        var a = new ChainBound(0, 1, peer.key());
        var b = new ChainBound(1, 1, peer.key());
        assertThrows(Malformed.class, () -> new SpaceBounds(one.space(), List.of(b, a)));
        assertThrows(Malformed.class, () -> new SpaceBounds(one.space(), List.of(a, a)));
    }

    @Test
    void aChainBoundIsAPlaceInAChain() {
        var hash = samples.peer().key();
        assertThrows(Malformed.class, () -> new ChainBound(-1, 1, hash));
        assertThrows(Malformed.class, () -> new ChainBound(0, 0, hash));
        assertThrows(Malformed.class, () -> new ChainBound(0, 1, Bytes.EMPTY));
    }

    @Test
    void aRemovalThatPromisesMoreThanItHasTakesNoMemory() {
        var out = new Writer().u8(4);
        samples.board().write(out);
        samples.peer().write(out);
        var bytes = out.varint(Removal.SPACES_MAX).toBytes();
        assertThrows(Malformed.class, () -> BoardRecord.read(new Reader(bytes)));
    }

    @Test
    void theLabelsAreThoseOfTheProtocol() {
        var listed = new LinkedHashSet<String>();
        for (String line : Docs.lines("protocol/identity.md")) {
            if (line.startsWith("| `kith/")) {
                listed.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        var ours = new LinkedHashSet<String>();
        for (var domain : Domain.values()) {
            ours.add(domain.label);
            int size = Utf8.size(domain.label);
            assertEquals(0, domain.begin().toBytes().at(size), "a zero byte ends the label");
        }
        assertEquals(listed, ours);
    }
}
