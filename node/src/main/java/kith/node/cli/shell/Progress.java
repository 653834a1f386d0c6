package kith.node.cli.shell;

/// How far something is that takes long: a bar that moves on a terminal, a line every few seconds
/// elsewhere, and nothing at all for what is done within a second.
public final class Progress {
    private static final long SILENT_NANOS = 1_000_000_000L;
    private static final long BAR_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR_CHARS_MAX = 30;

    /// How the amount is told.
    public interface Amount {
        String text(long amount);
    }

    private final Terminal terminal;
    private final String what;
    private final long total;
    private final Amount amount;
    private final long startNanos = System.nanoTime();
    private long shownNanos = startNanos;
    private long from;
    private boolean shown;

    /// `total` 0: nobody knows.
    public Progress(Terminal terminal, String what, long total, Amount amount) {
        this.terminal = terminal;
        this.what = what;
        this.total = total;
        this.amount = amount;
    }

    /// What was done before counts for how far it is, and not for how fast.
    public void startAt(long done) {
        from = done;
    }

    /// So much is done now.
    public void at(long done) {
        long now = System.nanoTime();
        long pause = terminal.errIsTerminal() ? BAR_NANOS : LINE_NANOS;
        if (now - startNanos < SILENT_NANOS || shown && now - shownNanos < pause) {
            return;
        }
        if (!terminal.errIsTerminal() && now - shownNanos < pause) {
            return;
        }
        shown = true;
        shownNanos = now;
        if (terminal.errIsTerminal()) {
            terminal.status(Shortened.text(bar(done) + line(done, now), terminal.width() - 1));
        } else {
            terminal.note(line(done, now));
        }
    }

    /// It is over: the bar goes.
    public void end() {
        if (shown && terminal.errIsTerminal()) {
            terminal.status("");
        }
    }

    private String bar(long done) {
        if (total <= 0) {
            return "";
        }
        int width = Math.min(BAR_CHARS_MAX, terminal.width() / 4);
        int full = Math.clamp(done * width / total, 0, width);
        return "█".repeat(full) + "░".repeat(width - full) + "  ";
    }

    private String line(long done, long now) {
        long millis = Math.max(1, (now - startNanos) / 1_000_000);
        long rate = (done - from) * 1_000 / millis;
        String line = what + ' ' + amount.text(done);
        if (total > 0) {
            line += " of " + amount.text(total);
        }
        if (rate > 0) {
            line += ", " + amount.text(rate) + "/s";
        }
        if (total > done && done > from) {
            line += ", " + Numbers.span((total - done) * millis / (done - from) + 500) + " left";
        }
        return line;
    }
}
