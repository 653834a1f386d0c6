package kith.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.dht.DirectoryMessage.Answer;
import kith.dht.DirectoryMessage.NoWay;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.dht.Lookup.Wanted;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The directory of one board, as one of its members keeps its part of it. A peer on several boards
/// has one of these for each.
///
/// Who has several links to one peer tells of the first. Belongs to one owner at a time.
public final class Directory {
    /// Look-ups at one time. Guess.
    static final int LOOKUPS_MAX = 64;

    /// Links that do not last so long are given nothing. Guess: by then it is known what a link is
    /// for, and the neighbours that somebody has too many of are ended.
    static final long HAND_OVER_NANOS = 5 * Now.SECOND;

    private final Host host;
    private final BoardId board;
    private final DirectoryRules rules;
    private final Hasher hasher;
    private final Rng rng;
    private final RoutingTable table;
    private final Shelf shelf;
    private final Passing passing;
    private final Growth growth;
    private final Announcements announcements;
    private final List<Lookup> lookups = new ArrayList<>(1);

    /// Links whose other sides are not given yet what they have to keep, and when they will be.
    private final TreeMap<Long, Long> newcomers = new TreeMap<>();

    /// `seed`: what others cannot foresee, for the numbers of questions follow from it.
    public Directory(Host host, BoardId board, DirectoryRules rules, Hasher hasher, long seed) {
        this.host = host;
        this.board = board;
        this.rules = rules;
        this.hasher = hasher;
        this.rng = new Rng(seed);
        this.table = new RoutingTable(host.self(), rules);
        this.shelf = new Shelf(host, board, rules, hasher);
        this.passing = new Passing(host, board, rules, table, shelf, hasher, rng);
        this.growth = new Growth(host, rules, table, rng, this::lookUpPeers);
        this.announcements = new Announcements(host, board, rules, rng, this::publish);
    }

    // Links

    /// The board is shared over that link from now on. `address`: where its other side can be
    /// dialled, or empty. Where there are links enough it is released, and nothing of ours goes
    /// over it; what comes over it is looked at all the same, for its other side may count on it.
    public void linkUp(long link, PeerId peer, String address) {
        Contact contact = host.contact(peer);
        if (contact == null || !table.up(link, contact, address)) {
            host.release(link);
            return;
        }
        growth.linkUp(contact);
        long due = host.now().nanos() + HAND_OVER_NANOS;
        newcomers.put(link, due);
        host.wakeAt(due);
    }

    public void linkDown(long link) {
        newcomers.remove(link);
        RoutingTable.Entry gone = table.down(link);
        if (gone != null) {
            passing.linkDown(link);
            growth.linkDown(gone.contact);
        }
    }

    /// To whom the other side of that link is linked, as it tells.
    public void told(long link, List<Contact> neighbours) {
        table.told(link, neighbours);
    }

    private void handOver() {
        long now = host.now().nanos();
        for (long link : new ArrayList<>(newcomers.keySet())) {
            Long due = newcomers.get(link);
            if (due != null && due <= now) {
                newcomers.remove(link);
                handOver(link);
            } else if (due != null) {
                host.wakeAt(due);
            }
        }
    }

    /// What a newcomer has to keep from now on it is given. It keeps nothing that is farther from
    /// it than replicas reach: most of what is here is not looked at.
    private void handOver(long link) {
        RoutingTable.Entry to = table.entry(link);
        if (to == null) {
            return;
        }
        for (DirectoryRecord one : shelf.keptWithin(table.reach(), to.contact.place())) {
            Place place = one.place(hasher);
            if (table.replicas(place).contains(to.contact)) {
                host.send(
                        link,
                        new Seek(board, rng.nextLong(), place, Wish.KEEP, 0, 0, 1, false, one));
            }
        }
    }

    /// Takes in what follows on a type that is one of these. What is wrong with it is [Malformed].
    public void received(long link, int type, Bytes body) {
        received(link, DirectoryMessage.read(type, new Reader(body)));
    }

    /// The same, read.
    public void received(long link, DirectoryMessage message) {
        if (!message.board().equals(board)) {
            throw new Malformed("a message for another board");
        }
        switch (message) {
            case Seek seek -> passing.received(link, seek);
            case Answer answer -> passing.received(link, answer);
            case NoWay none -> passing.received(link, none);
        }
    }

