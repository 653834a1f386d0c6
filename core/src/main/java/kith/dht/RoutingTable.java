package kith.dht;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// To whom this peer is linked, ordered by how they stand to its own place, and to whom those are
/// linked, as they tell.
///
/// Bucket *i* holds those whose places begin as our own does with *i* bits and no more (Kademlia,
/// section 2.1). changed: what is held are standing links and not addresses, since a link costs a
/// handshake and a question over one that stands costs none; so a bucket wants two, where Kademlia
/// keeps twenty.
///
/// *One step ahead.* Who is linked to whom is told for other reasons (`docs/protocol/overlay.md`).
/// With it the next hop is the one that is linked to the nearest, instead of the nearest (Manku,
/// Naor and Wieder, *Know thy Neighbor's Neighbor*, STOC 2004). What is told is nobody's proof: who
/// tells of peers and does not reach them is passed over, as one that is farther away.
///
/// *Walls.* No more than a quarter of the links lead into one subtree of depth 1 of the tree of
/// invitations, and half of them into our own; what is more is not counted as a link at all. A
/// bucket that would be empty without it takes one nevertheless.
///
/// Arrays, since there may be a million of these in one process.
final class RoutingTable {
    /// Guess: three times what the usual rules come to.
    static final int LINKS_MAX = 128;

    /// Up to here a quarter is too few to count with.
    private static final int WALL_FLOOR = 4;

    /// How many bits farther away somebody seems for each time in a row that nothing came back.
    /// Guess.
    private static final int FAILED_BITS = 2;

    private static final int FAILED_MAX = 8;

    /// How many times as many links as it wants somebody has in a bucket, since others choose it
    /// too. Guess.
    private static final int TOLD_FACTOR = 3;
    private static final int BITS = 32;

    private final Contact self;
    private final DirectoryRules rules;
    private Entry[] entries = {};
    private int count;

    /// One link.
    static final class Entry {
        final long link;
        final String address;
        Contact contact;
        List<Contact> told = List.of();
        int failed;

        Entry(long link, Contact contact, String address) {
            this.link = link;
            this.contact = contact;
            this.address = address;
        }

        void failed() {
            failed = Math.min(failed + 1, FAILED_MAX);
        }
    }

    RoutingTable(Contact self, DirectoryRules rules) {
        this.self = self;
        this.rules = rules;
    }

    // Links

