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
/// for from those; when there are none left, by another look-up. Who is told of nobody time and
/// again looks into one such bucket at a time.
final class Growth {
    /// Peers to heal from, of one bucket. As many as the passive view of HyParView, by bucket:
    /// guess.
    static final int SPARES_OF_BUCKET_MAX = 6;

    /// How often those are dialled who are known and lack. Guess: links that are lost at once are
    /// made up for at once.
    static final long LOOK_NANOS = 10 * Now.SECOND;

    /// How often a peer asks who is around its own place and in each bucket that lacks links, since
    /// nobody tells it who comes. Guess.
    static final long ROUND_NANOS = 60 * Now.SECOND;

    /// Who was told of nobody to dial in so many rounds waits twice as long each time, up to a
    /// quarter of an hour. Guess.
    private static final int IN_VAIN_MAX = 4;

    /// After so many it looks into one of the buckets that lack links each time, by lot. Guess: who
    /// was found in none of them twice is as likely to be in any.
    private static final int FULL_IN_VAIN = 2;

    /// How long a dial may take.
    static final long DIAL_NANOS = 10 * Now.SECOND;

    /// Dials at one time. Guess.
    static final int DIALS_MAX = 8;

    private static final int BUCKETS_MAX = 32;

    private static final int OWN_PLACE = -1;

    /// Behind all buckets: no other is looked up in this round.
    private static final int ENOUGH = BUCKETS_MAX;

    /// The round is over.
    private static final int ALL = BUCKETS_MAX + 1;

    private final Host host;
    private final DirectoryRules rules;
    private final RoutingTable table;
    private final Rng rng;
    private final BiConsumer<Place, Found.Then> lookUp;
    private final List<Spare> spares = new ArrayList<>(0);
    private final TreeMap<PeerId, Long> dialled = new TreeMap<>();
    private boolean joined;
    private boolean looking;

    /// What is looked up next in this round: our own place, a bucket, or nothing more.
    private int next = OWN_PLACE;

    private long roundNanos = Now.NEVER;
    private long begunNanos;
    private int rounds;

    /// Rounds in a row that told of nobody to dial, and whether this one did.
    private int inVain;

    private boolean dialledSomebody;
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
        beginRound();
        look();
    }

    void linkUp(Contact contact) {
        dialled.remove(contact.peer());
        spares.removeIf(spare -> spare.contact.peer().equals(contact.peer()));
    }

    /// `contact`: who is no neighbour of this peer any more.
    void linkDown(Contact contact) {
        if (!joined) {
            return;
        }
        dial();
        int bucket = table.bucket(contact);
        if (bucket >= table.depth() || table.linksIn(bucket) < rules.bucketLinks()) {
            lookAround();
        }
    }

    /// There is a reason to begin a round soon, whatever came of those before.
    void lookAround() {
        if (!joined) {
            return;
        }
        inVain = 0;
        long soon = host.now().nanos() + Now.SECOND;
        roundNanos = Math.min(roundNanos, Math.max(soon, begunNanos + LOOK_NANOS));
        lookAt(roundNanos);
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

    /// Dials whoever lacks and is known.
    private void dial() {
        long now = host.now().nanos();
        dialled.values().removeIf(until -> until <= now);
        List<Spare> wanted = siblings();
        for (int bucket = table.depth(); bucket >= 0; bucket--) {
            int lacking = rules.bucketLinks() - table.linksIn(bucket);
            for (int i = spares.size() - 1; i >= 0 && lacking > 0; i--) {
                Spare spare = spares.get(i);
                if (table.bucket(spare.contact) == bucket && isFit(spare, bucket)) {
                    wanted.add(spare);
                    lacking--;
                }
            }
        }
        wanted.forEach(this::dial);
    }

    private boolean isFit(Spare spare, int bucket) {
        return !table.isCrowded(spare.contact) || table.linksIn(bucket) == 0;
    }

    /// Those who are nearer than the farthest that counts as near, the nearest first.
    private List<Spare> siblings() {
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
        return new ArrayList<>(nearer.subList(0, Math.min(nearer.size(), rules.siblings())));
    }

    private void dial(Spare spare) {
        PeerId peer = spare.contact.peer();
        if (dialled.size() >= DIALS_MAX || dialled.containsKey(peer) || !spares.remove(spare)) {
            return;
        }
        if (host.dial(peer, spare.address)) {
            dialledSomebody = true;
            if (table.to(spare.contact) == null) {
                dialled.put(peer, host.now().nanos() + DIAL_NANOS);
            }
        }
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

    /// Dials what lacks, and goes on with a round: one look-up at a time.
    private void look() {
        long now = host.now().nanos();
        lookNanos = Now.NEVER;
        lookAt(now + LOOK_NANOS / 2 + LOOK_NANOS / 1_000 * rng.nextInt(1_000));
        dial();
        if (looking || table.size() == 0) {
            return;
        }
        if (now >= roundNanos) {
            beginRound();
        }
        if (next == OWN_PLACE) {
            next = 0;
            lookUp(host.self().place());
        } else if (next != ALL) {
            lookUpBucket();
        }
    }

    private void beginRound() {
        table.renew(this::renewed);
        next = OWN_PLACE;
        dialledSomebody = false;
        begunNanos = host.now().nanos();
        roundNanos = Now.NEVER;
    }

    /// Who is no member any more stays who it was: its link ends.
    private Contact renewed(Contact before) {
        Contact now = host.contact(before.peer());
        return now == null ? before : now;
    }

    /// The first time hardly anybody is known who could be asked, so the second comes soon.
    private void endRound() {
        next = ALL;
        inVain = dialledSomebody ? 0 : Math.min(inVain + 1, IN_VAIN_MAX);
        long pause = rounds++ == 0 ? LOOK_NANOS : ROUND_NANOS << inVain;
        roundNanos = Math.min(roundNanos, begunNanos + pause); // somebody may want it sooner
    }

    private void lookUpBucket() {
        int depth = Math.min(table.depth(), BUCKETS_MAX - 1);
        boolean one = next == 0 && inVain >= FULL_IN_VAIN;
        int bucket = one ? drawn(depth) : lackingFrom(next, depth);
        next = one ? ENOUGH : bucket + 1;
        if (bucket <= depth) {
            lookUp(host.self().place().beside(bucket, rng));
        } else {
            endRound();
        }
    }

    private boolean lacks(int bucket) {
        return table.linksIn(bucket) < rules.bucketLinks();
    }

    /// Beyond the depth when none does.
    private int lackingFrom(int first, int depth) {
        int bucket = first;
        while (bucket <= depth && !lacks(bucket)) {
            bucket++;
        }
        return bucket;
    }

    private int drawn(int depth) {
        int drawn = BUCKETS_MAX;
        int lacking = 0;
        for (int bucket = 0; bucket <= depth; bucket++) {
            if (lacks(bucket) && rng.nextInt(++lacking) == 0) {
                drawn = bucket;
            }
        }
        return drawn;
    }

    private void lookUp(Place place) {
        looking = true;
        lookUp.accept(
                place,
                found -> {
                    looking = false;
                    learn(found.peers());
                    dial();
                    lookAt(host.now().nanos() + Now.SECOND);
                });
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("spare peers", spares.size(), (long) SPARES_OF_BUCKET_MAX * BUCKETS_MAX));
        out.add(new Gauge("dials of the directory", dialled.size(), DIALS_MAX));
    }
}
