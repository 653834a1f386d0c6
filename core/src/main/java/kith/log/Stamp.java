package kith.log;

/// Which change did it, and when by its clock: the mark that a living write carries in a cell.
///
/// `chain` is the number this replica gave to the author's chain inside one space (another replica
/// may number it otherwise), `seq` counts from 1, `time` is a packed
/// [hybrid time][kith.clock.HybridTime].
public record Stamp(int chain, int seq, long time) {
    /// Whether that change did it. A fresh process asks this a hundred times faster than `equals`,
    /// which a record puts together from method handles when it is first called, in 50
    /// milliseconds.
    public boolean isOf(int chain, int seq) {
        return this.chain == chain && this.seq == seq;
    }
}
