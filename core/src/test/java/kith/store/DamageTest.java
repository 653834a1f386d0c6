package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.store.Damaged.Reason;
import kith.store.Told.Entry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A disk that goes bad: what is reported, and what is kept.
final class DamageTest {
    private static final int HEAD = 9;

    /// A log over three segments that knows itself that all of it was synced, and two records more
    /// that nobody was promised, in a fourth segment.
    private static Home fourSegments() {
        var home = new Home(1250);
        for (int i = 0; i < 15; i++) {
            home.append("record number " + i + " of fifteen");
            if (i % 4 == 3) {
                home.sync();
            }
        }
        home.mark();
        home.append("unsynced").append("unsynced too");
        assertEquals(4, home.disk.list().size());
        assertEquals(4, Position.segment(home.appended.get(16).position()));
        assertEquals(3, Position.segment(home.appended.get(14).position()));
        return home;
    }

    /// Every frame of the home's log, the store's own included.
    private static List<Entry> frames(Home home) {
        var out = new ArrayList<Entry>();
        for (int number = 1; number <= home.disk.list().size(); number++) {
            byte[] file = home.file(number);
            var records = new Records(Frame.seed(Home.ID));
            long start = Position.of(number, Segment.HEADER_BYTES);
            records.reset(start, file, Segment.HEADER_BYTES, file.length);
            while (records.nextFrame()) {
                var payload = Bytes.copy(file, records.start(), records.end());
                out.add(new Entry(records.type(), records.position(), payload));
            }
            assertEquals(file.length - Segment.HEADER_BYTES, records.consumed());
        }
        return out;
    }

    @Test
    void aFlippedBitAnywhereIsReportedOrIsInTheTailThatNobodyWasPromised() {
        var home = fourSegments();
        var frames = frames(home);
        for (int number = 1; number <= 4; number++) {
            for (int at = 0; at < home.file(number).length; at++) {
                var spoilt = home.disk.copy();
                spoilt.contents(Segment.file(number))[at] ^= (byte) (1 << (at + number) % 8);
                flipped(home, frames, spoilt, Position.of(number, at));
            }
        }
    }

    private static void flipped(Home home, List<Entry> frames, MemoryDisk spoilt, long at) {
        String where = "flip at " + Position.text(at);
        var verified = Verification.run(spoilt, new Told());
        var told = new Told();
        var recovered = Recovery.open(spoilt, told, Home.OTHER_ID);
        assertEquals(verified.damaged(), recovered.damaged(), where);
        assertEquals(verified.tailBytes(), recovered.cutBytes(), where);
        long segment = Position.of(Position.segment(at), 0);
        if (Position.offset(at) < Segment.HEADER_BYTES && segment >= syncedWithout(frames, null)) {
            assertEquals(0, recovered.damagedTotal(), where);
            assertEquals(before(home.appended, segment), told.entries, where);
            return;
        }
        if (Position.offset(at) < Segment.HEADER_BYTES) {
            String file = Segment.file(Position.segment(at));
            var header = new Damaged(file, 0, Segment.HEADER_BYTES, Reason.HEADER);
            assertEquals(List.of(header), recovered.damaged(), where);
            assertEquals(home.appended, told.entries, where);
            return;
        }
        var hit = frames.getFirst();
        for (var frame : frames) {
            hit = frame.position() <= at ? frame : hit;
        }
        if (hit.position() >= syncedWithout(frames, hit)) {
            long cut = hit.position();
            assertEquals(0, recovered.damagedTotal(), where);
            assertEquals(cut, recovered.end(), where);
            assertEquals(before(home.appended, cut), told.entries, where);
        } else {
            long offset = Position.offset(hit.position());
            var damaged =
                    new Damaged(
                            Segment.file(Position.segment(at)),
                            offset,
                            HEAD + hit.payload().size(),
                            Reason.RECORD);
            assertEquals(List.of(damaged), recovered.damaged(), where);
            var expected = new ArrayList<>(home.appended);
            expected.remove(hit);
            assertEquals(expected, told.entries, where);
            assertEquals(0, recovered.cutBytes(), where);
        }
    }

    /// How far the log says it was synced, when `lost` cannot be read. The founding is always
    /// known.
    private static long syncedWithout(List<Entry> frames, @Nullable Entry lost) {
        long synced = Position.FIRST;
        for (var frame : frames) {
            if (frame.type() == 0xff && !frame.equals(lost)) {
                synced = new kith.lang.Reader(frame.payload()).u64();
            }
        }
        return synced;
    }

    private static List<Entry> before(List<Entry> entries, long position) {
        return entries.stream().filter(entry -> entry.position() < position).toList();
    }

