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
    private final Journal journal =
            new Journal(
                    new Context(
                            SELF,
                            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end)),
                            Limits.DEFAULT,
                            host,
                            host,
                            SELF,
                            new Now(0, 0)));
    private final List<Integer> seen = new ArrayList<>();
    private boolean ended;

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
                });
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
        var all = new ArrayList<Integer>();
        for (int i = 1; i <= 20; i++) {
            all.add(i);
        }
        assertEquals(all, seen);
        assertTrue(ended);
    }
}
