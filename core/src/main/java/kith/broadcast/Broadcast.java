package kith.broadcast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.broadcast.BroadcastMessage.Declined;
import kith.broadcast.BroadcastMessage.Wish;
import kith.identity.BoardId;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What one peer wants from which of its neighbours of a board, and what it passes on to which of
/// them.
///
/// ```
///   small:   author ══update══▶ ══update══▶            over two feeders of each, more in the first
/// passes
///   larger:  author ──promise─▶ ──promise─▶            as a small one is
///                   ◀──fetch─── ◀──fetch───            each from who promised first
///                   ══update══▶ ══update══▶
///   both:           ┄announce┄▶                        a little later, to three others of each
/// ```
///
/// Who has not what was promised yet keeps in mind who fetched it. So a larger update comes a round
/// trip after its promise, and not one more for each pass; and those who promised first are the
/// tree of shortest ways of this author at this moment, which nobody has to keep.
///
/// Cost: one look at each link for an update; a link takes about ten bytes, an update that is on
/// its way two hundred.
public final class Broadcast {
    /// An update up to here is hardly longer than its promise, which is signed.
    static final int SMALL_BYTES_MAX = 512;

    /// From how many neighbours updates are wanted. With two random ones, what is reached depends
    /// on no one peer.
    static final int FEEDERS = 2;

    /// How many announce. With two feeders that are gone, one of five is enough.
    static final int ANNOUNCERS = 3;

    /// Nobody sends more copies of one update than that, as long as somebody is linked who got one.
    /// Goal: 8, with one that is asked for when logs are compared.
    static final int COPIES_MAX = 7;

    /// Of those as many in its passes at most; one is left for who asks when those are gone.
    static final int PASSED_MAX = COPIES_MAX - 1;

    /// To so many it is promised: some more may ask for it when another did not answer.
    static final int PROMISES_MAX = 6;

    /// As many neighbours may want to be fed by one.
    static final int FED_MAX = 5;

    /// Announcements wait so long for others. Guess: half of a usual round trip.
    static final long ANNOUNCE_NANOS = 50 * Now.MILLI;

    /// Updates that wait to be announced. Guess: those of a busy second; beyond, the oldest is not
    /// announced, and found when the logs are compared.
    static final int PENDING_MAX = 1_000;

    /// How long an update is waited for that was announced, before it is asked for. Guess: three
    /// times a usual way.
    static final long PATIENCE_NANOS = 150 * Now.MILLI;

    /// How long one is waited for that was asked for, before another is asked. Guess: four usual
    /// ways, so that who waits for a peer that waits itself does not ask twice.
    static final long ANSWER_NANOS = 400 * Now.MILLI;

    /// Updates that are waited for. Guess: beyond, the logs are compared anyway.
    static final int AWAITED_MAX = 1_000;

    /// How often one update is asked for.
    static final int ASKED_MAX = 8;

    /// Of those, who is the only one to speak of them. Guess: an eighth, so that nobody who speaks
    /// of what there is not keeps the others' from being waited for.
    static final int ALONE_MAX = 125;

    /// A feeder is replaced when so many updates, one after the other, had to be asked for.
    static final int MISSED_MAX = 3;

    /// Who asked for an update that is not here yet. Guess: more than it was promised to.
    static final int FETCHERS_MAX = 64;

    /// Neighbours of which is remembered that they have one update, or promised it.
    static final int SOURCES_MAX = 6;

    private final Host host;
    private final BoardId board;
    private final Rng rng;
    private final boolean wide;
    private final long headStartNanos;
    private final Links links = new Links();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final Copies copies = new Copies();
    private int smallBytesMax = SMALL_BYTES_MAX;
    private int wideHops;
    private int copiesThen;

    /// Whether one declined that had to feed.
    private boolean refused;

    /// An update that is to be announced, and to whom it is not: who has it.
    private static final class Pending {
        final long update;
        final long atNanos;
        final long[] but;

        Pending(long update, long atNanos, long[] but) {
            this.update = update;
            this.atNanos = atNanos;
            this.but = but;
        }
    }

