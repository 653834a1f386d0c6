package kith.dht;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.dht.DirectoryMessage.Answer;
import kith.dht.DirectoryMessage.Hop;
import kith.dht.DirectoryMessage.Near;
import kith.dht.DirectoryMessage.NoWay;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.dht.RoutingTable.Entry;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Passes on what is looked for towards where it is, the answers back, and answers what belongs to
/// this peer.
///
/// *The problem.* Who is on an invite-only board knows its neighbours and nobody else, and a link
/// to another one costs a handshake: so the one who asks cannot go from peer to peer itself, as in
/// Kademlia. And when each passes on to the next, one that drops ends the way for all behind it.
///
/// *The idea.* A question goes over standing links from hop to hop, and its answers go back the
/// same way; nobody but the first hop knows whose it is (as in Freenet: Clarke et al., 2001). Each
/// hop looks at what comes back: it has to be signed by one who stands near the place, and be about
/// it. When something else comes, or nothing in time, it tries another link itself. So one that
/// drops costs a detour where it stands, and not the whole way.
///
/// *Time.* Whoever passes on waits no longer than the one before does, and for one hop that leads
/// far longer than for the last.
///
/// Cost: a look at each link and what it tells for each hop; a check of a signature for each answer
/// and each record at each hop.
final class Passing {
    /// What is on its way through this peer. Guess: a hundred a second, each for some seconds.
    static final int PENDING_MAX = 512;

    /// The same from one link. Guess.
    static final int PENDING_OF_LINK_MAX = 64;

    /// Over how many links one question is passed on, one after the other. Guess.
    static final int TRIES_MAX = 5;

    /// There and back over one link. Guess: a bad connection to the other end of the world.
    static final long HOP_NANOS = 150 * Now.MILLI;

    /// How many bits nearer a hop brings it, about. Measured: 3.
    private static final int HOP_BITS = 3;

    /// How far what is to be kept goes from one of those that are around its place to those that
    /// are nearer.
    private static final int KEEP_HOPS = 2;

    /// Who is as far from a place as so many times its replicas does not know about it. Members do
    /// not lie evenly, and walls pass some over. Guess.
    private static final int LIE_FACTOR = 4;

    private static final long NONE = -1;

    private final Host host;
    private final BoardId board;
    private final DirectoryRules rules;
    private final RoutingTable table;
    private final Shelf shelf;
    private final Hasher hasher;
    private final Rng rng;
    private final TreeMap<Long, Pending> pendings = new TreeMap<>();
    private long wakeNanos = Now.NEVER;

    /// Whose own question it is.
    interface Asker {
        /// An answer that was found good.
        void answered(Answer answer);

        /// No more will come.
        void ended();
    }

    /// Something on its way.
    private static final class Pending {
        final Seek seek;
        final long from;
        final @Nullable Asker asker;
        final long deadlineNanos;
        long[] tried = new long[2];
        long[] triedNanos = new long[2];
        int tries;
        int hops;
        int answers;
        int records;
        boolean served;

        /// Who has answered: what somebody says twice counts once.
        final TreeSet<PeerId> heard = new TreeSet<>();

        /// Over which links no more will come.
        final TreeSet<Long> closed = new TreeSet<>();

        /// Answers of which the signatures are being checked; one may be overtaken by the word that
        /// no more will come.
        int checking;

        /// Whether this peer's own answer is given; it may have to be signed first.
        boolean spoken;
        long current = NONE;
        long untilNanos;

        Pending(Seek seek, long from, @Nullable Asker asker, long nowNanos) {
            this.seek = seek;
            this.from = from;
            this.asker = asker;
            this.hops = seek.hops();
            this.deadlineNanos = nowNanos + seek.budgetMillis() * Now.MILLI;
        }

        boolean wentOver(long link) {
            return last(link) >= 0;
        }

        /// When it last went over that link, over which it went.
        long wentNanos(long link) {
            return triedNanos[last(link)];
        }

        private int last(long link) {
            int at = tries - 1;
            while (at >= 0 && tried[at] != link) {
                at--;
            }
            return at;
        }

        void goesOver(long link, long nowNanos) {
            if (tries == tried.length) {
                tried = Arrays.copyOf(tried, 2 * tries);
                triedNanos = Arrays.copyOf(triedNanos, 2 * tries);
            }
            triedNanos[tries] = nowNanos;
            tried[tries++] = link;
        }

