package kith.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The records that a peer keeps for others, by their places; or those that it remembers of what
/// it passed on.
///
/// *Bounds.* There is room for so many. Of what many say about one thing (a blob with a thousand
/// holders) so many are kept, and of one subtree of the tree of invitations a quarter of those: so
/// who has let in a thousand keys of its own crowds nobody out.
final class Records {
    /// About one thing. Guess: four times what one answer has room for.
    static final int SUBJECT_MAX = 64;

    private final int max;
    private final boolean forgetful;
    private final LinkedHashMap<Bytes, List<Kept>> places = new LinkedHashMap<>(2);
    private int count;

    private record Kept(DirectoryRecord record, Bytes wall) {}

    /// `forgetful`: whether the oldest place makes room for a new one, where nothing has to be
    /// kept.
    Records(int max, boolean forgetful) {
        this.max = max;
        this.forgetful = forgetful;
    }

    /// False when it is not kept: there is a newer one, or no room.
    boolean keep(Place place, DirectoryRecord record, Contact author, long millis) {
        List<Kept> there = places.get(place.hash());
        for (int i = 0; there != null && i < there.size(); i++) {
            DirectoryRecord old = there.get(i).record;
            if (old.isOfSame(record)) {
                boolean newer = record.replaces(old);
                if (newer) {
                    there.set(i, new Kept(record, author.wall(1)));
                }
                return newer || record.equals(old);
            }
        }
        return makeRoom(there, author.wall(1), millis) && add(place, record, author.wall(1));
    }

    private boolean add(Place place, DirectoryRecord record, Bytes wall) {
        places.computeIfAbsent(place.hash(), hash -> new ArrayList<>(1))
                .add(new Kept(record, wall));
        count++;
        return true;
    }

    private boolean makeRoom(@Nullable List<Kept> there, Bytes wall, long millis) {
        if (there != null) {
            drop(there, millis);
            int behind = 0;
            for (Kept one : there) {
                behind += one.wall.equals(wall) ? 1 : 0;
            }
            if (there.size() >= SUBJECT_MAX || behind >= SUBJECT_MAX / 4) {
                return false;
            }
        }
        if (count >= max) {
            dropExpired(millis);
        }
        if (count >= max && forgetful) {
            Bytes oldest = places.keySet().iterator().next();
            List<Kept> gone = places.remove(oldest);
            count -= gone == null ? 0 : gone.size();
        }
        return count < max;
    }

    /// What is kept for a place, at most so many: from a random one on, when there are more.
    List<DirectoryRecord> at(Place place, int wanted, int start, long millis) {
        List<Kept> there = places.get(place.hash());
        if (there == null) {
            return List.of();
        }
        drop(there, millis);
        var some = new ArrayList<DirectoryRecord>();
        for (int i = 0; i < Math.min(wanted, there.size()); i++) {
            some.add(there.get((int) ((Integer.toUnsignedLong(start) + i) % there.size())).record);
        }
        return some;
    }

    List<DirectoryRecord> all(long millis) {
        dropExpired(millis);
        var all = new ArrayList<DirectoryRecord>();
        places.values().forEach(there -> there.forEach(one -> all.add(one.record)));
        return all;
    }

    /// Those whose places are no farther from that one than so far.
    List<DirectoryRecord> within(int reach, Place from, long millis) {
        dropExpired(millis);
        var near = new ArrayList<DirectoryRecord>();
        places.forEach(
                (place, there) -> {
                    if (Integer.compareUnsigned(Place.of(place).away(from), reach) <= 0) {
                        there.forEach(one -> near.add(one.record));
                    }
                });
        return near;
    }

    void dropExpired(long millis) {
        places.values().forEach(there -> drop(there, millis));
        places.values().removeIf(List::isEmpty);
    }

    private void drop(List<Kept> there, long millis) {
        count -= there.size();
        there.removeIf(one -> one.record.isExpired(millis));
        count += there.size();
    }

    int size() {
        return count;
    }
}
