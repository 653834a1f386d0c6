package kith.node.http.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.Answer;
import kith.node.http.talk.Door;
import org.jspecify.annotations.Nullable;

/// The places whose last changes are kept ([Recent]), each with a subscription of its own.
///
/// A place is kept while somebody follows its changes and for a while after: when that is over it
/// goes as soon as anybody comes or leaves. When there are too
/// many, those that were left longest ago go, and never one that is followed: when all of them are,
/// the changes of one more place are not kept, and who follows that and is cut off begins anew.
///
/// Any thread; not under the lock of the engine, which it takes.
final class Recents {
    /// Guess: 64 places with at most 4 MiB each.
    static final int PLACES_MAX = 64;

    /// It is bounded by itself, not by credit.
    private static final int CREDIT = Integer.MAX_VALUE / 2;

    private final Door door;
    private final long lingerNanos;

    /// Those that somebody began to follow or left last are last.
    private final LinkedHashMap<Place, Followed> byPlace = new LinkedHashMap<>();

    /// A place that is kept. Who follows it has this until it leaves.
    static final class Followed {
        final Recent recent;
        private final Place place;
        private final long subscription;
        private int followers;
        private long leftAtNanos;

        private Followed(Place place, long subscription, Recent recent) {
            this.place = place;
            this.subscription = subscription;
            this.recent = recent;
        }
    }

    Recents(Door door, int lingerMillis) {
        this.door = door;
        this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(lingerMillis);
    }

    /// Somebody begins to follow a place. Null when its changes cannot be kept: there are no
    /// versions, or no room.
    synchronized @Nullable Followed follow(Place place) {
        dropOld();
        Followed followed = byPlace.get(place);
        if (followed != null && followed.recent.isBroken()) {
            drop(followed); // who follows it still is told so when it comes back
            followed = null;
        }
        if (followed == null && hasRoom()) {
            followed = begin(place);
        }
        if (followed != null) {
            followed.followers++;
            byPlace.remove(place);
            byPlace.put(place, followed);
        }
        return followed;
    }

    synchronized void leave(Followed followed) {
        followed.followers--;
        followed.leftAtNanos = System.nanoTime();
        if (byPlace.remove(followed.place, followed)) {
            byPlace.put(followed.place, followed);
        }
        dropOld();
    }

    /// Null where there are no versions.
    private @Nullable Followed begin(Place place) {
        return door.together(
                () -> {
                    List<String> version = place.version(door);
                    if (version.isEmpty()) {
                        return null;
                    }
                    var recent = new Recent(version);
                    long subscription = door.open(recent::add);
                    if (door.call(place.watch(subscription, version, CREDIT))
                            instanceof Answer.Failed) {
                        door.close(subscription);
                        return null;
                    }
                    return new Followed(place, subscription, recent);
                });
    }

    private void dropOld() {
        long now = System.nanoTime();
        for (Followed each : all()) {
            if (each.followers == 0 && now - each.leftAtNanos > lingerNanos) {
                drop(each);
            }
        }
    }

    private boolean hasRoom() {
        for (Followed each : all()) {
            if (byPlace.size() >= PLACES_MAX && each.followers == 0) {
                drop(each);
            }
        }
        return byPlace.size() < PLACES_MAX;
    }

    private List<Followed> all() {
        return new ArrayList<>(byPlace.values());
    }

    private void drop(Followed followed) {
        byPlace.remove(followed.place, followed);
        door.close(followed.subscription);
    }
}
