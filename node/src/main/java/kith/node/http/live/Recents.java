package kith.node.http.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kith.Answer;
import kith.node.http.talk.Door;
import org.jspecify.annotations.Nullable;

/// The places whose last changes are kept ([Recent]), each with a subscription of its own.
///
/// A place is kept while somebody follows its changes and for a while after; when there are too
/// many, those that were wanted longest ago go.
final class Recents {
    /// Guess: 64 places with at most 4 MiB each.
    private static final int PLACES_MAX = 64;

    /// How often it is tried to begin between two changes.
    private static final int TRIES_MAX = 3;

    /// It is bounded by itself, not by credit.
    private static final int CREDIT = Integer.MAX_VALUE / 2;

    private final Door door;
    private final long lingerNanos;
    private final LinkedHashMap<Place, Fed> byPlace = new LinkedHashMap<>();

    private static final class Fed {
        final long subscription;
        final Recent recent;
        int followers;
        long leftAtNanos;

        Fed(long subscription, Recent recent) {
            this.subscription = subscription;
            this.recent = recent;
        }
    }

    Recents(Door door, int lingerMillis) {
        this.door = door;
        this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(lingerMillis);
    }

    /// Somebody begins to follow a place.
    synchronized void follow(Place place) {
        dropOld();
        Fed fed = byPlace.remove(place);
        if (fed != null && fed.recent.isBroken()) {
            door.close(fed.subscription);
            fed = null;
        }
        if (fed == null) {
            fed = begin(place);
        }
        if (fed != null) {
            fed.followers++;
            byPlace.put(place, fed);
        }
    }

    synchronized void leave(Place place) {
        Fed fed = byPlace.get(place);
        if (fed != null && fed.followers > 0) {
            fed.followers--;
            fed.leftAtNanos = System.nanoTime();
        }
        dropOld();
    }

    synchronized Recent.@Nullable Gap after(Place place, List<String> version) {
        Fed fed = byPlace.get(place);
        return fed == null ? null : fed.recent.after(version);
    }

    /// Null when changes come too fast to begin between two of them.
    private @Nullable Fed begin(Place place) {
        for (int i = 0; i < TRIES_MAX; i++) {
            List<String> version = place.version(door);
            if (version.isEmpty()) {
                return null;
            }
            var recent = new Recent(version);
            long subscription = door.open(recent::add);
            Answer answer = door.call(place.watch(subscription, version, CREDIT));
            if (answer instanceof Answer.Failed || recent.isBroken()) {
                door.close(subscription); // a picture came: something was written in between
            } else {
                return new Fed(subscription, recent);
            }
        }
        return null;
    }

    private void dropOld() {
        long now = System.nanoTime();
        for (Map.Entry<Place, Fed> each : new ArrayList<>(byPlace.entrySet())) {
            Fed fed = each.getValue();
            boolean old = fed.followers == 0 && now - fed.leftAtNanos > lingerNanos;
            if (old || byPlace.size() >= PLACES_MAX) {
                byPlace.remove(each.getKey());
                door.close(fed.subscription);
            }
        }
    }
}
