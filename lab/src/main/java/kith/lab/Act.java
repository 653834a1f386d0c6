package kith.lab;

/// What can happen in a storm. A seed draws how often each does; many do not happen at all.
enum Act {
    /// Somebody writes one cell or some.
    WRITE(40, 100),
    /// Many small writes one after the other.
    BURST(0, 6),
    /// A value of some 100 kB.
    BIG(0, 10),
    /// A write against an old version.
    OLD_VERSION(0, 20),
    /// Power goes, or the process is stopped.
    CRASH(0, 12),
    /// No link between two peers, until it is healed.
    CUT(0, 10),
    /// A link breaks.
    BREAK(0, 12),
    /// A clock jumps.
    CLOCK(0, 6),
    /// A disk gets full.
    DISK(0, 3),
    /// Somebody is away from all others for a while, and writes.
    AWAY(0, 3),
    /// Somebody shows something of itself, or no longer.
    PRESENCE(0, 10),
    /// A client begins to follow a space.
    FOLLOW(2, 8),
    /// Somebody is let in.
    NEWCOMER(0, 4),
    /// A member is removed.
    REMOVE(0, 4),
    /// Somebody founds a board of its own and lets others in.
    BOARD(0, 2),
    /// Nobody does anything for a while.
    LULL(1, 3);

    private final int weightMin;
    private final int weightMax;

    Act(int weightMin, int weightMax) {
        this.weightMin = weightMin;
        this.weightMax = weightMax;
    }

    /// Whether it strikes everybody, on a board or not.
    boolean isFault() {
        return this == CRASH || this == CLOCK || this == DISK;
    }

    int weightMin() {
        return weightMin;
    }

    int weightMax() {
        return weightMax;
    }
}
