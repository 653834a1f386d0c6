package kith.lab.crowd.directory;

/// How a peer behaves.
public enum Conduct {
    HONEST,
    /// Passes nothing on and answers nothing.
    DROPPING,
    /// Passes on to one of its own kind where it has one, and else to who is the farthest.
    MISROUTING,
    /// Answers in its own name, wherever it stands, with the oldest record that any of them has;
    /// says that it keeps what it does not keep; and that it is itself who is near.
    STALE;

    private static final Conduct[] HOSTILE = {DROPPING, MISROUTING, STALE};

    /// A third each.
    static Conduct hostile(int number) {
        return HOSTILE[number % HOSTILE.length];
    }
}
