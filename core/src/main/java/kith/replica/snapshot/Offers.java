package kith.replica.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.replica.base.Manifest;
import kith.replica.base.Vouch.By;
import kith.sync.Session;
import kith.sync.SnapshotMessage;
import org.jspecify.annotations.Nullable;

/// Snapshots of one space between peers: offers ours to who lacks what was dropped, and takes what
/// enough members vouch for.
///
/// An offer is kept, one for each link, until it is taken or the link goes down: who vouches may be
/// known as a member only later. One is fetched at a time, a few pieces ahead, from one link; when
/// that goes down, from another that offers the same, now or later, from where it was.
final class Offers {
    /// Pieces that are asked for at once. Guess: a quarter of a megabyte on its way.
    private static final int AHEAD_MAX = 4;

    /// Pieces of ours that are read for one link at once; more is not answered.
    private static final int READ_MAX = 2 * AHEAD_MAX;

    /// How long an offer may lack vouches before that is told. Guess: as long as it takes to hear
    /// of members.
    private static final long PATIENCE_NANOS = 10 * Now.SECOND;

    /// A link that gives nothing for so long is left for another that offered the same. Guess: a
    /// disk that is behind has its time.
    private static final long SILENCE_NANOS = 5 * Now.SECOND;

    /// How often a link that asks for our snapshot gets an answer. Guess: an offer may be a
    /// megabyte.
    private static final long ANSWER_NANOS = 2 * Now.SECOND;

    /// How long it waits for a disk that is behind. Guess.
    private static final long PAUSE_NANOS = 10 * Now.MILLI;

    /// In the place of the link of a snapshot that nobody linked offers any more.
    private static final long NOBODY = -1;

    private final Replica replica;
    private final Context context;
    private final TreeMap<Long, Offer> offers = new TreeMap<>();
    private final TreeMap<Long, Bytes> offered = new TreeMap<>();
    private final TreeMap<Long, Integer> reading = new TreeMap<>();
    private final TreeMap<Long, Long> answerAt = new TreeMap<>();
    private @Nullable Fetching fetching;

    /// What a link offered.
    private static final class Offer {
        final Manifest manifest;
        final Bytes digest;
        final long atNanos;

        /// Those whose signatures hold.
        final TreeMap<Bytes, By> vouches = new TreeMap<>();

        int unchecked;
        boolean told;

        Offer(Manifest manifest, Bytes digest, long atNanos) {
            this.manifest = manifest;
            this.digest = digest;
            this.atNanos = atNanos;
        }
    }

    /// A snapshot that is on its way here.
    private static final class Fetching {
        final Offer offer;
        final String file;
        final long[] offsets;
        final TreeSet<Integer> asked = new TreeSet<>();
        final TreeSet<Integer> missing = new TreeSet<>();
        long link;
        long heardNanos;

        Fetching(Offer offer, String file, long link) {
            this.offer = offer;
            this.file = file;
            this.link = link;
            List<Manifest.Piece> pieces = offer.manifest.pieces();
            offsets = new long[pieces.size() + 1];
            for (int i = 0; i < pieces.size(); i++) {
                offsets[i + 1] = offsets[i] + pieces.get(i).bytes();
                missing.add(i);
            }
        }

        /// Whether anything of it came, and so there is a file.
        boolean hasSome() {
            return missing.size() < offer.manifest.pieces().size();
        }
    }

    Offers(Replica replica) {
        this.replica = replica;
        this.context = replica.context();
    }

    boolean isFetching() {
        return fetching != null && fetching.link != NOBODY;
    }

    /// The other side lacks contents that were dropped here.
    void lacksContents(Session session) {
        Baseline base = replica.basis().base();
        Bytes before = offered.get(session.link());
        boolean isNew = base != null && (before == null || !base.digest().equals(before));
        if (base != null && isNew) {
            offered.put(session.link(), base.digest());
            offer(session, base);
        }
    }

