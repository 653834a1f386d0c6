package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;

/// Who belongs to a cluster, in versions that its leader makes; and what the leader knows of each.
///
/// Whoever misses a few versions is told the changes, whoever misses more is told all.
///
/// *Guests* have no vote, and are in no list: leaves ([Neighbours]) that hang on this peer, which
/// leads as long as it has some. It counts their numbers with those of the members and tells them
/// what it tells those, and little goes between them as long as nothing changes. Guests belong to
/// the peer and not to the cluster: they stay where it leads another one.
final class Members {
    /// Changes that are remembered. Guess: a few beats of a busy cluster.
    private static final int CHANGES_MAX = 32;

    private final TreeMap<PeerId, Seat> seats = new TreeMap<>();
    private final TreeMap<PeerId, Long> guests = new TreeMap<>(); // when each was heard
    private final ArrayList<Change> changes = new ArrayList<>();
    private List<PeerId> ring = List.of();
    private long version;

    /// What is known of a member where it is led.
    private static final class Seat {
        long heardNanos;

        @Nullable Coordinate at;
    }

    private record Change(long version, PeerId peer, boolean came) {}

    long version() {
        return version;
    }

    int size() {
        return seats.size();
    }

    /// In ascending order of the ids.
    List<PeerId> all() {
        return ring;
    }

    boolean has(PeerId peer) {
        return seats.containsKey(peer);
    }

    void clear() {
        seats.clear();
        changes.clear();
        ring = List.of();
        version = 0;
    }

    /// Makes another version. Who is a member is no guest.
    void add(PeerId peer, Coordinate at, long nowNanos) {
        var seat = new Seat();
        seat.at = at;
        seat.heardNanos = nowNanos;
        seats.put(peer, seat);
        guests.remove(peer);
        changed(peer, true);
    }

    /// The same.
    void remove(PeerId peer) {
        if (seats.remove(peer) != null) {
            changed(peer, false);
        }
    }

    private void changed(PeerId peer, boolean came) {
        changes.add(new Change(++version, peer, came));
        if (changes.size() > CHANGES_MAX) {
            changes.removeFirst();
        }
        ring = List.copyOf(seats.keySet());
    }

    /// False when there are too many.
    boolean addGuest(PeerId peer, long nowNanos) {
        if (guests.size() >= Clusters.GUESTS_MAX && !guests.containsKey(peer)) {
            return false;
        }
        remove(peer);
        guests.put(peer, nowNanos);
        return true;
    }

    void removeGuest(PeerId peer) {
        guests.remove(peer);
    }

    boolean isGuest(PeerId peer) {
        return guests.containsKey(peer);
    }

    /// A guest said something; false where it is none.
    boolean heardGuest(PeerId peer, long nowNanos) {
        return guests.replace(peer, nowNanos) != null;
    }

    int guests() {
        return guests.size();
    }

    /// What tells guests where they are: of what this peer leads they know it and themselves.
    static ClusterMessage.Roster ofGuest(
            BoardId board, long cluster, long epoch, PeerId hub, PeerId guest) {
        return new ClusterMessage.Roster(
                board, cluster, epoch, 0, 0, List.of(), List.of(hub, guest));
    }

    /// Whose numbers count here.
    boolean counts(PeerId peer) {
        return has(peer) || isGuest(peer);
    }

    /// All to whom a leader tells what concerns all of them.
    List<PeerId> counting() {
        var counting = new ArrayList<>(ring);
        counting.addAll(guests.keySet());
        return counting;
    }

    void forEachGuest(Consumer<PeerId> what) {
        guests.keySet().forEach(what);
    }

    /// A member is there, and said where; false where it is none.
    boolean heard(PeerId peer, Coordinate at, long nowNanos) {
        Seat seat = seats.get(peer);
        if (seat == null) {
            return false;
        }
        seat.heardNanos = nowNanos;
        seat.at = at;
        return true;
    }

