package kith.node.cli.shell;

import kith.node.Node;

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

    /// A mistake of ours.
    public static final int BUG = Node.EXIT_BUG;

    /// `up`: the disk did not finish in time.
    public static final int UNFINISHED = Node.EXIT_UNFINISHED;

    /// Ctrl-C in a command that has an end of its own: what a shell makes of SIGINT, 128 and 2.
    public static final int INTERRUPTED = 130;

    private Exit() {}
}