    private void offer(Session session, Baseline base) {
        int number = session.number(replica);
        if (number == 0) {
            return;
        }
        var vouches = new ArrayList<Bytes>();
        for (By by : base.vouches()) {
            var out = new Writer(256);
            by.write(out);
            vouches.add(out.toBytes());
        }
        Bytes manifest = base.manifest().toBytes();
        session.send(new SnapshotMessage.Offered(number, manifest, vouches));
    }

    void on(Session session, SnapshotMessage message) {
        switch (message) {
            case SnapshotMessage.Offered one -> onOffered(session, one);
            case SnapshotMessage.Asked asked -> onAsked(session, asked);
            case SnapshotMessage.Wanted wanted -> onWanted(session, wanted);
            case SnapshotMessage.Piece piece -> onPiece(session, piece);
            case SnapshotMessage.Held held -> onHeld(session, held);
        }
    }

    private void onAsked(Session session, SnapshotMessage.Asked asked) {
        Baseline base = replica.basis().base();
        long now = context.now().nanos();
        boolean soon = now < answerAt.getOrDefault(session.link(), now);
        if (base != null && base.digest().equals(asked.digest()) && !soon) {
            answerAt.put(session.link(), now + ANSWER_NANOS);
            offer(session, base);
        }
    }

    /// Asks all who are linked for the snapshot with that digest.
    void ask(Bytes digest) {
        for (Session session : context.links().sessions()) {
            int number = session.number(replica);
            if (number > 0 && !offers.containsKey(session.link())) {
                session.send(new SnapshotMessage.Asked(number, digest));
            }
        }
    }

    /// It has it: the headers can go.
    private void onHeld(Session session, SnapshotMessage.Held held) {
        Baseline base = replica.basis().base();
        if (base != null && base.digest().equals(held.digest())) {
            session.takesBare(replica, true);
        }
    }

    // Giving

    private void onWanted(Session session, SnapshotMessage.Wanted wanted) {
        Baseline base = replica.basis().base();
        long link = session.link();
        int open = reading.getOrDefault(link, 0);
        boolean known = base != null && base.digest().equals(wanted.digest());
        if (base == null || !known || open >= READ_MAX) {
            return; // it was another base, or asks for more than it may
        }
        List<Manifest.Piece> pieces = base.manifest().pieces();
        if (wanted.index() >= pieces.size()) {
            throw new Malformed("piece " + wanted.index() + " of " + pieces.size());
        }
        reading.put(link, open + 1);
        long offset = 0;
        for (Manifest.Piece piece : pieces.subList(0, wanted.index())) {
            offset += piece.bytes();
        }
        int bytes = pieces.get(wanted.index()).bytes();
        context.effects().read(base.file(), offset, bytes, new Giving(link, wanted, bytes));
    }

    /// A piece that is being read for a link.
    private final class Giving implements Effects.Reading {
        private final long link;
        private final SnapshotMessage.Wanted wanted;
        private final int bytes;

        Giving(long link, SnapshotMessage.Wanted wanted, int bytes) {
            this.link = link;
            this.wanted = wanted;
            this.bytes = bytes;
        }

        @Override
        public void read(Bytes read) {
            reading.computeIfPresent(link, (_, open) -> open > 1 ? open - 1 : null);
            Session session = context.links().session(link);
            int number = session == null ? 0 : session.number(replica);
            if (session != null && number > 0 && read.size() == bytes) {
                session.send(
                        new SnapshotMessage.Piece(number, wanted.digest(), wanted.index(), read));
            }
        }

        /// It asks again, of us or of others.
        @Override
        public void notRead(boolean busy) {
            reading.computeIfPresent(link, (_, open) -> open > 1 ? open - 1 : null);
        }
    }

    // Taking

