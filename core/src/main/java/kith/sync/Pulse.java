package kith.sync;

import kith.port.Now;

/// Whether the other side of a link is alive, and how far away it is.
///
/// A link that was silent for ten seconds is pinged; one that stays silent is given up after three
/// times as long, and one that never greeted at once.
final class Pulse {
    /// Guess.
    static final long PING_NANOS = 10 * Now.SECOND;

    private long heardAt;
    private boolean pinged;
    private boolean unanswered;
    private long pingedAt;
    private long roundTripNanos = -1;

    Pulse(Now now) {
        this.heardAt = now.nanos();
    }

    /// The last measured round trip; negative before the first.
    long roundTripNanos() {
        return roundTripNanos;
    }

    /// Something came.
    void heard(Now now) {
        heardAt = now.nanos();
        pinged = false;
    }

    /// A ping goes out.
    SyncMessage.Ping ping(Now now) {
        pinged = true;
        unanswered = true;
        pingedAt = now.nanos();
        return new SyncMessage.Ping(now.nanos());
    }

    void answered(SyncMessage.Pong pong, Now now) {
        if (unanswered && pong.nonce() == pingedAt) {
            unanswered = false;
            roundTripNanos = now.nanos() - pingedAt;
        }
    }

    /// Why the link is to be given up; empty while it is not.
    String silence(boolean greeted, Now now) {
        long silent = now.nanos() - heardAt;
        if (pinged && silent >= 3 * PING_NANOS) {
            return "link-silent: nothing was heard for " + silent / Now.SECOND + " s";
        }
        return !greeted && silent >= PING_NANOS
                ? "link-silent: no greeting for " + silent / Now.SECOND + " s"
                : "";
    }

    /// Whether the next ping is due.
    boolean isDue(Now now) {
        return now.nanos() >= nextNanos();
    }

    /// When to look again.
    long nextNanos() {
        return Math.max(pingedAt, heardAt) + PING_NANOS;
    }
}
