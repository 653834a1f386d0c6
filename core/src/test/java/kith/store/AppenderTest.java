package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lang.Bytes;
import org.junit.jupiter.api.Test;

final class AppenderTest {
    private static final int HEAD = 9;
    private static final int SYNCED_BYTES = HEAD + 8;

    @Test
    void recordsOfOneStepBecomeOneWrite() {
        var appender = fresh(Segment.BYTES_MAX);
        long first = appender.append(1, Home.text("one"));
        long second = appender.append(2, Home.text("three"));
        var writes = appender.take();
        assertEquals(1, writes.size());
        assertEquals("00000001.log", writes.getFirst().file());
        assertEquals(1024, writes.getFirst().offset());
        assertEquals(HEAD + 3 + HEAD + 5, writes.getFirst().bytes().size());
        assertEquals(Position.of(1, 1024), first);
        assertEquals(Position.of(1, 1024 + HEAD + 3), second);
        assertEquals(Position.of(1, 1024 + HEAD + 3 + HEAD + 5), appender.end());
        assertEquals(List.of(), appender.take());
    }

    @Test
    void aRecordThatDoesNotFitBeginsANewSegment() {
        var appender = fresh(1024 + 2 * HEAD + 20);
        appender.append(1, Bytes.wrap(new byte[10]));
        appender.append(1, Bytes.wrap(new byte[10]));
        long third = appender.append(1, Bytes.wrap(new byte[10]));
        assertEquals(Position.of(2, 1024), third);
        var writes = appender.take();
        assertEquals(2, writes.size());
        assertEquals("00000002.log", writes.get(1).file());
        assertEquals(0, writes.get(1).offset(), "with its header before it");
        assertEquals(1024 + HEAD + 10, writes.get(1).bytes().size());
    }

    @Test
    void aRecordLargerThanASegmentHasOneForItself() {
        var appender = fresh(2000);
        appender.append(1, Bytes.wrap(new byte[10]));
        long large = appender.append(1, Bytes.wrap(new byte[5000]));
        long next = appender.append(1, Bytes.wrap(new byte[10]));
        assertEquals(Position.of(2, 1024), large);
        assertEquals(Position.of(3, 1024), next);
    }

    @Test
    void theFirstRecordAfterASyncIsPrecededByASyncedRecord() {
        var appender = fresh(Segment.BYTES_MAX);
        appender.append(1, Home.text("a"));
        appender.take();
        long durable = appender.end();
        appender.synced(durable);
        long second = appender.append(1, Home.text("b"));
        long third = appender.append(1, Home.text("c"));
        assertEquals(durable + SYNCED_BYTES, second);
        assertEquals(second + HEAD + 1, third, "one for each sync, not for each record");
    }

    @Test
    void aMarkIsWrittenOnlyWhenThereIsNews() {
        var appender = fresh(Segment.BYTES_MAX);
        assertFalse(appender.mark(), "the founding needs none");
        appender.append(1, Home.text("a"));
        appender.take();
        appender.synced(appender.end());
        assertTrue(appender.mark());
        assertFalse(appender.mark());
        appender.checkpointed(3);
        assertTrue(appender.mark());
        appender.checkpointed(2);
        assertFalse(appender.mark(), "an older checkpoint is no news");
    }

    @Test
    void aPayloadCanBeWrittenInPlaceOrDropped() {
        var appender = fresh(Segment.BYTES_MAX);
        appender.append(1, Home.text("before"));
        appender.open(5).string("hello").u8(1);
        appender.cancel();
        long end = appender.end();
        appender.open(5).string("hello").u8(1);
        assertEquals(end, appender.end(), "an open record does not count yet");
        assertEquals(end, appender.close());
        var write = appender.take().getFirst();
        var records =
                new Records(
                        Home.ID, Position.FIRST, write.bytes().shared(), 0, write.bytes().size());
        assertTrue(records.next());
        assertTrue(records.next());
        assertEquals(5, records.type());
        assertEquals(7, records.end() - records.start());
        assertFalse(records.next());
    }

    @Test
    void anOpenRecordThatDoesNotFitMovesToTheNextSegment() {
        var home = new Home(1100);
        home.append("first");
        home.appender.open(2).bytes(new byte[90], 0, 90);
        long position = home.appender.close();
        home.write();
        assertEquals(Position.of(2, 1024), position);
        var told = new Told();
        home.open(told);
        assertEquals(2, told.entries.size());
        assertEquals(Bytes.wrap(new byte[90]), told.entries.get(1).payload());
    }

    @Test
    void whatCannotBeIsRefused() {
        var appender = fresh(Segment.BYTES_MAX);
        var nothing = Bytes.EMPTY;
        assertThrows(IllegalArgumentException.class, () -> appender.append(0, nothing));
        assertThrows(IllegalArgumentException.class, () -> appender.append(0xf0, nothing));
        var large = Bytes.wrap(new byte[Frame.PAYLOAD_BYTES_MAX + 1]);
        assertThrows(IllegalArgumentException.class, () -> appender.append(1, large));
        assertThrows(IllegalStateException.class, appender::close);
        appender.append(1, Bytes.EMPTY);
        long end = appender.end();
        assertThrows(IllegalArgumentException.class, () -> appender.synced(end), "not taken yet");
        appender.open(1);
        assertThrows(IllegalStateException.class, () -> appender.open(1));
        assertThrows(IllegalStateException.class, appender::take);
        assertThrows(IllegalStateException.class, appender::mark);
        appender.cancel();
        assertEquals(end, appender.end(), "and nothing of it is left");
    }

    @Test
    void theLargestPayloadIsTakenWithoutASplit() {
        var home = new Home(Segment.BYTES_MAX);
        home.append(Bytes.wrap(new byte[Frame.PAYLOAD_BYTES_MAX]));
        var told = new Told();
        home.open(told);
        assertEquals(1, told.entries.size());
        assertEquals(Frame.PAYLOAD_BYTES_MAX, told.entries.getFirst().payload().size());
    }

    @Test
    void positionsReadAsFileAndOffset() {
        long position = Position.of(7, 4096);
        assertEquals("00000007.log:4096", Position.text(position));
        assertEquals(7, Position.segment(position));
        assertEquals(4096, Position.offset(position));
        assertEquals(Position.of(8, 1024), Position.nextSegment(position));
        assertThrows(IllegalArgumentException.class, () -> Position.of(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Position.of(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Position.of(100_000_000, 0));
    }

    @Test
    void onlyNamesOfEightDigitsAreSegments() {
        assertEquals(12, Segment.number("00000012.log"));
        for (String name : List.of("12.log", "00000000.log", "0000001x.log", "00000001.txt", "")) {
            assertEquals(0, Segment.number(name), name);
        }
        assertEquals(12, Checkpoint.number("checkpoint-00000012"));
        for (String name : List.of("checkpoint-12", "checkpoint-0000001x", "checkpoints00000001")) {
            assertEquals(0, Checkpoint.number(name), name);
        }
    }

    private static Appender fresh(int segmentBytesMax) {
        return new Appender(Home.ID, Position.FIRST, segmentBytesMax);
    }
}