    /// False when it is not taken in: there are too many, of all or behind one wall.
    boolean up(long link, Contact contact, String address) {
        boolean lonely = linksIn(bucket(contact)) == 0;
        if (count == LINKS_MAX || entry(link) != null || isCrowded(contact) && !lonely) {
            return false;
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(4, count + count / 2));
        }
        entries[count++] = new Entry(link, contact, address);
        return true;
    }

    /// Takes them for who they are by now: what walls there are changes as the board grows.
    void renew(UnaryOperator<Contact> now) {
        for (int i = 0; i < count; i++) {
            entries[i].contact = now.apply(entries[i].contact);
        }
    }

    /// Null when there was none.
    @Nullable Entry down(long link) {
        for (int i = 0; i < count; i++) {
            Entry gone = entries[i];
            if (gone.link == link) {
                entries[i] = entries[--count];
                entries = Arrays.copyOf(entries, count);
                return gone;
            }
        }
        return null;
    }

    void told(long link, List<Contact> neighbours) {
        Entry entry = entry(link);
        if (entry != null) {
            entry.told = likely(entry.contact, neighbours);
        }
    }

    /// Without those of whom somebody there would have more than it wants, by far: who claims to be
    /// linked to everybody gets no more to pass on than others.
    private List<Contact> likely(Contact teller, List<Contact> neighbours) {
        var inBucket = new int[BITS + 1];
        int most = TOLD_FACTOR * rules.bucketLinks();
        var likely = new ArrayList<Contact>();
        for (Contact one : neighbours) {
            if (++inBucket[one.place().shared(teller.place())] <= most) {
                likely.add(one);
            }
        }
        // the list that many share takes no room of ours
        return likely.size() == neighbours.size() ? neighbours : likely;
    }

    @Nullable Entry entry(long link) {
        for (int i = 0; i < count; i++) {
            if (entries[i].link == link) {
                return entries[i];
            }
        }
        return null;
    }

    int size() {
        return count;
    }

    Entry at(int index) {
        return entries[index];
    }

    /// The link to that peer.
    @Nullable Entry to(Contact contact) {
        for (int i = 0; i < count; i++) {
            if (entries[i].contact.peer().equals(contact.peer())) {
                return entries[i];
            }
        }
        return null;
    }

    // Walls

    /// Whether as many links as there may be lead behind its wall.
    boolean isCrowded(Contact contact) {
        Bytes wall = contact.wall(1);
        int there = 0;
        for (int i = 0; i < count; i++) {
            if (entries[i].contact.wall(1).equals(wall)) {
                there++;
            }
        }
        int share = contact.isBehindOneWall(self) ? 2 : 4;
        return there >= Math.max(WALL_FLOOR, (count + 1) / share);
    }

    // Buckets

    int bucket(Contact contact) {
        return Math.min(self.place().shared(contact.place()), BITS - 1);
    }

    int linksIn(int bucket) {
        int there = 0;
        for (int i = 0; i < count; i++) {
            if (bucket(entries[i].contact) == bucket) {
                there++;
            }
        }
        return there;
    }

    /// Up to which bucket there is anybody to be expected: behind it all are siblings.
    int depth() {
        List<Contact> near = nearest(self.place(), rules.siblings());
        return near.size() < rules.siblings() ? 0 : bucket(near.getLast());
    }

    // Who is near

    /// The linked ones that are nearest to a place, the nearest first.
    List<Contact> nearest(Place place, int wanted) {
        var near = new ArrayList<Contact>();
        for (int i = 0; i < count; i++) {
            near.add(entries[i].contact);
        }
        near.sort((a, b) -> Place.nearer(a.place(), b.place(), place));
        return near.size() > wanted ? new ArrayList<>(near.subList(0, wanted)) : near;
    }

    /// Who is to keep what belongs to that place, as far as this peer knows: of those around it,
    /// twice as many as keep it, the nearest that stand behind different walls.
    List<Contact> replicas(Place place) {
        List<Contact> near = nearest(place, 2 * rules.replicas());
        near.add(self);
        near.sort((a, b) -> Place.nearer(a.place(), b.place(), place));
        int reach = reach();
        near.removeIf(one -> Integer.compareUnsigned(one.place().away(place), reach) > 0);
        return Walls.distinct(near, rules.replicas());
    }

    /// Who is farther from a place than that does not keep what belongs to it.
    int reach() {
        return radius(2 * rules.replicas());
    }

    /// Whether none of those that are linked is nearer to a place; who stands right there is not
    /// counted, for it may be asking itself.
    boolean isNearest(Place place) {
        for (int i = 0; i < count; i++) {
            Place there = entries[i].contact.place();
            if (!there.equals(place) && Place.nearer(there, self.place(), place) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Within how far of any place so many members are to be expected, by how far the siblings
    /// are: as the first 32 bits of a distance, without a sign. Of siblings behind one wall two
    /// count, so that who crowds around this peer does not make the board look larger.
    int radius(int members) {
        int known = Math.max(2, rules.siblings());
        var near = new ArrayList<Contact>();
        for (Contact one : nearest(self.place(), LINKS_MAX)) {
            if (near.size() < known && behind(one.wall(1), near) < 2) {
                near.add(one);
            }
        }
        if (near.size() < known) {
            return -1; // the whole board
        }
        long away = Integer.toUnsignedLong(self.place().away(near.getLast().place()));
        long radius = away * members / known;
        return radius > 0xffffffffL ? -1 : (int) radius;
    }

    private static int behind(Bytes wall, List<Contact> of) {
        int there = 0;
        for (Contact one : of) {
            there += one.wall(1).equals(wall) ? 1 : 0;
        }
        return there;
    }

    // The next hop

    /// The link over which something is nearest to its place, of those that may be taken; null when
    /// there is none.
    @Nullable Entry next(Place place, LongPredicate may) {
        Entry best = null;
        int least = -1;
        for (int i = 0; i < count; i++) {
            Entry one = entries[i];
            int away = away(one, place);
            boolean nearer = best == null || Integer.compareUnsigned(away, least) < 0;
            if (nearer && may.test(one.link)) {
                best = one;
                least = away;
            }
        }
        return best;
    }

    /// How far from a place something is once it went over that link and one more.
    private static int away(Entry over, Place place) {
        int target = place.head();
        int least = over.contact.place().head() ^ target;
        for (Contact one : over.told) {
            int there = one.place().head() ^ target;
            // one more hop has to bring it nearer by half at least
            if (Integer.compareUnsigned(there, least >>> 1) < 0) {
                least = there << 1 | 1;
            }
        }
        int penalty = FAILED_BITS * over.failed;
        return Integer.numberOfLeadingZeros(least) < penalty ? -1 : least << penalty;
    }
}
