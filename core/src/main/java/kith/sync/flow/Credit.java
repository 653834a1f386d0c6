package kith.sync.flow;

import java.util.List;
import kith.lang.Malformed;
import kith.port.Budget;
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
public final class Credit {
    /// Places that the other side may name in a second. Guess: all chains of some large spaces at
    /// once; each costs about a microsecond.
    private static final long PLACES_PER_SECOND = 1_000_000;

    private final Limits limits;
    private long toSend;
    private long toReceive;
    private long owed;
    private final Budget bytes;
    private final Budget changes;
    private final Budget places;
    private final Runnable toSettle;
    private boolean wanting;

    /// `toSettle`: told when there is enough to be given back, again and again until it is.
    public Credit(Limits limits, Now now, Runnable toSettle) {
        this.limits = limits;
        this.toSettle = toSettle;
        this.toReceive = limits.creditBytes();
        this.bytes = new Budget(limits.linkBytesPerSecond(), now);
        this.changes = new Budget(limits.linkChangesPerSecond(), now);
        this.places = new Budget(PLACES_PER_SECOND, now);
    }

    /// What the other side may send before it is given more: nothing yet while there is no room for
    /// it, and all of it later.
    public int first(boolean room) {
        if (!room) {
            toReceive = 0;
            owed = limits.creditBytes();
        }
        return (int) toReceive;
    }

    /// The other side lets us send that much more.
    public void given(long bytes) {
        toSend += bytes;
        wanting = false;
        look(); // it is there by now
    }

    public boolean room(int bytes) {
        wanting |= toSend < bytes;
        return toSend >= bytes;
    }

    /// Whether something waits until the other side gives credit.
    public boolean isWanting() {
        return wanting;
    }

    public void sent(int bytes) {
        toSend -= bytes;
    }

    /// The other side sent that much; [Malformed] when it had no right to.
    public void received(int bytes) {
        toReceive -= bytes;
        this.bytes.spend(bytes);
        if (toReceive < 0) {
            throw new Malformed("more changes than credit was given for");
        }
    }

    public void changes(int count) {
        changes.spend(count);
    }

    /// The other side names that many places; [Malformed] when it does so too much. Nothing is
    /// given back for them, so there is nothing to withhold.
    public void places(int count, Now now) {
        places.fill(now);
        places.spend(count);
        if (places.isOver()) {
            throw new Malformed("more places named in a second than anybody needs");
        }
    }

    /// Something that was received is settled.
    public void settled(int bytes) {
        owed += bytes;
        look();
    }

    private void look() {
        if (owesMuch()) {
            toSettle.run();
        }
    }

    /// Whether there is enough to be given back.
    private boolean owesMuch() {
        return owed >= limits.creditBytes() / 8;
    }

    /// What to give back now: 0 while it is little, while there is no `room` for what would come,
    /// or while the link is over its budget.
    public int giveBack(boolean room, Now now) {
        if (!owesMuch() || !room || overBudget(now)) {
            look(); // again in the next step
            return 0;
        }
        int back = (int) Math.min(owed, Integer.MAX_VALUE);
        owed -= back;
        toReceive += back;
        return back;
    }

    /// Whether credit is held back only because of the budget, so that a look later is due.
    public boolean isHeldBack() {
        return owesMuch() && (bytes.isOver() || changes.isOver());
    }

    /// What the other side sent and we have not settled.
    public long inHand() {
        return limits.creditBytes() - toReceive - owed;
    }

    /// `held`: what is known to wait somewhere, of what the other side sent.
    public void measure(String link, long held, List<Gauge> out) {
        out.add(new Gauge("bytes in hand of " + link, inHand(), limits.creditBytes()));
        out.add(new Gauge("bytes in hand of " + link + " that nobody holds", inHand() - held, 0));
        out.add(new Gauge("bytes of " + link + " settled twice", held - inHand(), 0));
        out.add(new Gauge("bytes sent beyond the credit of " + link, -toSend, 0));
    }

    private boolean overBudget(Now now) {
        bytes.fill(now);
        changes.fill(now);
        return bytes.isOver() || changes.isOver();
    }
}
