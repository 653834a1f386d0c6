package kith.replica.past;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.log.Change;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Replica;
import kith.state.Space;
import org.jspecify.annotations.Nullable;

/// Makes earlier versions of spaces again.
///
/// *The problem.* A state keeps no history: a cell has the writes that live in it, and nothing of
/// what they replaced. What was there once stands only in the log. *So* the log is read again, from
/// the first change of the space up to the version that is wanted, into a space that nobody else
/// sees; of changes that touched other cells nothing is kept. That is done in pieces between which
/// everything else goes on, one past at a time.
///
/// What was made is kept for a moment, for who asks for the next page of it, or compares two. It
/// has what counted when it was made. A text can do without all this: it has its history with it
/// ([kith.crdt.sequence.Text#textAt]).
///
/// Cost: the log of the space up to that version, with two hashes for each change; memory for what
/// lived in the cells, at most about that of [Making#CONTENT_BYTES_MAX], twice.
public final class Pasts {
    /// Who wait. Guess: each may take seconds, so more would wait longer than anybody does.
    public static final int WAITING_MAX = 100;

    /// How many pasts are kept, and for how long. Guesses: two to compare, and as long as it takes
    /// to read the pages of a large one.
    private static final int KEPT_MAX = 2;

    private static final long KEPT_NANOS = 30 * Now.SECOND;

    private final LinkedHashMap<Long, Asked> waiting = new LinkedHashMap<>();
    private final List<Kept> kept = new ArrayList<>();
    private @Nullable Making current;
    private long currentNumber;

    /// Why there is no answer.
    public enum Failure {
        /// The disk was far behind for too long.
        BUSY,
        /// A part of the log cannot be read any more.
        DAMAGED,
        /// More was written there than is kept in memory at once.
        TOO_LARGE,
        /// Contents that it was made of were dropped.
        PRUNED
    }

    /// Told what became of it, in this step or in a later one; nothing where it was forgotten.
    public interface Then {
        /// The past, to be looked at now and not kept; and the change itself where a past without
        /// one was wanted.
        void past(Space space, @Nullable Change itself);

        void failed(Failure why);
    }

    private record Asked(Want want, Then then) {}

    private record Kept(
            Want want, Space space, @Nullable Change itself, int chains, long untilNanos) {}

    /// With nothing wanted yet.
    public Pasts() {}

    /// Begins to make a past, under a number that no other has. False when too many wait.
    public boolean begin(long number, Want want, Then then) {
        Kept known = find(want);
        if (known != null) {
            then.past(known.space(), known.itself());
            return true;
        }
        if (waiting.size() >= WAITING_MAX) {
            return false;
        }
        boolean first = current == null && waiting.isEmpty();
        waiting.put(number, new Asked(want, then));
        if (first) {
            next();
        }
        return true;
    }

    private @Nullable Kept find(Want want) {
        for (Kept one : kept) {
            boolean same = one.chains() == want.replica().graph().chainCount();
            if (same && one.want().equals(want)) {
                return one;
            }
        }
        return null;
    }

    /// Nobody wants it any more. What is being made ends when the piece of the log comes that it
    /// waits for, and no other begins before.
    public void forget(long number) {
        waiting.remove(number);
        if (current != null && currentNumber == number) {
            current.forget();
        }
    }

    private void next() {
        for (long number : waiting.keySet()) { // the first of them
            Asked asked = waiting.remove(number);
            if (asked != null) {
                currentNumber = number;
                current = new Making(this, asked.want(), asked.then());
                current.begin();
            }
            return;
        }
    }

    /// The current one is over, with what it made if that may be kept; the next begins in a step
    /// of its own.
    void ended(Replica replica, @Nullable Space made, Want want, @Nullable Change itself) {
        current = null;
        long now = replica.context().now().nanos();
        if (made != null) {
            if (kept.size() >= KEPT_MAX) {
                kept.removeFirst();
            }
            int chains = replica.graph().chainCount();
            kept.add(new Kept(want, made, itself, chains, now + KEPT_NANOS));
            replica.context().effects().wakeAt(now + KEPT_NANOS);
        }
        if (!waiting.isEmpty()) {
            replica.context().effects().wakeAt(now);
        }
    }

    /// Time passed.
    public void wake(Now now) {
        kept.removeIf(one -> one.untilNanos() <= now.nanos());
        if (current == null) {
            next();
        }
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("pasts that are wanted", waiting.size(), WAITING_MAX));
    }
}
