package kith.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.store.rewritten.Shelf;
import org.jspecify.annotations.Nullable;

/// Opens a home's store after whatever happened to it.
///
/// 1. Whose store is it? The id that most headers carry.
/// 2. The newest checkpoint with a footer is told; a damaged one falls back to the one before it,
///    and none means the log from its beginning.
/// 3. The log is told from there, and judged ([Replay]).
/// 4. The torn tail is cut, checkpoints that are of no more use are deleted, everything is synced.
///
/// Three promises. Every record that was synced before a crash is told, in order, unless the disk
/// damaged it, and then that is reported. Nothing is told that was not appended. What is told once
/// is told again next time, because it is durable when [#open] returns: what an earlier process
/// wrote and never synced is synced now, or cut.
///
/// A crash in the middle of this leaves a home that can be opened again: whatever part of the cut
/// did not reach the disk, the log is bad from the same place on, and is cut there again. Nothing
/// is appended before the cut is durable.
///
/// Called once, by whoever opens the home, before there is an engine.
public final class Recovery {
    private final Disk disk;
    private final Bytes storeId;
    private final Visitor visitor;
    private final Damaged.Tally tally = new Damaged.Tally();
    private final Shelf shelf;
    private final int[] checkpoints;
    private int used;
    private long sections;

    /// Who is told what is in the store. All arrays are lent for the call only.
    public interface Visitor {
        /// Forget all sections told so far: their checkpoint turned out to be damaged.
        void restart();

        /// A section of the checkpoint.
        void section(int type, byte[] from, int start, int end);

        /// A record of the log, after all sections.
        void record(int type, long position, byte[] from, int start, int end);
    }

    private Recovery(Disk disk, Bytes storeId, Visitor visitor, List<String> files) {
        this.disk = disk;
        this.storeId = storeId;
        this.visitor = visitor;
        shelf = Shelf.of(disk, storeId, files);
        checkpoints = Checkpoint.numbers(files);
    }

    /// Opens the store, or founds one with the id `freshId`, 16 random bytes, where there is none.
    ///
    /// Throws [Malformed], and has changed nothing, when the store has a newer format than ours, or
    /// when no header says whose it is.
    public static Recovered open(Disk disk, Visitor visitor, Bytes freshId) {
        List<String> files = disk.list();
        Bytes storeId = storeId(disk, files);
        if (storeId == null || nothingPromised(disk, files)) {
            return found(disk, files, freshId);
        }
        return new Recovery(disk, storeId, visitor, files).open();
    }

    private Recovered open() {
        long from = Math.max(readCheckpoint(), Position.of(1, 0));
        long synced = Math.max(from, Position.FIRST);
        var replay = new Replay(disk, storeId, shelf, synced, visitor, tally);
        replay.run(from);
        tallyCheckpoint(replay.checkpoint());
        deleteCheckpoints(replay.checkpoint());
        shelf.obsolete().forEach(disk::delete);
        long cutBytes = replay.torn() ? cut(replay.end()) : 0;
        disk.sync();
        return new Recovered(
                false,
                storeId,
                appendable(replay.end()),
                used,
                Math.max(last(checkpoints), replay.checkpoint()) + 1,
                from,
                sections,
                replay.records(),
                tally.listed(),
                tally.total(),
                cutBytes,
                shelf.rewritten());
    }

