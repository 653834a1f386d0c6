package kith.node.cli.shell;

/// What happens when somebody presses Ctrl-C in a command that goes on until then.
///
/// The JVM ends with the code 130 after that; for a command that has no other end it is no failure,
/// so the last thing it does is to end the process with 0 itself.
public final class Interrupt implements AutoCloseable {
    private final Thread hook;

    private Interrupt(Thread hook) {
        this.hook = hook;
    }

    /// Does this when the process is told to end, and then ends it in peace.
    public static Interrupt then(Runnable last) {
        var hook =
                Thread.ofPlatform()
                        .name("kith-interrupt")
                        .unstarted(
                                () -> {
                                    try {
                                        last.run();
                                    } finally {
                                        Runtime.getRuntime().halt(Exit.OK);
                                    }
                                });
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interrupt(hook);
    }

    /// The command came to an end by itself. When the process is ending already, what was given
    /// above has the last word, and nobody comes back from here.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            waitForTheEnd();
        }
    }

    private void waitForTheEnd() {
        try {
            hook.join(); // it never returns: it halts the process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
