package kith.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kith.dht.DirectoryMessage.Near;
import kith.identity.PeerId;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;

/// Keeps the links that a look-up needs: into each half, quarter, eighth … of the board some, and
/// to the nearest.
///
/// A newcomer looks itself up, and then, of each bucket that lacks links, some place in it: so it
/// is told of peers there, dials some and remembers others to heal from. What gets lost is made up
/// for from those; when there are none left, by another look-up.
final class Growth {
    /// Peers to heal from, of one bucket. As many as the passive view of HyParView, by bucket:
    /// guess.
    static final int SPARES_OF_BUCKET_MAX = 6;

    /// How often it is looked at whether something lacks. Guess: links that are lost at once are
    /// made up for at once.
    static final long LOOK_NANOS = 10 * Now.SECOND;

    /// How often a peer looks up its own place, since nobody tells it who comes. Guess.
    static final long SELF_NANOS = 60 * Now.SECOND;

    /// Who looked so often in a row and found nobody to dial looks half as often from then on, each
    /// time, up to so many times. Guess: ten minutes.
    private static final int IN_VAIN_MAX = 6;

    /// How long a dial may take.
    static final long DIAL_NANOS = 10 * Now.SECOND;

    /// Dials at one time. Guess.
    static final int DIALS_MAX = 8;

    private static final int BUCKETS_MAX = 32;

    private final Host host;
    private final DirectoryRules rules;
    private final RoutingTable table;
    private final Rng rng;
    private final BiConsumer<Place, Found.Then> lookUp;
    private final List<Spare> spares = new ArrayList<>(0);
    private final TreeMap<PeerId, Long> dialled = new TreeMap<>();
    private boolean joined;
    private boolean looking;

    /// Whether it looked itself up before: the first time it hardly knows whom to ask.
    private boolean settled;

    /// How many look-ups in a row told of nobody to dial.
    private int inVain;

    private int bucketNext;
    private long selfNanos;
    private long lookNanos = Now.NEVER;

    /// Somebody to dial, should it come to that.
    private record Spare(Contact contact, String address) {}

    /// `lookUp`: asks who is near a place.
    Growth(
            Host host,
            DirectoryRules rules,
            RoutingTable table,
            Rng rng,
            BiConsumer<Place, Found.Then> lookUp) {
        this.host = host;
        this.rules = rules;
        this.table = table;
        this.rng = rng;
        this.lookUp = lookUp;
    }

    /// From now on links are made.
    void begin() {
        joined = true;
        selfNanos = host.now().nanos();
        look();
    }

    void linkUp(Contact contact) {
        dialled.remove(contact.peer());
    }

    /// `contact`: who is no neighbour of this peer any more.
    void linkDown(Contact contact) {
        if (!joined) {
            return;
        }
        dial();
        int bucket = table.bucket(contact);
        if (bucket >= table.depth() || table.linksIn(bucket) < rules.bucketLinks()) {
            inVain = 0;
            lookAt(host.now().nanos() + Now.SECOND);
        }
    }

    // What is known of others

    void learn(List<Near> peers) {
        for (Near near : peers) {
            Contact contact = host.contact(near.peer());
            if (contact == null
                    || near.address().isEmpty()
                    || near.peer().equals(host.self().peer())) {
                continue;
            }
            if (table.to(contact) == null) {
                remember(new Spare(contact, near.address()));
            }
        }
    }

    private void remember(Spare spare) {
        int bucket = table.bucket(spare.contact);
        int there = 0;
        int oldest = -1;
        for (int i = 0; i < spares.size(); i++) {
            Spare old = spares.get(i);
            if (old.contact.peer().equals(spare.contact.peer())) {
                spares.set(i, spare);
                return;
            }
            if (table.bucket(old.contact) == bucket) {
                oldest = oldest < 0 ? i : oldest;
                there++;
            }
        }
        if (there >= SPARES_OF_BUCKET_MAX) {
            spares.remove(oldest);
        }
        spares.add(spare);
    }

    // Dialling

