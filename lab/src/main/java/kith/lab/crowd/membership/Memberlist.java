package kith.lab.crowd.membership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// The baseline: SWIM with Lifeguard's extensions and the parameters that memberlist has for a
/// local network, in which everybody knows everybody.
///
/// Written from the papers and the documented parameters: a member in turn is asked each second,
/// has half a second, then three others ask it and a stream is tried; who does not answer is
/// suspected for 4 to 24 times log10 of the number of members seconds, shorter with each of two who
/// agree. What is new goes to three others each 200 ms, and all states are exchanged with one of
/// them each 30 s, the more members the more seldom.
final class Memberlist implements Station.Machine {
    private static final long PROBE_NANOS = Now.SECOND;
    private static final long ANSWER_NANOS = Now.SECOND / 2;
    private static final int HELPERS = 3;
    private static final long GOSSIP_NANOS = Now.SECOND / 5;
    private static final int GOSSIP_TO = 3;
    private static final int GOSSIP_MULT = 4;
    private static final int GOSSIP_NEWS_MAX = 20; // of 60 bytes in 1,400
    private static final int SUSPICION_MULT = 4;
    private static final int SUSPICION_MAX_MULT = 6;
    private static final int AWARENESS_MAX = 8;
    private static final long PUSH_PULL_NANOS = 30 * Now.SECOND;
    private static final int PUSH_PULL_MEMBERS = 32;
    private static final long DEAD_GOSSIP_NANOS = 30 * Now.SECOND;
    private static final int PING_BYTES = 40;
    private static final int ACK_BYTES = 20;
    private static final int ASK_BYTES = 60;
    private static final int NEWS_BYTES = 60;
    private static final int STATE_BYTES = 50;

    /// How far a suspicion has become shorter with so many who agree: log(n + 1) / log(2 + 1).
    private static final double[] SHARES = {0, Math.log(2) / Math.log(3), 1};

    private static final byte ALIVE = 0;
    private static final byte SUSPECT = 1;
    private static final byte DEAD = 2;

    private final Station station;
    private final Ledger ledger;
    private final Rng rng;
    private final int size;
    private final int self;
    private final byte[] states;
    private final int[] incarnations;
    private final TreeMap<Integer, Suspicion> suspicions = new TreeMap<>();
    private final TreeMap<Integer, Long> deadAt = new TreeMap<>();
    private final @Nullable Fresh[] news; // the newest of each member
    private final List<ArrayDeque<Fresh>> bySent = new ArrayList<>();
    private final int[] order;
    private int turn;
    private int awareness;
    private int number;
    private Asked asked = new Asked(-1, -1, 0);
    private long probeAt;
    private long gossipAt;
    private long pushPullAt;

    /// What is asked on behalf of others, by its number.
    private final TreeMap<Integer, Helped> helped = new TreeMap<>();

    record Ping(int number, List<News> news) {}

    record Ack(int number, boolean reached) {}

    record PingFor(int number, int subject) {}

    record News(byte state, int subject, int incarnation, int by) {}

    record Gossip(List<News> news) {}

    /// What one thinks of all.
    private static final class States {
        final byte[] states;
        final int[] incarnations;
        final boolean answers;

        States(byte[] states, int[] incarnations, boolean answers) {
            this.states = states;
            this.incarnations = incarnations;
            this.answers = answers;
        }
    }

    private record Helped(int asker, int number, long noAt) {}

    /// The question that is open.
    private static final class Asked {
        final int subject;
        final int number;
        final long helpAt;
        boolean answered;
        boolean helps;
        int refusals;

        Asked(int subject, int number, long helpAt) {
            this.subject = subject;
            this.number = number;
            this.helpAt = helpAt;
        }
    }

    private static final class Suspicion {
        final long since;
        final BitSet by = new BitSet();

        Suspicion(long since) {
            this.since = since;
        }
    }

    /// Something that is passed on, and how often it was.
    private static final class Fresh {
        final News news;
        int sent;

        Fresh(News news) {
            this.news = news;
        }
    }

    Memberlist(Station station, int size, Ledger ledger, long seed) {
        this.station = station;
        this.ledger = ledger;
        this.rng = new Rng(seed);
        this.size = size;
        this.self = station.number;
        this.states = new byte[size];
        this.incarnations = new int[size];
        this.news = new @Nullable Fresh[size];
        int tellings = GOSSIP_MULT * (int) Math.ceil(Math.log10(size + 1.0));
        for (int i = 0; i < tellings; i++) {
            bySent.add(new ArrayDeque<>());
        }
        this.order = Town.permutation(size, rng);
        probeAt = nanos() + lot(PROBE_NANOS);
        gossipAt = nanos() + lot(GOSSIP_NANOS);
        pushPullAt = nanos() + lot(pushPullNanos());
        station.wakeAt(Math.min(probeAt, gossipAt));
    }