    @Test
    void theCleanStopMakesDamageToTheVeryLastRecordADamage() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("first").append("last");
        long last = home.appended.get(1).position();
        home.mark().sync();
        home.file(1)[Position.offset(last) + HEAD] ^= 4;
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(home.appended.subList(0, 1), told.entries);
        assertEquals(1, recovered.damagedTotal());
        assertEquals(0, recovered.cutBytes());
    }

    @Test
    void neighboursThatAreBothDamagedAreOneRegion() {
        var home = fourSegments();
        long first = home.appended.get(1).position();
        long third = home.appended.get(3).position();
        home.file(1)[Position.offset(first)] ^= 1; // its length
        home.file(1)[Position.offset(third) - 1] ^= 1; // the end of the second
        var told = new Told();
        var recovered = home.open(told);
        int at = Position.offset(first);
        var damaged = new Damaged("00000001.log", at, third - first, Reason.RECORD);
        assertEquals(List.of(damaged), recovered.damaged());
        assertEquals(home.appended.size() - 2, told.entries.size());
        assertEquals(
                "00000001.log at " + at + ", " + (third - first) + " bytes: no sound record",
                damaged.text());
    }

    @Test
    void aMissingSegmentInTheMiddleIsReportedAndTheRestIsKept() {
        var home = fourSegments();
        home.disk.delete("00000002.log");
        var told = new Told();
        var recovered = home.open(told);
        var missing = new Damaged("00000002.log", 0, 0, Reason.MISSING);
        assertEquals(List.of(missing), recovered.damaged());
        assertEquals("00000002.log: the file is missing", missing.text());
        var expected =
                home.appended.stream().filter(e -> Position.segment(e.position()) != 2).toList();
        assertEquals(expected, told.entries);
        assertEquals(home.appender.end(), recovered.end());
    }

    @Test
    void whereTheSegmentOfTheLastSyncIsMissingTheLogGoesOnInTheNext() {
        var home = new Home(1150);
        while (Position.segment(home.appender.end()) < 3) {
            home.append(Bytes.wrap(new byte[40]));
            if (Position.segment(home.appender.end()) == 2) {
                home.sync();
            }
        }
        home.disk.delete("00000002.log");
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(
                List.of(new Damaged("00000002.log", 0, 0, Reason.MISSING)), recovered.damaged());
        assertEquals(Position.of(3, 0), recovered.end());
        assertEquals(List.of("00000001.log"), home.disk.list(), "the third was not promised");
        home.appender = recovered.appender(1150);
        long position = home.appender.append(1, Home.text("new"));
        home.write();
        assertEquals(
                Position.of(3, 1024 + HEAD + 8), position, "with a header and a SYNCED record");
        var again = new Told();
        home.open(again);
        assertEquals(position, again.entries.getLast().position());
    }

    @Test
    void aMissingFirstSegmentIsReportedToo() {
        var home = fourSegments();
        home.disk.delete("00000001.log");
        var told = new Told();
        var recovered = home.open(told);
        var missing = new Damaged("00000001.log", 0, 0, Reason.MISSING);
        assertEquals(List.of(missing), recovered.damaged());
        assertEquals(List.of(missing), Verification.run(home.disk, new Told()).damaged());
        assertEquals(Home.ID, recovered.storeId());
        assertTrue(told.entries.size() > 4);
    }

    @Test
    void aSegmentThatLostItsLastWholeRecordsIsReported() {
        var home = fourSegments();
        var inFirst = home.appended.stream().filter(e -> Position.segment(e.position()) == 1);
        var last = inFirst.toList().getLast();
        int size = home.file(1).length;
        int kept = Position.offset(last.position());
        home.disk.put("00000001.log", Arrays.copyOf(home.file(1), kept));
        var told = new Told();
        var recovered = home.open(told);
        var damaged = new Damaged("00000001.log", kept, size - kept, Reason.SHORT);
        assertEquals(List.of(damaged), recovered.damaged());
        var expected = new ArrayList<>(home.appended);
        expected.remove(last);
        assertEquals(expected, told.entries);
    }

    @Test
    void aForeignSegmentIsDamageAndTheHomeKeepsItsId() {
        var home = fourSegments();
        var other = new Home(new MemoryDisk(), Home.OTHER_ID, 1250);
        for (int i = 0; i < 5; i++) {
            other.append("of another home");
        }
        home.disk.put("00000001.log", other.file(1));
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(Home.ID, recovered.storeId());
        assertEquals(Reason.HEADER, recovered.damaged().getFirst().reason());
        assertEquals(Reason.RECORD, recovered.damaged().get(1).reason());
        var expected =
                home.appended.stream().filter(e -> Position.segment(e.position()) > 1).toList();
        assertEquals(expected, told.entries);
    }

    @Test
    void aSegmentUnderAnotherNumberPassesForNothing() {
        var home = fourSegments();
        home.disk.put("00000001.log", home.file(2).clone());
        var told = new Told();
        home.open(told);
        var expected =
                home.appended.stream().filter(e -> Position.segment(e.position()) > 1).toList();
        assertEquals(expected, told.entries);
    }

    @Test
    void twoSoundRecordsThatChangedPlacesAreBothDamage() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("aaaa").append("bbbb").append("cccc").mark();
        int first = Position.offset(home.appended.get(0).position());
        int second = Position.offset(home.appended.get(1).position());
        byte[] log = home.file(1);
        byte[] a = Arrays.copyOfRange(log, first, second);
        System.arraycopy(log, second, log, first, a.length);
        System.arraycopy(a, 0, log, second, a.length);
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(home.appended.subList(2, 3), told.entries);
        assertEquals(2L * a.length, recovered.damaged().getFirst().length());
    }

    @Test
    void onlyTheFirstThousandDamagesAreListedAndAllAreCounted() {
        var home = new Home(Segment.BYTES_MAX);
        for (int i = 0; i < 3_000; i++) {
            home.append("r");
        }
        home.mark();
        for (int i = 0; i < 3_000; i += 2) {
            home.file(1)[Position.offset(home.appended.get(i).position()) + HEAD] ^= 1;
        }
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(1_500, told.entries.size());
        assertEquals(1_500, recovered.damagedTotal());
        assertEquals(1_000, recovered.damaged().size());
    }
}