    /// An update that others have, or promised, and that is not here.
    private static final class Awaited {
        final long update;
        final LinkSet sources = new LinkSet(SOURCES_MAX);

        /// Who has it for sure: of the others some may wait for it themselves.
        final LinkSet holders = new LinkSet(SOURCES_MAX);

        final LinkSet fetchers = new LinkSet(FETCHERS_MAX);
        final long sinceNanos;
        int asked;
        long askedLast;
        long atNanos;

        Awaited(long update, long sinceNanos) {
            this.update = update;
            this.sinceNanos = sinceNanos;
        }
    }

    /// `wide`: whether this peer has the capacity to pass on to more than those who want it.
    /// `headStartNanos`: how much before an update its announcement has to be here to have come by
    /// a faster way; nothing where announcements wait for others.
    public Broadcast(Host host, BoardId board, boolean wide, long headStartNanos, long seed) {
        this.host = host;
        this.board = board;
        this.wide = wide;
        this.headStartNanos = headStartNanos;
        this.rng = new Rng(seed);
    }

    /// How many peers there are on the board, about. In the first passes from its author on an
    /// update goes to as many as are allowed, until it has reached as many as there are if nobody
    /// got it twice; as half of them did, the rest is left to those who want it.
    ///
    /// Between two there is nobody else to fetch it from: it goes at once, however large it is.
    public void members(int count) {
        smallBytesMax = count > 2 ? SMALL_BYTES_MAX : Integer.MAX_VALUE;
        long reached = 1;
        for (wideHops = 0; reached * PASSED_MAX <= count; wideHops++) {
            reached *= PASSED_MAX;
        }
        copiesThen = (int) (count / reached);
    }

    // Links

    public void linkUp(long link) {
        links.add(link);
        choose();
    }

    public void linkDown(long link) {
        links.remove(link);
        copies.linkDown(link);
        for (Awaited one : awaited) {
            one.sources.remove(link);
            one.holders.remove(link);
            one.fetchers.remove(link);
        }
        choose();
    }

    /// As many feed and announce as shall, where there are so many. Nobody only announces while
    /// none feeds. If all declined, one has to feed all the same, until there is another.
    private void choose() {
        fill(Links.FEEDS, FEEDERS);
        fill(Links.ANNOUNCES, ANNOUNCERS);
        if (links.size() == 0 || links.count(Links.FEEDS, Links.FEEDS) > 0) {
            return;
        }
        int announce = links.count(Links.ANNOUNCES, Links.ANNOUNCES);
        if (announce > 0) {
            int at = links.nth(Links.ANNOUNCES, Links.ANNOUNCES, rng.nextInt(announce));
            links.put(at, Links.ANNOUNCES, false);
            links.put(at, Links.FEEDS, true);
            wish(at);
        } else if (!refused) {
            int at = rng.nextInt(links.size());
            links.put(at, Links.DECLINED, false);
            links.put(at, Links.FEEDS | Links.LAST, true);
            wish(at);
        }
    }

    private void fill(int role, int wanted) {
        int taken = Links.FEEDS | Links.ANNOUNCES | Links.DECLINED;
        int free = links.count(taken, 0);
        for (int have = links.count(role, role); have < wanted && free > 0; have++, free--) {
            int at = links.nth(taken, 0, rng.nextInt(free));
            links.put(at, role, true);
            wish(at);
        }
    }

    private void wish(int at) {
        boolean fed = links.is(at, Links.FEEDS);
        boolean last = links.is(at, Links.LAST);
        host.send(links.link(at), new Wish(board, fed, links.is(at, Links.ANNOUNCES), last));
    }

    /// What the other side of a link is wanted to give.
    public Role gets(long link) {
        return role(link, Links.FEEDS, Links.ANNOUNCES);
    }

    /// What the other side of a link wants.
    public Role gives(long link) {
        return role(link, Links.FED, Links.TOLD);
    }

