package kith.node.cli.shell;

/// The exit codes of `kith`; `docs/cli.md` lists them.
public final class Exit {
    /// All went well.
    public static final int OK = 0;

    /// Something was refused, or found to be wrong.
    public static final int PROBLEM = 1;

    /// The line means nothing: an unknown command, a missing argument, JSON that is none.
    public static final int USAGE = 2;

    /// `up`, and a peer runs already in that home.
    public static final int RUNNING = 3;

    /// The command needs a peer, and none runs in that home.
    public static final int NOT_RUNNING = 4;

    /// `up`: the disk did not finish in time: `EX_IOERR` of `sysexits.h`.
    public static final int UNFINISHED = 74;

    /// A mistake of ours: `EX_SOFTWARE` of `sysexits.h`.
    public static final int BUG = 70;

    private Exit() {}
}
