package kith.node.http.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The choirs, one for each place that is read in state mode. Any thread.
final class Choirs {
    private final Map<Place, Choir> choirs = new ConcurrentHashMap<>();

    private final AtomicLong made = new AtomicLong();
    private final Consumer<Throwable> bugs;

    /// `bugs` is told of exceptions that nobody expected.
    Choirs(Consumer<Throwable> bugs) {
        this.bugs = bugs;
    }

    void bug(Throwable bug) {
        bugs.accept(bug);
    }

    /// A text was made, for all.
    void made() {
        made.incrementAndGet();
    }

    /// How many texts were made.
    long textsMade() {
        return made.get();
    }

    /// That of a place; null when there is none.
    @Nullable Choir at(Place place) {
        return choirs.get(place);
    }

    /// From now on it is that of its place, and it begins to tell.
    void begin(Choir choir) {
        choirs.put(choir.place(), choir);
        choir.start();
    }

    void ended(Choir choir) {
        choirs.remove(choir.place(), choir);
    }
}