    private long nanos() {
        return station.nanos();
    }

    private long lot(long nanos) {
        return (long) (rng.nextInt(1_000) / 1_000.0 * nanos);
    }

    private long pushPullNanos() {
        double more = Math.log(size / (double) PUSH_PULL_MEMBERS) / Math.log(2);
        return PUSH_PULL_NANOS * (size <= PUSH_PULL_MEMBERS ? 1 : 1 + (int) Math.ceil(more));
    }

    // Time

    @Override
    public void woke() {
        long now = nanos();
        if (asked.helpAt <= now && !asked.helps && !asked.answered && asked.subject >= 0) {
            help();
        }
        if (probeAt <= now) {
            judge();
            probe();
        }
        if (gossipAt <= now) {
            gossipAt = now + GOSSIP_NANOS;
            gossip();
            endSuspicions(now);
        }
        if (pushPullAt <= now) {
            pushPullAt = now + pushPullNanos();
            pushPull();
        }
        refuseLate(now);
        schedule();
    }

    private void schedule() {
        long at = Math.min(Math.min(probeAt, gossipAt), pushPullAt);
        if (!asked.helps && !asked.answered && asked.subject >= 0) {
            at = Math.min(at, asked.helpAt);
        }
        for (Helped one : helped.values()) {
            at = Math.min(at, one.noAt);
        }
        station.wakeAt(at); // suspicions are looked at with each gossip
    }

    private void probe() {
        long now = nanos();
        probeAt = now + PROBE_NANOS * (1 + awareness);
        int subject = next();
        long helpAt = now + ANSWER_NANOS * (1 + awareness);
        asked = new Asked(subject, ++number, helpAt);
        if (subject >= 0) {
            var doubt = states[subject] == SUSPECT ? List.of(said(subject)) : List.<News>of();
            station.cast(subject, new Ping(number, doubt), PING_BYTES + doubt.size() * NEWS_BYTES);
        }
    }

    private News said(int subject) {
        return new News(states[subject], subject, incarnations[subject], self);
    }

    /// The next in turn who is not dead; -1 when there is none.
    private int next() {
        for (int i = 0; i < size; i++) {
            int subject = order[turn];
            turn = (turn + 1) % size;
            if (subject != self && states[subject] != DEAD) {
                return subject;
            }
        }
        return -1;
    }

    private void help() {
        asked.helps = true;
        for (int helper : some(HELPERS, false)) {
            station.cast(helper, new PingFor(asked.number, asked.subject), ASK_BYTES);
        }
        station.stream(asked.subject, new Ping(asked.number, List.of()), PING_BYTES);
    }

    private void judge() {
        if (asked.subject < 0) {
            return;
        }
        if (asked.answered) {
            awareness(-1);
            return;
        }
        awareness(HELPERS - asked.refusals);
        suspect(asked.subject, incarnations[asked.subject], self);
    }

    private void awareness(int more) {
        awareness = Math.clamp(awareness + more, 0, AWARENESS_MAX - 1);
    }

    private int[] some(int count, boolean alsoDead) {
        var some = new int[count];
        int found = 0;
        for (int tries = 0; found < count && tries < 10 * count; tries++) {
            int one = rng.nextInt(size);
            boolean dead = states[one] == DEAD;
            boolean lately = dead && nanos() - deadAt.getOrDefault(one, 0L) < DEAD_GOSSIP_NANOS;
            if (one != self && one != asked.subject && (!dead || alsoDead && lately)) {
                some[found++] = one;
            }
        }
        return Arrays.copyOf(some, found);
    }

    private void gossip() {
        for (int to : some(GOSSIP_TO, true)) {
            List<News> some = freshest();
            if (!some.isEmpty()) {
                station.cast(to, new Gossip(some), some.size() * NEWS_BYTES);
            }
        }
    }

    /// Those that were passed on least often.
    private List<News> freshest() {
        var some = new ArrayList<Fresh>();
        for (ArrayDeque<Fresh> bucket : bySent) {
            while (some.size() < GOSSIP_NEWS_MAX && !bucket.isEmpty()) {
                Fresh one = bucket.remove();
                if (news[one.news.subject] == one) { // there is nothing newer
                    some.add(one);
                }
            }
        }
        var told = new ArrayList<News>();
        for (Fresh one : some) {
            told.add(one.news);
            if (++one.sent < bySent.size()) {
                bySent.get(one.sent).add(one);
            }
        }
        return told;
    }

