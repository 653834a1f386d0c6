package kith.broadcast;

import java.util.ArrayList;
import java.util.List;
import kith.port.Gauge;

/// How many copies of each of the last updates were sent, so that nobody sends too many.
final class Copies {
    /// Updates of which is counted how often they were sent. Guess: those of a busy second.
    static final int COUNTED_MAX = 64;

    private final List<Counted> counted = new ArrayList<>();

    private static final class Counted {
        final long update;
        int copies;

        /// Over which of them that are up still.
        final LinkSet links = new LinkSet(Broadcast.COPIES_MAX);

        Counted(long update) {
            this.update = update;
        }
    }

    /// Whether one more may go: also when whoever got one is gone, or it would go under.
    boolean hasRoom(long update) {
        Counted of = of(update);
        return of.copies < Broadcast.COPIES_MAX || of.links.size() == 0;
    }

    void sent(long update, long link) {
        Counted of = of(update);
        of.copies++;
        of.links.add(link);
    }

    void linkDown(long link) {
        counted.forEach(one -> one.links.remove(link));
    }

    private Counted of(long update) {
        for (Counted each : counted) {
            if (each.update == update) {
                return each;
            }
        }
        var of = new Counted(update);
        counted.add(of);
        if (counted.size() > COUNTED_MAX) {
            counted.removeFirst();
        }
        return of;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("updates of which copies are counted", counted.size(), COUNTED_MAX));
    }
}
