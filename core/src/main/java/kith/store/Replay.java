package kith.store;

import kith.lang.Bytes;
import kith.lang.Reader;
import kith.store.rewritten.Rewritten;
import kith.store.rewritten.Shelf;

/// Tells the records of the log to a visitor, and judges what is bad: damage, or a torn tail.
///
/// ```
///          damage: somebody was promised this          torn: nobody was
/// |--rec--|##bad##|--rec--|--SYNCED(S)--|--rec--|##bad##|--rec--|##bad##|
///                 ^S ............................^ cut here: a prefix stays
/// ```
///
/// Everything before `S` had been synced when somebody wrote `S`, so what is bad there went bad
/// later: it is reported, left alone and stepped over, and the sound records behind it are told as
/// before. What is bad at or after the largest `S` was being written when the power went: pages
/// arrive in any order, so there may be sound records behind it, and nobody was promised one of
/// them. The log is cut there, which keeps it a prefix of what was appended. A region that reaches
/// across `S` is damage up to `S`, where a record is known to begin, and cut from there.
///
/// Only an `S` that stands behind a bad region can be behind it. So the first one makes us read the
/// rest of the log for SYNCED records, once, before anything behind it is told. Cost: nothing more
/// than reading when all is sound; up to twice that from the first bad record on.
final class Replay implements LogScan.Sink {
    private final Shelf shelf;
    private final LogScan log;
    private final LogScan ahead;
    private final Recovery.Visitor visitor;
    private final Damaged.Tally tally;
    private long synced;
    private boolean lookedAhead;
    private boolean torn;
    private long end;
    private long records;
    private int checkpoint;

    /// `synced` is how far the log is known to have been synced, before reading any of it.
    Replay(
            Disk disk,
            Bytes storeId,
            Shelf shelf,
            long synced,
            Recovery.Visitor visitor,
            Damaged.Tally tally) {
        this.shelf = shelf;
        log = new LogScan(disk, storeId, shelf);
        ahead = new LogScan(disk, storeId, shelf);
        this.synced = Math.max(synced, afterRewritten(shelf));
        this.visitor = visitor;
        this.tally = tally;
    }

    /// Only what was durable is written anew, and nothing before it is torn.
    private static long afterRewritten(Shelf shelf) {
        long position = Position.FIRST;
        for (Rewritten one : shelf.rewritten()) {
            position = Position.of(one.number(), Segment.HEADER_BYTES);
        }
        return position;
    }

    /// Reads the log from `from`. Segments before that are not read, but they should be there.
    void run(long from) {
        int first = Position.segment(from);
        tallyMissing(1, first);
        log.run(shelf.has(first) ? from : Position.segmentAfter(from), this);
        if (log.stopped()) {
            return;
        }
        end = Math.max(synced, log.end());
        if (Position.segment(end) == Position.segment(log.end()) && end > log.end()) {
            tally.add(Damaged.inLog(log.end(), end, Damaged.Reason.SHORT));
        }
        tallyMissing(Position.segment(log.end()) + 1, Position.segment(end));
    }

    /// Where the log goes on.
    long end() {
        return end;
    }

    /// Whether the tail is torn: everything from [#end] on is to be cut.
    boolean torn() {
        return torn;
    }

    /// How many records of the engine were told.
    long records() {
        return records;
    }

    /// The newest checkpoint that the log says was complete; 0 when it says nothing.
    int checkpoint() {
        return checkpoint;
    }

    @Override
    public void frame(int type, long place, byte[] from, int start, int end) {
        if (type <= Frame.TYPE_LAST) {
            records++;
            visitor.record(type, place, from, start, end);
        } else if (type == Frame.CHECKPOINTED && end - start == 4) {
            checkpoint = Math.max(checkpoint, new Reader(from, start, end).u32());
        }
    }

    @Override
    public boolean bad(long from, long to, Damaged.Reason reason) {
        lookAhead(to);
        if (from >= synced) {
            return tear(Position.offset(from) == 0 ? log.end() : from);
        }
        tally.add(Damaged.inLog(from, Math.min(to, synced), reason));
        if (to > synced) {
            return tear(synced);
        }
        return true;
    }

    @Override
    public void damaged(Damaged one) {
        tally.add(one);
    }

    private void tallyMissing(int first, int last) {
        for (int number = first; number <= last; number++) {
            if (!shelf.has(number)) {
                tally.add(new Damaged(Segment.file(number), 0, 0, Damaged.Reason.MISSING));
            }
        }
    }

    /// The log ends at `at`; where a whole segment is torn, that is at the end of the one before.
    private boolean tear(long at) {
        torn = true;
        end = at;
        return false;
    }

    private void lookAhead(long from) {
        if (lookedAhead) {
            return;
        }
        lookedAhead = true;
        ahead.run(
                from,
                new LogScan.Sink() {
                    @Override
                    public void frame(int type, long place, byte[] in, int start, int end) {
                        if (type == Frame.SYNCED) {
                            synced = Math.max(synced, syncedIn(place, in, start, end));
                        }
                    }

                    @Override
                    public boolean bad(long start, long end, Damaged.Reason reason) {
                        return true;
                    }

                    @Override
                    public void damaged(Damaged one) {
                        // told when the reading comes to it
                    }
                });
    }

    /// What a SYNCED record says. None can know of a sync behind itself.
    private static long syncedIn(long place, byte[] from, int start, int end) {
        long position = end - start == 8 ? new Reader(from, start, end).u64() : 0;
        return position <= place ? position : 0;
    }
}
