package kith.sync;

import kith.port.Look;
import kith.port.Now;

/// Whether the other side of a link is alive, and how far away it is.
///
/// Whoever heard nothing for a heartbeat asks, and is answered at once. So a link over which
/// something goes anyway costs nothing more, and of an idle one the side whose time is up first
/// asks for both. Nobody has to say of itself that it is there: a tab that nobody looks at, whose
/// timers a browser holds back for up to a minute, answers what comes as soon as any other.
///
/// Who is silent is *stale* after five heartbeats, or as long as an owner chose, and given up after
/// twice that; one that never greeted, after three heartbeats. Stale is only who was asked in vain
/// for the rest of that: a side that slept itself asks first, and thinks worse of nobody for it
/// (the local health of Dadgar, Phillips and Currey, *Lifeguard: Local Health Awareness for More
/// Accurate Failure Detection*, DSN 2018).
///
/// With many links each is left alone for longer than a heartbeat ([#rest]): of a thousand idle
/// ones each is asked every half minute, and is stale two heartbeats later.
///
/// Questions of all links fall on common ticks, ten in a heartbeat: somebody with a thousand links
/// is not woken a thousand times for them.
public final class Pulse {
    static final int GONE_STALES = 2;

    /// However long it was left alone, it is asked for so long before it is stale.
    private static final int ASKED_BEATS = 2;

    private static final int GREETING_BEATS = 3;
    private static final int TICKS_IN_BEAT = 10;

    private final long beatNanos;
    private final long staleNanos;
    private final Look look;
    private long restNanos;
    private Now heardAt;
    private boolean pinged;
    private boolean unanswered;
    private long pingedAt = Long.MIN_VALUE;

    /// Since when nothing has come although it was asked for.
    private long askedAt;

    private long roundTripNanos = -1;

    Pulse(long beatNanos, long staleNanos, Now now, Look look) {
        this.beatNanos = beatNanos;
        this.staleNanos = staleNanos;
        this.look = look;
        this.restNanos = beatNanos;
        this.heardAt = now;
    }

    /// The last measured round trip; negative before the first.
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /// When the other side was heard last.
    public Now heardAt() {
        return heardAt;
    }

    /// Whether the other side does not answer, and has not for a while.
    public boolean isStale(Now now) {
        return pinged && now.nanos() - askedAt >= inVain(staleNanos, ASKED_BEATS * beatNanos);
    }

    /// For how long it was asked when it is silent for that long; for so long at least.
    private long inVain(long silentNanos, long least) {
        return Math.max(silentNanos - restNanos, Math.min(least, silentNanos - beatNanos));
    }

    /// How long it may be silent before it is asked for the first time: a heartbeat at least.
    public void rest(long nanos) {
        restNanos = Math.max(nanos, beatNanos);
        look.at(nextNanos(true));
    }

    /// Something came.
    void heard(Now now) {
        heardAt = now;
        pinged = false;
    }

    /// A ping goes out.
    SyncMessage.Ping ping(Now now) {
        askedAt = pinged ? askedAt : now.nanos();
        pinged = true;
        unanswered = true;
        pingedAt = now.nanos();
        look.at(nextNanos(true));
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
        long silent = now.nanos() - heardAt.nanos();
        if (pinged && now.nanos() - askedAt >= inVain(GONE_STALES * staleNanos, staleNanos)) {
            return "link-silent: nothing was heard for " + silent / Now.SECOND + " s";
        }
        return !greeted && silent >= GREETING_BEATS * beatNanos
                ? "link-silent: no greeting for " + silent / Now.SECOND + " s"
                : "";
    }

    /// When to look again; for whoever has greeted, when the next ping is due. Who has not greeted
    /// is not asked: only its time to greet runs out.
    long nextNanos(boolean greeted) {
        long tick = beatNanos / TICKS_IN_BEAT;
        long next = heardAt.nanos() + (greeted ? restNanos : GREETING_BEATS * beatNanos);
        if (greeted && pinged) {
            next = pingedAt + beatNanos;
        }
        return next + Math.floorMod(-next, tick);
    }
}
