package kith.node.verify;

import java.util.List;

/// What a [StoreCheck] found.
///
/// @param faults the first of what is wrong, in the order in which it lies there
/// @param faultsTotal how many there are in all
/// @param remarks what is odd and not wrong: a content that its author signed and nobody can read
/// @param unsigned changes that no head vouches for yet: the last ones, while it is being signed
/// @param tailBytes what the next opening will cut, because a crash left it unfinished
public record Findings(
        long bytes,
        long records,
        long sections,
        long boards,
        long spaces,
        long changes,
        long signatures,
        long unsigned,
        long tailBytes,
        List<Fault> faults,
        long faultsTotal,
        List<String> remarks) {
    public Findings {
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }

    public boolean sound() {
        return faultsTotal == 0;
    }
}
