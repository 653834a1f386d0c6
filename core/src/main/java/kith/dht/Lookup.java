package kith.dht;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import kith.dht.DirectoryMessage.Answer;
import kith.dht.DirectoryMessage.Hop;
import kith.dht.DirectoryMessage.Near;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.dht.RoutingTable.Entry;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// One look-up of this peer: over one way first, then over several that begin behind different
/// walls, until enough of those have answered who stand near the place.
///
/// *The problem.* A replica that is hostile can answer with a record that was good an hour ago, or
/// say that there is none; its signature is as good as any.
///
/// *The idea.* Several replicas are heard, which by their choice stand behind different walls, and
/// the newest record of each author counts. Ways that begin behind different walls are in the hands
/// of one who let many in for one of them at most (Baumgart and Mies, *S/Kademlia*, 2007; changed:
/// disjoint by who invited whom, and not by the first contacts).
///
/// What is to be kept goes over several ways at once, and over all to their ends: so that those who
/// keep it are the same for everybody who looks for it.
///
/// Cost: one way when all is well.
final class Lookup {
    /// How long one way is waited for before others are tried as well. Guess: somewhat longer than
    /// most ways take that lead there.
    static final long PATIENCE_NANOS = 700 * Now.MILLI;

    /// One way. Guess: one detour of each of its hops.
    static final long WAY_NANOS = 3 * Now.SECOND;

    /// As long as somebody waits who has asked for something.
    static final long ALL_NANOS = 10 * Now.SECOND;

    /// Ways in all. Guess.
    static final int WAYS_MAX = 16;

    private final Host host;
    private final BoardId board;
    private final DirectoryRules rules;
    private final RoutingTable table;
    private final Passing passing;
    private final Rng rng;
    private final Wanted wanted;
    private final Found.Then then;
    private final long beganNanos;
    private final List<Way> ways = new ArrayList<>();
    private final TreeMap<PeerId, Answer> answers = new TreeMap<>();
    private List<Hop> hops = List.of();
    private int open;
    private boolean over;

    /// One way, and what came of it. Over no link where this peer looks at what it keeps itself.
    private final class Way implements Passing.Asker {
        final @Nullable Entry first;
        final long sinceNanos = passedNanos();
        final List<Found.Reply> replies = new ArrayList<>(1);
        long endedNanos = -1;

        Way(@Nullable Entry first) {
            this.first = first;
            ways.add(this);
            open++;
        }

        @Override
        public void answered(Answer answer) {
            if (!over) {
                var hops = new ArrayList<>(answer.hops());
                Collections.reverse(hops);
                int records = answer.records().size();
                replies.add(new Found.Reply(answer.by(), passedNanos(), records, hops));
                take(answer, hops);
            }
        }

        @Override
        public void ended() {
            endedNanos = passedNanos();
            open--;
            if (!over) {
                goOn();
            }
        }

        Found.Trail trail() {
            PeerId by = first == null ? host.self().peer() : first.contact.peer();
            return new Found.Trail(by, sinceNanos, endedNanos, replies);
        }
    }

    /// What is looked for.
    ///
    /// @param answers how many; 0: what somebody on the way remembers is enough
    /// @param enough with how many of them it is over
    record Wanted(
            Place place,
            Wish wish,
            int answers,
            int enough,
            boolean traced,
            @Nullable DirectoryRecord record) {}

    Lookup(
            Host host,
            BoardId board,
            DirectoryRules rules,
            RoutingTable table,
            Passing passing,
            Rng rng,
            Wanted wanted,
            Found.Then then) {
        this.host = host;
        this.board = board;
        this.rules = rules;
        this.table = table;
        this.passing = passing;
        this.rng = rng;
        this.wanted = wanted;
        this.then = then;
        this.beganNanos = host.now().nanos();
    }

    void begin() {
        if (!passing.answersItself(seek(), new Way(null))) {
            ways.clear();
            open--;
            goOn();
        }
    }

    private long passedNanos() {
        return host.now().nanos() - beganNanos;
    }