    /// Whoever was not heard since then, members and guests, is none any more.
    void forget(long membersNanos, long guestsNanos) {
        guests.values().removeIf(nanos -> nanos < guestsNanos);
        for (PeerId member : ring) {
            Seat seat = seats.get(member);
            if (seat != null && seat.heardNanos < membersNanos) {
                remove(member);
            }
        }
    }

    /// Whoever leads from now on has heard of all, and waits as long for each as for any other.
    void heard(long nowNanos) {
        seats.values().forEach(seat -> seat.heardNanos = nowNanos);
    }

    /// What somebody is to be told who has that version.
    ClusterMessage.Roster since(BoardId board, long cluster, long epoch, long theirs) {
        boolean known = !changes.isEmpty() && changes.getFirst().version <= theirs + 1;
        if (theirs == 0 || theirs > version || !known) {
            return new ClusterMessage.Roster(board, cluster, epoch, 0, version, List.of(), ring);
        }
        var came = new TreeMap<PeerId, Boolean>();
        for (Change one : changes) {
            if (one.version > theirs) {
                came.put(one.peer, one.came);
            }
        }
        var gone = new ArrayList<PeerId>();
        var come = new ArrayList<PeerId>();
        came.forEach((peer, is) -> (is ? come : gone).add(peer));
        return new ClusterMessage.Roster(board, cluster, epoch, theirs, version, gone, come);
    }

    /// Those are members no more.
    ClusterMessage.Roster without(BoardId board, long cluster, long epoch, List<PeerId> gone) {
        return new ClusterMessage.Roster(board, cluster, epoch, 0, version + 1, gone, List.of());
    }

    /// Of two halves by who is near whom the one that goes; whose place is not known is there. Who
    /// has guests stays.
    List<PeerId> secondHalf(Coordinate there, PeerId self) {
        var places = new ArrayList<Coordinate>();
        for (Seat seat : seats.values()) {
            places.add(seat.at == null ? there : seat.at);
        }
        var second = new ArrayList<PeerId>();
        Medoids.second(places).forEach(index -> second.add(ring.get(index)));
        if (guests.isEmpty() || !second.contains(self)) {
            return second;
        }
        var first = new ArrayList<>(ring);
        first.removeAll(second);
        return first;
    }

    /// Takes what the leader told; false when it is about a version that is not here.
    boolean take(ClusterMessage.Roster roster) {
        if (roster.since() != 0 && roster.since() != version) {
            return false;
        }
        if (roster.since() == 0) {
            seats.clear();
        }
        roster.gone().forEach(seats::remove);
        roster.come().forEach(peer -> seats.putIfAbsent(peer, new Seat()));
        if (seats.size() > Clusters.SIZE_MAX) {
            throw new Malformed(seats.size() + " members, at most " + Clusters.SIZE_MAX);
        }
        changes.clear();
        version = roster.version();
        ring = List.copyOf(seats.keySet());
        return true;
    }

    /// Whether nobody is farther than that from there, of whom it is known.
    boolean areWithin(double millis, Coordinate of) {
        for (Seat seat : seats.values()) {
            if (seat.at != null && seat.at.millisTo(of) > millis) {
                return false;
            }
        }
        return true;
    }

    /// The mean of where they are.
    Coordinate middle() {
        Coordinate sum = Coordinate.ORIGIN;
        int count = 0;
        for (Seat seat : seats.values()) {
            if (seat.at != null) {
                sum = sum.plus(seat.at, 1);
                count++;
            }
        }
        return Coordinate.ORIGIN.plus(sum, 1.0 / Math.max(1, count)).rounded();
    }

    /// The `count` that come before a member on the ring of the ids: whom it observes.
    List<PeerId> before(PeerId member, int count) {
        return around(member, -1, count);
    }

    /// Those that come after it: who observes it.
    List<PeerId> after(PeerId member, int count) {
        return around(member, 1, count);
    }

    private List<PeerId> around(PeerId member, int step, int count) {
        var found = new ArrayList<PeerId>();
        int at = ring.indexOf(member);
        for (int i = 1; at >= 0 && i < ring.size() && i <= count; i++) {
            found.add(ring.get(Math.floorMod(at + step * i, ring.size())));
        }
        return found;
    }
}
