package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.store.Damaged.Reason;
import org.junit.jupiter.api.Test;

/// Crashes: what is cut, and what founding leaves behind. Damage is in [DamageTest].
final class RecoveryTest {
    private static final int HEAD = 9;

    @Test
    void anEmptyDiskBecomesAFreshStore() {
        var disk = new MemoryDisk();
        var fresh = Recovery.open(disk, new Told(), Home.ID);
        assertTrue(fresh.fresh());
        assertEquals(Home.ID, fresh.storeId());
        assertEquals(Position.FIRST, fresh.end());
        assertEquals(1, fresh.checkpointNext());
        assertEquals(List.of("00000001.log"), disk.list());
        var again = Recovery.open(disk, new Told(), Home.OTHER_ID);
        assertFalse(again.fresh());
        assertEquals(Home.ID, again.storeId(), "it keeps its id");
        assertEquals(Position.FIRST, again.end());
    }

    @Test
    void aFoundingThatWasCutShortIsRepeated() {
        byte[] whole = new Home(2000).file(1);
        for (int size = 0; size < whole.length; size++) {
            var disk = new MemoryDisk();
            disk.put("00000001.log", Arrays.copyOf(whole, size));
            assertTrue(Recovery.open(disk, new Told(), Home.OTHER_ID).fresh(), size + " bytes");
            assertFalse(Recovery.open(disk, new Told(), Home.ID).fresh());
        }
    }

    @Test
    void recordsComeBackWithTheirPositionsAndTheLogGoesOn() {
        var home = new Home(1200);
        for (int i = 0; i < 50; i++) {
            home.append("record " + i);
            if (i % 7 == 0) {
                home.sync();
            }
        }
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(home.appended, told.entries);
        assertEquals(home.appender.end(), recovered.end());
        assertEquals(50, recovered.records());
        home.appender = recovered.appender(1200);
        home.append("after");
        var again = new Told();
        home.open(again);
        assertEquals(home.appended, again.entries);
    }

