package kith.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Place PLACE = Some.place(7);
    private static final int MANY = 1_000;

    private final Records records = new Records(MANY, false);

    private boolean keep(DirectoryRecord record, int wall) {
        Contact author = new Contact(record.author(), PLACE, List.of(Some.bytes(wall)));
        return records.keep(PLACE, record, author, 0);
    }

    private List<DirectoryRecord> kept(long millis) {
        return records.at(PLACE, MANY, 0, millis);
    }

    @Test
    void aNewerRecordTakesThePlaceOfAnOlderOneAndNeverTheOtherWayRound() {
        DirectoryRecord old = Some.record(1, 1, 100, "old");
        DirectoryRecord newer = Some.record(1, 2, 100, "newer");
        assertTrue(keep(old, 1));
        assertTrue(keep(newer, 1));
        assertFalse(keep(old, 1));
        assertEquals(List.of(newer), kept(0));
    }

    @Test
    void ofTwoThatAnAuthorSignedWithOneVersionAllKeepTheSame() {
        DirectoryRecord one = Some.record(1, 1, 100, "one").signed(Bytes.wrap(sig(1)));
        DirectoryRecord other = Some.record(1, 1, 100, "other").signed(Bytes.wrap(sig(2)));
        keep(one, 1);
        keep(other, 1);
        assertEquals(List.of(other), kept(0));
        assertFalse(keep(one, 1));
    }

    private static byte[] sig(int first) {
        var sig = new byte[64];
        sig[0] = (byte) first;
        return sig;
    }

    @Test
    void anExpiredRecordIsNotServed() {
        keep(Some.record(1, 1, 100, "a"), 1);
        assertEquals(1, kept(99).size());
        assertEquals(List.of(), kept(100));
        assertEquals(0, records.size());
    }

    @Test
    void whoComesFromOneInvitationHasAQuarterOfWhatIsKeptOfOneThing() {
        int taken = 0;
        for (int author = 1; author <= MANY / 2; author++) {
            taken += keep(Some.record(author, 1, 100, ""), 1) ? 1 : 0;
        }
        assertEquals(Records.SUBJECT_MAX / 4, taken);
        assertTrue(keep(Some.record(MANY, 1, 100, "of another"), 2));
    }

    @Test
    void whatIsRememberedMakesRoomAndWhatIsKeptDoesNot() {
        var kept = new Records(2, false);
        var remembered = new Records(2, true);
        Contact author = Some.contact(1, 1);
        for (int i = 1; i <= 3; i++) {
            DirectoryRecord one = Some.record(1, 1, 100, "a");
            assertEquals(i <= 2, kept.keep(Some.place(i), one, author, 0));
            assertTrue(remembered.keep(Some.place(i), one, author, 0));
        }
        assertEquals(List.of(), remembered.at(Some.place(1), 1, 0, 0));
        assertEquals(1, remembered.at(Some.place(3), 1, 0, 0).size());
    }

    @Test
    void addressesAreOfTheirAuthorOnly() {
        assertThrows(
                Malformed.class,
                () ->
                        DirectoryRecord.unsigned(
                                Some.BOARD,
                                RecordKind.ADDRESSES,
                                Some.bytes(2),
                                Some.peer(1),
                                1,
                                1,
                                Bytes.EMPTY));
    }
}
