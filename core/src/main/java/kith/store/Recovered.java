package kith.store;

import java.util.List;
import kith.lang.Bytes;
import kith.store.rewritten.Rewritten;

/// What a [Recovery] found, and where the home goes on.
///
/// - `fresh`: there was nothing, and a new store was founded.
/// - `end`: where the log goes on; everything before it is durable. An offset of 0 is a segment
///   that is not begun.
/// - `checkpoint`: the number of the one that was used, 0 for none; `checkpointNext`: the number of
///   the next, above those of all that were there.
/// - `replayedFrom`: where in the log the records began that were told.
/// - `damaged`: the first of what was damaged in the part that was read; `damagedTotal` counts all.
/// - `cutBytes`: how long the torn tail was. Nobody was promised any of it.
/// - `rewritten`: the segments that were written anew.
public record Recovered(
        boolean fresh,
        Bytes storeId,
        long end,
        int checkpoint,
        int checkpointNext,
        long replayedFrom,
        long sections,
        long records,
        List<Damaged> damaged,
        long damagedTotal,
        long cutBytes,
        List<Rewritten> rewritten) {
    /// What writes the rest of the log.
    public Appender appender(int segmentBytesMax) {
        return new Appender(storeId, end, segmentBytesMax);
    }
}