        boolean allClosed() {
            return closed.size() >= tries;
        }

        /// Those who have nothing to say about it count less than those who have.
        boolean isDone() {
            int counted = seek.wish() == Wish.RECORDS ? records : answers;
            return counted >= Math.max(1, seek.wanted());
        }
    }

    Passing(
            Host host,
            BoardId board,
            DirectoryRules rules,
            RoutingTable table,
            Shelf shelf,
            Hasher hasher,
            Rng rng) {
        this.host = host;
        this.board = board;
        this.rules = rules;
        this.table = table;
        this.shelf = shelf;
        this.hasher = hasher;
        this.rng = rng;
    }

    // What comes

    void received(long link, Seek seek) {
        boolean fits = pendings.size() < PENDING_MAX && of(link) < PENDING_OF_LINK_MAX;
        if (!fits || pendings.containsKey(seek.nonce()) || !shelf.isSound(seek)) {
            host.send(link, new NoWay(board, seek.nonce(), seek.hops()));
            return;
        }
        begin(new Pending(seek, link, null, host.now().nanos()));
    }

    private int of(long link) {
        int open = 0;
        for (Pending one : pendings.values()) {
            open += one.from == link ? 1 : 0;
        }
        return open;
    }

    /// This peer's own question, looked at as any other; false when it has to be passed on, and was
    /// not.
    boolean answersItself(Seek seek, Asker asker) {
        if (seek.wish() == Wish.PEERS || !isHere(seek)) {
            return false;
        }
        begin(new Pending(seek, NONE, asker, host.now().nanos()));
        return true;
    }

    /// This peer's own question over that link, and over no other.
    void ask(long link, Seek seek, Asker asker) {
        var pending = new Pending(seek, NONE, asker, host.now().nanos());
        pendings.put(seek.nonce(), pending);
        send(pending, link, seek.wanted(), seek.hops(), seek.budgetMillis() * Now.MILLI);
        waitFor(pending, seek.budgetMillis() * Now.MILLI);
    }

    private void begin(Pending pending) {
        pendings.put(pending.seek.nonce(), pending);
        if (isHere(pending.seek)) {
            serve(pending);
        } else if (pending.seek.wanted() == 0 && shelf.remembers(pending.seek.place())) {
            answer(pending, List.of());
        } else {
            passOn(pending);
        }
    }

    /// Whether it is for this peer to answer.
    private boolean isHere(Seek seek) {
        if (seek.hops() == 0) {
            return true;
        }
        return switch (seek.wish()) {
            case RECORDS -> keepsAmongNearest(seek.place()) || table.isNearest(seek.place());
            case KEEP -> isAround(seek.place()) || table.isNearest(seek.place());
            case PEERS -> table.isNearest(seek.place());
        };
    }

    /// What those hold who are farther may have been replaced since: they were given it by one who
    /// knew of nobody nearer, and are told of newer ones by luck.
    private boolean keepsAmongNearest(Place place) {
        return shelf.keeps(place) && isWithin(rules.replicas(), host.self(), place);
    }

    private boolean isAround(Place place) {
        return isWithin(2 * rules.replicas(), host.self(), place);
    }

    private boolean isWithin(int members, Contact one, Place place) {
        return Integer.compareUnsigned(one.place().away(place), table.radius(members)) <= 0;
    }

    // Answering

    /// Answers, and has other replicas answer of which this peer knows.
    private void serve(Pending pending) {
        Seek seek = pending.seek;
        pending.served = true;
        if (seek.hops() > 0) {
            spread(pending);
        }
        if (seek.wish() == Wish.KEEP) {
            shelf.keep(seek, kept -> answer(pending, List.of()));
        } else {
            answer(pending, seek.wish() == Wish.PEERS ? near(seek.place()) : List.of());
        }
    }