    private Role role(long link, int fed, int told) {
        int at = links.indexOf(link);
        return at >= 0 && links.is(at, fed)
                ? Role.FEEDS
                : at >= 0 && links.is(at, told) ? Role.ANNOUNCES : Role.LAZY;
    }

    /// The other side of a link says what it wants.
    public void received(long link, BroadcastMessage message) {
        int at = links.indexOf(link);
        if (at >= 0) {
            switch (message) {
                case Wish wish -> wished(at, wish);
                case Declined declined -> declined(at);
            }
        }
    }

    private void wished(int at, Wish wish) {
        int those = Links.FED | Links.DEPENDS;
        boolean another = (links.roles(at) & those) != Links.FED && !wish.last();
        boolean full = another && links.count(those, Links.FED) >= FED_MAX;
        if (wish.fed() && full) {
            host.send(links.link(at), new Declined(board));
        }
        links.put(at, Links.FED, wish.fed() && !full);
        links.put(at, Links.TOLD, wish.told());
        links.put(at, Links.DEPENDS, wish.fed() && wish.last());
    }

    /// Time passed: who declined may have room by now, and who was slow may be fast. Who feeds
    /// because all declined does no more where another has fed since the last time.
    public void chooseAgain() {
        refused = false;
        boolean another = links.count(Links.FEEDS | Links.LAST, Links.FEEDS) > 0;
        for (int at = 0; at < links.size(); at++) {
            links.put(at, Links.DECLINED, false);
            if (another && links.is(at, Links.LAST)) {
                links.put(at, Links.LAST, false);
                wish(at);
            }
        }
        choose();
    }

    private void declined(int at) {
        if (links.is(at, Links.FEEDS)) {
            refused |= links.is(at, Links.LAST); // against what is agreed: it would go on for ever
            links.put(at, Links.FEEDS | Links.LAST, false);
            links.put(at, Links.DECLINED, true);
            choose();
        }
    }

    // Updates

    /// What this peer wrote itself.
    public void publish(long update, int sizeBytes) {
        boolean small = sizeBytes <= smallBytesMax;
        long[] to = chosen(-1, 0, small ? PASSED_MAX : PROMISES_MAX);
        for (long link : to) {
            if (small) {
                pass(link, update, 1);
            } else {
                promise(link, update, 1);
            }
        }
        announceLater(update, to);
    }

    /// An update came over a link that was not here before.
    ///
    /// @param hops how often it was passed on
    public void came(long update, long link, int hops, int sizeBytes) {
        Awaited one = find(update);
        long[] have = one == null ? new long[] {link} : with(one.holders.links(), link);
        if (sizeBytes <= smallBytesMax) {
            long[] to = chosen(link, hops, PASSED_MAX);
            for (long other : to) {
                pass(other, update, hops + 1);
            }
            have = with(to, link);
        }
        int at = links.indexOf(link);
        if (at >= 0) {
            links.brought(at);
        }
        if (one != null) {
            faster(one, link, sizeBytes);
            missed(one, at, sizeBytes);
        }
        for (int i = awaited.size() - 1; i >= 0; i--) {
            if (host.has(awaited.get(i).update)) {
                serve(awaited.remove(i), hops);
            }
        }
        announceLater(update, have);
    }

    /// What came may have others in it that are waited for.
    private void serve(Awaited one, int hops) {
        for (int i = 0; i < one.fetchers.size(); i++) {
            pass(one.fetchers.link(i), one.update, hops + 1);
        }
    }

    /// An update is on its way to the other side of a link, or is there.
    public void promised(long update, long link, int hops) {
        if (host.has(update)) {
            return;
        }
        Awaited one = find(update);
        if (one != null) {
            one.sources.add(link);
        } else if (mayAwait(link)) {
            one = new Awaited(update, host.now().nanos());
            one.sources.add(link);
            awaited.add(one);
            ask(one, host.now().nanos());
            host.wakeAt(one.atNanos);
            for (long other : chosen(link, hops, PROMISES_MAX)) {
                promise(other, update, hops + 1);
            }
        }
    }

