package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Crc32c;
import kith.lang.Writer;
import kith.store.Damaged.Reason;
import kith.store.Told.Section;
import org.junit.jupiter.api.Test;

final class CheckpointTest {
    private static final int BLOCK = 512;
    private static final int HEAD = 9;

    @Test
    void replayStartsWhereTheNewestCheckpointEnds() {
        var home = new Home(1200);
        for (int i = 0; i < 20; i++) {
            home.append("before " + i);
        }
        home.checkpoint(1, "state", "in", "sections");
        home.append("after");
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(sections("state", "in", "sections"), told.sections);
        assertEquals(home.appended.subList(20, 21), told.entries);
        assertEquals(1, recovered.checkpoint());
        assertEquals(2, recovered.checkpointNext());
        assertEquals(3, recovered.sections());
        assertEquals(0, told.restarts);
    }

    @Test
    void anEmptyCheckpointOfAnEmptyLogIsOne() {
        var home = new Home(1200);
        home.checkpoint(1);
        var recovered = home.open(new Told());
        assertEquals(1, recovered.checkpoint());
        assertEquals(Position.FIRST, recovered.replayedFrom());
    }

    @Test
    void theOlderOneIsDeletedOnlyWhenTheNewerIsComplete() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one");
        home.append("b").checkpoint(2, "two");
        assertEquals(List.of("checkpoint-00000001"), Checkpoint.obsolete(home.disk.list(), 2));
        home.open(new Told());
        assertTrue(home.disk.list().contains("checkpoint-00000002"));
        assertEquals(2, home.disk.list().size(), "the opening deletes what the crash left behind");
    }

    @Test
    void aCrashAtAnyByteOfACheckpointLeavesTheOneBefore() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one").append("b");
        var before = home.disk.copy();
        home.checkpoint(2, "two", "two and a half").append("c").sync();
        byte[] second = home.disk.contents("checkpoint-00000002");
        for (int size = 0; size <= second.length; size++) {
            var disk = before.copy();
            disk.put("checkpoint-00000002", Arrays.copyOf(second, size));
            var told = new Told();
            var recovered = Recovery.open(disk, told, Home.OTHER_ID);
            boolean complete = size == second.length;
            assertEquals(complete ? 2 : 1, recovered.checkpoint(), size + " bytes");
            assertEquals(0, recovered.damagedTotal());
            assertEquals(3, recovered.checkpointNext(), "above all that were there");
            assertEquals(complete ? 2 : 1, told.sections.size());
            assertEquals(2, disk.list().size(), "only one is left");
        }
    }

    @Test
    void aFlippedBitAnywhereFallsBackToTheOneBeforeAndIsReported() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one").append("b").checkpoint(2, "two", "three").append("c");
        var size = home.disk.size("checkpoint-00000002");
        for (int at = 0; at < size; at++) {
            var disk = home.disk.copy();
            disk.contents("checkpoint-00000002")[at] ^= (byte) (1 << at % 8);
            assertEquals(1, Verification.run(disk, new Told()).damagedTotal());
            var told = new Told();
            var recovered = Recovery.open(disk, told, Home.OTHER_ID);
            assertEquals(1, recovered.checkpoint(), "flip at " + at);
            assertEquals(sections("one"), told.sections);
            assertEquals(home.appended.subList(1, 3), told.entries);
            assertEquals(damage(at, size), recovered.damaged(), "flip at " + at);
            assertTrue(disk.list().contains("checkpoint-00000002"), "evidence stays");
        }
    }

    private static List<Damaged> damage(int at, long size) {
        String file = "checkpoint-00000002";
        int second = BLOCK + HEAD + 3;
        int footer = second + HEAD + 5;
        if (at < BLOCK) {
            return List.of(new Damaged(file, 0, BLOCK, Reason.HEADER));
        } else if (at < second) {
            return List.of(new Damaged(file, BLOCK, HEAD + 3, Reason.RECORD));
        } else if (at < footer) {
            return List.of(new Damaged(file, second, HEAD + 5, Reason.RECORD));
        }
        return List.of(new Damaged(file, 0, size, Reason.CHECKPOINT));
    }

    @Test
    void withoutAnySoundCheckpointTheWholeLogIsReplayed() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one", "two").append("b");
        home.disk.contents("checkpoint-00000001")[BLOCK + HEAD + 3 + HEAD] ^= 1;
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(0, recovered.checkpoint());
        assertEquals(List.of(), told.sections, "what was told of it is taken back");
        assertEquals(1, told.restarts);
        assertEquals(home.appended, told.entries);
        assertEquals(1, recovered.damagedTotal());
    }

    @Test
    void aCheckpointThatTheLogKnowsOfIsMissed() {
        var home = new Home(1200);
        home.append("a").checkpoint(4, "one").append("b");
        home.disk.delete("checkpoint-00000004");
        var told = new Told();
        var recovered = home.open(told);
        var missing = new Damaged("checkpoint-00000004", 0, 0, Reason.MISSING);
        assertEquals(List.of(missing), recovered.damaged());
        assertEquals(home.appended, told.entries);
        assertEquals(5, recovered.checkpointNext());
    }

    @Test
    void aLogThatIsGoneIsReportedAndTheStateIsKept() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one");
        home.disk.delete("00000001.log");
        var told = new Told();
        var recovered = home.open(told);
        assertEquals(sections("one"), told.sections);
        var missing = new Damaged("00000001.log", 0, 0, Reason.MISSING);
        assertEquals(List.of(missing), recovered.damaged());
        assertEquals(Position.of(2, 0), recovered.end(), "positions are not used twice");
        home.appender = recovered.appender(1200);
        home.appended.clear();
        home.append("b").sync();
        var again = new Told();
        var second = home.open(again);
        assertEquals(home.appended, again.entries);
        assertEquals(List.of(missing), second.damaged());
        assertEquals(List.of(missing), Verification.run(home.disk, new Told()).damaged());
    }

    @Test
    void aSectionOfAnotherCheckpointPassesForNothing() {
        var home = new Home(1200);
        home.append("a").checkpoint(1, "one").append("b").checkpoint(2, "two");
        byte[] first = home.disk.contents("checkpoint-00000001");
        byte[] second = home.disk.contents("checkpoint-00000002");
        System.arraycopy(first, BLOCK, second, BLOCK, HEAD + 3);
        var told = new Told();
        assertEquals(1, home.open(told).checkpoint());
        assertEquals(sections("one"), told.sections);
    }

    @Test
    void aFooterWhoseSumsDoNotFitIsNotBelieved() {
        for (int wrong = 0; wrong < 3; wrong++) {
            var home = new Home(1200);
            home.append("a").checkpoint(1, "one");
            int at = BLOCK + HEAD + 3;
            byte[] file = home.disk.contents("checkpoint-00000001");
            int crc = ~Crc32c.updateWord(Crc32c.START, Frame.crc(file, BLOCK));
            var footer = new Writer();
            footer.u32(0).u32(0).u8(Frame.FOOTER);
            footer.u32(wrong == 0 ? 2 : 1).u64(wrong == 1 ? at + 100_000 : at);
            footer.u32(wrong == 2 ? crc + 1 : crc);
            Frame.seal(Frame.seed(Home.ID), Checkpoint.place(1) + at, footer, 0);
            home.disk.write("checkpoint-00000001", at, footer.shared(), 0, footer.size());
            var recovered = home.open(new Told());
            assertEquals(0, recovered.checkpoint(), "case " + wrong);
            assertEquals(home.appended.size(), recovered.records());
        }
    }

    @Test
    void itIsNotFinishedBeforeItsSectionsAndItsLogAreDurable() {
        var replayFrom = Position.of(1, 5000);
        var writer = new CheckpointWriter(Home.ID, 1, replayFrom);
        writer.section(1, Home.text("x"));
        assertThrows(IllegalStateException.class, () -> writer.finish(replayFrom), "not taken");
        assertEquals(BLOCK + HEAD + 1, writer.take().getFirst().bytes().size());
        assertThrows(IllegalStateException.class, () -> writer.finish(replayFrom - 1));
        writer.finish(replayFrom);
        var footer = writer.take().getFirst();
        assertEquals(BLOCK + HEAD + 1, footer.offset());
        assertEquals(HEAD + 16, footer.bytes().size());
        assertEquals(List.of(), writer.take());
        assertThrows(IllegalStateException.class, () -> writer.finish(replayFrom));
        assertThrows(IllegalStateException.class, () -> writer.open(1));
    }

    @Test
    void whatCannotBeASectionIsRefused() {
        var writer = new CheckpointWriter(Home.ID, 1, Position.FIRST);
        assertThrows(IllegalArgumentException.class, () -> writer.open(0));
        assertThrows(IllegalArgumentException.class, () -> writer.open(0xfd));
        assertThrows(IllegalStateException.class, writer::close);
        writer.open(1).bytes(new byte[CheckpointWriter.SECTION_BYTES_MAX + 1], 0, (1 << 20) + 1);
        assertThrows(IllegalArgumentException.class, writer::close);
        assertThrows(IllegalArgumentException.class, () -> new CheckpointWriter(Home.ID, 1, 0));
        var noId = Bytes.EMPTY;
        assertThrows(
                IllegalArgumentException.class,
                () -> new CheckpointWriter(noId, 1, Position.FIRST));
    }

    private static List<Section> sections(String... texts) {
        return Arrays.stream(texts).map(text -> new Section(7, Home.text(text))).toList();
    }
}