    /// False when there is nobody to dial.
    private boolean dial() {
        long now = host.now().nanos();
        dialled.values().removeIf(until -> until <= now);
        int before = dialled.size();
        dialSiblings();
        for (int bucket = table.depth(); bucket >= 0; bucket--) {
            int lacking = rules.bucketLinks() - table.linksIn(bucket);
            for (int i = spares.size() - 1; i >= 0 && lacking > 0; i--) {
                Spare spare = spares.get(i);
                if (table.bucket(spare.contact) == bucket && isFit(spare, bucket)) {
                    lacking -= dial(spare) ? 1 : 0;
                }
            }
        }
        return dialled.size() > before;
    }

    private boolean isFit(Spare spare, int bucket) {
        return !table.isCrowded(spare.contact) || table.linksIn(bucket) == 0;
    }

    private void dialSiblings() {
        Place own = host.self().place();
        List<Contact> near = table.nearest(own, rules.siblings());
        var nearer = new ArrayList<Spare>();
        for (Spare spare : spares) {
            boolean sibling =
                    near.size() < rules.siblings()
                            || Place.nearer(spare.contact.place(), near.getLast().place(), own) < 0;
            if (sibling && !table.isCrowded(spare.contact)) {
                nearer.add(spare);
            }
        }
        nearer.sort((a, b) -> Place.nearer(a.contact.place(), b.contact.place(), own));
        for (int i = 0; i < Math.min(nearer.size(), rules.siblings()); i++) {
            dial(nearer.get(i));
        }
    }

    private boolean dial(Spare spare) {
        PeerId peer = spare.contact.peer();
        if (dialled.size() >= DIALS_MAX || dialled.containsKey(peer)) {
            return false;
        }
        spares.remove(spare);
        if (!host.dial(peer, spare.address)) {
            return false;
        }
        dialled.put(peer, host.now().nanos() + DIAL_NANOS);
        return true;
    }

    // Looking

    private void lookAt(long nanos) {
        lookNanos = Math.min(lookNanos, nanos);
        host.wakeAt(nanos);
    }

    void wake() {
        if (host.now().nanos() >= lookNanos) {
            look();
        } else if (lookNanos != Now.NEVER) {
            host.wakeAt(lookNanos);
        }
    }

    /// Looks what lacks, and looks one thing up for it at a time.
    private void look() {
        long now = host.now().nanos();
        lookNanos = Now.NEVER;
        lookAt(now + (LOOK_NANOS / 2 + LOOK_NANOS / 1_000 * rng.nextInt(1_000) << inVain));
        dial();
        if (looking || table.size() == 0) {
            return;
        }
        if (now >= selfNanos) {
            selfNanos = now + ((settled ? SELF_NANOS : LOOK_NANOS) << inVain);
            settled = true;
            bucketNext = 0;
            lookUp(host.self().place());
        } else {
            lookUpBucket();
        }
    }

    private void lookUpBucket() {
        int depth = Math.min(table.depth(), BUCKETS_MAX - 1);
        for (int i = 0; i <= depth; i++) {
            int bucket = (bucketNext + i) % (depth + 1);
            if (table.linksIn(bucket) < rules.bucketLinks()) {
                bucketNext = bucket + 1;
                lookUp(host.self().place().beside(bucket, rng));
                return;
            }
        }
    }

    private void lookUp(Place place) {
        looking = true;
        lookUp.accept(
                place,
                found -> {
                    looking = false;
                    learn(found.peers());
                    inVain = dial() ? 0 : Math.min(inVain + 1, IN_VAIN_MAX);
                    if (bucketNext <= table.depth() && lacks()) {
                        lookAt(host.now().nanos() + Now.SECOND);
                    }
                });
    }

    private boolean lacks() {
        for (int bucket = 0; bucket <= table.depth(); bucket++) {
            if (table.linksIn(bucket) < rules.bucketLinks()) {
                return true;
            }
        }
        return false;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("spare peers", spares.size(), (long) SPARES_OF_BUCKET_MAX * BUCKETS_MAX));
        out.add(new Gauge("dials of the directory", dialled.size(), DIALS_MAX));
    }
}
