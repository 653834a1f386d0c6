package kith.replica.history;

import java.util.LinkedHashMap;
import java.util.List;
import kith.port.Gauge;
import kith.replica.Replica;
import org.jspecify.annotations.Nullable;

/// Answers questions about the changes of spaces: which there are, in the order in which they
/// came here, and what each did.
///
/// *The problem.* The graph knows all changes and their order, and nothing of what they say; that
/// is in the log on disk, where a page of a hundred changes can lie in a hundred places among
/// those of other spaces. And a question about one path may have to look at a million changes to
/// find three. *So* a question is answered in small steps between which everything else goes on,
/// and gives up early: it tells how far it looked, and whoever wants more asks again from there.
/// One question is worked on at a time, so that what they keep in memory is one page, however
/// many there are.
///
/// See [Search] for how changes are found. Cost: for a page of n changes that came one after the
/// other about their bytes, and hardly more than [Search#READ_BYTES_MAX].
public final class History {
    /// Questions that wait. Guess: at the second that one takes at most, the last of more would
    /// wait longer than anybody does.
    public static final int QUESTIONS_MAX = 1_000;

    private final LinkedHashMap<Long, Search> waiting = new LinkedHashMap<>();
    private @Nullable Search current;
    private long currentNumber;

    /// Told what became of a question; nothing where it was forgotten.
    public interface Then {
        /// What was found.
        void page(Page page);

        /// The disk was far behind for too long, so nobody knows.
        void busy();
    }

    /// With nothing asked yet.
    public History() {}

    /// Looks for changes of that space, under a number that no other question has. The answer comes
    /// in this step or in a later one. False when too many wait: then there is none.
    public boolean begin(long number, Replica replica, Ask ask, Then then) {
        if (waiting.size() >= QUESTIONS_MAX) {
            return false;
        }
        replica.own().close(); // who wrote just now wants to see it
        boolean first = current == null && waiting.isEmpty();
        waiting.put(number, new Search(replica, ask, then, () -> ended(replica)));
        if (first) {
            next();
        }
        return true;
    }

    /// Nobody wants to know any more. One that is worked on ends when the piece of the log comes
    /// that it waits for, and no other begins before: so whoever asks and goes, again and again,
    /// has the disk read one piece at a time, too.
    public void forget(long number) {
        waiting.remove(number);
        if (current != null && currentNumber == number) {
            current.forget();
        }
    }

    /// The next one begins in a step of its own.
    private void ended(Replica replica) {
        current = null;
        if (!waiting.isEmpty()) {
            replica.context().effects().wakeAt(replica.context().now().nanos());
        }
    }

    private void next() {
        for (long number : waiting.keySet()) { // the first of them
            Search search = waiting.remove(number);
            if (search != null) {
                current = search;
                currentNumber = number;
                search.goOn();
            }
            return;
        }
    }

    /// Goes on with what is in memory; what comes from the disk goes on by itself.
    public void wake() {
        if (current == null) {
            next();
        } else {
            current.wake();
        }
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("questions about the log", waiting.size(), QUESTIONS_MAX));
    }
}
