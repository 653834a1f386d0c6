package kith.port;

import java.util.function.LongConsumer;

/// When something is to be looked at next. Who has a thousand of a kind is woken often, and mostly
/// for none of them.
public final class Look {
    private final LongConsumer wakeAt;
    private long atNanos = Now.NEVER;

    /// `wakeAt`: asks for a step at that time or a little later.
    public Look(LongConsumer wakeAt) {
        this.wakeAt = wakeAt;
    }

    /// At that time; earlier where that was asked for.
    public void at(long nanos) {
        atNanos = Math.min(atNanos, nanos);
        wakeAt.accept(atNanos);
    }

    /// Whether the time has come; then it is over, and nothing more is asked for.
    public boolean takeDue(Now now) {
        if (now.nanos() < atNanos) {
            wakeAt.accept(atNanos);
            return false;
        }
        atNanos = Now.NEVER;
        return true;
    }
}