    private void onOffered(Session session, SnapshotMessage.Offered message) {
        var manifest = Manifest.read(new Reader(message.manifest()));
        if (!manifest.space().equals(replica.space())) {
            throw new Malformed("a snapshot of another space");
        }
        var offer = new Offer(manifest, manifest.digest(context.hasher()), context.now().nanos());
        if (hasAll(manifest)) {
            hold(session, offer.digest);
            return;
        }
        Offer known = offers.get(session.link());
        if (known != null && (known.unchecked > 0 || known.digest.equals(offer.digest))) {
            return; // it was offered before, or comes faster than it can be checked
        }
        if (!mayReplace(manifest)) {
            refuse(session.link(), "snapshot-differs", "a base here has what it has not");
            return;
        }
        offers.put(session.link(), offer);
        for (Bytes bytes : message.vouches()) {
            var in = new Reader(bytes);
            By by = By.read(in);
            in.expectEnd();
            boolean same =
                    by.vouch().digest().equals(offer.digest)
                            && by.vouch().before().equals(manifest.before());
            if (!same) {
                throw new Malformed("a vouch for another snapshot");
            }
            check(offer, by);
        }
        consider();
        context.effects().wakeAt(offer.atNanos + PATIENCE_NANOS);
    }

    /// Whether the base here has everything that is in that snapshot.
    private boolean hasAll(Manifest manifest) {
        Baseline base = replica.basis().base();
        return base != null && !replica.basis().isLost() && base.manifest().hasAllOf(manifest);
    }

    /// Whether that snapshot has everything that is in the base here: only such a one may take its
    /// place, since the contents in it may be gone.
    private boolean mayReplace(Manifest manifest) {
        Baseline base = replica.basis().base();
        return base == null || manifest.hasAllOf(base.manifest());
    }

    private void hold(Session session, Bytes digest) {
        int number = session.number(replica);
        if (number > 0) {
            session.send(new SnapshotMessage.Held(number, digest));
        }
    }

    private void check(Offer offer, By by) {
        offer.unchecked++;
        context.effects()
                .check(
                        by.author(),
                        by.vouch().message(replica.space(), context.hasher()),
                        by.vouch().signature(),
                        good -> {
                            offer.unchecked--;
                            if (good) {
                                offer.vouches.put(by.author(), by);
                            }
                            consider();
                        });
    }

    /// How many members vouch for it, as far as they are known here.
    private List<By> members(Offer offer) {
        var some = new ArrayList<By>();
        for (By by : offer.vouches.values()) {
            if (replica.roster().writers().contains(new PeerId(by.author()))) {
                some.add(by);
            }
        }
        return some;
    }

    /// As many as the owner wants, where there are so many beside ourselves.
    private int wanted() {
        int others = replica.roster().writers().size() - 1;
        return Math.max(1, Math.min(context.limits().vouchesMin(), others));
    }

    /// Begins to fetch an offer that enough members vouch for.
    private void consider() {
        if (isFetching()) {
            return;
        }
        for (Long link : offers.keySet()) {
            Offer offer = offers.get(link);
            if (offer != null && members(offer).size() >= wanted()) {
                goOnOrFetch(offer, link);
                return;
            }
        }
    }

    private void goOnOrFetch(Offer offer, long link) {
        Fetching begun = fetching;
        if (begun != null && begun.offer.digest.equals(offer.digest)) {
            begun.link = link;
            ask(begun);
            return;
        }
        if (begun != null && begun.hasSome()) {
            context.effects().delete(begun.file);
        }
        fetch(offer, link);
    }

    private void fetch(Offer offer, long link) {
        String file = Baseline.fileOf(replica.number(), replica.basis().nextFile());
        var begun = new Fetching(offer, file, link);
        fetching = begun;
        ask(begun);
    }

    private void ask(Fetching of) {
        of.heardNanos = context.now().nanos();
        context.effects().wakeAt(of.heardNanos + SILENCE_NANOS);
        Session session = context.links().session(of.link);
        int number = session == null ? 0 : session.number(replica);
        if (session == null || number == 0) {
            return;
        }
        if (!context.effects().diskHasRoom()) {
            context.effects().wakeAt(of.heardNanos + PAUSE_NANOS);
            return;
        }
        for (int index : of.missing) {
            if (of.asked.size() >= AHEAD_MAX) {
                return;
            }
            if (of.asked.add(index)) {
                session.send(new SnapshotMessage.Wanted(number, of.offer.digest, index));
            }
        }
        if (of.missing.isEmpty() && of.asked.isEmpty()) {
            context.effects().sync(() -> complete(of));
        }
    }

