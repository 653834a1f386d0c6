package kith.store;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.store.rewritten.Block;
import kith.store.rewritten.Rewritten;
import kith.store.rewritten.Shelf;

/// Reads the log from a position to its end, segment after segment, and tells what is sound and
/// what is not. It judges nothing: whether a bad part was promised to anybody is for [Replay] to
/// say.
///
/// Beyond bad records there are three ways for a log to be bad: a file is missing between two
/// others, a header is damaged, and a file ends before the next one says it did.
///
/// A segment that was written anew ([Rewritten]) is read to its end. Its records are told with the
/// positions of their blocks; what is bad in it was promised, so it is told as what it is.
final class LogScan {
    private final Disk disk;
    private final Bytes storeId;
    private final Shelf shelf;
    private final int[] segments;
    private boolean stopped;
    private long end;

    /// Also told of what is bad in segments that were written anew.
    interface Sink extends FrameScan.Sink {
        void damaged(Damaged one);
    }

    LogScan(Disk disk, Bytes storeId, Shelf shelf) {
        this.disk = disk;
        this.storeId = storeId;
        this.shelf = shelf;
        this.segments = shelf.numbers();
    }

    /// Where the last segment ended that was read to its end; where the scan began when there was
    /// none.
    long end() {
        return end;
    }

    /// Whether the sink stopped the scan.
    boolean stopped() {
        return stopped;
    }

    /// Scans from `from`, which is the start of a record, or the start of a segment.
    void run(long from, Sink sink) {
        stopped = false;
        end = from;
        int expected = Position.segment(from);
        int offset = Position.offset(from);
        for (int i = 0; i < segments.length && !stopped; i++) {
            int number = segments[i];
            if (number >= expected) {
                for (; expected < number && !stopped; expected++) {
                    long start = Position.of(expected, offset);
                    tell(sink, start, Position.of(expected + 1, 0), Damaged.Reason.MISSING);
                    offset = 0;
                }
                Rewritten anew = shelf.rewritten(number);
                if (anew == null) {
                    scanSegment(number, offset, endAccordingToNext(i), sink);
                } else {
                    scanRewritten(anew, offset, sink);
                }
                expected++;
                offset = 0;
            }
        }
    }

    private void scanSegment(int number, int from, int endExpected, Sink sink) {
        if (!stopped && from < Segment.HEADER_BYTES) {
            checkHeader(number, from, sink);
        }
        if (stopped) {
            return;
        }
        int start = Math.max(from, Segment.HEADER_BYTES);
        int size = (int) Math.min(disk.size(Segment.file(number)), Integer.MAX_VALUE);
        int limit = endExpected > start ? Math.min(size, endExpected) : size;
        int at = from < start ? start : Math.min(start, limit); // a short header was told already
        if (at < limit) {
            at = scanFrames(number, at, limit, sink);
        }
        int wanted = Math.max(start, endExpected);
        if (!stopped && at < wanted) {
            long shortFrom = Position.of(number, at);
            tell(sink, shortFrom, Position.of(number, wanted), Damaged.Reason.SHORT);
            at = wanted;
        }
        if (!stopped) {
            end = Position.of(number, at);
        }
    }

    private void checkHeader(int number, int from, FrameScan.Sink sink) {
        var header = Segment.readHeader(disk, Segment.file(number));
        if (header == null || !header.whole() || !header.storeId().equals(storeId)) {
            long records = Position.of(number, Segment.HEADER_BYTES);
            tell(sink, Position.of(number, from), records, Damaged.Reason.HEADER);
        }
    }

    private int scanFrames(int number, int from, int limit, FrameScan.Sink sink) {
        var window = new Window(disk, Segment.file(number), from, limit);
        var scan = new FrameScan(window, Frame.seed(storeId), Position.of(number, 0));
        int at = (int) scan.run(from, sink);
        stopped = scan.stopped();
        return at;
    }

    /// Where the segment ended according to the header of the next; 0 when nobody says.
    private int endAccordingToNext(int index) {
        boolean adjacent =
                index + 1 < segments.length && segments[index + 1] == segments[index] + 1;
        var header = adjacent ? Segment.readHeader(disk, shelf.file(segments[index + 1])) : null;
        return header == null || !header.storeId().equals(storeId) ? 0 : header.previousEnd();
    }

    private void scanRewritten(Rewritten anew, int from, Sink sink) {
        String file = anew.file();
        var header = Segment.readHeader(disk, file);
        if (header == null || !header.whole() || !header.storeId().equals(storeId)) {
            var reason = Damaged.Reason.HEADER;
            sink.damaged(new Damaged(file, 0, Segment.HEADER_BYTES, reason));
        }
        if (!anew.isComplete()) {
            sink.damaged(new Damaged(file, 0, 0, Damaged.Reason.CLOSING));
        }
        int start = anew.blocks() == 0 ? Segment.HEADER_BYTES : anew.offset(anew.blockAt(from));
        int seed = Frame.seed(storeId, anew.generation());
        var window = new Window(disk, file, start, disk.size(file));
        long base = Position.of(anew.number(), 0);
        new FrameScan(window, seed, base).run(start, new Unpacking(anew, sink));
        end = Position.of(anew.number(), Integer.MAX_VALUE); // nobody goes on in it
    }

    /// Tells the records that are in the blocks.
    private record Unpacking(Rewritten anew, Sink sink) implements FrameScan.Sink {
        @Override
        public void frame(int type, long place, byte[] from, int start, int end) {
            if (type != Frame.BLOCK) {
                return;
            }
            try {
                Block block = Block.read(anew.number(), from, start, end);
                block.tell((what, records, at, to) -> record(what, block, records, at, to));
            } catch (Malformed wrong) {
                long next = place + Frame.HEAD_BYTES + end - start;
                bad(place, next, Damaged.Reason.RECORD);
            }
        }

        private void record(int type, Block block, byte[] records, int start, int end) {
            sink.frame(type, block.position(), records, start, end);
        }

        @Override
        public boolean bad(long start, long end, Damaged.Reason reason) {
            int offset = Position.offset(start);
            sink.damaged(new Damaged(anew.file(), offset, end - start, reason));
            return true;
        }
    }

    private void tell(FrameScan.Sink sink, long start, long end, Damaged.Reason reason) {
        stopped = !sink.bad(start, end, reason);
    }
}
