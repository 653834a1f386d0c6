package kith.node.disk;

import java.nio.file.Path;

/// Another process, or another peer of this one, has the home open.
public final class HomeLocked extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The stable code of this error.
    public static final String CODE = "home-locked";

    private final long pid;

    HomeLocked(Path home, long pid, String since) {
        super(text(home, pid, since), null, false, false);
        this.pid = pid;
    }

    private static String text(Path home, long pid, String since) {
        String who = pid == 0 ? "another process" : "process " + pid;
        String when = since.isEmpty() ? "" : " (since " + since + ")";
        return "the home "
                + home
                + " is open in "
                + who
                + when
                + ": two peers must not write one home. Stop that one, or choose another home with"
                + " --home";
    }

    public String code() {
        return CODE;
    }

    /// The process that holds it; 0 when that could not be read.
    public long pid() {
        return pid;
    }
}