    /// To two more than are to answer with it; to all, where this peer has nothing itself. Who is
    /// nearer knows better who else is to keep something, and has them keep it.
    private void spread(Pending pending) {
        Seek seek = pending.seek;
        boolean keep = seek.wish() == Wish.KEEP;
        boolean all = keep || seek.wish() == Wish.RECORDS && !shelf.keeps(seek.place());
        int left = all ? rules.replicas() : seek.wanted() > 1 ? seek.wanted() + 1 : 0;
        for (Contact replica : table.replicas(seek.place())) {
            Entry entry = table.to(replica);
            if (left > 0 && entry != null && entry.link != pending.from) {
                Place self = host.self().place();
                boolean on = keep && Place.nearer(replica.place(), self, seek.place()) < 0;
                int hops = on ? Math.min(KEEP_HOPS, seek.hops() - 1) : 0;
                send(pending, entry.link, on ? seek.wanted() : 1, hops, (1 + hops) * HOP_NANOS);
                left--;
            }
        }
        waitFor(pending, (2 + (keep ? KEEP_HOPS : 0)) * HOP_NANOS);
    }

    private List<Near> near(Place place) {
        var near = new ArrayList<Near>();
        for (Contact one : table.nearest(place, DirectoryMessage.PEERS_MAX)) {
            Entry entry = table.to(one);
            near.add(new Near(one.peer(), entry == null ? "" : entry.address));
        }
        return near;
    }

    private void answer(Pending pending, List<Near> peers) {
        Seek seek = pending.seek;
        var records = shelf.at(seek, rng.nextInt());
        var answer =
                new Answer(
                        board,
                        seek.nonce(),
                        host.self().peer(),
                        records,
                        peers,
                        Check.UNSIGNED,
                        List.of());
        if (pending.asker != null) {
            speak(pending, answer);
        } else {
            host.sign(answer.message(seek.place()), by -> speak(pending, answer.signed(by)));
        }
    }

    private void speak(Pending pending, Answer answer) {
        pending.spoken = true;
        give(pending, answer);
        goOn(pending);
    }

    // Passing on

    /// To one more; with that, until the time is up, those to whom it went before are still heard.
    private void passOn(Pending pending) {
        Place place = pending.seek.place();
        long left = pending.deadlineNanos - host.now().nanos() - HOP_NANOS;
        boolean may = pending.tries < (pending.asker != null ? 1 : TRIES_MAX) && pending.hops > 0;
        Entry next =
                may && left > 0
                        ? table.next(place, link -> link != pending.from && !pending.wentOver(link))
                        : null;
        if (next != null) {
            int hops = Math.max(1, pending.hops * 2 / 3);
            pending.hops -= hops;
            send(pending, next.link, pending.seek.wanted(), hops - 1, left);
            waitFor(pending, Math.min(left, HOP_NANOS * hopsOver(next, place)));
        } else if (!pending.allClosed() && left > 0) {
            waitFor(pending, left);
        } else if (pending.seek.wish() == Wish.RECORDS && shelf.keeps(place)) {
            serve(pending); // there is no way to who is nearer
        } else {
            end(pending);
        }
    }

    /// How many hops it takes over that link, about.
    private int hopsOver(Entry next, Place place) {
        int wanted = Integer.numberOfLeadingZeros(table.radius(rules.replicas()));
        int bits = wanted - next.contact.place().shared(place);
        return 2 + Math.max(0, bits / HOP_BITS);
    }

    private void send(Pending pending, long link, int wanted, int hops, long budgetNanos) {
        pending.goesOver(link, host.now().nanos());
        pending.current = link;
        int millis = (int) Math.max(1, budgetNanos / Now.MILLI);
        host.send(link, pending.seek.with(wanted, hops, millis));
    }

    private void waitFor(Pending pending, long nanos) {
        pending.untilNanos = host.now().nanos() + nanos;
        wakeAt(pending.untilNanos);
    }

    // What comes back

    void received(long link, Answer answer) {
        Pending pending = pendings.get(answer.nonce());
        if (pending == null || !pending.wentOver(link)) {
            return; // too late
        }
        if (!isAboutIt(pending.seek, answer)) {
            refuse(pending, link);
            return;
        }
        pending.checking++;
        host.check(
                answer.checks(pending.seek.place()),
                good -> {
                    pending.checking--;
                    if (!good) {
                        refuse(pending, link);
                    } else if (isOpen(pending)) {
                        take(pending, link, answer);
                        goOn(pending);
                    }
                });
    }

    /// Whether it is from somebody who should know, and of the place that was asked for.
    private boolean isAboutIt(Seek seek, Answer answer) {
        Contact by = host.contact(answer.by());
        if (by == null
                || seek.wanted() > 0
                        && !isWithin(LIE_FACTOR * rules.replicas(), by, seek.place())) {
            return false;
        }
        long millis = host.now().wallMillis();
        for (DirectoryRecord one : answer.records()) {
            boolean there = one.place(hasher).equals(seek.place());
            if (!there || one.isExpired(millis) || host.contact(one.author()) == null) {
                return false;
            }
        }
        return true;
    }

