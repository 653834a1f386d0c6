package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.store.Told.Entry;
import org.junit.jupiter.api.Test;

final class RecordsTest {
    private static final int HEAD = 9;

    @Test
    void aLogReadInPiecesOfAnySizeGivesEveryRecordOnce() {
        var home = new Home(Segment.BYTES_MAX);
        var rng = new Rng(1);
        for (int i = 0; i < 60; i++) {
            home.append(rng.bytes(rng.nextInt(50)));
            if (i % 9 == 0) {
                home.sync();
            }
        }
        byte[] log = home.file(1);
        for (int piece = HEAD; piece < 300; piece += 7) {
            assertEquals(home.appended, readInPieces(log, piece), "pieces of " + piece);
        }
    }

    private static List<Entry> readInPieces(byte[] log, int pieceBytes) {
        var out = new ArrayList<Entry>();
        int at = Segment.HEADER_BYTES;
        int size = pieceBytes;
        while (at < log.length) {
            int end = Math.min(at + size, log.length);
            var records = new Records(Home.ID, Position.of(1, at), log, at, end);
            while (records.next()) {
                var payload = Bytes.copy(log, records.start(), records.end());
                out.add(new Entry(records.type(), records.position(), payload));
            }
            assertFalse(records.broken());
            size = Math.max(pieceBytes, records.needed());
            at += records.consumed();
        }
        return out;
    }

    @Test
    void aRecordThatTheChunkCutsOffSaysHowManyBytesItNeeds() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("one").append("two and more");
        byte[] log = home.file(1);
        int second = Position.offset(home.appended.get(1).position());
        for (int end = second; end < log.length; end++) {
            var records = new Records(Home.ID, Position.FIRST, log, Segment.HEADER_BYTES, end);
            assertTrue(records.next());
            assertFalse(records.next());
            assertFalse(records.broken());
            assertEquals(second - Segment.HEADER_BYTES, records.consumed());
            int inside = end - second;
            int needed = inside == 0 ? 0 : inside < HEAD ? HEAD : HEAD + 12;
            assertEquals(needed, records.needed(), inside + " bytes of it are there");
        }
    }

    @Test
    void aRecordThatIsNotSoundStopsTheWalk() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("one").append("two").append("three");
        byte[] log = home.file(1);
        log[Position.offset(home.appended.get(1).position()) + HEAD] ^= 1;
        var records = new Records(Home.ID, Position.FIRST, log, Segment.HEADER_BYTES, log.length);
        assertTrue(records.next());
        assertFalse(records.next());
        assertTrue(records.broken());
        assertEquals(HEAD + 3, records.consumed());
        assertEquals(0, records.needed());
    }

    @Test
    void aLengthThatNoRecordHasStopsTheWalkInsteadOfWantingMemory() {
        var chunk = new byte[20];
        Arrays.fill(chunk, (byte) 0x7f);
        var records = new Records(Home.ID, Position.FIRST, chunk, 0, chunk.length);
        assertFalse(records.next());
        assertTrue(records.broken());
        Arrays.fill(chunk, (byte) 0xff);
        records = new Records(Home.ID, Position.FIRST, chunk, 0, chunk.length);
        assertFalse(records.next());
        assertTrue(records.broken());
    }

    @Test
    void theSameBytesElsewhereAreNoRecord() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("one");
        byte[] log = home.file(1);
        int start = Segment.HEADER_BYTES;
        var moved = new Records(Home.ID, Position.FIRST + 1, log, start, log.length);
        assertFalse(moved.next());
        assertTrue(moved.broken());
        var foreign = new Records(Home.OTHER_ID, Position.FIRST, log, start, log.length);
        assertFalse(foreign.next());
        assertTrue(foreign.broken());
    }

    @Test
    void whatWasNeverWrittenIsNoRecordWhateverItsChecksum() {
        var zeros = new byte[4096];
        var rng = new Rng(3);
        for (int i = 0; i < 1_000; i++) {
            var records = new Records(rng.bytes(16), rng.nextLong() >>> 4, zeros, 0, 4096);
            assertFalse(records.next());
            assertTrue(records.broken());
        }
    }

    @Test
    void typeZeroIsNoRecordEvenWithItsChecksum() {
        var frame = new Writer();
        frame.u32(0).u32(0).u8(0).bytes(new byte[5], 0, 5);
        Frame.seal(Frame.seed(Home.ID), Position.FIRST, frame, 0);
        var records = new Records(Home.ID, Position.FIRST, frame.shared(), 0, frame.size());
        assertFalse(records.next());
        assertTrue(records.broken());
    }

    @Test
    void anyBytesAtAllEndInOneOfTheThreeWays() {
        var home = new Home(Segment.BYTES_MAX);
        home.append("some").append("records").append("to spoil").sync().append("and more");
        byte[] log = home.file(1);
        for (long seed = 1; seed <= 20_000; seed++) {
            var rng = new Rng(seed);
            byte[] chunk = Arrays.copyOfRange(log, Segment.HEADER_BYTES, log.length);
            for (int flips = rng.nextInt(4); flips > 0; flips--) {
                chunk[rng.nextInt(chunk.length)] = (byte) rng.nextInt();
            }
            int end = rng.nextInt(chunk.length + 1);
            var records = new Records(Home.ID, Position.FIRST, chunk, 0, end);
            int told = 0;
            while (records.next()) {
                var payload = Bytes.copy(chunk, records.start(), records.end());
                var entry = new Entry(records.type(), records.position(), payload);
                assertEquals(home.appended.get(told++), entry, "seed " + seed);
            }
            boolean usedUp = records.consumed() == end;
            boolean wants = records.needed() > end - records.consumed();
            int ways = (usedUp ? 1 : 0) + (wants ? 1 : 0) + (records.broken() ? 1 : 0);
            assertEquals(1, ways, "seed " + seed);
        }
    }

    @Test
    void aRangeOutsideOfTheChunkIsRefused() {
        var chunk = new byte[10];
        for (int[] range : new int[][] {{-1, 5}, {5, 4}, {0, 11}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Records(Home.ID, Position.FIRST, chunk, range[0], range[1]));
        }
        var short15 = Bytes.wrap(new byte[15]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Records(short15, Position.FIRST, chunk, 0, 10));
    }
}
