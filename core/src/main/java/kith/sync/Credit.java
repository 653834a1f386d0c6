package kith.sync;

import java.util.List;
import kith.port.Gauge;
import kith.port.Limits;
import kith.port.Now;

/// How many bytes of changes may be on their way in one direction of a link, and a budget over
/// time.
///
/// The receiver gives a first amount and gives back what it took in; so what a sender can make it
/// hold is bounded, whatever the sender does. A sender that takes more breaks the protocol. A
/// budget of bytes and of changes for each second is kept by giving credit back later, which slows
/// the sender down and loses nothing.
final class Credit {
    private final Limits limits;
    private long toSend;
    private long toReceive;
    private long owed;
    private long bytesAllowance;
    private long changesAllowance;
    private long filledAt;

    Credit(Limits limits, Now now) {
        this.limits = limits;
        this.toReceive = limits.creditBytes();
        this.bytesAllowance = limits.linkBytesPerSecond();
        this.changesAllowance = limits.linkChangesPerSecond();
        this.filledAt = now.nanos();
    }

    /// The other side lets us send that much more.
    void given(long bytes) {
        toSend += bytes;
    }

    boolean room(int bytes) {
        return toSend >= bytes;
    }

    void sent(int bytes) {
        toSend -= bytes;
    }

    /// The other side sent that much; false when it had no right to.
    boolean received(int bytes) {
        toReceive -= bytes;
        bytesAllowance -= bytes;
        return toReceive >= 0;
    }

    void changes(int count) {
        changesAllowance -= count;
    }

    /// Something that was received is settled.
    void settled(int bytes) {
        owed += bytes;
    }

    /// What to give back now: 0 while it is little, or while the link is over its budget.
    int giveBack(Now now) {
        if (owed < limits.creditBytes() / 8 || overBudget(now)) {
            return 0;
        }
        int bytes = (int) Math.min(owed, Integer.MAX_VALUE);
        owed -= bytes;
        toReceive += bytes;
        return bytes;
    }

    /// Whether credit is held back only because of the budget, so that a look later is due.
    boolean isHeldBack() {
        return owed >= limits.creditBytes() / 8 && (bytesAllowance < 0 || changesAllowance < 0);
    }

    /// What the other side sent and we have not settled.
    long inHand() {
        return limits.creditBytes() - toReceive - owed;
    }

    /// `held`: what is known to wait somewhere, of what the other side sent.
    void measure(String link, long held, List<Gauge> out) {
        out.add(new Gauge("bytes in hand of " + link, inHand(), limits.creditBytes()));
        out.add(new Gauge("bytes in hand of " + link + " that nobody holds", inHand() - held, 0));
        out.add(new Gauge("bytes of " + link + " settled twice", held - inHand(), 0));
        out.add(new Gauge("bytes sent beyond the credit of " + link, -toSend, 0));
    }

    private boolean overBudget(Now now) {
        long passed = Math.min(now.nanos() - filledAt, Now.SECOND);
        if (passed > Now.MILLI) {
            filledAt = now.nanos();
            bytesAllowance = fill(bytesAllowance, limits.linkBytesPerSecond(), passed);
            changesAllowance = fill(changesAllowance, limits.linkChangesPerSecond(), passed);
        }
        return bytesAllowance < 0 || changesAllowance < 0;
    }

    private static long fill(long allowance, long perSecond, long passedNanos) {
        return Math.min(perSecond, allowance + perSecond / 1_000 * passedNanos / Now.MILLI);
    }
}
