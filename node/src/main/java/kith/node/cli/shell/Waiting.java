package kith.node.cli.shell;

import java.util.concurrent.TimeUnit;

/// Tells somebody at a terminal what a command waits for, and for how long it has, once that is
/// over a second. Where there is no terminal it says nothing: nobody sits there.
///
/// It tells on a thread of its own, which is gone when this is closed.
public final class Waiting implements AutoCloseable {
    private static final long EACH_SECONDS = 1;

    private final Terminal terminal;
    private final String what;
    private final Thread thread;

    private Waiting(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
        this.thread = Thread.ofPlatform().daemon().name("kith-waiting").unstarted(this::tell);
    }

    /// Begins to tell, until it is closed. `what` is as in "joining".
    public static Waiting on(Terminal terminal, String what) {
        var waiting = new Waiting(terminal, what);
        if (terminal.errIsTerminal()) {
            waiting.thread.start();
        }
        return waiting;
    }

    private void tell() {
        boolean shown = false;
        try {
            for (long seconds = EACH_SECONDS; true; seconds += EACH_SECONDS) {
                TimeUnit.SECONDS.sleep(EACH_SECONDS);
                terminal.status(
                        terminal.paintNote(Terminal.Ink.DIM, what + " … " + seconds + " s"));
                shown = true;
            }
        } catch (InterruptedException over) {
            if (shown) {
                terminal.status("");
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
