package kith.lab.bench.latency;

import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An edit begins, or an observer was told of it.
@Name("kith.bench.Mark")
@StackTrace(false)
@Enabled(false)
public final class MarkEvent extends Event {
    static final String BEGIN = "Begin";
    static final String SEEN = "Seen";

    /// Which of the two.
    String input = "";

    /// Writes one, if somebody records.
    public static void edit() {
        mark(BEGIN);
    }

    /// Writes one, if somebody records.
    public static void seen() {
        mark(SEEN);
    }

    private static void mark(String input) {
        var event = new MarkEvent();
        if (event.isEnabled()) {
            event.input = input;
            event.commit();
        }
    }
}