    // What its owner does

    /// Finds the way to its place, and keeps links from now on. It needs one to begin with.
    public void join() {
        growth.begin();
    }

    /// Many came: who of them is near is looked for soon.
    public void lookAround() {
        growth.lookAround();
    }

    /// Has the board keep a record, and says it again until it is withdrawn. `then` is told what
    /// came of it the first time.
    public void announce(RecordKind kind, Bytes subject, Bytes body, Found.Then then) {
        announcements.add(kind, subject, body, then);
    }

    /// Says it no more, and takes it back: says once that there is nothing. Whom that does not
    /// reach keeps what was said until it ends.
    public void withdraw(RecordKind kind, Bytes subject) {
        announcements.withdraw(kind, subject);
    }

    /// What the replicas keep. `traced`: whether the way there is told.
    public void find(RecordKind kind, Bytes subject, boolean traced, Found.Then then) {
        Place place = Place.of(board, kind, subject, hasher);
        start(
                new Wanted(place, Wish.RECORDS, rules.readers(), rules.readers(), traced, null),
                then);
    }

    /// What anybody on the way remembers, which is quicker and may be older.
    public void recall(RecordKind kind, Bytes subject, Found.Then then) {
        Place place = Place.of(board, kind, subject, hasher);
        start(new Wanted(place, Wish.RECORDS, 0, 1, false, null), then);
    }

    private void lookUpPeers(Place place, Found.Then then) {
        start(new Wanted(place, Wish.PEERS, rules.readers(), rules.readers(), false, null), then);
    }

    /// So many are to keep it that those who are heard later meet one of them (Gifford, *Weighted
    /// Voting for Replicated Data*, SOSP 1979).
    private void publish(DirectoryRecord record, Found.Then then) {
        Place place = record.place(hasher);
        int keepers = rules.replicas() - rules.readers() + 1;
        start(new Wanted(place, Wish.KEEP, rules.replicas(), keepers, false, record), then);
    }

    private void start(Wanted wanted, Found.Then then) {
        lookups.removeIf(Lookup::isOver);
        if (lookups.size() >= LOOKUPS_MAX) {
            then.found(
                    new Found(false, List.of(), List.of(), List.of(), List.of(), 0, 0, List.of()));
            return;
        }
        var lookup = new Lookup(host, board, rules, table, passing, rng, wanted, then);
        lookups.add(lookup);
        host.wakeAt(host.now().nanos() + Lookup.PATIENCE_NANOS);
        lookup.begin();
    }

    /// It is used no more: who waits for something is told what came of it by now, as nothing more
    /// will come.
    public void end() {
        for (Lookup one : List.copyOf(lookups)) {
            one.finish();
        }
    }

    // Time

    public void wake() {
        handOver();
        passing.wake();
        growth.wake();
        announcements.wake();
        lookups.removeIf(Lookup::isOver);
        for (Lookup one : List.copyOf(lookups)) {
            one.goOn();
        }
        if (!lookups.isEmpty()) {
            host.wakeAt(host.now().nanos() + Lookup.PATIENCE_NANOS);
        }
    }

    // What is known

    /// To whom it is linked, for look-ups.
    public List<Contact> linked() {
        var all = new ArrayList<Contact>();
        for (int i = 0; i < table.size(); i++) {
            all.add(table.at(i).contact);
        }
        return all;
    }

    /// Who is to keep that, as far as this peer knows.
    public List<Contact> replicas(Place place) {
        return table.replicas(place);
    }

    /// The newest record of that author that this peer keeps.
    public @Nullable DirectoryRecord kept(RecordKind kind, Bytes subject, PeerId author) {
        for (DirectoryRecord one : shelf.kept()) {
            boolean same = one.kind() == kind && one.subject().equals(subject);
            if (same && one.author().equals(author)) {
                return one;
            }
        }
        return null;
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("links of the directory", table.size(), RoutingTable.LINKS_MAX));
        out.add(new Gauge("look-ups", lookups.size(), LOOKUPS_MAX));
        out.add(new Gauge("links to hand over", newcomers.size(), RoutingTable.LINKS_MAX));
        passing.measure(out);
        shelf.measure(out);
        growth.measure(out);
    }
}
