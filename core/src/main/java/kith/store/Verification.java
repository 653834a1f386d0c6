package kith.store;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.store.rewritten.Shelf;
import org.jspecify.annotations.Nullable;

/// Reads the whole store back, from the very beginning, and changes nothing.
///
/// Opening a home reads the newest checkpoint and the log behind it. The rest is read only when a
/// peer asks for old changes, and a disk that goes bad there is noticed years late. This reads all
/// of it.
public final class Verification {
    /// What was found.
    ///
    /// - `storeId`: null when there is no store, or no header says whose it is.
    /// - `tailBytes`: how much the next opening will cut as a torn tail.
    /// - `unfinished`: checkpoints without a footer, and generations of segments that do not count,
    ///   which the next opening will remove.
    public record Report(
            @Nullable Bytes storeId,
            long bytes,
            long records,
            long sections,
            List<Damaged> damaged,
            long damagedTotal,
            long tailBytes,
            List<String> unfinished) {
        public boolean sound() {
            return damagedTotal == 0;
        }
    }

    private final Disk disk;
    private final Bytes storeId;
    private final Recovery.Visitor visitor;
    private final Damaged.Tally tally = new Damaged.Tally();
    private final List<String> unfinished = new ArrayList<>();
    private long sections;
    private long replayFrom = Position.FIRST;
    private int completeLast;

    private Verification(Disk disk, Bytes storeId, Recovery.Visitor visitor) {
        this.disk = disk;
        this.storeId = storeId;
        this.visitor = visitor;
    }

    /// Reads everything. The visitor is told the sections of each checkpoint in turn, with a
    /// restart before each, and then, after one more restart, every sound record of the log.
    ///
    /// Throws [kith.lang.Malformed] when the store has a newer format than ours.
    public static Report run(Disk disk, Recovery.Visitor visitor) {
        List<String> files = disk.list();
        Bytes storeId = Recovery.storeId(disk, files);
        return storeId == null
                ? withoutId(disk, files)
                : new Verification(disk, storeId, visitor).run(files);
    }

    private static Report withoutId(Disk disk, List<String> files) {
        var tally = new Damaged.Tally();
        for (String file : files) {
            if (Segment.number(file) > 0) {
                tally.add(new Damaged(file, 0, disk.size(file), Damaged.Reason.HEADER));
            }
        }
        return new Report(
                null, bytes(disk, files), 0, 0, tally.listed(), tally.total(), 0, List.of());
    }

    private Report run(List<String> files) {
        for (int number : Checkpoint.numbers(files)) {
            checkpoint(number);
        }
        visitor.restart();
        var shelf = Shelf.of(disk, storeId, files);
        unfinished.addAll(shelf.obsolete());
        var replay = new Replay(disk, storeId, shelf, replayFrom, visitor, tally);
        replay.run(Position.of(1, 0));
        if (replay.checkpoint() > completeLast) {
            String file = Checkpoint.file(replay.checkpoint());
            boolean there = unfinished.remove(file);
            tally.add(
                    there
                            ? new Damaged(file, 0, disk.size(file), Damaged.Reason.CHECKPOINT)
                            : new Damaged(file, 0, 0, Damaged.Reason.MISSING));
        }
        return new Report(
                storeId,
                bytes(disk, files),
                replay.records(),
                sections,
                tally.listed(),
                tally.total(),
                replay.torn() ? tailBytes(shelf, replay.end()) : 0,
                List.copyOf(unfinished));
    }

    private void checkpoint(int number) {
        visitor.restart();
        var reader = CheckpointReader.open(disk, number, storeId, visitor, tally);
        if (reader == null) {
            unfinished.add(Checkpoint.file(number));
            return;
        }
        reader.tellingAll().run();
        completeLast = number;
        sections += reader.sections();
        replayFrom = Math.max(replayFrom, reader.replayFrom());
    }

    private long tailBytes(Shelf shelf, long end) {
        long bytes = 0;
        for (int number : shelf.numbers()) {
            if (number >= Position.segment(end)) {
                long kept = number == Position.segment(end) ? Position.offset(end) : 0;
                bytes += Math.max(0, disk.size(shelf.file(number)) - kept);
            }
        }
        return bytes;
    }

    private static long bytes(Disk disk, List<String> files) {
        long bytes = 0;
        for (String file : files) {
            boolean ours = Segment.number(file) > 0 || Checkpoint.number(file) > 0;
            bytes += ours ? disk.size(file) : 0;
        }
        return bytes;
    }
}
