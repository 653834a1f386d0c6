package kith.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.Address;
import kith.Engine;
import kith.state.Changes;
import kith.state.Observation;
import kith.state.Space;
import org.jspecify.annotations.Nullable;

/// The places that an application observes, by its numbers. A space that is not here yet is waited
/// for, and that founds nothing.
final class Observers {
    /// Is told while the engine is owned, and only notes it.
    interface Sink {
        void changed(long observer, Address at, Changes changes);
    }

    private final Engine engine;
    private final Sink sink;
    private final TreeMap<Long, Place> places = new TreeMap<>();

    /// Those of them whose space is not here yet.
    private final TreeMap<Long, Place> absent = new TreeMap<>();

    private static final class Place {
        final Address at;
        @Nullable Observation observation;

        Place(Address at) {
            this.at = at;
        }
    }

    Observers(Engine engine, Sink sink) {
        this.engine = engine;
        this.sink = sink;
    }

    boolean has(long observer) {
        return places.containsKey(observer);
    }

    void add(long observer, Address at) {
        remove(observer);
        var place = new Place(at);
        places.put(observer, place);
        if (!begin(observer, place)) {
            absent.put(observer, place);
        }
    }

    void remove(long observer) {
        Place place = places.remove(observer);
        absent.remove(observer);
        if (place != null && place.observation != null) {
            place.observation.close();
        }
    }

    private boolean begin(long observer, Place place) {
        Space space = engine.settled(place.at);
        if (space == null) {
            return false;
        }
        place.observation =
                space.observe(
                        place.at.path(),
                        Observation.Reach.SUBTREE,
                        changes -> sink.changed(observer, place.at, changes),
                        thrown -> {
                            throw thrown; // a sink only notes, so this is a bug
                        });
        return true;
    }

    /// Begins where a space has come. Its observers are told that there is something new.
    void lookForSpaces() {
        if (absent.isEmpty()) {
            return;
        }
        for (Map.Entry<Long, Place> entry : new ArrayList<>(absent.entrySet())) {
            long observer = entry.getKey();
            if (begin(observer, entry.getValue())) {
                absent.remove(observer);
                sink.changed(observer, entry.getValue().at, new Changes(0, List.of()));
            }
        }
    }
}