    private void pushPull() {
        for (int to : some(1, false)) {
            station.stream(to, states(true), size * STATE_BYTES);
        }
    }

    private States states(boolean answers) {
        return new States(states.clone(), incarnations.clone(), answers);
    }

    private void refuseLate(long now) {
        for (int one : List.copyOf(helped.keySet())) {
            Helped late = helped.get(one);
            if (late != null && late.noAt <= now) {
                helped.remove(one);
                station.cast(late.asker, new Ack(late.number, false), ACK_BYTES);
            }
        }
    }

    private void endSuspicions(long now) {
        double min = SUSPICION_MULT * Math.max(1, Math.log10(size)) * PROBE_NANOS;
        double max = SUSPICION_MAX_MULT * min;
        int agree = SHARES.length - 1;
        var over = new ArrayList<Integer>();
        suspicions.forEach(
                (subject, one) -> {
                    double share = SHARES[Math.min(one.by.cardinality() - 1, agree)];
                    if (now - one.since >= Math.max(min, max - share * (max - min))) {
                        over.add(subject);
                    }
                });
        over.forEach(subject -> dead(subject, incarnations[subject]));
    }

    // What comes

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Ping ping -> {
                ping.news.forEach(this::heard);
                station.cast(from, new Ack(ping.number, true), ACK_BYTES);
            }
            case PingFor ping -> {
                helped.put(++number, new Helped(from, ping.number, nanos() + ANSWER_NANOS * 4 / 5));
                station.cast(ping.subject, new Ping(number, List.of()), PING_BYTES);
                schedule();
            }
            case Ack ack -> acked(ack);
            case Gossip gossip -> gossip.news.forEach(this::heard);
            case States all -> merge(from, all);
            default -> throw new IllegalArgumentException(message.toString());
        }
    }

    private void acked(Ack ack) {
        Helped other = helped.remove(ack.number);
        if (other != null) {
            station.cast(other.asker, new Ack(other.number, true), ACK_BYTES);
        } else if (ack.number == asked.number) {
            asked.answered |= ack.reached;
            asked.refusals += ack.reached ? 0 : 1;
        }
    }

    private void merge(int from, States all) {
        if (all.answers) {
            station.stream(from, states(false), size * STATE_BYTES);
        }
        for (int i = 0; i < size; i++) {
            byte state = all.states[i] == DEAD ? SUSPECT : all.states[i];
            if (state != states[i] || all.incarnations[i] != incarnations[i]) {
                heard(new News(state, i, all.incarnations[i], from));
            }
        }
    }

    private void heard(News one) {
        if (one.subject == self) {
            if (one.state != ALIVE && one.incarnation >= incarnations[self]) {
                incarnations[self] = one.incarnation + 1;
                awareness(1);
                tell(said(self));
            }
            return;
        }
        switch (one.state) {
            case ALIVE -> alive(one);
            case SUSPECT -> suspect(one.subject, one.incarnation, one.by);
            default -> {
                if (one.incarnation >= incarnations[one.subject]) {
                    dead(one.subject, one.incarnation);
                }
            }
        }
    }

    private void alive(News one) {
        if (one.incarnation > incarnations[one.subject]) {
            incarnations[one.subject] = one.incarnation;
            if (states[one.subject] == DEAD) {
                ledger.returned(self, one.subject);
            }
            states[one.subject] = ALIVE;
            suspicions.remove(one.subject);
            deadAt.remove(one.subject);
            tell(one);
        }
    }

    private void suspect(int subject, int incarnation, int by) {
        if (incarnation < incarnations[subject] || states[subject] == DEAD) {
            return;
        }
        Suspicion now = suspicions.get(subject);
        if (now == null) {
            now = new Suspicion(nanos());
            suspicions.put(subject, now);
            states[subject] = SUSPECT;
            incarnations[subject] = incarnation;
        } else if (now.by.cardinality() > SUSPICION_MULT - 2 || now.by.get(by)) {
            return;
        }
        now.by.set(by);
        tell(new News(SUSPECT, subject, incarnation, by));
    }

    private void dead(int subject, int incarnation) {
        if (states[subject] != DEAD) {
            states[subject] = DEAD;
            incarnations[subject] = incarnation;
            suspicions.remove(subject);
            deadAt.put(subject, nanos());
            ledger.removed(self, subject, nanos());
            tell(said(subject));
        }
    }

    private void tell(News one) {
        var fresh = new Fresh(one);
        news[one.subject] = fresh;
        bySent.getFirst().add(fresh);
    }
}
