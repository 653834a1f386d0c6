package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Appender;
import kith.store.Position;
import kith.store.Segment;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Bytes STORE = Bytes.wrap(new byte[16]);
    private static final Bytes SELF = Bytes.wrap(new byte[32]);
    private static final int SEGMENT_BYTES = Segment.HEADER_BYTES + 400;

    private final Host host = new Host();
    private final Context context =
            new Context(
                    SELF,
                    (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end)),
                    Limits.DEFAULT,
                    host,
                    host,
                    SELF,
                    true,
                    new Now(0, 0));
    private final Journal journal = new Journal(context);
    private final List<Integer> seen = new ArrayList<>();
    private boolean ended;
    private int waited;
    private final List<Long> failed = new ArrayList<>();
    private long again;

    private void append(int first, int last) {
        for (int i = first; i <= last; i++) {
            journal.append(RecordType.RUN, new Writer().u32(i).bytes(SELF).toBytes());
        }
        journal.settle();
    }

    private void read(long position) {
        journal.read(
                position,
                10_000,
                new Journal.Piece() {
                    @Override
                    public void record(int type, long at, byte[] from, int start, int end) {
                        seen.add(new Reader(from, start, end).u32());
                    }

                    @Override
                    public void end(long next) {
                        ended = next >= journal.end();
                        if (!ended) {
                            read(next);
                        }
                    }

                    @Override
                    public void notYet(long at) {
                        waited++;
                        read(at);
                    }

                    @Override
                    public void failed(long at, long next, long againAt) {
                        failed.add(at);
                        again = againAt;
                        end(next);
                    }
                });
    }

    /// Reads the log of `last` records, in several segments, with a second between the answers.
    private void readAll(int last) {
        journal.begin(new Appender(STORE, Position.of(1, 0), SEGMENT_BYTES), STORE, List.of());
        append(1, last);
        read(0);
        for (int i = 1; host.answer(); i++) {
            assertTrue(i < 100, "it does not end");
            context.now(new Now(i * Now.SECOND, 0));
        }
        assertTrue(ended);
    }

    private static List<Integer> range(int first, int last) {
        var all = new ArrayList<Integer>();
        for (int i = first; i <= last; i++) {
            all.add(i);
        }
        return all;
    }

    @Test
    void aDiskThatIsFarBehindLosesNothingAndWhoReadsIsTold() {
        host.refused = 30;
        host.busy = true;
        readAll(20);
        assertEquals(range(1, 20), seen);
        assertEquals(30, waited);
        assertEquals(List.of(), host.notes);
    }

    @Test
    void aReadThatFailsIsAskedForAgain() {
        host.refused = 9;
        readAll(20);
        assertEquals(range(1, 20), seen);
        assertEquals(List.of(), host.notes);
    }

    @Test
    void aReadThatFailsForTenSecondsIsGivenUpForAPauseAndTold() {
        host.refused = 11;
        readAll(20);
        int first = seen.getFirst();
        assertTrue(first > 1, "the first segment cannot be read");
        assertEquals(range(first, 20), seen);
        assertEquals("disk-read-failed", host.notes.getFirst().code());
        assertEquals(1, host.notes.size());
        assertEquals(List.of(Position.FIRST), failed);
    }

    private void answerAll() {
        for (int i = 1; host.answer(); i++) {
            assertTrue(i < 100, "it does not end");
            context.now(new Now(context.now().nanos() + Now.SECOND, 0));
        }
    }

    @Test
    void whatWasGivenUpIsNotReadUntilThePauseEndsAndIsThereWhenTheDiskIs() {
        host.refused = 11;
        readAll(20);
        seen.clear();
        int asked = host.asked;
        int segments = Position.segment(journal.end());
        read(0);
        answerAll();
        assertEquals(2, failed.size());
        assertEquals(segments - 1, host.asked - asked, "the bad one is not asked for");
        context.now(new Now(again, 0));
        seen.clear();
        host.refused = 1;
        read(0);
        answerAll();
        assertEquals(3, failed.size(), "tried once, and not for ten seconds");
        assertEquals(2, host.notes.size());
        context.now(new Now(again, 0));
        seen.clear();
        read(0);
        answerAll();
        assertEquals(range(1, 20), seen);
        assertEquals(3, failed.size());
    }

    @Test
    void aNewestSegmentThatSomebodyCutIsDamaged() {
        journal.begin(new Appender(STORE, Position.of(1, 0), 1 << 20), STORE, List.of());
        append(1, 3);
        long end = journal.end();
        append(4, 9);
        host.cut(Segment.file(1), Position.offset(end));
        read(0);
        answerAll();
        assertEquals(range(1, 3), seen);
        assertTrue(ended);
        assertEquals("store-damaged", host.notes.getFirst().code());
        assertEquals(1, host.notes.size());
    }

    @Test
    void whoReadsWhatADiskThatFailedNeverGotComesToTheEnd() {
        for (int last = 1; last <= 20; last++) {
            host.full = false;
            host.reset();
            seen.clear();
            ended = false;
            journal.begin(new Appender(STORE, Position.of(1, 0), SEGMENT_BYTES), STORE, List.of());
            append(1, last);
            host.full = true;
            append(last + 1, last + 20);
            journal.diskFailed();
            read(0);
            for (int i = 1; host.answer(); i++) {
                assertTrue(i < 100, "it does not end, with " + last);
            }
            assertEquals(List.of(), host.notes);
            assertEquals(0, waited);
            assertEquals(range(1, last), seen);
            assertTrue(ended);
        }
    }

    @Test
    void aLengthThatWentBadInTheNewestSegmentIsToldAndReadingEnds() {
        int large = 1 << 20; // so that all is in one segment
        journal.begin(new Appender(STORE, Position.of(1, 0), large), STORE, List.of());
        append(1, 3);
        long bad = journal.end();
        append(4, 9);
        host.set(Segment.file(1), Position.offset(bad) + 1, 0x10); // over a mebibyte,
        host.set(Segment.file(1), Position.offset(bad) + 2, 0x10); // whichever end is first
        read(0);
        for (int i = 1; host.answer(); i++) {
            assertTrue(i < 100, "it does not end");
        }
        assertEquals(range(1, 3), seen);
        assertTrue(ended);
        assertEquals(Position.text(bad), host.notes.getFirst().about());
        assertEquals(1, host.notes.size());
    }

    @Test
    void whereASegmentEndsNothingIsAskedForTwice() {
        readAll(20);
        int segments = Position.segment(journal.end());
        assertTrue(segments >= 3, segments + " segments");
        assertEquals(segments, host.asked, "each is shorter than a piece");
    }

    @Test
    void aReaderMissesNothingThatIsAppendedWhileItWaitsForAPieceThoughASegmentEnds() {
        journal.begin(new Appender(STORE, Position.of(1, 0), SEGMENT_BYTES), STORE, List.of());
        host.late = false;
        append(1, 3);
        read(0);
        append(4, 20); // into the next segments
        int answers = 0;
        while (host.answer()) {
            assertTrue(answers++ < 100, "it does not end");
        }
        assertEquals(range(1, 20), seen);
        assertTrue(ended);
    }
}
