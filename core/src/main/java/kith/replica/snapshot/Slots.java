package kith.replica.snapshot;

/// How many snapshots are made at one moment. Each of them reads the whole log, which all spaces
/// share, and has a state of its own in memory.
///
/// Owner only.
final class Slots {
    /// While so many are made, no other is begun, unless somebody asked for it. Guess.
    static final int MAX = 2;

    private int taken;

    boolean isFree() {
        return taken < MAX;
    }

    void take() {
        taken++;
    }

    void give() {
        taken--;
    }
}