    /// The other side of a link has these updates.
    public void announced(long link, long[] updates) {
        for (long update : updates) {
            if (host.has(update)) {
                continue;
            }
            Awaited one = find(update);
            if (one == null && mayAwait(link)) {
                one = new Awaited(update, host.now().nanos());
                one.atNanos = one.sinceNanos + PATIENCE_NANOS;
                awaited.add(one);
                host.wakeAt(one.atNanos);
            }
            if (one != null) {
                one.sources.add(link);
                one.holders.add(link);
            }
        }
    }

    /// Whether one more update is waited for on the word of that link alone.
    private boolean mayAwait(long link) {
        int alone = 0;
        for (Awaited one : awaited) {
            alone += one.sources.size() == 1 && one.sources.link(0) == link ? 1 : 0;
        }
        return awaited.size() < AWAITED_MAX && alone < ALONE_MAX;
    }

    /// The other side of a link asks for an update: at once, or when it is here.
    public void fetched(long update, long link, int hops) {
        Awaited one = find(update);
        if (host.has(update)) {
            pass(link, update, hops);
        } else if (one != null) {
            one.fetchers.add(link);
        }
    }

    /// Who would get one copy too many asks another, if there is one.
    private void pass(long link, long update, int hops) {
        boolean may = depends(link) || copies.hasRoom(update);
        sent(link, update, may && host.pass(link, update, hops));
    }

    private void promise(long link, long update, int hops) {
        sent(link, update, host.promise(link, update, hops));
    }

    private void sent(long link, long update, boolean went) {
        if (went && !depends(link)) {
            copies.sent(update, link);
        }
    }

    private boolean depends(long link) {
        int at = links.indexOf(link);
        return at >= 0 && links.is(at, Links.DEPENDS);
    }

    /// To whom an update or its promise goes that came over the link `from` after so many passes:
    /// to `max`, or as many as have nobody else. What this peer wrote goes to some in any case, and
    /// to one what comes to it of whom nobody wants anything: it may be the only way.
    private long[] chosen(long from, int hops, int max) {
        var to = new long[Math.max(max, links.count(Links.DEPENDS, Links.DEPENDS) + FED_MAX)];
        int count = 0;
        int size = links.size();
        int most = hops == 0 ? FEEDERS : isWanted(from) ? 0 : 1;
        if (wide && hops <= wideHops) {
            most = hops < wideHops ? max : Math.max(most, Math.min(max, copiesThen));
        }
        for (int at = 0; at < size && count < to.length; at++) {
            if (links.is(at, Links.FED) && links.link(at) != from) {
                to[count++] = links.link(at);
            }
        }
        int first = count < most && size > 0 ? rng.nextInt(size) : 0;
        for (int i = 0; i < size && count < most; i++) {
            int at = (first + i) % size;
            if (!links.is(at, Links.FED) && links.link(at) != from) {
                to[count++] = links.link(at);
            }
        }
        return Arrays.copyOf(to, count);
    }

    /// Whether anybody else wants to be fed or told by this peer.
    private boolean isWanted(long but) {
        for (int at = 0; at < links.size(); at++) {
            if (links.link(at) != but && links.is(at, Links.FED | Links.TOLD)) {
                return true;
            }
        }
        return false;
    }

    private static long[] with(long[] links, long link) {
        long[] all = Arrays.copyOf(links, links.length + 1);
        all[links.length] = link;
        return all;
    }

    /// It came later than its announcement, which had waited for others: from now on who announced
    /// feeds, and who fed announces.
    private void faster(Awaited one, long link, int sizeBytes) {
        int slow = links.indexOf(link);
        int fast = one.sources.size() == 0 ? -1 : links.indexOf(one.sources.link(0));
        boolean early = host.now().nanos() - one.sinceNanos >= headStartNanos;
        boolean small = early && sizeBytes <= smallBytesMax;
        boolean swaps = small && slow >= 0 && fast >= 0 && fast != slow;
        if (swaps && links.is(slow, Links.FEEDS) && links.is(fast, Links.ANNOUNCES)) {
            links.put(slow, Links.FEEDS | Links.LAST, false);
            links.put(slow, Links.ANNOUNCES, true);
            links.put(fast, Links.ANNOUNCES, false);
            links.put(fast, Links.FEEDS, true);
            wish(fast);
            wish(slow);
        }
    }