    /// Looks what is to be done by now.
    void goOn() {
        long waited = passedNanos();
        boolean many = wanted.wish == Wish.KEEP || waited >= PATIENCE_NANOS;
        while (!over && waited < ALL_NANOS && open < (many ? rules.paths() : 1)) {
            if (!openWay()) {
                break;
            }
        }
        if (open == 0 || waited >= ALL_NANOS) {
            finish();
        }
    }

    /// False when there is none left.
    private boolean openWay() {
        boolean kept = wanted.wish == Wish.KEEP && isEnough();
        int waysMax = kept ? rules.paths() : WAYS_MAX;
        Entry first = ways.size() < waysMax ? firstHop() : null;
        if (first == null) {
            return false;
        }
        passing.ask(first.link, seek(), new Way(first));
        return true;
    }

    /// Behind another wall than those before, as long as there is one.
    private @Nullable Entry firstHop() {
        Entry other = table.next(wanted.place, link -> !wentOver(link) && isBehindOther(link));
        return other != null ? other : table.next(wanted.place, link -> !wentOver(link));
    }

    private boolean wentOver(long link) {
        for (Way one : ways) {
            if (one.first != null && one.first.link == link) {
                return true;
            }
        }
        return false;
    }

    private boolean isBehindOther(long link) {
        Entry entry = table.entry(link);
        Bytes wall = entry == null ? Bytes.EMPTY : entry.contact.wall(1);
        for (Way one : ways) {
            if (one.first != null && one.first.contact.wall(1).equals(wall)) {
                return false;
            }
        }
        return true;
    }

    private Seek seek() {
        return new Seek(
                board,
                rng.nextLong(),
                wanted.place,
                wanted.wish,
                wanted.answers,
                DirectoryMessage.HOPS_MAX,
                (int) (WAY_NANOS / Now.MILLI),
                wanted.traced,
                wanted.record);
    }

    private void take(Answer answer, List<Hop> by) {
        if (answers.isEmpty()) {
            hops = by;
        }
        answers.put(answer.by(), answer);
        if (isEnough() && wanted.wish != Wish.KEEP) {
            finish();
        }
    }

    private boolean isEnough() {
        return counted() >= wanted.enough;
    }

    private int counted() {
        return switch (wanted.wish) {
            case PEERS -> answers.size();
            case KEEP -> counted(this::keeps);
            case RECORDS -> {
                int records = counted(answer -> !answer.records().isEmpty());
                yield records > 0 ? records : answers.size() / 2; // nobody has any: half counts
            }
        };
    }

    private int counted(Predicate<Answer> counts) {
        int counted = 0;
        for (Answer answer : answers.values()) {
            counted += counts.test(answer) ? 1 : 0;
        }
        return counted;
    }

    /// Whether it says that it keeps what it is to keep, or something newer.
    private boolean keeps(Answer answer) {
        DirectoryRecord record = wanted.record;
        for (DirectoryRecord one : answer.records()) {
            if (record != null && one.isOfSame(record) && !record.replaces(one)) {
                return true;
            }
        }
        return false;
    }

    boolean isOver() {
        return over;
    }

    /// Tells what came of it by now.
    void finish() {
        if (over) {
            return;
        }
        over = true;
        var records = new ArrayList<DirectoryRecord>();
        var peers = new TreeMap<PeerId, Near>();
        for (Answer answer : answers.values()) {
            answer.records().forEach(one -> merge(one, records));
            answer.peers().forEach(near -> peers.put(near.peer(), near));
        }
        var trails = new ArrayList<Found.Trail>();
        ways.forEach(way -> trails.add(way.trail()));
        then.found(
                new Found(
                        isEnough(),
                        records,
                        List.copyOf(peers.values()),
                        List.copyOf(answers.keySet()),
                        hops,
                        ways.size(),
                        passedNanos(),
                        trails));
    }

    private static void merge(DirectoryRecord one, List<DirectoryRecord> into) {
        for (int i = 0; i < into.size(); i++) {
            if (into.get(i).isOfSame(one)) {
                if (one.replaces(into.get(i))) {
                    into.set(i, one);
                }
                return;
            }
        }
        into.add(one);
    }
}