    private void take(Pending pending, long link, Answer answer) {
        Entry entry = table.entry(link);
        if (entry != null) {
            entry.failed = 0;
        }
        shelf.remember(answer.records());
        if (pending.served && isAll(pending.seek, answer)) {
            pending.closed.add(link);
        }
        give(pending, pending.seek.traced() ? answer.over(hop(pending, link)) : answer);
    }

    private Hop hop(Pending pending, long link) {
        long nanos = host.now().nanos() - pending.wentNanos(link);
        return Hop.after(host.self().peer(), nanos);
    }

    /// Whether that is all that comes from one who was asked for its own answer only. Who has
    /// nothing says after it that there is no more.
    private static boolean isAll(Seek seek, Answer answer) {
        return switch (seek.wish()) {
            case RECORDS -> !answer.records().isEmpty();
            case PEERS -> true;
            case KEEP -> false; // it may have had others keep it
        };
    }

    private boolean isOpen(Pending pending) {
        return pendings.get(pending.seek.nonce()) == pending;
    }

    /// To whom it is for.
    private void give(Pending pending, Answer answer) {
        if (!isOpen(pending) || !pending.heard.add(answer.by())) {
            return; // signed too late, or told before
        }
        pending.answers++;
        pending.records += answer.records().isEmpty() ? 0 : 1;
        if (pending.asker != null) {
            pending.asker.answered(answer);
        } else {
            host.send(pending.from, answer);
        }
        if (pending.isDone()) {
            end(pending);
        }
    }

    /// What came over that link is nothing.
    private void refuse(Pending pending, long link) {
        Entry entry = table.entry(link);
        if (entry != null) {
            entry.failed();
        }
        close(pending, link);
    }

    void received(long link, NoWay message) {
        Pending pending = pendings.get(message.nonce());
        if (pending != null && pending.wentOver(link)) {
            pending.hops = Math.min(pending.seek.hops(), pending.hops + message.hops());
            close(pending, link);
        }
    }

    /// No more will come over that link.
    private void close(Pending pending, long link) {
        pending.closed.add(link);
        goOn(pending);
    }

    /// Ends, or passes on, where nothing more is to be expected; what is being checked is.
    private void goOn(Pending pending) {
        if (!isOpen(pending) || pending.checking > 0) {
            return;
        }
        boolean all = pending.allClosed();
        if (all && (pending.served ? pending.spoken : pending.answers > 0)) {
            end(pending);
        } else if (pending.answers == 0
                && !pending.served
                && (all || pending.closed.contains(pending.current))) {
            passOn(pending);
        }
    }

    private void end(Pending pending) {
        if (!isOpen(pending)) {
            return;
        }
        pendings.remove(pending.seek.nonce());
        if (pending.asker != null) {
            pending.asker.ended();
        } else if (!pending.isDone()) {
            host.send(pending.from, new NoWay(board, pending.seek.nonce(), pending.hops));
        }
    }

    // Links and time

    /// What waits for an answer over it goes on without.
    void linkDown(long link) {
        for (Pending pending : new ArrayList<>(pendings.values())) {
            if (pending.wentOver(link)) {
                close(pending, link);
            }
        }
    }

    private void wakeAt(long nanos) {
        wakeNanos = Math.min(wakeNanos, nanos);
        host.wakeAt(nanos);
    }

    void wake() {
        long now = host.now().nanos();
        if (now < wakeNanos) {
            if (wakeNanos != Now.NEVER) {
                host.wakeAt(wakeNanos);
            }
            return;
        }
        wakeNanos = Now.NEVER;
        for (Pending pending : new ArrayList<>(pendings.values())) {
            if (now < pending.untilNanos) {
                wakeAt(pending.untilNanos);
            } else if (isOpen(pending)) {
                late(pending);
            }
        }
    }

    private void late(Pending pending) {
        Entry entry = table.entry(pending.current);
        if (entry != null && pending.answers == 0) {
            entry.failed();
        }
        if (pending.served || pending.answers > 0) {
            end(pending);
        } else {
            passOn(pending);
        }
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("questions on their way", pendings.size(), PENDING_MAX));
    }
}
