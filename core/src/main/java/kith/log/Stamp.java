package kith.log;

/// Which change did it, and when by its clock: the mark that a living write carries in a cell.
///
/// `chain` is the number this replica gave to the author's chain inside one space (another replica
/// may number it otherwise), `seq` counts from 1, `time` is a packed
/// [hybrid time][kith.clock.HybridTime].
public record Stamp(int chain, int seq, long time) {}