    /// Our feeders did not bring it, and it had to be asked for: who leaves out one after the other
    /// feeds no more, and who had it takes the place.
    private void missed(Awaited one, int by, int sizeBytes) {
        boolean left = one.asked > 0 && sizeBytes <= smallBytesMax;
        if (!left || by < 0 || links.is(by, Links.FEEDS)) {
            return;
        }
        for (int at = 0; at < links.size(); at++) {
            if (links.is(at, Links.FEEDS) && links.miss(at) >= MISSED_MAX) {
                links.put(at, Links.FEEDS | Links.LAST, false);
                links.put(at, Links.DECLINED, true);
                wish(at);
                if (!links.is(by, Links.FEEDS)) {
                    links.put(by, Links.ANNOUNCES, false);
                    links.put(by, Links.FEEDS, true);
                    wish(by);
                }
            }
        }
        choose();
    }

    private @Nullable Awaited find(long update) {
        for (Awaited each : awaited) {
            if (each.update == update) {
                return each;
            }
        }
        return null;
    }

    // Time

    public void wake() {
        long now = host.now().nanos();
        announce(now);
        long next = pending.isEmpty() ? Now.NEVER : pending.peek().atNanos;
        for (int i = awaited.size() - 1; i >= 0; i--) {
            Awaited one = awaited.get(i);
            if (host.has(one.update) || one.atNanos <= now && !ask(one, now)) {
                awaited.remove(i);
            } else {
                next = Math.min(next, one.atNanos);
            }
        }
        if (next != Now.NEVER) {
            host.wakeAt(next);
        }
    }

    /// Asks who has it or promised it, one after the other, first of all those who keep their word;
    /// false when that is of no use any more: what is lacking then comes when the logs are
    /// compared.
    private boolean ask(Awaited one, long now) {
        if (one.asked >= ASKED_MAX || one.sources.size() == 0) {
            return false;
        }
        int before = one.asked == 0 ? -1 : links.indexOf(one.askedLast);
        if (before >= 0) {
            links.breaksWord(before);
        }
        one.atNanos = now + ANSWER_NANOS;
        one.askedLast = best(one.sources, one.asked++);
        host.fetch(one.askedLast, one.update);
        return true;
    }

    private long best(LinkSet sources, int first) {
        long best = sources.link(first % sources.size());
        for (int i = 0; i < sources.size(); i++) {
            long other = sources.link(i);
            boolean better = links.unkept(links.indexOf(other)) < links.unkept(links.indexOf(best));
            best = better ? other : best;
        }
        return best;
    }

    private void announceLater(long update, long[] but) {
        if (links.count(Links.TOLD, Links.TOLD) > 0) {
            pending.add(new Pending(update, host.now().nanos() + ANNOUNCE_NANOS, but));
            if (pending.size() > PENDING_MAX) {
                pending.remove();
            }
            host.wakeAt(pending.peek().atNanos);
        }
    }

    /// What is due goes to all who want announcements, in one piece for each.
    private void announce(long now) {
        var due = new ArrayList<Pending>();
        while (!pending.isEmpty() && pending.peek().atNanos <= now) {
            due.add(pending.remove());
        }
        for (int at = 0; at < links.size() && !due.isEmpty(); at++) {
            if (links.is(at, Links.TOLD)) {
                announce(links.link(at), due);
            }
        }
    }

    private void announce(long link, List<Pending> due) {
        var updates = new long[due.size()];
        int count = 0;
        for (Pending one : due) {
            if (!LinkSet.contains(one.but, link)) {
                updates[count++] = one.update;
            }
        }
        if (count > 0) {
            host.announce(link, Arrays.copyOf(updates, count));
        }
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("updates that are waited for", awaited.size(), AWAITED_MAX));
        copies.measure(out);
        out.add(new Gauge("updates to be announced", pending.size(), PENDING_MAX));
    }
}
