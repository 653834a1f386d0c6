package kith.replica.history;

import java.util.ArrayDeque;
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
    /// Guess: more than a host has clients.
    private static final int QUESTIONS_MAX = 10_000;

    private final ArrayDeque<Search> waiting = new ArrayDeque<>();
    private @Nullable Search current;

    /// Told what was found.
    public interface Then {
        void page(Page page);
    }

    /// With nothing asked yet.
    public History() {}

    /// Looks for changes of that space. The answer comes in this step or in a later one.
    public void begin(Replica replica, Ask ask, Then then) {
        replica.own().close(); // who wrote just now wants to see it
        waiting.add(new Search(replica, ask, page -> finish(replica, then, page)));
        if (current == null && waiting.size() == 1) {
            next();
        }
    }

    /// The next one begins in a step of its own.
    private void finish(Replica replica, Then then, Page page) {
        current = null;
        then.page(page);
        if (!waiting.isEmpty()) {
            replica.context().effects().wakeAt(replica.context().now().nanos());
        }
    }

    private void next() {
        if (!waiting.isEmpty()) {
            Search first = waiting.remove();
            current = first;
            first.goOn();
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

    /// Who asks waits for the answer, so the bound is on the clients: see the host's.
    public void measure(List<Gauge> out) {
        out.add(new Gauge("questions about the log", waiting.size(), QUESTIONS_MAX));
    }
}