    /// The id that most of the headers carry: one foreign file must not outvote a home. Null when
    /// no header is sound.
    static @Nullable Bytes storeId(Disk disk, List<String> files) {
        var votes = new LinkedHashMap<Bytes, Integer>();
        for (String file : files) {
            var header = Segment.number(file) > 0 ? Segment.readHeader(disk, file) : null;
            if (header != null) {
                votes.merge(header.storeId(), 1, Integer::sum);
            }
        }
        for (int number : Checkpoint.numbers(files)) {
            var header = Checkpoint.readHeader(disk, number);
            if (header != null) {
                votes.merge(header.storeId(), 1, Integer::sum);
            }
        }
        Bytes winner = null;
        int most = 0;
        for (var vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                winner = vote.getKey();
            }
        }
        return winner;
    }

    /// Whether founding was cut short: the header of the first segment is synced before anything
    /// else is written, so a file that holds no more than a part of it is all there ever was.
    private static boolean nothingPromised(Disk disk, List<String> files) {
        var segments = new ArrayList<String>();
        for (String file : files) {
            if (Segment.number(file) > 0) {
                segments.add(file);
            }
        }
        if (Checkpoint.numbers(files).length > 0 || segments.size() > 1) {
            return false;
        }
        if (segments.isEmpty()) {
            return true;
        }
        String only = segments.getFirst();
        if (!only.equals(Segment.file(1)) || disk.size(only) > Segment.HEADER_BYTES) {
            return false;
        }
        var header = Segment.readHeader(disk, only);
        return header == null || !header.whole();
    }

    private static Recovered found(Disk disk, List<String> files, Bytes freshId) {
        if (!nothingPromised(disk, files)) {
            throw new Malformed(
                    "no file of this store has a sound header, "
                            + files.size()
                            + " files were looked at: nothing can be read without one, and nothing was"
                            + " changed; restore at least one segment or checkpoint from a backup");
        }
        var header = new Writer(Segment.HEADER_BYTES);
        Segment.writeHeader(header, freshId, 1, 0);
        new Disk.Write(Segment.file(1), 0, header.toBytes()).to(disk);
        disk.sync();
        return new Recovered(
                true,
                freshId,
                Position.FIRST,
                0,
                1,
                Position.FIRST,
                0,
                0,
                List.of(),
                0,
                0,
                List.of());
    }

    /// Tells the newest sound checkpoint and returns where the log follows on it; 0 for none.
    private long readCheckpoint() {
        boolean told = false;
        for (int i = checkpoints.length - 1; i >= 0; i--) {
            var reader = CheckpointReader.open(disk, checkpoints[i], storeId, visitor, tally);
            if (reader != null) {
                if (told) {
                    visitor.restart();
                }
                told = true;
                if (reader.run()) {
                    used = checkpoints[i];
                    sections = reader.sections();
                    return reader.replayFrom();
                }
            }
        }
        if (told) {
            visitor.restart();
        }
        return 0;
    }

    /// The log may know of a checkpoint that we took for one that was never finished.
    private void tallyCheckpoint(int complete) {
        if (complete > used) {
            String file = Checkpoint.file(complete);
            if (!has(checkpoints, complete)) {
                tally.add(new Damaged(file, 0, 0, Damaged.Reason.MISSING));
            } else if (!hasFooter(complete)) {
                tally.add(new Damaged(file, 0, disk.size(file), Damaged.Reason.CHECKPOINT));
            }
        }
    }

    /// Deletes what came before the one that was used, and what was never finished. A damaged one
    /// is evidence, and stays until the next is complete.
    private void deleteCheckpoints(int complete) {
        for (int number : checkpoints) {
            boolean unfinished = number > used && number != complete && !hasFooter(number);
            if (number < used || unfinished) {
                disk.delete(Checkpoint.file(number));
            }
        }
    }

    private boolean hasFooter(int checkpoint) {
        return Checkpoint.readFooter(disk, checkpoint, Frame.seed(storeId)) != null;
    }

    /// Removes everything from `position` on, and returns how many bytes that was.
    private long cut(long position) {
        long bytes = 0;
        for (int number : shelf.numbers()) {
            if (number >= Position.segment(position)) {
                boolean whole = number > Position.segment(position);
                bytes += cut(shelf.file(number), whole ? 0 : Position.offset(position));
            }
        }
        return bytes;
    }

    private long cut(String file, long kept) {
        long size = disk.size(file);
        if (kept == 0) {
            disk.delete(file);
        } else if (size > kept) {
            disk.truncate(file, kept);
        }
        return Math.max(0, size - kept);
    }

    /// `end`, or the start of a new segment when the one it lies in is gone, or was written anew.
    private long appendable(long end) {
        boolean there = disk.list().contains(Segment.file(Position.segment(end)));
        return there || Position.offset(end) == 0 ? end : Position.segmentAfter(end);
    }

    static boolean has(int[] numbers, int number) {
        for (int other : numbers) {
            if (other == number) {
                return true;
            }
        }
        return false;
    }

    private static int last(int[] numbers) {
        return numbers.length == 0 ? 0 : numbers[numbers.length - 1];
    }
}
