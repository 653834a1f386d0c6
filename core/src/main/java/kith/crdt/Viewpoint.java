package kith.crdt;

import kith.log.Seen;
import kith.log.Stamp;

/// From where a change looks at the marks in a cell: its own stamp, and what its author had seen.
///
/// The one rule of merging lives here. A mark is hidden by what the author had seen, and by what
/// the same change did later: its operations happen in their order.
public record Viewpoint(Stamp stamp, Seen seen) {
    /// Whether this change hides the mark that change `seq` of `chain` left.
    public boolean hides(int chain, int seq) {
        return seen.covers(chain, seq) || stamp.isOf(chain, seq);
    }

    public boolean hides(Stamp mark) {
        return hides(mark.chain(), mark.seq());
    }
}
