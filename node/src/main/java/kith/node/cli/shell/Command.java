package kith.node.cli.shell;

/// One command of `kith`.
public interface Command {
    /// What it takes, and how it is explained.
    Spec spec();

    /// Carries it out. Returns the exit code; what goes wrong is a [Failure].
    int run(Call call) throws Exception;
}