    @Test
    void aTornTailIsCutAndNothingElse() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("kept").sync();
        int kept = home.file(1).length;
        home.append("torn, torn, torn");
        byte[] whole = home.file(1);
        for (int size = kept; size < whole.length; size++) {
            home.disk.put("00000001.log", Arrays.copyOf(whole, size));
            var told = new Told();
            var recovered = home.open(told);
            boolean synced = size >= kept + HEAD + 8; // the SYNCED record before the torn one
            int left = synced ? kept + HEAD + 8 : kept;
            assertEquals(home.appended.subList(0, 1), told.entries);
            assertEquals(size - left, recovered.cutBytes());
            assertEquals(Position.of(1, left), recovered.end());
            assertEquals(left, home.file(1).length);
            assertEquals(List.of(), recovered.damaged());
        }
    }

    @Test
    void soundRecordsBehindATornOneWereNeverPromised() {
        var home = new Home(1200);
        home.append("promised").mark();
        for (int i = 0; i < 40; i++) {
            home.append("not synced " + i);
        }
        assertTrue(home.disk.list().size() > 2);
        long torn = home.appended.get(5).position();
        home.file(1)[Position.offset(torn) + HEAD] ^= 1;
        long later = home.disk.size("00000002.log") + home.disk.size("00000003.log");
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(home.appended.subList(0, 5), told.entries);
        assertEquals(torn, recovered.end());
        assertEquals(List.of("00000001.log"), home.disk.list());
        assertTrue(recovered.cutBytes() > later);
        assertEquals(0, recovered.damagedTotal());
    }

    @Test
    void aSegmentThatGotNoFurtherThanItsHeaderIsNoHarm() {
        for (int size = 0; size <= Segment.HEADER_BYTES; size++) {
            var home = new Home(1100);
            home.append(Bytes.wrap(new byte[40])).sync();
            home.append(Bytes.wrap(new byte[60]));
            assertEquals(Position.of(2, 1024), home.appended.get(1).position());
            home.disk.put("00000002.log", Arrays.copyOf(home.file(2), size));
            var told = new Told();
            var recovered = home.open(told);
            assertEquals(home.appended.subList(0, 1), told.entries);
            assertEquals(0, recovered.damagedTotal());
            boolean headerKept = size == Segment.HEADER_BYTES;
            assertEquals(headerKept ? 2 : 1, Position.segment(recovered.end()));
            assertEquals(headerKept ? 0 : size, recovered.cutBytes());
            home.appender = recovered.appender(1100);
            home.appended.removeLast();
            home.append(Bytes.wrap(new byte[60]));
            var again = new Told();
            assertEquals(0, home.open(again).cutBytes());
            assertEquals(home.appended, again.entries);
        }
    }

    @Test
    void aSegmentThatWasNeverWrittenTearsTheTail() {
        var home = new Home(1100);
        home.append(Bytes.wrap(new byte[20])).mark();
        home.append(Bytes.wrap(new byte[60]));
        home.append(Bytes.wrap(new byte[60]));
        assertEquals(3, home.disk.list().size());
        home.disk.delete("00000002.log");
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(1, told.entries.size());
        assertEquals(List.of("00000001.log"), home.disk.list());
        assertEquals(Position.of(1, home.file(1).length), recovered.end());
        assertEquals(0, recovered.damagedTotal());
    }

    @Test
    void aPageOfZerosInTheTailIsNoRecord() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("one").sync();
        int size = home.file(1).length;
        home.disk.put("00000001.log", Arrays.copyOf(home.file(1), size + 10_000));
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(1, told.entries.size());
        assertEquals(10_000, recovered.cutBytes());
    }

    @Test
    void aRegionAcrossTheLastSyncIsDamageBeforeItAndCutBehindIt() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("first").append("second").sync();
        long synced = home.appender.end();
        home.append("third").append("fourth").append("fifth");
        long second = home.appended.get(1).position();
        long fourth = home.appended.get(3).position();
        // fifth carries nothing, so the SYNCED record before third must live: spoil around it
        home.file(1)[Position.offset(second) + HEAD] ^= 1;
        home.file(1)[Position.offset(fourth) + HEAD] ^= 1;
        var told = new Told();
        var recovered = home.open(told);
        var damaged = new Damaged("00000001.log", second - Position.of(1, 0), 15, Reason.RECORD);
        assertEquals(List.of(damaged), recovered.damaged());
        assertEquals(
                List.of(home.appended.get(0), home.appended.get(2)),
                told.entries,
                "third is sound");
        assertEquals(fourth, recovered.end());
        assertTrue(synced < fourth);
    }

    @Test
    void whereNothingSoundFollowsTheCutBeginsAtTheLastSync() {
        var home = new Home(1100);
        home.append(Bytes.wrap(new byte[20])).append(Bytes.wrap(new byte[20])).sync();
        long synced = home.appender.end();
        home.checkpoint(1, "state at the last sync"); // knows of the sync from outside of the log
        home.appender.append(1, Home.text("x"));
        home.write();
        byte[] log = home.file(1);
        Arrays.fill(log, Position.offset(synced) - 3, log.length, (byte) 0);
        home.disk.put("00000001.log", Arrays.copyOf(log, Position.offset(synced) - 3));
        var told = new Told();
        var recovered = home.open(told);
        var damaged = new Damaged("00000001.log", Position.offset(synced) - 3, 3, Reason.SHORT);
        assertEquals(List.of(damaged), recovered.damaged());
        assertEquals(synced, recovered.end(), "no position before a promise is used twice");
        home.appender = recovered.appender(1100);
        long position = home.appender.append(1, Home.text("y"));
        home.write();
        var again = new Told();
        assertEquals(0, home.open(again).damagedTotal(), "the checkpoint covers the gap");
        assertEquals(List.of(new Told.Entry(1, position, Home.text("y"))), again.entries);
    }

    @Test
    void aNewerFormatIsRefusedWithBothVersionsAndNothingIsChanged() {
        var home = new Home(2000);
        home.append("x").sync();
        home.disk.put("00000002.log", headerOfVersion(3));
        var before = Home.files(home.disk);
        var refused = assertThrows(Malformed.class, () -> home.open(new Told()));
        String text = String.valueOf(refused.getMessage());
        assertTrue(text.contains("00000002.log has disk format version 3"), text);
        assertTrue(text.contains("reads versions 1 to 2"), text);
        assertEquals(before, Home.files(home.disk));
    }

    @Test
    void aStoreWithoutASoundHeaderIsRefusedAndNothingIsChanged() {
        var home = new Home(2000);
        home.append("x").sync();
        home.file(1)[3] ^= 1;
        home.file(1)[512 + 200] ^= 1;
        var before = Home.files(home.disk);
        assertThrows(Malformed.class, () -> home.open(new Told()));
        assertEquals(before, Home.files(home.disk));
    }

    @Test
    void filesOfOthersInTheFolderDoNoHarm() {
        var home = new Home(2000);
        home.disk.put("lost+found", new byte[3]);
        home.disk.put("1.log", new byte[3]);
        home.append("x");
        var told = new Told();
        home.open(told);
        assertEquals(home.appended, told.entries);
        assertEquals(3, home.disk.list().size());
    }

    private static byte[] headerOfVersion(int version) {
        var out = new Writer();
        for (int copy = 0; copy < 2; copy++) {
            int start = out.size();
            out.bytes(Bytes.fromHex("6b6974682e6c6f67")).u32(version).u32(2).bytes(Home.ID).u32(0);
            Frame.sealBlock(out, start);
        }
        return out.toArray();
    }
}