    private void onPiece(Session session, SnapshotMessage.Piece message) {
        Fetching of = fetching;
        boolean ours =
                of != null
                        && of.link == session.link()
                        && of.offer.digest.equals(message.digest())
                        && of.asked.contains(message.index());
        if (of == null || !ours) {
            return; // it comes late
        }
        Manifest.Piece piece = of.offer.manifest.pieces().get(message.index());
        if (message.bytes().size() != piece.bytes()
                || !context.hasher().sha256(message.bytes()).equals(piece.hash())) {
            throw new Malformed("piece " + message.index() + " is not that of the snapshot");
        }
        of.asked.remove(message.index());
        of.missing.remove(message.index());
        context.effects().write(of.file, of.offsets[message.index()], message.bytes());
        ask(of);
    }

    /// All of it is on disk.
    private void complete(Fetching of) {
        if (fetching != of) {
            return;
        }
        fetching = null;
        Manifest manifest = of.offer.manifest;
        if (!mayReplace(manifest)) {
            context.effects().delete(of.file); // another was taken meanwhile
            return;
        }
        List<By> vouches = members(of.offer);
        replica.adopt(new Baseline(manifest, context.hasher(), of.file, vouches, false), false);
        offers.values().removeIf(one -> !mayReplace(one.manifest) && !hasAll(one.manifest));
        for (Session session : context.links().sessions()) {
            session.takesBare(replica, false);
            Offer offer = offers.get(session.link());
            if (offer != null && hasAll(offer.manifest)) {
                offers.remove(session.link());
                hold(session, offer.digest);
            }
        }
    }

    /// Time passed, or more is known of who is a member.
    void wake() {
        if (offers.isEmpty()) {
            return;
        }
        consider();
        Fetching of = fetching;
        if (of != null && isFetching() && of.asked.isEmpty()) {
            ask(of); // the disk had no room
        } else if (of != null
                && isFetching()
                && context.now().nanos() >= of.heardNanos + SILENCE_NANOS) {
            turn(of);
        }
        for (Long link : offers.keySet()) {
            Offer offer = offers.get(link);
            boolean late = offer != null && context.now().nanos() >= offer.atNanos + PATIENCE_NANOS;
            if (offer != null && late && !offer.told && members(offer).size() < wanted()) {
                offer.told = true;
                tell(link, members(offer).size());
            }
        }
    }

    private void tell(long link, int vouches) {
        String detail =
                vouches + " members vouch for the snapshot that is offered, wanted: " + wanted();
        context.effects().report(new Note("snapshot-unvouched", replica.name(), detail));
        refuse(link, "snapshot-unvouched", detail);
    }

    private void refuse(long link, String code, String detail) {
        Session session = context.links().session(link);
        if (session != null) {
            session.refuse(replica, code, detail);
        }
    }

    void linkDown(long link) {
        Offer gone = offers.remove(link);
        offered.remove(link);
        reading.remove(link);
        answerAt.remove(link);
        Fetching of = fetching;
        if (of == null || of.link != link || gone == null) {
            return;
        }
        turn(of);
        consider();
    }

    /// Goes on with the next link that offered the same; none is left when all are gone.
    private void turn(Fetching of) {
        of.asked.clear();
        Long other = offers.higherKey(of.link);
        for (int i = 0; i < offers.size(); i++) {
            Long link = other == null ? offers.firstKey() : other;
            Offer same = offers.get(link);
            if (same != null && same.digest.equals(of.offer.digest)) {
                of.link = link;
                ask(of);
                return;
            }
            other = offers.higherKey(link);
        }
        of.link = NOBODY; // it goes on when it is offered again
    }
}
