package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.store.Damaged.Reason;
import kith.store.Told.Entry;
import kith.store.rewritten.Block;
import kith.store.rewritten.Rewritten;
import kith.store.rewritten.RewrittenWriter;
import kith.store.rewritten.Shelf;
import org.junit.jupiter.api.Test;

class RewrittenTest {
    private static final int SEGMENT_BYTES = 1400;

    /// A home of several segments.
    private static Home home() {
        var home = new Home(SEGMENT_BYTES);
        for (int i = 0; i < 40; i++) {
            home.append("record " + i + " of many").sync();
        }
        return home;
    }

    /// What lies in that segment.
    private static List<Entry> in(Home home, int segment) {
        var entries = new ArrayList<Entry>();
        for (Entry entry : home.appended) {
            if (Position.segment(entry.position()) == segment) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /// The writes of a segment that is written anew with three records in each block: those before
    /// the closing frame, and that.
    private static List<Disk.Write> writes(Home home, int segment, int generation) {
        var writer = new RewrittenWriter(Home.ID, segment, generation, 0);
        var writes = new ArrayList<Disk.Write>();
        List<Entry> entries = in(home, segment);
        for (int i = 0; i < entries.size(); i += 3) {
            var records = new Writer();
            for (Entry entry : entries.subList(i, Math.min(i + 3, entries.size()))) {
                Block.add(records, entry.type(), entry.payload());
            }
            assertEquals(0, writer.block(entries.get(i).position(), List.of(records)));
            writes.addAll(writer.take());
        }
        writer.index();
        writes.addAll(writer.take());
        writer.close();
        writes.addAll(writer.take());
        return writes;
    }

    private static void rewrite(Home home, int segment, int generation) {
        for (Disk.Write write : writes(home, segment, generation)) {
            write.to(home.disk);
        }
    }

    /// With the positions of the blocks of that segment.
    private static List<Entry> blocked(Home home, int segment) {
        var out = new ArrayList<Entry>();
        List<Entry> own = in(home, segment);
        for (Entry entry : home.appended) {
            int at = own.indexOf(entry);
            long position = at < 0 ? entry.position() : own.get(at - at % 3).position();
            out.add(new Entry(entry.type(), position, entry.payload()));
        }
        return out;
    }

    @Test
    void itCountsInsteadOfTheOlderOneWhichIsDeleted() {
        var home = home();
        rewrite(home, 2, 1);
        assertTrue(home.disk.list().contains("00000002.log"));
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(0, recovered.damagedTotal());
        assertEquals(blocked(home, 2), told.entries);
        assertFalse(home.disk.list().contains("00000002.log"));
        assertEquals(1, recovered.rewritten().size());
        assertEquals(home.appender.end(), recovered.end());
        assertTrue(Verification.run(home.disk, new Told()).sound());
    }

    @Test
    void itDoesNotCountBeforeItsLastByteIsThere() {
        var home = home();
        List<Disk.Write> writes = writes(home, 2, 1);
        var file = new Writer();
        writes.forEach(write -> file.bytes(write.bytes()));
        byte[] whole = file.toArray();
        for (int size = 0; size < whole.length; size++) {
            var disk = home.disk.copy();
            disk.put("00000002-0001.log", Arrays.copyOf(whole, size));
            var told = new Told();
            var recovered = Recovery.open(disk, told, Home.OTHER_ID);
            assertEquals(0, recovered.damagedTotal(), size + " bytes");
            assertEquals(home.appended, told.entries, size + " bytes");
            assertFalse(disk.list().contains("00000002-0001.log"), size + " bytes");
        }
    }

    @Test
    void theNewestGenerationThatIsCompleteCounts() {
        var home = home();
        rewrite(home, 2, 1);
        rewrite(home, 2, 2);
        List<Disk.Write> third = writes(home, 2, 3);
        third.subList(0, third.size() - 1).forEach(write -> write.to(home.disk));
        var shelf = Shelf.of(home.disk, Home.ID, home.disk.list());
        assertEquals("00000002-0002.log", shelf.file(2));
        assertEquals(
                List.of("00000002.log", "00000002-0001.log", "00000002-0003.log"),
                shelf.obsolete());
        var told = new Told();
        assertEquals(0, home.open(told).damagedTotal());
        assertEquals(blocked(home, 2), told.entries);
        assertTrue(home.disk.list().contains("00000002-0002.log"));
    }

    @Test
    void whatOneGenerationWroteIsNothingInAnother() {
        var home = home();
        rewrite(home, 2, 1);
        byte[] file = home.disk.contents("00000002-0001.log");
        home.disk.put("00000002-0002.log", file.clone());
        assertEquals("00000002-0001.log", Shelf.of(home.disk, Home.ID, home.disk.list()).file(2));
    }

    @Test
    void aDamagedBlockIsReportedAndTheRestIsTold() {
        var home = home();
        rewrite(home, 2, 1);
        home.open(new Told());
        Rewritten one = Shelf.of(home.disk, Home.ID, home.disk.list()).rewritten().getFirst();
        assertTrue(one.blocks() > 2);
        home.disk.contents(one.file())[one.offset(1) + 12] ^= 1;
        var told = new Told();
        var recovered = home.open(told);
        int length = one.offset(2) - one.offset(1);
        var damaged = new Damaged(one.file(), one.offset(1), length, Reason.RECORD);
        assertEquals(List.of(damaged), recovered.damaged());
        assertEquals(home.appended.size() - 3, told.entries.size());
        assertFalse(Verification.run(home.disk, new Told()).sound());
    }

    @Test
    void withoutItsEndItsBlocksAreFoundAllTheSame() {
        var home = home();
        rewrite(home, 2, 1);
        home.open(new Told());
        byte[] file = home.disk.contents("00000002-0001.log");
        home.disk.put("00000002-0001.log", Arrays.copyOf(file, file.length - 3));
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(blocked(home, 2), told.entries);
        assertEquals(2, recovered.damagedTotal(), "its end, and what is left of it");
        var damaged = new Damaged("00000002-0001.log", 0, 0, Reason.CLOSING);
        assertEquals(damaged, recovered.damaged().getFirst());
        assertFalse(recovered.rewritten().getFirst().isComplete());
    }

    @Test
    void nothingIsAppendedToIt() {
        var home = home();
        int last = Position.segment(home.appender.end());
        rewrite(home, last, 1);
        var recovered = home.open(new Told());
        assertEquals(Position.of(last + 1, 0), recovered.end());
    }

    @Test
    void aBlockIsFoundByAnyPositionOfItsStretch() {
        var home = home();
        rewrite(home, 2, 1);
        Rewritten one = Shelf.of(home.disk, Home.ID, home.disk.list()).rewritten().getFirst();
        List<Entry> entries = in(home, 2);
        assertEquals(0, one.blockAt(0));
        for (int i = 0; i < entries.size(); i++) {
            assertEquals(i / 3, one.blockAt(Position.offset(entries.get(i).position())));
        }
        assertEquals(one.blocks() - 1, one.blockAt(Integer.MAX_VALUE));
        assertEquals(Position.nextSegment(Position.of(2, 0)), one.position(one.blocks()));
        int size = one.offset(1) - one.offset(0);
        var bytes = Bytes.wrap(home.disk.read(one.file(), one.offset(0), size));
        Block block = Objects.requireNonNull(one.block(0, bytes));
        assertEquals(entries.getFirst().position(), block.position());
        assertNotNull(block.records());
    }

    @Test
    void aBlockThatWouldUnpackToMoreThanItSaysOrMayIsRefused() {
        var packed = new Writer();
        var records = new Writer();
        Block.add(records, 1, Bytes.wrap(new byte[100_000]));
        var writer = new RewrittenWriter(Home.ID, 1, 1, 0);
        var _ = writer.block(Position.FIRST, List.of(records));
        byte[] write = writer.take().getFirst().bytes().toArray();
        packed.bytes(write, Segment.HEADER_BYTES + Frame.HEAD_BYTES, write.length);
        byte[] good = packed.toArray();
        assertEquals(100_004, Block.read(1, good, 0, good.length).records().size());
        for (int size : new int[] {5, 100_003, 100_005, Frame.PAYLOAD_BYTES_MAX}) {
            var bad = new Writer();
            bad.bytes(good, 0, 4).varint(size).bytes(good, 7, good.length);
            byte[] bytes = bad.toArray();
            assertThrows(Malformed.class, () -> Block.read(1, bytes, 0, bytes.length), "" + size);
        }
    }

    @Test
    void itsNameSaysNumberAndGeneration() {
        assertEquals("00000012-0003.log", Segment.file(12, 3));
        assertEquals(12, Segment.number("00000012-0003.log"));
        assertEquals(3, Segment.generation("00000012-0003.log"));
        assertEquals(0, Segment.generation("00000012.log"));
        for (String name :
                List.of("00000012-0000.log", "00000012-003.log", "00000000-0001.log", "a.log")) {
            assertEquals(-1, Segment.generation(name), name);
            assertEquals(0, Segment.number(name), name);
        }
    }
}
